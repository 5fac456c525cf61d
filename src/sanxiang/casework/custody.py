"""调阅与保管链: whoever opens a file, a private document, a dossier or a receipt does so by an act on the case's stream, with a purpose.

One act for one opening: it gives a ticket that is bound to the person and the thing and lasts for minutes, under which the file is read in as
many ranges as a player likes. The register of consultations has no table: it is the acts themselves.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from functools import partial

import msgspec
from django.core import signing

from sanxiang.casework import queries, secrecy
from sanxiang.casework.custody_acts import Consult
from sanxiang.casework.documents.values import clean as printable
from sanxiang.casework.models import Case, Evidence
from sanxiang.casework.taking import invalid
from sanxiang.organs import queries as organs
from sanxiang.organs.models import ROLES, Officer
from sanxiang.organs.queries import Person
from sanxiang.record import queries as acts
from sanxiang.record import services as record
from sanxiang.record.queries import Recorded
from sanxiang.record.refusal import NotAllowed, NotFound

MANNERS = {"view": "查看", "download": "下载", "export": "导出", "copy": "复制"}
# The purpose that comes with the work itself; everybody else says theirs (XT-18, XQ-10).
PURPOSES = {"handler": "办理本案", "reviewer": "法制审核", "head": "审批"}
# Reading is for whoever may read the case; what leaves the system, for those who answer for the case or supervise it.
LEAVES = {"export": frozenset(["handler", "head", "supervisor"]), "copy": frozenset(["handler", "head"])}
LASTS = datetime.timedelta(minutes=30)
ARTICLE = "XX区三项制度工作方案二（二）4（调阅监督制度）"
EVENTS = (
    "case.add_evidence", "case.withdraw_evidence", "custody.consult",
    "custody.propose_destruction", "custody.return_destruction", "custody.approve_destruction",
)  # fmt: skip


class Thing(msgspec.Struct, frozen=True):
    """What is consulted: `kind` evidence, document, dossier or receipt; `digest` of the bytes that are shown or given out."""

    case: str
    kind: str
    id: str
    digest: str = ""
    title: str = ""


class Standing(msgspec.Struct, frozen=True):
    """In which role a person reads a case, and the purpose that comes with it; none: it must be typed."""

    role: str
    purpose: str = ""


def standing(person: Person, case: Case) -> Standing:
    """How a person stands to a case that they may read."""
    ours = person.organ == case.organ
    ids = [officer["id"] for officer in case.handlers] or [case.opened_by]
    if ours and any(person.is_self_or_stands_in_for(id, "handler") for id in ids):
        return Standing("handler", PURPOSES["handler"])
    if ours and "reviewer" in person.roles and case.reviewer in ("", person.officer):
        return Standing("reviewer", PURPOSES["reviewer"])
    if ours and "head" in person.roles:
        return Standing("head", PURPOSES["head"])
    return Standing("supervisor" if "supervisor" in person.roles else min(person.roles & queries.READERS))


def of_evidence(found: Evidence) -> Thing:
    """A piece of evidence as a thing to consult. Raises NotFound for one that was destroyed."""
    if found.state == "destroyed":
        raise NotFound("该文件保管期满，已经两人批准销毁", next="校验值、依据和批准人见保管链。")
    return Thing(found.case, "evidence", found.id, found.file, f"{found.number}. {found.title}")


def consult(person: Person, thing: Thing, manner: str, purpose: str = "", recipient: str = "", *, key: str = "") -> str:
    """调阅: put on the record that the person opens this thing, and give the ticket for it.

    manner: view, download, export (a dossier, a receipt), copy (given out: `recipient` says to whom). purpose: typed by all but the handlers,
    the reviewer and the head of the case, for whom it is their work on it. Additive and quiet: nobody's form is out of date for it, no review
    falls. Raises NotFound (a case that they may not read), NotAllowed (a piece kept apart; who may not give out), Invalid (no purpose, no recipient).
    """
    case = queries.visible(person, thing.case)
    secrecy.must_see(person, case, thing.id)
    stands = standing(person, case)
    why = permitted(stands, manner, printable(purpose) or stands.purpose, printable(recipient))
    told = Consult(
        kind=thing.kind, id=thing.id, digest=thing.digest, manner=manner, purpose=why, title=thing.title, recipient=printable(recipient)
    )

    def do() -> str:
        with record.writing(thing.case, additive=True) as stream:
            stream.append(told, actor=person.actor(stands.role))
        return ticket(person, thing.id)

    given = str(record.once(person.officer, key, ["consult", msgspec.to_builtins(told)], do))
    # The same form sent again when its ticket has run out is another opening, and another act.
    return given if admitted(person, thing.id, given) else do()


def exported(case: str, id: str, title: str, purpose: str) -> None:
    """The house itself exported a receipt, at its command line."""
    with record.writing(case, additive=True) as stream:
        told = Consult(kind="receipt", id=id, digest="", manner="export", purpose=printable(purpose), title=title)
        stream.append(told, actor=record.SYSTEM)


def permitted(stands: Standing, manner: str, purpose: str, recipient: str) -> str:
    """The purpose, if this may be done in this manner. Raises NotAllowed, Invalid."""
    if manner not in MANNERS:
        raise invalid(manner="请选择查看、下载、导出或者复制")
    if manner in LEAVES and not (stands.role in LEAVES[manner] and (stands.purpose or stands.role == "supervisor")):
        who = "、".join(ROLES[role] for role in ROLES if role in LEAVES[manner])
        raise NotAllowed(f"您的岗位不能{MANNERS[manner]}本案材料", article=ARTICLE, next=f"请由本案{who}办理。")
    wrong = {"purpose": "请写明调阅的目的"} if not purpose else {}
    if manner == "copy" and not recipient:
        wrong["recipient"] = "请写明复制件交给谁"
    if wrong:
        raise invalid(**wrong)
    return purpose


def ticket(person: Person, id: str) -> str:
    """What opens the thing for this person for some minutes. It names neither of them."""
    return _signer(person).sign(id).removeprefix(f"{id}:")


def admitted(person: Person, id: str, given: str) -> bool:
    """Whether this ticket opens the thing for this person now."""
    try:
        _signer(person).unsign(f"{id}:{given}", max_age=LASTS)
    except signing.BadSignature:
        return False
    return True


def _signer(person: Person) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"custody.{person.officer}")


# ── who had it in hand ──


class Event(msgspec.Struct, frozen=True):
    """One link of the chain: when, what was done to which thing, by whom in which role and organ, why, to whom it was given."""

    at: datetime.datetime
    what: str
    title: str
    who: str
    role: str
    organ: str
    why: str
    case: str
    version: int
    recipient: str = ""


def piece(person: Person, id: str) -> tuple[Evidence, Case]:
    """A piece of evidence and its case, for whoever may read it. Raises NotFound. Two queries (three for a supervisor)."""
    found = Evidence.objects.filter(id=id).first()
    if found is None:
        raise NotFound("没有这件证据，或您无权查看", next="请核对链接，或者由本案承办人提供。")
    return found, queries.visible(person, found.case)


def chain(evidence: Evidence) -> list[Event]:
    """保管链 of a piece: collected, kept, seen, given out, destroyed, oldest first. Three queries."""
    return _events([act for act in acts.acts_named(evidence.case, *EVENTS) if evidence.id in _pieces(act)])


def of_case(case: str) -> list[Event]:
    """Every consultation of a case, newest first. Three queries."""
    return _events(acts.acts_named(case, "custody.consult"))[::-1]


def register(person: Person, before: int = 0, limit: int = 100) -> tuple[list[Event], int]:
    """调阅登记 of the organs whose cases the person may read, newest first; and where the next page begins (0: nowhere).

    For heads of organs and supervisors. Raises NotAllowed. Four queries (five for a supervisor).
    """
    person.must("head", "supervisor", article=ARTICLE)
    found = acts.latest_named(queries.reads(person), "custody.consult", before, limit + 1)
    return _events(found[:limit]), found[limit - 1].id if len(found) > limit else 0


def _pieces(act: Recorded) -> Iterable[str]:
    """The things that an act speaks of."""
    if "pieces" in act.data:
        return [each["evidence"] for each in act.data["pieces"]]
    return [act.data.get("evidence") or act.data.get("id", "")]


def _events(found: list[Recorded]) -> list[Event]:
    people = organs.officers_by_id({act.actor for act in found})
    names = organs.names_of({officer.organ for officer in people.values()})
    return [event for act in found for event in _told(act, people, names)]


def _told(act: Recorded, people: Mapping[str, Officer], names: Mapping[str, str]) -> Iterator[Event]:
    officer = people.get(act.actor)
    who, organ = (officer.name, names.get(officer.organ, "")) if officer else (act.actor, "")
    event = partial(Event, organ=organ, case=act.stream, version=act.version)
    at, role, data = datetime.datetime.fromisoformat(act.recorded_at), ROLES.get(act.role, act.role), act.data
    if act.name == "case.add_evidence":
        facts = data["facts"]
        yield event(
            datetime.datetime.fromisoformat(facts["collected_at"]), "采集", facts["title"], facts["collector"], "", why=facts["place"]
        )
        yield event(at, "入库", facts["title"], who, role, why=f"SHA-256 {facts['file']}" if facts.get("file") else "没有文件")
        return
    what = WHAT.get(act.name) or MANNERS[data["manner"]]
    why = data.get("purpose") or data.get("reason") or data.get("opinion") or data.get("basis", "")
    yield event(at, what, data.get("title", ""), who, role, why=why, recipient=data.get("recipient", ""))


WHAT = {
    "case.withdraw_evidence": "排除",
    "custody.propose_destruction": "提请销毁",
    "custody.return_destruction": "不同意销毁",
    "custody.approve_destruction": "批准销毁",
}
