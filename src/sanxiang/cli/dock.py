"""`sanxiang dock DIR`: watches the folder into which body cameras are emptied and uploads what appears there (tus 1.0.0), going on after any cut.

It needs no database and no data folder: a dock is a machine of its own, which knows the office's address and its token. What it sent it
remembers in DIR/.sanxiang, with each file's digest, so that nothing goes twice; it never changes or removes a recording.
"""

import argparse
import base64
import datetime
import hashlib
import http.client
import json
import os
import pathlib
import ssl
import time
import urllib.parse
from collections.abc import Iterator
from typing import Any

from sanxiang.cli import BadUse, emit, tell

PART = 8 * 1024 * 1024
PIECE = 1024 * 1024
POLL_SECONDS = 5.0
PATIENCE = (1, 5, 15, 60, 300)  # seconds before the next try, after each failure in a row
TUS = {"Tus-Resumable": "1.0.0"}
GONE = (404, 410)
STATE = ".sanxiang"


class Away(Exception):
    """The office cannot be reached, or is busy: try again later."""


class No(Exception):
    """The office refuses, and would again."""


def add(commands: Any) -> None:
    dock = commands.add_parser("dock", help="采集站：把文件夹里出现的录音录像上传到办案端，断线续传，失败重试")
    dock.add_argument("folder", type=pathlib.Path, metavar="DIR", help="执法记录仪导出文件的文件夹")
    dock.add_argument("--url", required=True, help="办案端的地址，如 https://banan.example.gov.cn")
    dock.add_argument("--once", action="store_true", help="传完现有的文件就结束；有超过时限仍未上传的，退出码为 1")
    dock.add_argument("--hours", type=float, help="录制完成后多少小时内应当上传（默认按规则 REC-20）")
    dock.add_argument("--json", action="store_true", help="在标准输出打印一份 JSON（只用于 --once）")
    dock.set_defaults(do=do_dock)


def do_dock(options: argparse.Namespace) -> int:
    """Upload until told to stop; with --once what is there now, and exit 1 if anything is overdue."""
    token = os.environ.get("SANXIANG_DOCK_TOKEN", "").strip()
    if not token:
        raise BadUse("token", "请把采集站的令牌放在环境变量 SANXIANG_DOCK_TOKEN 里；令牌由本机关系统管理员在“采集站”页取得。")
    if not options.folder.is_dir():
        raise BadUse("folder", f"没有文件夹 {options.folder}。")
    dock = Dock(options.folder, Office(options.url, token), options.hours or _lawful_hours())
    if not options.once:
        return _watch(dock)
    sent, failed = dock.round()
    late = dock.overdue()
    if options.json:
        emit({"sent": sent, "failed": failed, "overdue": late})
    else:
        print(f"已上传 {len(sent)} 个文件" + (f"，{len(failed)} 个没有传成" if failed else "") + "。")
        for name in late:
            print(f"超过 {dock.hours:g} 小时仍未上传：{name}")
    return 1 if late or failed else 0


def _watch(dock: "Dock") -> int:
    failures = 0
    told: list[str] = []
    try:
        while True:
            _, failed = dock.round()
            failures = failures + 1 if failed else 0
            if (late := dock.overdue()) != told:
                told = late
                for name in late:
                    tell(f"超过 {dock.hours:g} 小时仍未上传：{name}")
            time.sleep(PATIENCE[min(failures, len(PATIENCE)) - 1] if failures else POLL_SECONDS)
    except KeyboardInterrupt:
        return 0


class Office:
    """The office's door for docks."""

    def __init__(self, url: str, token: str) -> None:
        parts = urllib.parse.urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise BadUse("url", f"{url} 不是网址。请写成 https://主机名。")
        self.parts, self.token = parts, token
        self.path = parts.path.rstrip("/") + "/dock/uploads"

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> http.client.HTTPResponse:
        """One request. Raises Away where another try may help, No where it will not."""
        told = {**TUS, "Authorization": f"Bearer {self.token}", **{name.replace("_", "-"): value for name, value in headers.items()}}
        connection = self._connection()
        try:
            connection.request(method, path, body, told)
            answer = connection.getresponse()
            words = answer.read().decode("utf-8", "replace")[:300]
        except (OSError, http.client.HTTPException) as error:
            raise Away(f"连不上办案端：{error}") from error
        finally:
            connection.close()
        if answer.status >= 500 or answer.status in (409, 423, 429, 408):
            raise Away(words or f"办案端答复 {answer.status}")
        if answer.status >= 300 and answer.status not in GONE:
            raise No(words or f"办案端答复 {answer.status}")
        return answer

    def _connection(self) -> http.client.HTTPConnection:
        host, port = self.parts.hostname or "", self.parts.port
        if self.parts.scheme == "https":
            return http.client.HTTPSConnection(host, port, timeout=120, context=ssl.create_default_context())
        return http.client.HTTPConnection(host, port, timeout=120)

    def begin(self, name: str, size: int, digest: str) -> str:
        """A new upload. Returns its path."""
        said = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in (("filename", name), ("sha256", digest)))
        answer = self.ask("POST", self.path, Upload_Length=str(size), Upload_Metadata=said, Content_Length="0")
        return urllib.parse.urlsplit(answer.headers["Location"]).path

    def offset(self, path: str) -> int | None:
        """How far an upload came; None when the office does not know it any more."""
        answer = self.ask("HEAD", path)
        return None if answer.status in GONE else int(answer.headers["Upload-Offset"])

    def part(self, path: str, offset: int, content: bytes) -> int | None:
        answer = self.ask("PATCH", path, content, Upload_Offset=str(offset), Content_Type="application/offset+octet-stream")
        return None if answer.status in GONE else int(answer.headers["Upload-Offset"])


