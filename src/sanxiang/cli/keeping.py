"""`sanxiang backup` and `restore`: database, evidence and keys in one tar file, and a restored system proven before it is called one.

The file holds `backup.json` (what it is), `database.dump` (pg_dump's custom format), `evidence/…`, `keys/…`, `log/…`, and last
`SHA256SUMS` over all of them. The log's published heads are read before the database is dumped, so none is ahead of it; evidence, which is only ever
added, after, so every file that a dumped row names is there.
"""

import contextlib
import datetime
import hashlib
import io
import json
import os
import pathlib
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from typing import IO, Any
from urllib.parse import unquote, urlsplit

from sanxiang.cli import BadUse, emit, tell
from sanxiang.cli.database import database

FORMAT = 1
FOLDERS = ("evidence", "keys", "log")


def backup(file: pathlib.Path, as_json: bool) -> int:
    """Save everything into `file`, which appears only when it is whole."""
    if not file.parent.is_dir():
        raise BadUse("file", f"没有文件夹 {file.parent}。请先建立，或换一个地方。")
    with database():
        saved = _save(file)
    if as_json:
        emit(saved)
    else:
        print(f"已备份到 {file}：{saved['bytes']:,} 字节，证据文件 {saved['evidence']} 个。请把它保存到另一台机器。")
    return 0


