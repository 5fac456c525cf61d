"""`sanxiang run`: the private database, the office, the portal and the worker, together until Ctrl-C."""

import contextlib
import ctypes
import datetime
import fcntl
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

from sanxiang.cli import BadUse, house, tell
from sanxiang.cli.database import database, server_awake

PR_SET_PDEATHSIG = 1
START_SECONDS = 120
STOP_SECONDS = 15
SERVER = (
    "--interface",
    "wsgi",
    "--workers",
    "2",
    "--no-ws",
    "--respawn-failed-workers",
    "--log-level",
    "warning",
)

# One thread answers pages fastest. The office also takes recordings in over slow lines: each holds a thread until its part has arrived.
THREADS = {"portal": 1, "office": 16}

Children = dict[str, "subprocess.Popen[bytes]"]


def run(demo: bool) -> int:
    """Everything that a small system needs, from this one process. 0 when told to stop, 1 when it could not start or a part ended."""
    os.environ["SANXIANG_FACE"] = "owner"
    for name, value in (house.demonstration().SITE if demo else {}).items():
        os.environ.setdefault(name, value)
    from sanxiang import settings

    settings.VAR.mkdir(parents=True, exist_ok=True)
    try:
        with _alone(settings.VAR / "run.lock"):
            _port_is_free("SANXIANG_PORTAL_PORT", settings.PORTAL_PORT)
            _port_is_free("SANXIANG_OFFICE_PORT", settings.OFFICE_PORT)
            _serve(demo)
    except BadUse as error:
        # Somebody sits before this command: words, not JSON.
        tell(error.message)
        return 1
    return 0


def _serve(demo: bool) -> None:
    with _signals(), _keeper(), server_awake(), _children() as children:
        early = house.looks_prepared()
        if early:
            _start_faces(children)
        with database(prepared=False):
            house.prepare(demo)
            accounts = house.demonstration().accounts() if demo else []
        if not early:
            _start_faces(children)
        _start_background(children)
        _greet(accounts)
        _watch(children)


@contextlib.contextmanager
def _alone(file: pathlib.Path) -> Iterator[None]:
    """One run a data folder. The lock goes with the process, however it ends."""
    from sanxiang import settings

    with file.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BadUse("running", _who_runs(file)) from None
        lock.truncate(0)
        told = {
            "pid": os.getpid(),
            "since": f"{datetime.datetime.now():%H:%M}",
            "portal": settings.PORTAL_URL,
            "office": settings.OFFICE_URL,
        }
        lock.write(json.dumps(told))
        lock.flush()
        yield


def _who_runs(file: pathlib.Path) -> str:
    try:
        told = json.loads(file.read_text())
    except ValueError:
        return f"sanxiang 正在另一个进程里启动（{file}）。"
    return (
        f"sanxiang 已经在运行（进程 {told['pid']}，{told['since']} 启动）：门户 {told['portal']}，办案端 {told['office']}。\n"
        f"要停止它，在那个窗口按 Ctrl-C，或执行 kill {told['pid']}。要另开一套，请用 SANXIANG_VAR 指定另一个数据目录。"
    )


def _port_is_free(name: str, port: int) -> None:
    from sanxiang import settings

    with socket.socket(socket.AF_INET6 if ":" in settings.BIND else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.BIND, port))
        except OSError as error:
            raise BadUse("port", f"不能使用端口 {port}（{error.strerror}）。请停止占用它的程序，或换一个：{name}=8100 make run") from error


class _Stop(Exception):
    """Somebody asked us to stop."""


@contextlib.contextmanager
def _signals() -> Iterator[None]:
    def stop(number: int, frame: Any) -> None:
        # Only the first one counts: what stops must be let stop in peace.
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, signal.SIG_IGN)
        raise _Stop

    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, stop)
    with contextlib.suppress(_Stop):
        yield


