"""How a case begins: at the desk, on the street, by an application, or out of another case."""

import datetime
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import msgspec
from django.utils import timezone

from sanxiang.casework import acts, dues, earlier, families, joint, judging, listed_checks, numbers, papers, taking, words
from sanxiang.casework.documents.values import clean
from sanxiang.casework.families import Origin
from sanxiang.casework.models import PARTY_KINDS
from sanxiang.casework.steps import row_id
from sanxiang.casework.taking import Done
from sanxiang.casework.walk import Happened, Walk, aware, day_of, moment_of, refusal
from sanxiang.catalogue import queries as catalogue
from sanxiang.catalogue.kinds import ENFORCEMENT_TYPES, Item
from sanxiang.law import identifiers, procedure
from sanxiang.law.packs import Law
from sanxiang.law.procedure import NoProcedure, Procedure, ProcedureError, Step
from sanxiang.law.timeline_keys import CASE, Wrong
from sanxiang.organs.queries import Person
from sanxiang.record import services as record
from sanxiang.record.refusal import Invalid, Refused

T = TypeVar("T")
PARTY_FIELDS = ("kind", "name", "id_number", "representative", "address", "phone", "sex", "born", "role")
PUBLISHED = "国办发〔2018〕118号（四）"
COPIED = tuple(name for name in PARTY_FIELDS if name != "role")


class Opening(msgspec.Struct, frozen=True):
    """What a person asks when a case is to begin (`services.open_case`)."""

    item: str
    cause: str
    party: Mapping[str, Any]
    fields: Mapping[str, Any]
    procedure: str = "ordinary"
    type: str = ""
    facts: Mapping[str, Any] = {}
    springs_from: str = ""
    from_step: str = ""
    happened: Happened = None
    backfill: str = ""


class Begun(msgspec.Struct, frozen=True):
    """What a new case walks."""

    type: str
    item: Item
    lists: dict[str, str]
    packs: list[str]
    law: Law
    procedure: Procedure
    origin: Origin | None

    @property
    def step(self) -> Step:
        return self.procedure.steps[0]


def begin(person: Person, asked: Opening) -> Done:
    """The case begins with the first step of its procedure, its documents and its periods. In the caller's transaction."""
    day = day_of(asked.happened)
    begun = prepare(person, asked, day)
    step = begun.step
    role = person.must(step.actor, article=words.qualified(begun.type), on=day)
    party, cause, fields = _read(person, asked, begun)
    _allowed(person, asked, begun, cause, party, fields)
    with record.begin("case", person.organ) as stream:
        fields, number = taking.numbered(person.organ, begun.type, begun.procedure.name, step, fields, day)
        act = acts.Open(
            number=numbers.take(person.organ, numbers.kind_of(begun.type, "case"), day.year),
            type=begun.type,
            procedure=begun.procedure.name,
            stage=step.stage,
            cause=cause,
            party=party,
            item={"code": begun.item.code, "name": begun.item.name},
            lists=begun.lists,
            packs=begun.packs,
            facts=case_facts(asked.facts),
            unit=person.unit,
            handlers=[officer(person)],
            fields=fields,
            step=step.act,
            **_from(begun.origin),
        )
        entry = stream.append(act, actor=person.actor(role), happened_at=aware(asked.happened), backfill=asked.backfill)
        walk = Walk(person, stream)
        _others(walk, begun.origin, role, asked)
        lacking = papers.make(walk, step, row_id(entry), number, role, asked.happened, asked.backfill)
        dues.begin(walk.case, walk.law, walk.assess())
        return Done(stream.id, stream.version, step=row_id(entry), number=act.number, lacking=lacking)


