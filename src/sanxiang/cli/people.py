"""`organ create`, `user create` and the care of accounts: how an empty system is begun from the command line."""

import argparse
import contextlib
import getpass
import os
import sys
from collections.abc import Iterator
from typing import Any

from sanxiang.cli import BadUse, emit, tell


def add(commands: Any) -> None:
    organ = commands.add_parser("organ", help="执法主体：建立、列出").add_subparsers(dest="verb", required=True)
    create = organ.add_parser("create", help="建立一个执法主体")
    create.add_argument("--code", required=True, help="统一社会信用代码（18 位）")
    create.add_argument("--name", required=True, help="机关全称")
    create.add_argument("--short-name", required=True, help="文号简称，如 安城管")
    create.add_argument("--region", default="", help="行政区划名称")
    create.add_argument("--pack", action="append", default=[], help="规则包，可重复，如 regions/hebei-xingtai")
    create.add_argument("--json", action="store_true")
    create.set_defaults(do=create_organ)
    listed = organ.add_parser("list", help="列出执法主体")
    listed.add_argument("--json", action="store_true")
    listed.set_defaults(do=list_organs)

    user = commands.add_parser("user", help="账号：建立、重置密码").add_subparsers(dest="verb", required=True)
    new = user.add_parser("create", help="登记一名人员并开通账号（密码从终端、标准输入或 SANXIANG_PASSWORD 读取）")
    new.add_argument("--organ", required=True, help="所属机关的统一社会信用代码")
    new.add_argument("--username", required=True)
    new.add_argument("--name", required=True, help="姓名")
    new.add_argument("--role", action="append", default=[], help="岗位，可重复：handler unit_head reviewer head discloser supervisor admin")
    new.add_argument("--certificate", default="", help="执法证号")
    new.add_argument("--certificate-until", default=None, help="证件有效期止，YYYY-MM-DD")
    new.add_argument("--json", action="store_true")
    new.set_defaults(do=create_user)
    reset = user.add_parser("reset-password", help="重置一个账号的密码，下次登录须修改")
    reset.add_argument("username")
    reset.add_argument("--json", action="store_true")
    reset.set_defaults(do=reset_password)


def create_organ(options: argparse.Namespace) -> int:
    from sanxiang.law import packs

    try:
        packs.load(options.pack)
    except Exception as error:
        raise BadUse("pack", f"规则包不能使用：{error}") from error
    with _system():
        from sanxiang.organs import services
        from sanxiang.record.services import SYSTEM

        code = services.establish(SYSTEM, options.code, options.name, options.short_name, region=options.region, packs=options.pack)
    return _say(options, {"organ": code, "name": options.name}, f"已建立 {options.name}（{code}）")


def list_organs(options: argparse.Namespace) -> int:
    with _system():
        from sanxiang.organs import queries

        found = [{"organ": o.id, "name": o.name, "short_name": o.short_name, "packs": o.packs} for o in queries.organs()]
    return _say(options, found, "\n".join(f"{o['organ']}  {o['name']}" for o in found) or "还没有执法主体：用 sanxiang organ create 建立。")


def create_user(options: argparse.Namespace) -> int:
    password = _password()
    with _system():
        from sanxiang.organs import queries, services
        from sanxiang.record.services import SYSTEM

        if queries.organ(options.organ) is None:
            raise BadUse("organ", f"没有代码为 {options.organ} 的机关：先用 sanxiang organ create 建立。")
        officer = services.appoint(
            SYSTEM,
            options.organ,
            options.name,
            username=options.username,
            password=password,
            roles=tuple(options.role or ["admin"]),
            certificate=options.certificate,
            certificate_until=options.certificate_until,
        )
    return _say(options, {"officer": officer, "username": options.username}, f"已为 {options.name} 开通账号 {options.username}")


def reset_password(options: argparse.Namespace) -> int:
    password = _password()
    with _system():
        from sanxiang.organs import queries, services
        from sanxiang.record.services import SYSTEM

        officer = queries.officer_of(options.username)
        if not officer:
            raise BadUse("user", f"没有账号 {options.username}。")
        services.reset_password(SYSTEM, officer, password)
    return _say(options, {"username": options.username}, f"已重置 {options.username} 的密码，下次登录须修改")


@contextlib.contextmanager
def _system() -> Iterator[None]:
    """Django with the database awake; a refusal becomes bad use."""
    from sanxiang.cli.database import database
    from sanxiang.record.refusal import Refused

    with database():
        try:
            yield
        except Refused as error:
            raise BadUse(type(error).__name__.lower(), f"{error.message}。{error.next}") from error


def _password() -> str:
    """From the environment, the terminal or one line of standard input; never from the command line, where others can read it."""
    given = os.environ.get("SANXIANG_PASSWORD") or (getpass.getpass("密码：") if sys.stdin.isatty() else sys.stdin.readline().strip())
    if not given:
        raise BadUse("password", "没有给出密码：请在终端输入，或由标准输入、环境变量 SANXIANG_PASSWORD 提供。")
    return given


def _say(options: argparse.Namespace, document: Any, text: str) -> int:
    if options.json:
        emit(document)
    else:
        tell(text)
    return 0