@contextlib.contextmanager
def _keeper() -> Iterator[None]:
    """A process that outlives us if we are killed by force, and then stops the private database."""
    from sanxiang import settings

    if settings.DATABASE_URL:
        yield
        return
    command = [sys.executable, "-m", "sanxiang.postgres", str(settings.PRIVATE.folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True) as keeper:
        yield
        keeper.kill()  # we came to our end by ourselves


@contextlib.contextmanager
def _children() -> Iterator[Children]:
    children: Children = {}
    try:
        yield children
    finally:
        tell("正在停止…")
        _stop(children)


def _start_faces(children: Children) -> None:
    """Start portal and office and wait until both answer."""
    from sanxiang import settings

    children["公示门户"] = _start("portal", _server("portal", settings.PORTAL_PORT))
    children["办案端"] = _start("office", _server("office", settings.OFFICE_PORT))
    _wait_until_answered(children)


def _server(face: str, port: int) -> list[str]:
    from sanxiang import settings

    granian = str(pathlib.Path(sys.executable).parent / "granian")
    threads = ("--blocking-threads", str(THREADS[face]))
    return [granian, *SERVER, *threads, "--host", settings.BIND, "sanxiang.cli.served:application", "--port", str(port)]


def _start_background(children: Children) -> None:
    for name, command in {"记录排序": "sequencer", "后台任务": "worker"}.items():
        children[name] = _start("owner", [sys.executable, "-m", "sanxiang.cli", command])


def _start(face: str, command: list[str]) -> "subprocess.Popen[bytes]":
    # In a session of its own, so that Ctrl-C reaches only us and we stop each in order; told by the kernel when we die.
    environment = {**os.environ, "SANXIANG_FACE": face}
    return subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=_be_killed_with_parent)


_libc = ctypes.CDLL(None)


def die_with_parent() -> None:
    """Ask the kernel to end this process when the one that started it is gone, however that ended."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _be_killed_with_parent() -> None:
    # Not SIGTERM: granian does not hear it while it starts. Its workers, and our own commands, die with their own parents.
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _stop(children: Children) -> None:
    until = time.monotonic() + STOP_SECONDS
    while (alive := [child for child in children.values() if child.poll() is None]) and time.monotonic() < until:
        for child in alive:
            child.terminate()  # again each time: granian does not hear it while it starts
        with contextlib.suppress(subprocess.TimeoutExpired):
            alive[0].wait(1)
    for child in alive:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _wait_until_answered(children: Children) -> None:
    from sanxiang import settings

    until = time.monotonic() + START_SECONDS
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.BIND, settings.BIND)
    waiting = [f"http://{host}:{port}/" for port in (settings.PORTAL_PORT, settings.OFFICE_PORT)]
    while waiting:
        _all_alive(children)
        if time.monotonic() > until:
            raise BadUse("start", f"{waiting[0]} 在 {START_SECONDS} 秒内没有应答。请看上面的日志。")
        if _answers(waiting[0]):
            waiting.pop(0)
        else:
            time.sleep(0.05)


def _answers(address: str) -> bool:
    try:
        urllib.request.build_opener(_NoRedirect).open(address, timeout=10)
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments: Any, **named: Any) -> None:
        return None


def _all_alive(children: Children) -> None:
    for name, child in children.items():
        if child.poll() is not None:
            raise BadUse("ended", f"{name}意外停止（代码 {child.returncode}）。请看上面的日志。")


def _greet(accounts: list[tuple[str, ...]]) -> None:
    from sanxiang import settings

    lines = ["", f"  公示门户  {settings.PORTAL_URL}", f"  办案端    {settings.OFFICE_URL}", ""]
    if accounts:
        lines += ["  演示账号（用户名  口令  身份）：", *("    " + "  ".join(account) for account in accounts), ""]
    print("\n".join([*lines, "  按 Ctrl-C 停止"]), flush=True)


def _watch(children: Children) -> None:
    while True:
        _all_alive(children)
        time.sleep(0.5)