def _read(person: Person, asked: Opening, begun: Begun) -> tuple[dict[str, Any], str, dict[str, Any]]:
    """Party, cause and fields of the form, checked. Raises Invalid that names everything that is wrong with any of them."""
    raw, step, called = asked.party or party_of(begun.origin), joint.step(begun.step, ()), begun.procedure.party
    wrong: list[Invalid] = []
    nothing: dict[str, Any] = {}

    def read(what: Callable[[], T], otherwise: T) -> T:
        try:
            return what()
        except Invalid as invalid:
            wrong.append(invalid)
            return otherwise

    party = read(lambda: party_facts(raw, called), nothing)
    cause = read(lambda: _cause(asked, begun), "")
    told = _barred(person.organ, step, party, asked.fields) if party else asked.fields
    fields = read(lambda: taking.read_fields(step, told, person.name, taking.people(person.organ)), nothing)
    if len(wrong) == 1:
        raise wrong[0]
    if wrong:
        said = "；".join(invalid.message for invalid in wrong)
        raise Invalid(
            said, fields={name: why for invalid in wrong for name, why in invalid.fields.items()}, next="请按提示补充或者更正后再提交。"
        )
    return party, cause, fields


def _barred(organ: str, step: Step, party: Mapping[str, Any], told: Mapping[str, Any]) -> Mapping[str, Any]:
    """The form with the days that bar the party from applying, as this organ's own cases tell them, where the form asks and does not tell."""
    asked = {field.name for field in step.fields} & {"false_materials_on", "fraud_revoked_on"}
    if not asked:
        return told
    return {name: day for name, day in earlier.bars(organ, party).items() if name in asked} | {
        name: value for name, value in told.items() if value not in (None, "") or name not in asked
    }


def prepare(person: Person, asked: Opening, day: datetime.date) -> Begun:
    """Item, type, procedure and parent of what is asked. Raises Refused, Invalid, NotFound."""
    lists = lists_of(person.organ, day, timezone.localdate())
    if "item" not in lists:
        raise Refused("本机关尚未公布执法事项清单，不能办理案件", article=PUBLISHED, next="请先起草执法事项清单，经机关负责人批准后公布。")
    row = item_of(lists, asked.item)
    type = asked.type or row.type
    origin = families.origin(person, asked.springs_from, type, asked.procedure, asked.from_step) if asked.springs_from else None
    _walks(row, type, asked.procedure, origin)
    packs = sorted({*person.packs, *row.packs})
    law = judging.law(packs)
    return Begun(type, row, lists, packs, law, first(law, type, asked.procedure, lists, row.code), origin)


def item_of(lists: Mapping[str, str], code: str) -> Item:
    """The item of the published list. Raises Invalid for a code that it does not have."""
    row = catalogue.row(lists["item"], code)
    if not isinstance(row, Item):
        raise Invalid("所选执法事项不在现行清单内", fields={"item": "请从清单中选择"}, next="请从已公布的执法事项清单中选择。")
    return row


def _walks(row: Item, type: str, procedure: str, origin: Origin | None) -> None:
    """The item may be walked so. Raises Invalid."""
    parents = origin is not None and row.code == origin.case.item_code
    if parents and origin is not None and (row.type == type or origin.spring.item_of == "parent"):
        return
    if row.type != type:
        said = ENFORCEMENT_TYPES.get(type, type)
        raise Invalid(f"事项“{row.name}”不是{said}事项", fields={"item": f"请选择{said}事项"}, next="请从清单中选择相应类别的事项。")
    if procedure not in row.procedures:
        raise Invalid(f"事项“{row.name}”不适用该程序", fields={"procedure": "请选择其他程序"}, next="请改用清单规定的程序。")


def items_for(lists: Mapping[str, str], type: str, procedure: str, origin: Origin | None = None) -> list[Item]:
    """The items of the published list with which such a case may begin."""
    version = lists.get("item")
    rows = [row for row in catalogue.rows(version) if isinstance(row, Item)] if version else []
    found = [row for row in rows if row.type == type and procedure in row.procedures]
    if origin is None:
        return found
    own = [row for row in rows if row.code == origin.case.item_code]
    if own and own[0].type == type:
        return own
    return found or (own if origin.spring.item_of == "parent" else [])


def beginnings(rows: Iterable[Item]) -> dict[str, dict[str, str]]:
    """The cases that may begin with these items: type → procedure → title, for the procedures that the packs have."""
    found: dict[str, dict[str, str]] = {}
    known = procedure.known()
    for type in ENFORCEMENT_TYPES:
        for name, title in known.get(type, {}).items():
            if any(row.type == type and name in row.procedures for row in rows):
                found.setdefault(type, {})[name] = title
    return found


