"""外勤: what an officer's phone needs of a case on a street, and what comes back from it: recordings, photographs, signatures on the glass."""

import datetime
import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec
from django.utils import timezone

from sanxiang.casework import documents, evidence, judging, listed, queries, secrecy
from sanxiang.casework.documents.values import clean
from sanxiang.casework.evidence import Arrived
from sanxiang.casework.glass_acts import MANNERS, Sign
from sanxiang.casework.glass_models import Signature
from sanxiang.casework.models import Case, Document, Step
from sanxiang.casework.rows import row_of
from sanxiang.casework.services import once
from sanxiang.casework.taking import Done
from sanxiang.casework.walk import walking
from sanxiang.law import phrases
from sanxiang.law.procedure import Procedure
from sanxiang.organs.queries import Person
from sanxiang.record import files
from sanxiang.record import services as record
from sanxiang.record.canonical import digest, moment
from sanxiang.record.refusal import Invalid, NotFound, Refused

MOST = 100  # cases that a phone keeps
FAR = 2**31  # no coordinate and no millisecond of a signature is beyond it
STAGES = ("调查取证", "送达执行")
TITLES = {"photo": "现场照片", "video": "执法录像", "audio": "执法录音"}
SIGNED = "行政处罚法第五十五条；国办发〔2018〕118号（八）"


class Link(msgspec.Struct, frozen=True):
    """A link of the work outside: its act, how it is recorded, and what is said (用语指引)."""

    act: str
    title: str
    recording: str
    phrases: list[str]


class Outing(msgspec.Struct, frozen=True):
    """A case as the phone keeps it: no more than number, cause and place."""

    id: str
    number: str
    cause: str
    place: str
    links: list[Link]


def cases(person: Person) -> list[Outing]:
    """The open cases that the person handles, the newest first, each with the first place that its steps tell: the scene, not the room
    where somebody was asked later. Two queries."""
    found = queries.cases(person, mine=True, limit=MOST).lines
    ids = [line.id for line in found if line.status in ("open", "decided")]
    places: dict[str, str] = {}
    for case, fields in Step.objects.filter(case__in=ids).exclude(state="annulled").order_by("number").values_list("case", "fields"):
        places[case] = places.get(case) or str(fields.get("place") or "")
    rows = Case.objects.filter(id__in=ids, organ=person.organ).order_by("-opened_on", "-id")
    return [Outing(case.id, case.number, case.cause, places.get(case.id, ""), links(row_of(case))) for case in rows]


def links(case: Mapping[str, Any]) -> list[Link]:
    """The links of a case's work outside: what its handlers do there, recorded or told aloud."""
    procedure: Procedure = judging.procedure(judging.law(case["packs"]), case)
    outside = [step for step in procedure.steps if step.actor == "handler" and step.stage in STAGES]
    told = [Link(step.act, step.title, step.recording, said_at(case, step.act)) for step in outside]
    return [link for link in told if link.recording != "text" or link.phrases]


def said(person: Person, case: str, act: str) -> list[str]:
    """用语指引 at a link of a case, for its form. One query."""
    return said_at(row_of(queries.visible(person, case)), act)


def said_at(case: Mapping[str, Any], act: str) -> list[str]:
    """用语指引 at a link: the organ's, where its recording list tells them, else the pack's."""
    own = [line for row in listed.recording(case, act) for line in row.phrases.splitlines()]
    return [line.strip() for line in own if line.strip()] or phrases.said_at(act)


def add(person: Person, case: str, told: Mapping[str, Any], upload: Arrived, *, key: str) -> Done:
    """A file from the phone becomes evidence of the link at which it was taken.

    told: `kind` (photo, video, audio), `step` (the act), `taken_at` (moment), `duration` (seconds), `latitude`, `longitude`, `place`, `title`,
    `proves`. Raises what `evidence.add` raises.
    """
    kind = str(told.get("kind") or "")
    if kind not in TITLES:
        raise Invalid("不是照片、录像或者录音", fields={"kind": "请选择照片、录像或者录音"}, next="请重新采集。")
    facts = {
        "kind": "audio_visual",
        "title": told.get("title") or TITLES[kind],
        "collected_at": told.get("taken_at") or "",
        "place": told.get("place") or "",
        "collector": person.name,
        "proves": told.get("proves") or "现场执法过程",
        "step": told.get("step") or "",
        "duration": str(told.get("duration") or ""),
        "latitude": str(told.get("latitude") or ""),
        "longitude": str(told.get("longitude") or ""),
    }
    return evidence.add(person, case, facts, upload, key=key)


# ── signatures on the glass ──


class Paper(msgspec.Struct, frozen=True):
    """A document to be signed: the words that are shown, their SHA-256, and the digest of the document that they are."""

    id: str
    title: str
    digest: str
    text: str
    shown: str