def _lawful_hours() -> float:
    """Within how many hours a recording is to be uploaded (REC-20)."""
    from sanxiang.law import packs

    rule = packs.load(["national"]).rule("REC-20", datetime.date.today())
    return float(rule.value) if rule is not None and isinstance(rule.value, int) else 0.0


class Dock:
    """A folder and what was sent of it: {name: {size, mtime, digest, upload, sent}} in DIR/.sanxiang."""

    def __init__(self, folder: pathlib.Path, office: Office, hours: float) -> None:
        self.folder, self.office, self.hours = folder, office, hours
        self.file = folder / STATE
        self.known: dict[str, dict[str, Any]] = _remembered(self.file)
        self.seen: dict[str, tuple[int, int]] = {}

    def round(self) -> tuple[list[str], list[str]]:
        """Upload everything that is new and has stopped growing. Returns the names that were sent, and those that were not."""
        sent: list[str] = []
        failed: list[str] = []
        for name, path in self._ready():
            try:
                self._send(name, path)
                sent.append(name)
            except (Away, No, OSError) as error:
                failed.append(name)
                tell(f"{name}：{error}")
                if isinstance(error, Away):
                    break  # the others would fare no better
        return sent, failed

    def overdue(self) -> list[str]:
        """What was recorded longer ago than it may be and is not at the office yet."""
        before = time.time() - self.hours * 3600
        return [name for name, path in self._waiting() if path.stat().st_mtime < before]

    def _waiting(self) -> Iterator[tuple[str, pathlib.Path]]:
        for path in sorted(self.folder.rglob("*")):
            name = path.relative_to(self.folder).as_posix()
            if not any(part.startswith(".") for part in path.relative_to(self.folder).parts) and path.is_file() and not path.is_symlink():
                at = path.stat()
                known = self.known.get(name, {})
                if at.st_size and not (known.get("sent") and (known["size"], known["mtime"]) == (at.st_size, at.st_mtime_ns)):
                    yield name, path

    def _ready(self) -> Iterator[tuple[str, pathlib.Path]]:
        """What has kept its size since it was last looked at; a file just found is looked at once more after a moment."""
        found = [(name, path, (path.stat().st_size, path.stat().st_mtime_ns)) for name, path in self._waiting()]
        if any(self.seen.get(name) != at for name, _, at in found):
            self.seen |= {name: at for name, _, at in found}
            time.sleep(min(1.0, POLL_SECONDS))
        for name, path, at in found:
            now = path.stat()
            if (now.st_size, now.st_mtime_ns) == at and self.seen.get(name) == at:
                yield name, path
            else:
                self.seen[name] = (now.st_size, now.st_mtime_ns)

    def _send(self, name: str, path: pathlib.Path) -> None:
        at = path.stat()
        known = self.known.get(name, {})
        if (known.get("size"), known.get("mtime")) != (at.st_size, at.st_mtime_ns):
            known = {"size": at.st_size, "mtime": at.st_mtime_ns, "digest": _digest(path), "upload": "", "sent": ""}
            self._keep(name, known)
        offset = self.office.offset(known["upload"]) if known["upload"] else None
        if offset is None:
            known["upload"], offset = self.office.begin(path.name, at.st_size, known["digest"]), 0
            self._keep(name, known)
        with path.open("rb") as content:
            while offset < at.st_size:
                content.seek(offset)
                on = self.office.part(known["upload"], offset, content.read(PART))
                if on is None:
                    raise Away("办案端已不保留先前传的部分，将重新上传")
                offset = on
                tell(f"{name}：{offset * 100 // at.st_size}%（{offset // PIECE} / {at.st_size // PIECE} MB）")
        self._keep(name, known | {"sent": time.strftime("%Y-%m-%dT%H:%M:%S%z")})

    def _keep(self, name: str, known: dict[str, Any]) -> None:
        self.known[name] = known
        whole = self.file.with_name(STATE + ".new")
        with whole.open("w") as out:
            json.dump(self.known, out, ensure_ascii=False, indent=1)
            out.flush()
            os.fsync(out.fileno())
        whole.replace(self.file)


def _remembered(file: pathlib.Path) -> dict[str, dict[str, Any]]:
    try:
        return dict(json.loads(file.read_text())) if file.exists() else {}
    except ValueError as error:
        raise BadUse("state", f"{file} 已损坏，读不出传过哪些文件。移走它会把文件夹里的文件重新上传一遍。") from error


def _digest(path: pathlib.Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
