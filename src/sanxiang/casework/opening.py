"""登记案源线索: what a case needs before it can begin."""

import datetime
from collections.abc import Mapping
from typing import Any

from sanxiang.casework import judging
from sanxiang.casework.documents.values import clean
from sanxiang.casework.models import PARTY_KINDS
from sanxiang.catalogue import queries as catalogue
from sanxiang.catalogue.kinds import Item
from sanxiang.law import identifiers
from sanxiang.law.procedure import ProcedureError, Step
from sanxiang.law.timeline_keys import CASE, Wrong
from sanxiang.organs.queries import Person
from sanxiang.record.refusal import Invalid, Refused

PARTY_FIELDS = ("kind", "name", "id_number", "representative", "address", "phone", "sex", "born", "role")
PUBLISHED = "国办发〔2018〕118号（四）"


def lists_of(organ: str, day: datetime.date, today: datetime.date) -> dict[str, str]:
    """The lists that a case begun that day walks; for days before the organ's first lists, those of today."""
    return catalogue.all_in_force(organ, day) or catalogue.all_in_force(organ, today)


def item_of(lists: Mapping[str, str], code: str, procedure: str) -> Item:
    """The item of the published list. Raises Refused when none is published, Invalid for a code that it does not have."""
    version = lists.get("item")
    if version is None:
        raise Refused("本机关尚未公布执法事项清单，不能办理案件", article=PUBLISHED, next="请先起草执法事项清单，经机关负责人批准后公布。")
    row = catalogue.row(version, code)
    if not isinstance(row, Item):
        raise Invalid("所选执法事项不在现行清单内", fields={"item": "请从清单中选择"}, next="请从已公布的执法事项清单中选择。")
    if procedure not in row.procedures:
        raise Invalid(f"事项“{row.name}”不适用该程序", fields={"procedure": "请选择其他程序"}, next="请改用清单规定的程序。")
    return row


def party_facts(raw: Mapping[str, Any]) -> dict[str, Any]:
    """A party's columns, checked. Raises Invalid naming every field that is wrong."""
    facts: dict[str, Any] = {name: clean(str(raw.get(name) or "")) for name in PARTY_FIELDS}
    wrong = {name: "没有这个字段" for name in raw if name not in PARTY_FIELDS}
    if facts["kind"] not in PARTY_KINDS:
        wrong["kind"] = "请选择当事人类别"
    if not facts["name"]:
        wrong["name"] = "必填"
    if facts["id_number"] and (fault := id_fault(facts["kind"], facts["id_number"])):
        wrong["id_number"] = fault
    facts["born"] = facts["born"] or _born(facts) or None
    if wrong:
        message = "当事人信息有误：" + "、".join(wrong.values())
        raise Invalid(message, fields={f"party.{name}": why for name, why in wrong.items()}, next="请核对后再提交。")
    return facts | {"role": facts["role"] or "party", "id_number": facts["id_number"].upper()}


def id_fault(kind: str, number: str) -> str | None:
    """What is wrong with an identity number or a credit code; masked numbers and other documents are taken as they are."""
    number = number.upper()
    if "XXX" in number or any(mark in number for mark in identifiers.MASKS if mark not in "xX"):
        return None
    if kind == "person":
        return identifiers.id_fault(number) if len(number) == 18 else None
    if kind == "individual_business" and len(number) == 15:
        return None
    return identifiers.uscc_fault(number)


def _born(facts: Mapping[str, str]) -> str:
    if facts["kind"] != "person" or len(facts["id_number"]) != 18:
        return ""
    born = identifiers.born(facts["id_number"].upper())
    return born.isoformat() if isinstance(born, datetime.date) else (born or "")


def case_facts(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Circumstances of the case that the brain knows (complex, grave, act_until, discovered, …). Raises Invalid."""
    found: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name, value in raw.items():
        if name not in CASE or name in ("type", "procedure", "packs", "handlers", "cause"):
            wrong[name] = "没有这个情形"
            continue
        try:
            read = CASE[name](value) if value not in (None, "") else None
        except Wrong as error:
            wrong[name] = str(error)
            continue
        if read is not None:
            found[name] = read.isoformat() if isinstance(read, datetime.date) else list(read) if isinstance(read, tuple) else read
    if wrong:
        raise Invalid("案件情形有误：" + "、".join(f"{name} {why}" for name, why in wrong.items()), fields=wrong, next="请核对后再提交。")
    return found


def lead_step(packs: list[str], lists: Mapping[str, str], procedure: str, type: str = "penalty") -> Step:
    """The first step of a procedure. Raises Refused for a procedure that there is not."""
    law = judging.law(packs)
    try:
        found = judging.procedure(law, {"type": type, "procedure": procedure, "lists": lists})
    except ProcedureError as error:
        raise Refused("没有这种程序", next="请选择普通程序或者简易程序。", status=422) from error
    step = found.step("lead")
    assert step is not None
    return step


def officer(person: Person) -> dict[str, str]:
    """A person as acts name an officer."""
    return {"id": person.officer, "name": person.name, "certificate": person.certificate}