def papers(person: Person, case: str) -> list[tuple[str, str]]:
    """Documents of a case that may be signed on a phone: id and title. What is kept apart stays in the office. Three queries."""
    apart = secrecy.marks(case)
    found = [row for row in queries.documents_of(person, case) if row.state in ("", "draft") and not row.internal and row.id not in apart]
    return [(row.id, row.title) for row in found]


def paper(person: Person, id: str) -> Paper:
    """A document with the words that are shown to who signs it. Raises NotFound, Refused where it is kept apart."""
    row = queries.document(person, id)
    if id in secrecy.marks(row.case):
        raise Refused("这份文书涉密或者涉隐私，不在手机上打开", next="请在办公室的电脑上办理签名。", status=403)
    return shown(row)


def signatures(document: str) -> list[Signature]:
    """Who signed a document on the glass, or refused to, the first one first. One query."""
    return list(Signature.objects.filter(document=document).order_by("signed_at", "id"))


def shown(row: Document) -> Paper:
    text = documents.text(queries.as_document(row))
    return Paper(row.id, row.title, row.digest, text, hashlib.sha256(text.encode()).hexdigest())


def picture(person: Person, id: str) -> bytes:
    """A signature as it was drawn: PNG. Raises NotFound, NotAllowed."""
    found = Signature.objects.filter(id=id).exclude(picture="").first()
    if found is None:
        raise NotFound("没有这个签名，或您无权查看", next="请从文书页打开。")
    queries.document(person, found.document)
    with files.stream(found.picture) as drawn:
        return drawn.read()


def sign(person: Person, case: str, told: Mapping[str, Any], picture: bytes, *, key: str = "") -> Done:
    """A party signs a document on the glass, or refuses to before a witness. Bound to the words that were shown (纸质和电子一致).

    told: `document`, `digest`, `shown` (SHA-256 of the text as the phone showed it), `signer`, `capacity`, `manner` (signed, refused), `reason`,
    `witness`, `signed_at` (moment), `strokes` (lists of whole numbers: x, y, milliseconds, …). picture: PNG of the signature.
    Raises Invalid, NotFound, NotAllowed, Refused where the document is no longer the one that was shown.
    """
    facts = checked(told, picture)

    def do() -> Done:
        with walking(person, case, additive=True) as walk:
            role = evidence.collects(walk)
            row = Document.objects.filter(id=facts["document"], case=case).first()
            if row is None:
                raise NotFound("本案没有这份文书", next="请重新打开文书，再请当事人签名。")
            now = shown(row)
            if (facts["digest"], facts["shown"]) != (now.digest, now.shown) or row.state not in ("", "draft"):
                raise Refused(
                    "文书在签名之后有改动，签名不能附在改动后的文书上", article=SIGNED, next="请向当事人出示现在的文书，重新签名。"
                )
            kept = files.keep([picture]).digest if picture else ""
            done = walk.append(Sign(signature=record.new_id(), picture=kept, **facts), role)
            return Done(case, done.version, step=facts["document"])

    return once(person, key, ["sign", case, facts, digest(picture.hex())], do)


def checked(told: Mapping[str, Any], picture: bytes) -> dict[str, Any]:
    """What a signature tells, each there and sensible. Raises Invalid."""
    names = ("document", "digest", "shown", "signer", "capacity", "manner", "reason", "witness", "signed_at")
    facts: dict[str, Any] = {name: clean(str(told.get(name) or ""))[:500] for name in names}
    wrong = {} if facts["signer"] else {"signer": "请写明签名人"}
    if facts["manner"] not in MANNERS:
        wrong["manner"] = "请选择签名或者拒签"
    if facts["manner"] == "refused":
        wrong |= {
            name: label for name, label in (("reason", "请写明拒签的理由"), ("witness", "拒签须有见证人签名或者写明")) if not facts[name]
        }
    elif not picture.startswith(b"\x89PNG"):
        wrong["picture"] = "没有签名"
    facts["signed_at"] = _moment(facts["signed_at"]) or wrong.setdefault("signed_at", "签名时间不对") and ""
    strokes = told.get("strokes") or []
    if not isinstance(strokes, list) or not all(
        isinstance(one, list) and all(type(n) is int and abs(n) < FAR for n in one) for one in strokes
    ):
        wrong["strokes"] = "签名的笔迹无法读取"
    if wrong:
        raise Invalid("签名不完整：" + "、".join(wrong.values()), fields=wrong, article=SIGNED, next="请补充后重新提交。")
    return facts | {"strokes": strokes}


def _moment(text: str) -> str:
    try:
        at = datetime.datetime.fromisoformat(text)
    except ValueError:
        return ""
    at = timezone.make_aware(at) if timezone.is_naive(at) else at
    return moment(at) if at <= timezone.now() + datetime.timedelta(minutes=5) else ""
