"""`sanxiang receipt` makes the receipt of a case; `sanxiang verify-receipt` checks one, anywhere, without the system."""

import argparse
import pathlib
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from sanxiang.cli import BadUse, emit, tell
from sanxiang.tlog import mirror, note, receipt, tiles, times, timestamp
from sanxiang.tlog.merkle import Wrong
from sanxiang.tlog.note import VerifierKey


def add(commands: Any) -> None:
    make = commands.add_parser("receipt", help="出具回执：一个案件的全部行为（或其中一个）在日志中的证明")
    make.add_argument("case", metavar="CASE", help="案件编号")
    make.add_argument("file", type=pathlib.Path, metavar="FILE")
    make.add_argument("--act", type=int, metavar="N", help="只证明第 N 号行为，不含案件的其他内容")
    make.add_argument("--purpose", default="在服务器上出具", metavar="TEXT", help="为什么出具，记入案件的调阅记录")
    make.set_defaults(do=do_receipt)
    verify = commands.add_parser("verify-receipt", help="离线核验回执，不需要系统和网络")
    verify.add_argument("file", type=pathlib.Path, metavar="FILE")
    verify.add_argument("--key", help="从别处得知的日志公钥；不给则只证明回执自身相符")
    verify.add_argument("--log", type=pathlib.Path, metavar="DIR", help="日志的镜像：查找回执遗漏的行为")
    verify.add_argument("--witness", action="append", default=[], metavar="VKEY", help="须有其共签的见证人，可重复")
    verify.add_argument("--tsa", type=pathlib.Path, metavar="PEM", help="受信任的时间戳证书：核对时间戳，并给出每个行为记录的起止时刻")
    verify.add_argument("--sm2", metavar="VKEY", help="日志的国密公钥（sanxiang log key --sm2）：须有其签名")
    verify.add_argument("--json", action="store_true", help="在标准输出打印一份 JSON")
    verify.set_defaults(do=do_verify_receipt)


def do_receipt(options: argparse.Namespace) -> int:
    """Write the receipt of a case, or of one of its acts, into a file that does not exist yet."""
    from sanxiang.cli.database import database

    if options.file.exists():
        raise BadUse("file", f"{options.file} 已经存在。请换一个文件名。")
    with database():
        made = _made(options.case, options.act, options.purpose)
    options.file.write_bytes(msgspec.json.format(msgspec.json.encode(made)) + b"\n")
    tell(f"已出具回执：{made.title}，{len(made.acts)} 个行为。含案件内容，请只交给当事人或者法院。")
    return 0


def _made(number: str, act: int | None, purpose: str) -> receipt.Receipt:
    """The export is itself an act of the case, so that the receipt of a whole case ends with it."""
    from sanxiang.casework import custody
    from sanxiang.casework.queries import case_of_number
    from sanxiang.record import receipts, sequencer
    from sanxiang.record.refusal import Refused

    case = case_of_number(number)
    if case is None:
        raise BadUse("case", f"没有编号为 {number} 的案件。请核对案件编号。")
    try:
        if act is not None:
            sequencer.drain()
            receipts.of_act(case, act, "")  # refused before anything is put on record
        custody.exported(case, f"{case}:{act or 0}", f"存证回执：{number}" + (f" 第 {act} 号" if act else " 全案"), purpose)
        sequencer.drain()
        return receipts.of_stream(case, number) if act is None else receipts.of_act(case, act, f"{number} 第{act}号")
    except Refused as refused:
        raise BadUse("receipt", f"{refused.message}。{refused.next}") from refused


def do_verify_receipt(options: argparse.Namespace) -> int:
    """Exit 0 when everything that the receipt claims holds, 1 when anything does not."""
    raw = _read(options.file)
    try:
        keys = [note.verifier_key(key) for key in options.witness]
        key = note.verifier_key(options.key) if options.key else None
        found = receipt.parse(raw)
        entries = _entries(options.log, key or note.verifier_key(found.key)) if options.log else None
        authorities = timestamp.certificates(_read(options.tsa)) if options.tsa else ()
        second = note.verifier_key(options.sm2) if options.sm2 else None
        checked = receipt.check(found, key, keys, len(keys), entries, authorities, second)
    except Wrong as wrong:
        _tell_wrong(str(wrong), options.json)
        return 1
    _tell(found, checked, known=key is not None, stamped=bool(authorities), as_json=options.json)
    return 0


def _read(file: pathlib.Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadUse("file", f"读不到 {file}：{error.strerror}") from None


def _entries(folder: pathlib.Path, key: VerifierKey) -> Callable[[int], Iterable[bytes]]:
    """The entries of a mirror that was checked whole, at least as long as the receipt's checkpoint."""
    whole = mirror.check(folder, key)

    def entries(size: int) -> Iterable[bytes]:
        if whole.size < size:
            raise Wrong(f"镜像只有{whole.size}片叶，短于回执的检查点（{size}片）；请先更新镜像")
        for n in range(-(-whole.size // tiles.WIDTH)):
            width = min(whole.size - n * tiles.WIDTH, tiles.WIDTH)
            yield from tiles.unbundle((folder / tiles.path(tiles.ENTRIES, n, width)).read_bytes())

    return entries


def _tell_wrong(why: str, as_json: bool) -> None:
    if as_json:
        emit({"ok": False, "problem": why})
    else:
        _print(f"回执不成立：{why}。")


def _tell(found: receipt.Receipt, checked: receipt.Checked, *, known: bool, stamped: bool, as_json: bool) -> None:
    if as_json:
        told = {"origin": checked.origin, "size": checked.size, "acts": checked.acts, "complete": checked.complete}
        more = {"timestamps": checked.timestamps, "timestamps_trusted": stamped and bool(checked.timestamps)}
        bounds = [{"after": one.after, "before": one.before} for one in checked.bounds]
        names = list(checked.witnesses)
        emit({"ok": True, **told, "searched": checked.searched, "known_key": known, "witnesses": names, **more, "bounds": bounds})
        return
    _print(f"{found.title}：{checked.acts} 个行为都在 {checked.origin} 的日志中（{checked.size:,} 片叶），内容与记录时一致。")
    if checked.complete:
        print(
            "各号相连，没有遗漏；" + ("日志中也没有更晚的一号。" if checked.searched else "是否还有更晚的一号，须用 --log 查日志的镜像。")
        )
    if checked.witnesses:
        _print(f"检查点有见证人共签：{'、'.join(checked.witnesses)}。")
    if checked.timestamps:
        print("检查点的时间戳" + ("已核对。" if stamped else "与检查点相符，签发者没有核对：请用 --tsa 给出时间戳机构的根证书。"))
    for body, one in zip(checked.bodies, checked.bounds, strict=True):
        if one.after or one.before:
            _print(f"第 {body.get('version')} 号记录于{_between(one)}。")
    if not known:
        print("注意：公钥取自回执本身。请用 --key 给出从机关网站、公证处等别处得知的公钥，才能证明回执出自该机关。")


def _print(told: str) -> None:
    """A line in which words of a stranger's file stand: what would move a terminal's cursor or colour it is shown as a box."""
    print("".join("□" if ord(c) < 32 or 127 <= ord(c) < 160 else c for c in told))


def _between(bounds: times.Bounds) -> str:
    """When an act was recorded, by the word of witnesses and authorities."""
    told = [f"{times.spoken(at)} {word}" for at, word in ((bounds.after, "之后"), (bounds.before, "之前")) if at]
    return "、".join(told)