def _save(file: pathlib.Path) -> dict[str, Any]:
    from django.conf import settings

    with tempfile.TemporaryDirectory(prefix=".sanxiang-backup-", dir=file.parent) as folder:
        dump, whole = pathlib.Path(folder) / "database.dump", pathlib.Path(folder) / "whole.tar"
        _copy(settings.VAR / "log", pathlib.Path(folder) / "log")
        tell("备份数据库…")
        _postgres("pg_dump", "--format=custom", "--no-owner", "--file", str(dump))
        places = {"evidence": settings.VAR / "evidence", "keys": settings.VAR / "keys", "log": pathlib.Path(folder) / "log"}
        files = [(f"{name}/{path.relative_to(place)}", path) for name, place in places.items() for path in _files(place)]
        made = {"format": FORMAT, "made_at": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")}
        with tarfile.open(whole, "w") as tar:
            sums = [_add_text(tar, "backup.json", json.dumps(made)), _add_file(tar, "database.dump", dump)]
            dump.unlink()
            sums += [_add_file(tar, name, path) for name, path in _shown("备份证据和密钥", files)]
            _add_text(tar, "SHA256SUMS", "".join(sums))
        os.chmod(whole, 0o600)
        with whole.open("rb") as done:
            os.fsync(done.fileno())
        whole.rename(file)
    evidence = sum(name.startswith("evidence/") for name, _ in files)
    return {"file": str(file), "bytes": file.stat().st_size, "evidence": evidence, "made_at": made["made_at"]}


def _copy(folder: pathlib.Path, to: pathlib.Path) -> None:
    if folder.is_dir():
        shutil.copytree(folder, to)


def _files(folder: pathlib.Path) -> list[pathlib.Path]:
    """What is whole: nothing that is still coming in."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path for path in found if not any(part.startswith(".") for part in path.relative_to(folder).parts))


def _add_text(tar: tarfile.TarFile, name: str, text: str) -> str:
    entry = tarfile.TarInfo(name)
    entry.size = len(text.encode())
    entry.mode = 0o600
    tar.addfile(entry, io.BytesIO(text.encode()))
    return f"{hashlib.sha256(text.encode()).hexdigest()}  {name}\n"


def _add_file(tar: tarfile.TarFile, name: str, path: pathlib.Path) -> str:
    """Add a file while hashing it; the answer is its line of SHA256SUMS."""
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = path.stat().st_size, 0o600
    with path.open("rb") as content:
        hashed = _Hashed(content)
        tar.addfile(entry, hashed)
    return f"{hashed.digest.hexdigest()}  {name}\n"


class _Hashed:
    """A stream that keeps the digest of what was read from it."""

    def __init__(self, content: IO[bytes]) -> None:
        self.content, self.digest = content, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self.content.read(size)
        self.digest.update(piece)
        return piece


def _shown(title: str, files: list[tuple[str, pathlib.Path]]) -> Iterator[tuple[str, pathlib.Path]]:
    for number, each in enumerate(files, 1):
        if number % 1000 == 0:
            tell(f"{title}：{number} / {len(files)}")
        yield each


def restore(file: pathlib.Path, as_json: bool) -> int:
    """Bring `file` back into an empty data folder and database, then verify all of it. 1 when verification finds something."""
    with database(prepared=False):
        from django.conf import settings

        _must_be_empty()
        with tempfile.TemporaryDirectory(prefix="restoring-", dir=settings.VAR) as folder:
            staged = pathlib.Path(folder)
            made = _unpack(file, staged)
            tell("恢复数据库…")
            _fill(staged / "database.dump")
            _put_in_place(staged)
        tell("逐条核验…")
        found = _verify()
    return _report(file, made, found, as_json)


def _must_be_empty() -> None:
    """Refuse to mix a backup into a system that has data: a table in the database, or a file of evidence."""
    from django.conf import settings
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')")
        tables = cursor.fetchone()[0]
    if tables or _files(settings.VAR / "evidence") or _files(settings.VAR / "log"):
        raise BadUse(
            "not_empty", "这里已有数据，不能恢复到上面。请用 SANXIANG_VAR 指定一个新的数据目录（或用 DATABASE_URL 指定一个空库）。"
        )


def _unpack(file: pathlib.Path, folder: pathlib.Path) -> dict[str, Any]:
    """Unpack into `folder` and compare every file with its digest. Returns backup.json."""
    tell(f"读取 {file}…")
    try:
        with tarfile.open(file, "r:") as tar:
            found = {entry.name: _extract(tar, entry, folder) for entry in tar}
        made: dict[str, Any] = json.loads((folder / "backup.json").read_text())
        sums = {line[66:]: line[:64] for line in (folder / "SHA256SUMS").read_text().splitlines()}
    except (OSError, tarfile.TarError, ValueError) as error:
        raise BadUse("unreadable", f"读不出备份文件 {file}：{error}。文件可能不完整，请换一份备份。") from error
    if made.get("format") != FORMAT:
        raise BadUse("format", f"备份文件的格式是 {made.get('format')}，这一版本只认 {FORMAT}。请用做备份的版本恢复。")
    del found["SHA256SUMS"]
    for name in sorted(found.keys() | sums.keys()):
        if found.get(name) != sums.get(name):
            raise BadUse("damaged", f"备份文件已损坏或被改动：{name} 与其摘要不符。请换一份备份。")
    return made


def _extract(tar: tarfile.TarFile, entry: tarfile.TarInfo, folder: pathlib.Path) -> str:
    """Write one file of the backup and return its digest. Only plain files, and none outside `folder`."""
    place = folder / entry.name
    content = tar.extractfile(entry) if entry.isreg() else None
    if content is None or not place.resolve().is_relative_to(folder.resolve()):
        raise tarfile.TarError(f"不该有的内容 {entry.name}")
    place.parent.mkdir(parents=True, exist_ok=True)
    hashed = _Hashed(content)
    with place.open("xb") as out:
        shutil.copyfileobj(hashed, out, 1 << 20)
    place.chmod(0o600)
    return hashed.digest.hexdigest()


def _fill(dump: pathlib.Path) -> None:
    from django.conf import settings
    from django.db import connections

    from sanxiang.postgres import make_roles

    make_roles(settings.DATABASE_URL or settings.PRIVATE.url)
    connections.close_all()
    _postgres("pg_restore", "--no-owner", "--single-transaction", "--exit-on-error", str(dump))


def _put_in_place(staged: pathlib.Path) -> None:
    from django.conf import settings

    for name in FOLDERS:
        if (staged / name).is_dir():
            # What stands there is empty of evidence, and of keys has only the one that this very start made.
            shutil.rmtree(settings.VAR / name, ignore_errors=True)
            (staged / name).rename(settings.VAR / name)
    with contextlib.suppress(FileNotFoundError):
        (settings.VAR / "keys").chmod(0o700)


def _verify() -> dict[str, Any]:
    from sanxiang.record.verify import verify

    report = verify(replay=True)
    problems = [{"where": problem.where, "what": problem.what} for problem in report.problems]
    return {"ok": report.ok, "acts": report.acts, "streams": report.streams, "problems": problems}


def _report(file: pathlib.Path, made: dict[str, Any], found: dict[str, Any], as_json: bool) -> int:
    if as_json:
        emit({"file": str(file), "made_at": made["made_at"], "verify": found})
    elif found["ok"]:
        print(f"已恢复 {made['made_at']} 的备份，核验无误：行为 {found['acts']:,} 条，案卷流 {found['streams']:,} 个。")
    else:
        print(f"已恢复，但核验发现 {len(found['problems'])} 处不符：")
        print("\n".join(f"  {problem['where']}：{problem['what']}" for problem in found["problems"][:20]))
    return 0 if found["ok"] else 1


def _postgres(program: str, *arguments: str) -> None:
    """Run a PostgreSQL client on our database, its password out of sight of `ps`; its words become the error's."""
    from django.conf import settings

    from sanxiang.postgres import binaries

    url = urlsplit(settings.DATABASE_URL or settings.PRIVATE.url)
    shown = url._replace(netloc=url.netloc.replace(f":{url.password}@", "@")).geturl()
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "PGPASSWORD": unquote(url.password or "")}
    command = [str(binaries() / program), "--dbname", shown, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    if done.returncode:
        raise BadUse("database", f"{program} 未能完成：{done.stderr.strip()[-500:]}")
