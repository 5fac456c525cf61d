"""The cast of every test (人物表): a fictional city's organ with a person in every role, its lists, and somebody from next door.

people = cast.city()          # 安州市城市管理局: people.handler, .second, .reviewer, .head, .supervisor, .discloser, .admin
people.outsider               # a handler of 安州市住房和城乡建设局
people.lists                  # kind → id of the version in force
"""

import datetime
import functools
from typing import Any
from unittest import mock

import msgspec
from django.contrib.auth.hashers import make_password

from sanxiang.catalogue import queries as catalogue_queries
from sanxiang.catalogue import services as catalogue
from sanxiang.law.identifiers import uscc_check
from sanxiang.organs import queries as organs_queries
from sanxiang.organs import services as organs
from sanxiang.organs.models import User
from sanxiang.organs.queries import Person
from sanxiang.record.services import SYSTEM

PASSWORD = "yi-ge-hen-chang-de-mima"
CITY = "11990100000000001"
HOUSING = "11990100000000002"
LISTS_SINCE = datetime.date(2020, 1, 1)

ITEM = {
    "code": "CG-001",
    "name": "对擅自占用城市道路的处罚",
    "type": "penalty",
    "subject": "安州市城市管理局",
    "basis": "《城市道路管理条例》第二十七条",
    "penalty_basis": "《城市道路管理条例》第四十二条",
    "procedures": ["ordinary", "summary"],
    "discretion": "CL-001",
}
DISCRETION = {
    "code": "CL-001",
    "name": "擅自占用城市道路",
    "basis": "《城市道路管理条例》第四十二条",
    "tiers": [
        {"name": "轻微", "when": "占用面积不足五平方米，及时改正", "standard": "警告", "low": "0", "high": "0"},
        {
            "name": "一般",
            "when": "占用面积五平方米以上十平方米以下",
            "standard": "处一千元至五千元罚款",
            "low": "1000",
            "high": "5000",
        },
    ],
}
REVIEW = {"code": "FS-001", "type": "penalty", "name": "适用普通程序的行政处罚", "standard": "全部审核", "basis": "行政处罚法第五十八条"}
RECORDING = {"code": "YX-001", "type": "penalty", "step": "seize", "name": "查封扣押财物", "manner": "throughout"}


class Cast(msgspec.Struct):
    """People as services see them (`Person`); `users` are their accounts by the same names, all with PASSWORD."""

    organ: str
    handler: Person
    second: Person
    reviewer: Person
    head: Person
    supervisor: Person
    discloser: Person
    admin: Person
    outsider: Person
    lists: dict[str, str]
    users: dict[str, User]


def code(first17: str) -> str:
    return first17 + uscc_check(first17)


@functools.cache
def hashed(password: str) -> str:
    """A real hash, made once: hashing is slow on purpose, and the cast is made for every test."""
    return make_password(password)


@mock.patch("django.contrib.auth.base_user.make_password", hashed)
def city(short: str = "安城管", *, lists: bool = True) -> Cast:
    """安州市城市管理局 with its cast, and an outsider of the housing bureau."""
    organ = organs.establish(
        SYSTEM, code(CITY), "安州市城市管理局", short, region="安州市", address="安州市人民路1号", phone="0990-1000001",
        reconsideration_organ="安州市人民政府", court="安州市中级人民法院", fine_bank="安州银行",
    )  # fmt: skip
    other = organs.establish(SYSTEM, code(HOUSING), "安州市住房和城乡建设局", "安建", region="安州市")
    users: dict[str, User] = {}
    add(users, organ, "handler", "赵承办", ("handler",), certificate="AZ-0001")
    add(users, organ, "second", "钱协办", ("handler",), certificate="AZ-0002")
    add(users, organ, "reviewer", "孙审核", ("reviewer",), lawyer=True)
    add(users, organ, "head", "李负责", ("head",))
    add(users, organ, "supervisor", "周监督", ("supervisor",))
    add(users, organ, "discloser", "吴公示", ("discloser",))
    add(users, organ, "admin", "郑管理", ("admin",))
    add(users, other, "outsider", "王邻局", ("handler", "head", "reviewer", "discloser"), certificate="AZ-0901")
    people = {name: organs_queries.person(user) for name, user in users.items()}
    made = publish_lists(people["discloser"], people["head"]) if lists else {}
    return Cast(organ=organ, lists=made, users=users, **people)


def add(users: dict[str, User], organ: str, username: str, name: str, roles: tuple[str, ...], **facts: Any) -> None:
    """Appoint a person with an account and, if they have a certificate, a long-valid one."""
    if "certificate" in facts:
        facts |= {"certificate_from": "2015-01-01", "certificate_until": "2035-12-31"}
    officer = organs.appoint(SYSTEM, organ, name, username=username, password=PASSWORD, roles=roles, **facts)
    users[username] = User.objects.get(officer=officer)


def publish_lists(drafter: Person, head: Person) -> dict[str, str]:
    """Draft, approve and publish a small list of the kinds that a case walks."""
    for kind, title, row in (
        ("item", "行政执法事项清单", ITEM),
        ("discretion", "行政处罚裁量基准", DISCRETION),
        ("review_list", "重大执法决定法制审核目录", REVIEW),
        ("recording_list", "音像记录事项清单", RECORDING),
    ):
        version = catalogue.draft(drafter, kind, title, [row])
        catalogue.approve(head, version)
        catalogue.publish(drafter, version, LISTS_SINCE)
    return catalogue_queries.all_in_force(head.organ, datetime.date(2026, 1, 1))