def first(law: Law, type: str, name: str, lists: Mapping[str, str], item: str = "") -> Procedure:
    """The procedure of a new case. Raises Refused for one that there is not."""
    try:
        return judging.procedure(law, {"type": type, "procedure": name, "lists": lists, "item_code": item})
    except NoProcedure as error:
        raise Refused("没有这种程序", next="请选择清单规定的程序。", status=422) from error
    except ProcedureError as error:
        raise Refused(f"这种程序不能使用：{error}", next="请联系系统管理员核对规则包。", status=500) from error


def _cause(asked: Opening, begun: Begun) -> str:
    """案由: a penalty's is typed; other cases are called by their item."""
    if cause := clean(asked.cause):
        return cause
    if begun.type == "penalty":
        raise Invalid("没有填写案由", fields={"cause": "必填"}, next="请填写案由，例如“擅自占用城市道路”。")
    return begun.item.name


def party_of(origin: Origin | None) -> dict[str, Any]:
    """The parent's party, where the form names none."""
    found = next((row for row in origin.parties if row["role"] == "party"), None) if origin else None
    return {name: found[name] for name in COPIED if found[name]} if found else {}


def _others(walk: Walk, origin: Origin | None, role: str, asked: Opening) -> None:
    """Further parties of the parent, as long as the party is the same. A penalty of several parties is executed against each by itself."""
    if origin is None or walk.case["party_name"] not in {row["name"] for row in origin.parties}:
        return
    for row in origin.parties:
        if row["name"] != walk.case["party_name"] and not (row["role"] == "party" and walk.case["type"] == "compulsory_execution"):
            facts = party_facts({name: row[name] for name in PARTY_FIELDS if row[name]})
            walk.append(acts.AddParty(party=record.new_id(), facts=facts), role, happened=asked.happened, backfill=asked.backfill)


def _from(origin: Origin | None) -> dict[str, Any]:
    if origin is None:
        return {}
    return {"line": origin.line, "family": origin.case.family or origin.case.id, "sprung_at": origin.step, "brought": origin.evidence}


def _allowed(person: Person, asked: Opening, begun: Begun, cause: str, party: Mapping[str, Any], fields: Mapping[str, Any]) -> None:
    """The law lets the first step be taken. Raises Refused with every reason and its article."""
    case = {
        "type": begun.type, "procedure": begun.procedure.name, "cause": cause, "packs": begun.packs, "facts": case_facts(asked.facts),
        "handlers": [officer(person)], "status": "open", "opened_on": day_of(asked.happened).isoformat(), "lists": begun.lists,
        "item_code": begun.item.code, "organ": person.organ,
    }  # fmt: skip
    before = families.as_parents(begun.origin.steps) if begun.origin else []
    at = moment_of(asked.happened)
    if blocks := judging.refusals(begun.law, begun.procedure, case, [party], before, begun.step, fields, at):
        raise refusal(begun.step, blocks)
    listed_checks.asked(case, [party], [], begun.step.act, fields, day_of(asked.happened))


def lists_of(organ: str, day: datetime.date, today: datetime.date) -> dict[str, str]:
    """The lists that a case begun that day walks; for days before the organ's first lists, those of today."""
    return catalogue.all_in_force(organ, day) or catalogue.all_in_force(organ, today)


def party_facts(raw: Mapping[str, Any], called: str = "当事人") -> dict[str, Any]:
    """A party's columns, checked; `called`: what the procedure calls it. Raises Invalid naming every field that is wrong."""
    facts: dict[str, Any] = {name: clean(str(raw.get(name) or "")) for name in PARTY_FIELDS}
    wrong = {name: "没有这个字段" for name in raw if name not in PARTY_FIELDS}
    if facts["kind"] not in PARTY_KINDS:
        wrong["kind"] = f"请选择{called}类别"
    if not facts["name"]:
        wrong["name"] = "必填"
    if facts["id_number"] and (fault := id_fault(facts["kind"], facts["id_number"])):
        wrong["id_number"] = fault
    facts["born"] = facts["born"] or _born(facts) or None
    if wrong:
        message = f"{called}信息有误：" + "、".join(wrong.values())
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


def officer(person: Person) -> dict[str, str]:
    """A person as acts name an officer."""
    return {"id": person.officer, "name": person.name, "certificate": person.certificate}
