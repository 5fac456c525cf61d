"""装备: body cameras and other devices of an organ: registered, issued, returned, out of order, repaired, scrapped; and whether there are enough."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from django.db.models import Q
from django.utils import timezone

from sanxiang.law import packs
from sanxiang.law.rules import Rule
from sanxiang.organs import queries
from sanxiang.organs.acts import IssueDevice, MoveDevice, RegisterDevice
from sanxiang.organs.models import DEVICE_KINDS, DEVICE_STATES, Device, Officer, Organ
from sanxiang.organs.queries import Person
from sanxiang.record import queries as record_queries
from sanxiang.record import services as record
from sanxiang.record.acts import Row
from sanxiang.record.refusal import Invalid, NotAllowed, NotFound, Refused

ARTICLE = "XX区三项制度工作方案二（二）2"
RATIO = "EQU-01"
# What may become of a device: manner → (its words, the states from which, the state afterwards, whether it wants a reason).
MOVES = {
    "returned": ("归还", ("issued",), "idle", False),
    "fault": ("报修", ("idle", "issued"), "faulty", True),
    "repaired": ("修复", ("faulty",), "idle", False),
    "scrapped": ("报废", ("idle", "faulty"), "scrapped", True),
}
EVENTS = ("organs.register_device", "organs.issue_device", "organs.move_device")
LENGTHS = {"serial": 80, "make": 80, "place": 120, "remark": 300}


def register(person: Person, kind: str, serial: str, *, make: str = "", place: str = "") -> str:
    """登记 a device of the own organ. Returns its id. For administrators. Raises NotAllowed, Invalid (kind, serial; one that is in use)."""
    return register_all(person, [{"kind": kind, "serial": serial, "make": make, "place": place}])[0]


def register_all(person: Person, told: Iterable[Mapping[str, str]]) -> list[str]:
    """登记 several, all or none. Raises as `register`."""
    person.must("admin")
    rows = [_checked(row) for row in told]
    with record.writing(person.organ, additive=True) as stream:
        known = {row["serial"] for row in stream.rows.all(Device) if row["state"] != "scrapped"}
        ids = []
        for row in rows:
            if row["serial"] in known:
                raise Invalid(f"设备编号 {row['serial']} 已经登记", fields={"serial": "编号重复"}, next="请核对机身上的编号。")
            known.add(row["serial"])
            ids.append(record.new_id())
            stream.append(RegisterDevice(device=ids[-1], **row), actor=person.actor("admin"))
    return ids


def _checked(row: Mapping[str, str]) -> dict[str, str]:
    clean = {name: str(row.get(name) or "").strip() for name in ("kind", "serial", "make", "place")}
    wrong = {"serial": "必填"} if not clean["serial"] else {}
    wrong |= {name: f"不能超过{most}个字" for name, most in LENGTHS.items() if len(clean.get(name, "")) > most}
    if clean["kind"] not in DEVICE_KINDS:
        wrong["kind"] = f"请选择{'、'.join(DEVICE_KINDS.values())}"
    if wrong:
        raise Invalid(f"设备“{clean['serial']}”的登记不完整：{'、'.join(wrong.values())}", fields=wrong, next="请补充后再提交。")
    return clean


def issue(person: Person, device: str, officer: str) -> None:
    """领用: an officer in post takes a device that is in store. For administrators. Raises NotAllowed, NotFound, Refused."""
    person.must("admin")
    with record.writing(person.organ, additive=True) as stream:
        row = _of(stream, device)
        if row["state"] != "idle" or row["kind"] == "fixed":
            raise Refused(f"该设备{DEVICE_STATES[row['state']]}，不能领用", next="请选择在库的移动设备。")
        taker = stream.rows.get(Officer, officer)
        if not taker or not taker["active"]:
            raise Invalid("没有选择领用人", fields={"officer": "请选择本单位在岗人员"}, next="请选择本单位在岗人员。")
        stream.append(IssueDevice(device=device, officer=officer), actor=person.actor("admin"))


def move(person: Person, device: str, manner: str, remark: str = "") -> None:
    """归还、报修、修复、报废. By administrators; whoever holds a device may report that it is out of order. Raises NotAllowed, NotFound, Invalid, Refused."""
    if manner not in MOVES:
        person.must("admin")
        raise Invalid("没有这种办理", fields={"manner": "请选择归还、报修、修复或者报废"}, next="请从设备页办理。")
    words, states, to, reasoned = MOVES[manner]
    with record.writing(person.organ, additive=True) as stream:
        row = _of(stream, device)
        role = _mover(person, row, manner)
        if row["state"] not in states:
            raise Refused(f"该设备{DEVICE_STATES[row['state']]}，不能{words}", next="请刷新页面核对。")
        if reasoned and not remark.strip():
            raise Invalid(f"没有写明{words}的原因", fields={"remark": "请写明原因"}, next="请补充后再提交。")
        stream.append(MoveDevice(device=device, to=to, manner=manner, remark=remark.strip()[:300]), actor=person.actor(role))


def _of(stream: record.Writing, device: str) -> Row:
    row = stream.rows.get(Device, device)
    if row is None:
        raise NotFound("本单位没有这台设备", next="请从设备台账中打开。")
    return row


def _mover(person: Person, row: Row, manner: str) -> str:
    """The role in which the person acts. Raises NotAllowed."""
    if "admin" in person.roles:
        return "admin"
    if manner == "fault" and row["holder"] == person.officer:
        return min(person.roles or {"holder"})
    raise NotAllowed("设备由系统管理员登记、发放、收回", next="请联系本单位管理员。领用人可以对自己领用的设备报修。")


# ── reading ──


def organs_of(person: Person) -> dict[str, str]:
    """Code → name of the organs whose equipment the person may see: their own; a supervisor, those of their region."""
    if "supervisor" in person.roles and person.region:
        return queries.of_region(person.region)
    return {person.organ: person.organ_name}


def devices(person: Person) -> list[Device]:
    """设备台账, those out of use last. For administrators, heads, supervisors; others see what they hold themselves. Raises NotAllowed."""
    found = Device.objects.filter(organ__in=organs_of(person))
    if not person.roles & {"admin", "head", "supervisor"}:
        found = found.filter(holder=person.officer)
    return sorted(found, key=lambda one: (one.state == "scrapped", one.organ, one.kind, one.serial))


def device(person: Person, id: str) -> Device:
    """One that the person may see. Raises NotFound."""
    found = next((one for one in devices(person) if one.id == id), None)
    if found is None:
        raise NotFound("没有这台设备，或您无权查看", next="请从设备台账中打开。")
    return found


class Event(msgspec.Struct, frozen=True):
    """One act upon a device: when, what, by whom, to whom or why."""

    at: datetime.datetime
    what: str
    by: str
    told: str


def history(found: Device) -> list[Event]:
    """What happened to a device, oldest first. Two queries."""
    acts = [act for act in record_queries.acts_named(found.organ, *EVENTS) if act.data["device"] == found.id]
    people = queries.officers_by_id({act.actor for act in acts} | {act.data["officer"] for act in acts if "officer" in act.data})
    return [_event(act, people) for act in acts]


def _event(act: record_queries.Recorded, people: Mapping[str, Officer]) -> Event:
    name = {id: one.name for id, one in people.items()}
    if act.name == "organs.issue_device":
        what, told = "领用", name.get(act.data["officer"], act.data["officer"])
    elif act.name == "organs.move_device":
        what, told = MOVES[act.data["manner"]][0], act.data["remark"]
    else:
        what, told = "登记", act.data["make"]
    return Event(datetime.datetime.fromisoformat(act.recorded_at), what, name.get(act.actor, act.actor), told)


class Ratio(msgspec.Struct, frozen=True):
    """Whether an organ has enough: certified officers, sets that work, those out of order, how many the rule asks for; no rule: nothing is asked."""

    organ: str
    name: str
    officers: int
    have: int
    faulty: int
    needed: int
    rule: Rule | None

    @property
    def lacking(self) -> int:
        return max(0, self.needed - self.have)


def ratios(person: Person, on: datetime.date | None = None) -> list[Ratio]:
    """配备比例 of each organ that the person may see (EQU-01), those that lack most first. Three queries (four for a supervisor)."""
    day, names = on or timezone.localdate(), organs_of(person)
    certified = Q(active=True) & ~Q(certificate="") & (Q(certificate_until=None) | Q(certificate_until__gte=day))
    officers = _counted(Officer.objects.filter(certified & (Q(certificate_from=None) | Q(certificate_from__lte=day)), organ__in=names))
    sets = Device.objects.filter(organ__in=names).exclude(kind="fixed")
    have, faulty = _counted(sets.filter(state__in=["idle", "issued"])), _counted(sets.filter(state="faulty"))
    own = dict(Organ.objects.filter(id__in=names).values_list("id", "packs"))
    found = [_ratio(code, name, own.get(code, []), day, officers, have, faulty) for code, name in names.items()]
    return sorted(found, key=lambda one: (-one.lacking, one.name))


def _ratio(code: str, name: str, own: list[str], day: datetime.date, officers: Any, have: Any, faulty: Any) -> Ratio:
    rule = packs.load(own).rule(RATIO, day)
    count = officers.get(code, 0)
    needed = -(-count // int(str(rule.value))) if rule is not None else 0
    return Ratio(code, name, count, have.get(code, 0), faulty.get(code, 0), needed, rule)


def _counted(found: Any) -> dict[str, int]:
    counts: dict[str, int] = {}
    for organ in found.values_list("organ", flat=True):
        counts[organ] = counts.get(organ, 0) + 1
    return counts
