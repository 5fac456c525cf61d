"""`sanxiang parse` and `sanxiang redact`: texts read without a database."""

import argparse
import sys
from pathlib import Path
from typing import Any

from sanxiang.cli import BadUse, emit, tell


def add(commands: Any) -> None:
    parse = commands.add_parser("parse", help="读一个文号、金额、日期或表头；有歧义或残缺的不猜")
    parse.add_argument("kind", choices=["docno", "amount", "date", "header"], metavar="docno|amount|date|header")
    parse.add_argument("text", metavar="TEXT")
    parse.add_argument("--json", action="store_true")
    parse.set_defaults(do=_parse)
    redact = commands.add_parser("redact", help="隐去决定书中不得公开的个人信息，并复查结果")
    redact.add_argument("file", metavar="FILE", help="文本文件；- 为标准输入")
    redact.add_argument("--party", choices=["person", "organisation"], help="当事人是自然人还是单位；不写则从文中推断")
    redact.add_argument("--json", action="store_true")
    redact.set_defaults(do=_redact)


def _parse(options: argparse.Namespace) -> int:
    from sanxiang.law import dates, docno, headers, money

    parsers = {"docno": docno.parse, "amount": money.parse, "date": dates.parse, "header": headers.parse}
    reading = parsers[options.kind](options.text)
    if options.json:
        emit({"ok": reading.ok, "value": reading.value, "normal": reading.normal, "reason": reading.reason})
    elif reading.ok:
        print(reading.normal)
    else:
        tell(f"未能读出：{reading.reason}")
    return 0 if reading.ok else 1


def _redact(options: argparse.Namespace) -> int:
    from sanxiang.disclosure.redaction import redact

    redacted = redact(_text(options.file), options.party)
    who = {"person": "自然人", "organisation": "单位"}[redacted.party]
    if redacted.inferred:
        tell(f"未指定当事人类别，从文中推断为{who}；不对请加 --party")
    if options.json:
        emit(
            {
                "text": redacted.text,
                "spans": [{"start": span.start, "end": span.end, "kind": span.kind, "reason": span.reason} for span in redacted.spans],
                "findings": [
                    {"kind": finding.kind, "message": finding.message, "start": finding.start, "end": finding.end}
                    for finding in redacted.findings
                ],
                "party": redacted.party,
                "party_inferred": redacted.inferred,
            }
        )
    else:
        print(redacted.text)
        for finding in redacted.findings:
            tell(finding.message)
    return 1 if redacted.findings else 0


def _text(name: str) -> str:
    """The text of a file in UTF-8 or GB 18030, with its own line ends, so that offsets are those of the file."""
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise BadUse("unreadable", f"读不了文件 {name}：{error.strerror}") from error
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadUse("encoding", f"文件 {name} 不是 UTF-8 或 GB 18030 编码的文本；决定书是 Word 或 PDF 的，请先另存为文本")
