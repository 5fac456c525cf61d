"""`sanxiang parse` and `sanxiang redact`: texts read without a database."""

import argparse
from typing import Any

from sanxiang.cli import emit, tell


def add(commands: Any) -> None:
    parse = commands.add_parser("parse", help="读一个文号、金额、日期或表头；有歧义或残缺的不猜")
    parse.add_argument("kind", choices=["docno", "amount", "date", "header"], metavar="docno|amount|date|header")
    parse.add_argument("text", metavar="TEXT")
    parse.add_argument("--json", action="store_true")
    parse.set_defaults(do=_parse)


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
