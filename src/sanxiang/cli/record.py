"""sanxiang verify: is the record whole?"""

import argparse
from typing import Any

from sanxiang.cli import emit, tell
from sanxiang.cli.database import database


def add(commands: Any) -> None:
    verify = commands.add_parser("verify", help="核对全过程记录：链、摘要、日志；--replay 再由行为重演全部数据表")
    verify.add_argument("--replay", action="store_true", help="重演每条行为链，与数据表逐列比较")
    verify.add_argument("--json", action="store_true", help="在标准输出打印一份 JSON")
    verify.set_defaults(do=do_verify)


def do_verify(options: argparse.Namespace) -> int:
    """Exit 0 if everything is as it was recorded, 1 if anything is not."""
    with database():
        from sanxiang.record.verify import verify

        report = verify(replay=options.replay, progress=lambda acts, streams: tell(f"已核对 {streams} 条行为链、{acts} 个行为"))
    problems = [{"where": problem.where, "what": problem.what} for problem in report.problems]
    if options.json:
        emit({"ok": report.ok, "acts": report.acts, "streams": report.streams, "problems": problems})
    else:
        for problem in problems:
            print(f"{problem['where']}：{problem['what']}")
        print(f"共 {report.streams} 条行为链、{report.acts} 个行为：" + ("与记录一致。" if report.ok else f"发现 {len(problems)} 处不符。"))
    return 0 if report.ok else 1
