"""What the brain tells the public, drawn from the packs: flowchart, time limits, remedies, how soon a decision was published."""

import datetime
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import msgspec
from django.utils import timezone

from sanxiang.casework.judging import tightened
from sanxiang.catalogue import kinds, words
from sanxiang.catalogue.guides import Guide
from sanxiang.catalogue.guides import guide as fourteen
from sanxiang.catalogue.kinds import ENFORCEMENT_TYPES, Tightening
from sanxiang.disclosure.models import PublicDecision, PublicList, PublicOrgan
from sanxiang.law import packs, periods
from sanxiang.law.calendar import Calendar
from sanxiang.law.chart import Chart, drawn, review_chart
from sanxiang.law.chart import chart as flowchart
from sanxiang.law.procedure import known


def today() -> datetime.date:
    return timezone.localdate()


def this_year() -> int:
    return today().year


def is_day(text: str) -> bool:
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True


class Shown(msgspec.Struct, frozen=True):
    """A procedure as the public sees it: both flowcharts, the organ's service guide, the calendar that periods are counted by."""

    name: str
    title: str
    chart: Chart
    review: Chart | None
    guide: Guide
    tightened: bool
    calendar: str

    @property
    def steps(self) -> list[dict[str, Any]]:
        return drawn(self.chart)

    @property
    def review_steps(self) -> list[dict[str, Any]]:
        return drawn(self.review) if self.review else []


def procedures(pack_names: list[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Every procedure by which an organ under these packs works: the name of the type, then name and title of each."""
    found = known(*pack_names)
    return [
        (title, [(f"{type}-{name}", words) for name, words in sorted(found[type].items(), key=lambda one: one[0] != "ordinary")])
        for type, title in ENFORCEMENT_TYPES.items()
        if type in found
    ]


def procedure(name: str, organ: PublicOrgan, tighter: PublicList | None, row: dict[str, str] | None = None) -> Shown | None:
    """Flowcharts and service guide of a procedure as the organ's published list has tightened it; None if there is no such procedure."""
    kind, _, which = name.partition("-")
    if which not in known(*organ.packs).get(kind, {}):
        return None
    law = packs.load(tuple(organ.packs))
    walked = law.procedure(kind, which)
    own = tightened(walked, tightenings(tighter)) if tighter else walked
    chart = flowchart(law, own, today())
    facts = {"name": organ.name, "address": organ.address, "phone": organ.phone}
    review = review_chart(law, own, today())
    return Shown(name, walked.title, chart, review, fourteen(row or {}, chart, facts), own is not walked, law.calendar.version)


def row_alone(row: dict[str, str], organ: PublicOrgan) -> Guide:
    """The fields of a service guide whose procedure nobody tells: what the list says, and the organ."""
    return fourteen(row, None, {"name": organ.name, "address": organ.address, "phone": organ.phone})


def tightenings(published: PublicList) -> Sequence[Tightening]:
    """The rows of a published list of procedures, read back from its words."""
    rows, _ = words.typed("procedure", published.rows)
    return [row for row in kinds.read("procedure", rows) if isinstance(row, Tightening)]


def walked_by(row: dict[str, str], items: Sequence[dict[str, str]], pack_names: list[str]) -> str:
    """The procedure of the item that a service guide is for: by the type of the listed item, or the type that its name tells; else none."""
    item = next((one for one in items if row.get("name") in (one.get("name"), one.get("code"))), {})
    told = item.get("type") or row.get("name", "")
    type = next((type for type, title in ENFORCEMENT_TYPES.items() if title in told), "")
    found = known(*pack_names).get(type, {})
    return f"{type}-{'ordinary' if 'ordinary' in found else next(iter(found))}" if found else ""


def boards(listed: PublicList) -> list[tuple[str, list[dict[str, str]]]]:
    """The rows of the window boards, by window in the order of the list."""
    found: dict[str, list[dict[str, str]]] = {}
    for row in listed.rows:
        found.setdefault(row.get("window", ""), []).append(row)
    return list(found.items())


def remedies(decision: PublicDecision, organ: PublicOrgan | None) -> dict[str, Any] | None:
    """How and until when the party may seek review of a decision; None where the day of the decision is not told."""
    if decision.decided_on is None or organ is None:
        return None
    found = _remedies(tuple(organ.packs), decision.decided_on, decision.served_on)
    return found and {
        **found,
        "organ": organ.reconsideration_organ,
        "court": organ.court,
        "first": (decision.type, decision.procedure) == ("penalty", "summary"),
        "served_on": decision.served_on,
    }


@lru_cache(maxsize=4096)
def _remedies(pack_names: tuple[str, ...], decided: datetime.date, served: datetime.date | None) -> dict[str, Any] | None:
    law = packs.load(pack_names)
    rules = [law.rule(id, decided) for id in ("REM-20", "LIT-46")]
    if None in rules:
        return None
    told: dict[str, Any] = {}
    for name, rule in zip(("reconsider", "sue"), rules, strict=True):
        assert rule is not None
        told[name] = {"amount": rule.amount, "article": rule.citation}
        if served:
            due = periods.due(rule, served, law.calendar)
            told[name] |= {"until": periods.as_day(due.due), "provisional": due.provisional}
    return told


def ruler(decision: PublicDecision, organ: PublicOrgan | None) -> dict[str, Any] | None:
    """How soon the decision was published, as the ruler draws it; None where it has no last day."""
    if decision.decided_on is None or decision.due_on is None:
        return None
    # 许可、处罚决定 have a shorter period than all others (国办发〔2018〕118号第二部分（六）).
    rule = "PUB-06b" if decision.type in ("penalty", "permit") else "PUB-06a"
    return _ruler(tuple(organ.packs) if organ else (), rule, decision.decided_on, decision.due_on, decision.published_on)


@lru_cache(maxsize=4096)
def _ruler(names: tuple[str, ...], id: str, start: datetime.date, due: datetime.date, published: datetime.date) -> dict[str, Any]:
    law = packs.load(names)
    calendar, kept, rule = law.calendar, published <= due, law.rule(id, start)
    days = [start + datetime.timedelta(days=n) for n in range((max(due, published) - start).days + 1)]
    late = (published - due).days
    return {
        "title": rule.title if rule else "决定公开期限",
        "start": start,
        "due": due,
        "finished": published,
        "done": "公开",
        "days": [{"date": day, "kind": _kind(calendar, day)} for day in days],
        "state": "kept" if kept else "overdue",
        "left": "按时公开" if kept else f"逾期 {late} 日公开",
        "rule": f"{rule.amount}，自{rule.starts or '决定作出之日'}起算" if rule else "",
        "article": rule.citation if rule else "",
        "sentence": f"{_say(start)}作出决定，应当在{_say(due)}前公开，实际于{_say(published)}公开，{'没有逾期' if kept else f'逾期{late}日'}。",
    }


def _say(day: datetime.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def amounts(**rules: str) -> dict[str, str]:
    """The numbers of national rules in words, by name: amounts(publish="PUB-06b")["publish"] is 7个工作日."""
    found = {name: packs.load(()).rule(id, today()) for name, id in rules.items()}
    return {name: rule.amount for name, rule in found.items() if rule}


def _kind(calendar: Calendar, day: datetime.date) -> str:
    if calendar.is_make_up(day):
        return "makeup"
    return "work" if calendar.is_working(day) else "rest"
