"""`sanxiang import`: published tables taken over onto the record."""

import argparse
from pathlib import Path
from typing import Any

from sanxiang.cli import BadUse, emit
from sanxiang.cli.database import database
from sanxiang.cli.progress import Bar


def add(commands: Any) -> None:
    top = commands.add_parser("import", help="导入机关公开的表格：每行成为一件有记录的决定，读不懂的行搁置并说明理由")
    top.add_argument("what", nargs="?", choices=["penalties"], metavar="penalties", help="行政处罚公示表")
    top.add_argument("file", nargs="?", metavar="FILE", help="CSV、XLSX、XLS 或者网页表格")
    top.add_argument("--organ", default="", metavar="USCC", help="表中没有写明处罚机关的，属于这个机关（统一社会信用代码）")
    top.add_argument("--kinds", action="store_true", help="列出数据质量问题的种类")
    top.add_argument("--json", action="store_true")
    top.set_defaults(do=_import)


def _import(options: argparse.Namespace) -> int:
    if options.kinds:
        return _kinds(options.json)
    if not options.what or not options.file:
        raise BadUse("usage", "请写明要导入的文件：sanxiang import penalties FILE [--organ USCC] [--json]")
    try:
        data = Path(options.file).read_bytes()
    except OSError as error:
        raise BadUse("unreadable", f"读不了文件 {options.file}：{error.strerror}") from error
    with database():
        report = _imported(data, Path(options.file).name, options.organ)
    if options.json:
        emit(report)
    else:
        _print(report)
    return 0


def _imported(data: bytes, name: str, organ: str) -> dict[str, Any]:
    from sanxiang.exchange.services import import_penalties
    from sanxiang.record.refusal import Refused
    from sanxiang.sheets.reading import Unreadable

    try:
        report = import_penalties(data, name, organ=organ, progress=Bar("已导入", "行"))
    except Unreadable as error:
        raise BadUse("unreadable", str(error), error.line) from error
    except KeyboardInterrupt as error:
        raise BadUse("interrupted", "导入已中止，没有写入任何内容；可以重新导入。") from error
    except Refused as error:
        raise BadUse("refused", f"{error.message}。{error.next}") from error
    several = len({row.sheet for row in report.set_aside}) > 1
    return {
        "rows": report.rows,
        "imported": report.imported,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "set_aside": [{"row": row.row, "reason": row.reason, **({"sheet": row.sheet} if several else {})} for row in report.set_aside],
        "findings": report.findings,
    }


def _print(report: dict[str, Any]) -> None:
    from sanxiang.exchange.quality import FINDINGS

    print(
        f"共 {report['rows']} 行：新导入 {report['imported']}，更正 {report['changed']}，未变 {report['unchanged']}，搁置 {len(report['set_aside'])}"
    )
    for row in report["set_aside"]:
        print(f"  第 {row['row']} 行搁置：{row['reason']}")
    for kind, count in report["findings"].items():
        print(f"  {FINDINGS[kind]}：{count} 行（{kind}）")


def _kinds(as_json: bool) -> int:
    from sanxiang.exchange.quality import FINDINGS

    if as_json:
        emit({"kinds": [{"kind": kind, "title": title} for kind, title in FINDINGS.items()]})
    else:
        for kind, title in FINDINGS.items():
            print(f"{kind:24} {title}")
    return 0
