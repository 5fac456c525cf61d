"""`sanxiang witness` and `sanxiang mirror`: what a notary or a justice bureau runs beside an organ's system, on a machine of its own."""

import argparse
import os
import pathlib
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from typing import Any

from sanxiang.cli import BadUse, emit, tell
from sanxiang.tlog import mirror, note
from sanxiang.tlog.files import put
from sanxiang.tlog.merkle import Wrong
from sanxiang.tlog.mirror import Fetch
from sanxiang.tlog.note import COSIGNATURE, Signer
from sanxiang.tlog.witness import Answer, Witness

MOST_BYTES = 100_000
SECONDS = 60
STATUS = {200: "200 OK", 400: "400 Bad Request", 403: "403 Forbidden", 404: "404 Not Found", 405: "405 Method Not Allowed"} | {
    409: "409 Conflict",
    413: "413 Content Too Large",
    422: "422 Unprocessable Content",
}


def add(commands: Any) -> None:
    witness = commands.add_parser("witness", help="见证人：记住各日志最后的检查点，拒绝分叉和回退，共签其余（C2SP tlog-witness）")
    witness.add_argument("folder", type=pathlib.Path, metavar="DIR", help="见证人自己的文件夹：key、logs（每行一个日志公钥）和它的记忆")
    witness.add_argument("--name", default="", help="见证人的名称（如 域名/w1），第一次运行时确定")
    witness.add_argument("--host", default="127.0.0.1")
    witness.add_argument("--port", type=int, default=8320)
    witness.set_defaults(do=do_witness)
    copy = commands.add_parser("mirror", help="镜像并核对别的机关的日志：URL 是日志的网址或者文件夹")
    copy.add_argument("url", metavar="URL")
    copy.add_argument("folder", type=pathlib.Path, metavar="DIR")
    copy.add_argument("--key", required=True, help="日志的公钥（sanxiang log key）")
    copy.add_argument("--check", action="store_true", help="另将镜像从头全部重算一遍")
    copy.add_argument("--json", action="store_true", help="在标准输出打印一份 JSON")
    copy.set_defaults(do=do_mirror)


# ── the witness ──


def do_witness(options: argparse.Namespace) -> int:
    """Serve a witness until told to stop."""
    signer = prepared(options.folder, options.name)
    tell(f"见证人 {signer.name}\n公钥   {signer.verifier}\n日志   {len(known_logs(options.folder))} 个（{options.folder / 'logs'}）")
    os.environ["SANXIANG_WITNESS"] = str(options.folder.resolve())
    from granian.constants import Interfaces
    from granian.server import Server

    Server(
        "sanxiang.cli.witness:application", options.host, options.port, interface=Interfaces.WSGI, websockets=False, log_enabled=False
    ).serve()
    return 0


def prepared(folder: pathlib.Path, name: str = "") -> Signer:
    """The witness's key, made on its first day. Raises BadUse."""
    file = folder / "key"
    if not file.exists():
        if not name:
            raise BadUse("name", "第一次运行请用 --name 给见证人一个名称，如 notary.example/w1。")
        put(file, f"{name}\n{os.urandom(32).hex()}\n".encode())
        file.chmod(0o600)
        (folder / "logs").touch()
    kept, seed = file.read_text(encoding="utf-8").split("\n")[:2]
    if name and name != kept:
        raise BadUse("name", f"这个文件夹里的见证人叫 {kept}，不叫 {name}。")
    return Signer(kept, bytes.fromhex(seed), COSIGNATURE)


def known_logs(folder: pathlib.Path) -> dict[str, note.VerifierKey]:
    """The logs that the witness knows, by origin. Raises BadUse for a line that is no key."""
    found = {}
    for at, line in enumerate((folder / "logs").read_text(encoding="utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            try:
                key = note.verifier_key(line.strip())
            except Wrong as wrong:
                raise BadUse("logs", f"{folder / 'logs'} 第{at}行：{wrong}", at) from None
            found[key.name] = key
    return found


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The witness as a WSGI application. The file of known logs is read at each request: adding one needs no restart."""
    folder = pathlib.Path(os.environ["SANXIANG_WITNESS"])
    answer = _answer(Witness(folder / "seen", prepared(folder), known_logs(folder)), environ)
    start_response(STATUS[answer.status], [("Content-Type", answer.type), ("X-Content-Type-Options", "nosniff")])
    return [answer.text.encode()]


def _answer(witness: Witness, environ: dict[str, Any]) -> Answer:
    method, path = environ["REQUEST_METHOD"], environ.get("PATH_INFO", "")
    if path == "/add-checkpoint":
        if method != "POST":
            return Answer(405)
        length = int(environ.get("CONTENT_LENGTH") or 0)
        if length > MOST_BYTES:
            return Answer(413)
        return witness.add_checkpoint(environ["wsgi.input"].read(length), int(time.time()))
    kept = witness.last(path.removeprefix("/").removesuffix("/checkpoint")) if method == "GET" and path.endswith("/checkpoint") else None
    return Answer(404, "没有\n") if kept is None else Answer(200, kept)


# ── the mirror ──


def do_mirror(options: argparse.Namespace) -> int:
    """Exit 0 when the mirror follows the log, 1 when the log is not what it was or not whole, 2 when it cannot be reached."""
    try:
        key = note.verifier_key(options.key)
    except Wrong as wrong:
        raise BadUse("key", f"{wrong}。请用 sanxiang log key 给出的一行。") from None
    try:
        told = mirror.follow(fetcher(options.url), options.folder, key, progress=_progress)
        if options.check:
            mirror.check(options.folder, key)
    except Wrong as wrong:
        return _refused(str(wrong), options.json)
    except FileNotFoundError as error:
        raise BadUse("unreachable", f"{options.url} 没有 {error}。请核对日志的网址。") from None
    except OSError as error:
        raise BadUse("unreachable", f"取不到 {options.url}：{error}") from None
    if options.json:
        emit({"ok": True, "origin": told.origin, "before": told.before, "size": told.size})
    else:
        print(f"{told.origin}：从 {told.before:,} 片叶到 {told.size:,} 片，与签名一致。")
    return 0


def _refused(why: str, as_json: bool) -> int:
    if as_json:
        emit({"ok": False, "problem": why})
    else:
        print(f"不能接受：{why}。镜像没有改动；请保存对方的检查点，它和镜像中的检查点一起就是证据。")
    return 1


def _progress(done: int, size: int) -> None:
    if done == size or done % (256 * 64) == 0:
        tell(f"已核对 {done:,} / {size:,} 片叶")


def fetcher(url: str) -> Fetch:
    """Fetch files of a log from an address or a folder."""
    if not url.startswith(("http://", "https://")):
        return lambda name: (pathlib.Path(url) / name).read_bytes()

    def fetch(name: str) -> bytes:
        try:
            with urllib.request.urlopen(f"{url.rstrip('/')}/{name}", timeout=SECONDS) as answer:
                data: bytes = answer.read()
                return data
        except urllib.error.HTTPError as error:
            if error.code == 404:
                raise FileNotFoundError(name) from None
            raise

    return fetch
