"""sanxiang verify: is the record whole? sanxiang log: the logs, their keys, their files."""

import argparse
import pathlib
from typing import Any

from sanxiang.cli import BadUse, emit, tell
from sanxiang.cli.database import database
from sanxiang.cli.progress import Bar


def add(commands: Any) -> None:
    verify = commands.add_parser("verify", help="核对全过程记录：链、摘要、日志；--replay 再由行为重演全部数据表")
    verify.add_argument("--replay", action="store_true", help="重演每条行为链，与数据表逐列比较")
    verify.add_argument("--files", action="store_true", help="再逐个读取证据文件，与记录的摘要比较")
    verify.add_argument("--json", action="store_true", help="在标准输出打印一份 JSON")
    verify.set_defaults(do=do_verify)
    log = commands.add_parser("log", help="各机关的行为日志：list 列出，key 公钥，export 导出（C2SP tlog-tiles）")
    asks = log.add_subparsers(dest="asks", metavar="list|key|export", required=True)
    listed = asks.add_parser("list", help="列出已开始的日志")
    listed.add_argument("--json", action="store_true", help="在标准输出打印一份 JSON")
    listed.set_defaults(do=do_log_list)
    key = asks.add_parser("key", help="日志的验证公钥，一行（C2SP signed-note）")
    key.add_argument("--organ", required=True, help="机关的统一社会信用代码")
    key.add_argument("--sm2", action="store_true", help="国密公钥（日志另有国密签名行时）")
    key.set_defaults(do=do_log_key)
    export = asks.add_parser("export", help="把日志导出为文件：checkpoint、tile/…")
    export.add_argument("folder", type=pathlib.Path, metavar="DIR", help="空的或者不存在的文件夹")
    export.add_argument("--organ", required=True, help="机关的统一社会信用代码")
    export.set_defaults(do=do_log_export)


def do_verify(options: argparse.Namespace) -> int:
    """Exit 0 if everything is as it was recorded, 1 if anything is not."""
    with database():
        from sanxiang.record.verify import verify

        report = verify(replay=options.replay, progress=Bar("已核对", "处"))
        files = _checked_files() if options.files else None
    found = [*report.problems, *(files.problems if files else ())]
    problems = [{"where": problem.where, "what": problem.what} for problem in found]
    notes = [{"where": note.where, "what": note.what} for note in report.notes]
    if options.json:
        told = {"ok": not problems, "acts": report.acts, "streams": report.streams, "problems": problems}
        emit(told | ({"notes": notes} if notes else {}) | ({"files": files.whole, "destroyed": files.destroyed} if files else {}))
    else:
        for each in [*problems, *notes]:
            print(f"{each['where']}：{each['what']}")
        print(f"共 {report.streams} 条行为链、{report.acts} 个行为：" + (f"发现 {len(problems)} 处不符。" if problems else "与记录一致。"))
        if files:
            print(f"证据文件：{files.whole} 个完好，{files.destroyed} 个保管期满后经两人批准销毁。")
    return 1 if problems else 0


def _checked_files() -> Any:
    from sanxiang.casework import files_checked

    return files_checked.check(lambda done: tell(f"已核对 {done} 个证据文件") if done % 100 == 0 else None)


def do_log_list(options: argparse.Namespace) -> int:
    """The logs that have begun: organ, origin, number of leaves."""
    with database():
        from sanxiang.record import log, sequencer

        sequencer.drain()
        found = [{"organ": each.organ, "origin": each.origin, "size": each.size} for each in log.logs()]
    if options.json:
        emit(found)
    else:
        print("\n".join(f"{each['organ']}  {each['size']:>10,}  {each['origin']}" for each in found) or "还没有日志。")
    return 0


def do_log_key(options: argparse.Namespace) -> int:
    """The verifier key of a log, whose name is its origin."""
    with database():
        found = _log_of(options.organ)
    if options.sm2 and not found.sm2:
        raise BadUse("sm2", "该日志没有国密签名行。设置 SANXIANG_SM2=1 后，下一个检查点起才有。")
    print(found.sm2 if options.sm2 else found.key)
    return 0


def do_log_export(options: argparse.Namespace) -> int:
    """Write checkpoint, tiles and bundles of a log into a folder that has nothing in it."""
    if options.folder.exists() and (not options.folder.is_dir() or any(options.folder.iterdir())):
        raise BadUse("folder", f"{options.folder} 不是空文件夹。请换一个，以免新旧文件混在一起。")
    with database():
        from sanxiang.record import shelf

        found = _log_of(options.organ)
        shelf.write(found, options.folder)
    tell(f"已导出 {found.origin}：{found.size:,} 片叶。")
    return 0


def _log_of(organ: str) -> Any:
    from sanxiang.record import log, sequencer
    from sanxiang.record.refusal import NotFound

    sequencer.drain()
    try:
        return log.log_of(organ)
    except NotFound as missing:
        raise BadUse("organ", f"{missing.message}。{missing.next}") from missing
