"""Commands that keep the house: setup, run, worker, backup, restore, demo. Their texts are docs/cli.md's."""

import argparse
import hashlib
import importlib
import pathlib
from collections.abc import Callable
from typing import Any

from sanxiang.cli import BadUse, emit, tell
from sanxiang.cli.database import database


def add(commands: Any) -> None:
    setup = commands.add_parser("setup", help="准备数据目录：数据库、迁移、密钥")
    setup.add_argument("--demo", action="store_true", help="并载入演示单位（虚构的安州市）；已经载入则不再载入")
    setup.set_defaults(do=do_setup)

    run = commands.add_parser("run", help="启动数据库、办案端、公示门户和后台任务，直到按下 Ctrl-C")
    run.add_argument("--demo", action="store_true", help="启动前载入演示单位")
    run.set_defaults(do=lambda options: importlib.import_module("sanxiang.cli.servers").run(options.demo))

    worker = commands.add_parser("worker", help="后台任务：期限重算、公示到期、收件箱；随 run 启动，也可单独运行")
    worker.set_defaults(do=lambda options: importlib.import_module("sanxiang.cli.worker").run())

    sequencer = commands.add_parser("sequencer", help="给每一行为在日志中排定位置；随 run 启动，也可单独运行")
    sequencer.set_defaults(do=lambda options: importlib.import_module("sanxiang.cli.worker").sequence())

    backup = commands.add_parser("backup", help="把数据库、证据和密钥存为一个文件")
    backup.add_argument("file", type=pathlib.Path, metavar="FILE", help="备份文件（tar）")
    backup.add_argument("--json", action="store_true", help="以 JSON 输出")
    backup.set_defaults(do=lambda options: importlib.import_module("sanxiang.cli.keeping").backup(options.file, options.json))

    restore = commands.add_parser("restore", help="把备份恢复到一个空的数据目录，并逐条核验")
    restore.add_argument("file", type=pathlib.Path, metavar="FILE", help="备份文件（tar）")
    restore.add_argument("--json", action="store_true", help="以 JSON 输出")
    restore.set_defaults(do=lambda options: importlib.import_module("sanxiang.cli.keeping").restore(options.file, options.json))

    demo = commands.add_parser("demo", help="用生成的数据充实系统，显示进度")
    demo.add_argument("--cases", type=_count, default=0, metavar="N", help="案件数")
    demo.add_argument("--decisions", type=_count, default=0, metavar="N", help="已公示决定数")
    demo.add_argument("--json", action="store_true", help="以 JSON 输出")
    demo.set_defaults(do=do_demo)


def _count(text: str) -> int:
    number = int(text)
    if number < 0:
        raise argparse.ArgumentTypeError("不能是负数")
    return number


def do_setup(options: argparse.Namespace) -> int:
    with database(prepared=False):
        prepare(options.demo)
    then = "演示账号在启动时列出。" if options.demo else "第一次打开办案端时，建立第一个机关和它的管理员。"
    tell(f"系统已经就绪，用 sanxiang run 启动。{then}")
    return 0


def prepare(demo: bool) -> None:
    """Bring roles, tables and, with `demo`, the demonstration organ up to date. Does nothing where nothing is missing."""
    from django.conf import settings
    from django.db import connection, transaction

    if settings.DATABASE_URL:
        _make_roles(settings.DATABASE_URL)
    # Two setups at once: the second waits and finds everything done.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('sanxiang setup'))")
        try:
            _migrate()
            if demo:
                # All of the city or none of it: a half-told one could not be told to its end later.
                with transaction.atomic():
                    demonstration().load()
        finally:
            cursor.execute("SELECT pg_advisory_unlock(hashtext('sanxiang setup'))")
    (settings.VAR / "prepared").write_text(_what_prepares())


def looks_prepared() -> bool:
    """Whether `prepare` has nothing to do, as far as can be told without Django, which takes a second to start."""
    from sanxiang import settings

    file = settings.VAR / "prepared"
    there = bool(settings.DATABASE_URL) or settings.PRIVATE.data.exists()
    return there and file.exists() and file.read_text() == _what_prepares()


def _what_prepares() -> str:
    """A digest over the database's address and everything that makes tables and rights."""
    from sanxiang import settings

    files = [*sorted(settings.HERE.glob("*/migrations/*.py")), settings.HERE / "record" / "roles.py"]
    digest = hashlib.sha256(settings.DATABASE_URL.encode())
    for file in files:
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()


def _make_roles(url: str) -> None:
    import psycopg

    from sanxiang.postgres import FACE_ROLES, make_roles

    try:
        make_roles(url)
    except psycopg.errors.InsufficientPrivilege as error:
        raise BadUse(
            "roles", f"DATABASE_URL 的用户无权建立角色。请数据库管理员执行 CREATE ROLE … LOGIN：{'、'.join(FACE_ROLES)}。"
        ) from error


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from sanxiang.record import roles

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        tell("建立数据表…")
        call_command("migrate", verbosity=0, interactive=False)
    roles.grant()


def demonstration() -> Any:
    """The package that makes demonstration data: load(), accounts(), fill(cases, decisions)."""
    try:
        return importlib.import_module("sanxiang.demo")
    except ModuleNotFoundError as error:
        if error.name != "sanxiang.demo":
            raise
        raise BadUse("no_demo", "这一版本不带演示数据（sanxiang.demo）。不加 --demo 可建立空系统。") from error


def do_demo(options: argparse.Namespace) -> int:
    with database():
        fill: Callable[..., Any] = demonstration().fill
        made = fill(cases=options.cases, decisions=options.decisions)
    if options.json:
        emit(made)
    return 0
