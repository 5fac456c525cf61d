"""证据: gathered with its five mandatory facts (case, time, place, collector, what it proves), kept by digest, never deleted."""

import dataclasses
import datetime
import pathlib
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, BinaryIO, Protocol

import msgspec
from django.utils import timezone

from sanxiang.casework import acts, cover, dues, file_shows, queries
from sanxiang.casework.documents.values import clean as printable
from sanxiang.casework.models import EVIDENCE_KINDS, Evidence
from sanxiang.casework.services import once
from sanxiang.casework.taking import Done, invalid
from sanxiang.casework.walk import Walk, walking
from sanxiang.organs.queries import Person
from sanxiang.record import files
from sanxiang.record import services as record
from sanxiang.record.canonical import moment
from sanxiang.record.refusal import Invalid, NotFound, Refused

FIVE_FACTS = "邢政办字〔2019〕27号 三（二）"
NEEDED = {"kind": "证据种类", "title": "名称", "collected_at": "采集时间", "place": "采集地点", "collector": "采集人", "proves": "证明对象"}

OPTIONAL = ("latitude", "longitude", "remark")
DEGREES = re.compile(r"-?\d{1,3}(\.\d{1,8})?")


@dataclasses.dataclass(frozen=True)
class Arrived:
    """A file that came in by parts and is given to the store when all else is in order; `name`: what its sender called it."""

    name: str
    take: Callable[[], files.Kept]


class Upload(Protocol):
    """A file as a request brings it in (Django's UploadedFile is one)."""

    @property
    def name(self) -> str | None: ...

    def chunks(self) -> Iterable[bytes]: ...


def add(person: Person, case: str, facts: Mapping[str, Any], upload: Upload | Arrived | None = None, *, key: str = "") -> Done:
    """Add a piece of evidence, with its file if there is one. Additive: it does not mind what others did meanwhile.

    facts: kind (one of 处罚法 §46), title, collected_at (moment), place, collector, proves, step (the row of the step that gathered it, or its act where it is
    not yet on record), of a recording `duration` (seconds) or `recorded_until` (moment), where the file does not tell.
    latitude, longitude: degrees, where the collector's device was. remark: why time or place differ from what the file says.
    The file is streamed to the store and hashed on the way before the case is touched; what the machine reads of it stands with the evidence
    (`read`). Raises NotAllowed, Invalid, Refused (archived).
    """
    clean = check(facts)
    _may(person, case)
    if upload:
        clean |= _received(upload)

    recorded = cover.recorded({**facts, **clean})

    def do() -> Done:
        with walking(person, case, additive=True) as walk:
            role = collects(walk)
            evidence = record.new_id()
            entry = walk.append(acts.AddEvidence(evidence=evidence, facts=clean, recorded=recorded), role)
            if recorded:
                dues.refresh(walk.case, walk.law, walk.assess())
            return Done(case, entry.version, step=evidence)

    return once(person, key, ["evidence", case, clean], do)


def _received(upload: Upload | Arrived) -> dict[str, Any]:
    """The file in the store, what it is and tells of itself; what the pages show of it is begun."""
    kept = upload.take() if isinstance(upload, Arrived) else files.keep(upload.chunks())
    name = pathlib.PurePath((upload.name or "").replace("\\", "/")).name[:255]
    read = file_shows.read(kept.digest, name)
    file_shows.begin(kept.digest, read, kept.size)
    media_type = kept.media_type if read.family == "application" else read.media_type
    told = {"file": kept.digest, "filename": name, "media_type": media_type, "size": kept.size} | ({"sm3": kept.sm3} if kept.sm3 else {})
    return told | ({"read": msgspec.to_builtins(read)} if read.family in ("image", "video", "audio") or read.anomalies else {})


def exclude(person: Person, case: str, evidence: str, reason: str, *, key: str = "") -> Done:
    """排除: the piece stays in the dossier, marked, and proves nothing. A passed review falls with it. Raises Invalid, NotFound."""

    def do() -> Done:
        if not printable(reason):
            raise invalid(reason="请说明排除的理由")
        with walking(person, case, additive=True) as walk:
            role = collects(walk)
            if evidence not in {row["id"] for row in walk.evidence}:
                raise NotFound("本案没有这件证据，或者它已被排除", next="请刷新页面核对证据目录。")
            entry = walk.append(acts.WithdrawEvidence(evidence=evidence, reason=printable(reason)), role)
            return Done(case, entry.version, step=evidence)

    return once(person, key, ["exclude", case, evidence, reason], do)


def opened(person: Person, evidence: str) -> tuple[Evidence, BinaryIO]:
    """A piece of evidence and its file, opened to be read from anywhere, for whoever may read the case. Raises NotFound, NotAllowed (kept apart)."""
    from sanxiang.casework import secrecy

    found = Evidence.objects.filter(id=evidence).first()
    if found is None or not found.file:
        raise NotFound("没有这件证据，或您无权查看", next="请核对链接，或者由本案承办人提供。")
    secrecy.must_see(person, queries.visible(person, found.case), evidence)
    if found.state == "destroyed":
        raise NotFound("该文件保管期满，已经两人批准销毁", next="校验值、依据和批准人见保管链。")
    return found, files.stream(found.file)


def check(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The five facts, each there and sensible. Raises Invalid naming every one that is not."""
    clean = {name: printable(str(facts.get(name) or "")) for name in (*NEEDED, "step")}
    clean |= {name: text for name in OPTIONAL if (text := printable(str(facts.get(name) or "")))}
    wrong = {name: f"{label}必填" for name, label in NEEDED.items() if not clean[name]}
    if clean["kind"] and clean["kind"] not in EVIDENCE_KINDS:
        wrong["kind"] = "请从法定证据种类中选择"
    if not all(DEGREES.fullmatch(clean.get(name, "0")) for name in ("latitude", "longitude")):
        wrong["place"] = "坐标应为十进制度数"
    if clean["collected_at"]:
        try:
            clean["collected_at"] = _moment(clean["collected_at"])
        except ValueError as error:
            wrong["collected_at"] = str(error)
    if wrong:
        raise Invalid("证据信息不完整：" + "、".join(wrong.values()), fields=wrong, article=FIVE_FACTS, next="请补充后再提交。")
    return clean


def _moment(text: str) -> str:
    try:
        at = datetime.datetime.fromisoformat(text)
        at = timezone.make_aware(at) if timezone.is_naive(at) else at
        at = at.astimezone(datetime.UTC)
    except (ValueError, OverflowError):
        raise ValueError("采集时间应为日期和时间，如 2026-11-21T09:30") from None
    if at > timezone.now() + datetime.timedelta(minutes=5):
        raise ValueError("采集时间不能晚于现在")
    return moment(at)


def _may(person: Person, case: str) -> None:
    """Refuse who may not before gigabytes are streamed."""
    with walking(person, case, additive=True) as walk:
        collects(walk)


def collects(walk: Walk) -> str:
    if walk.case["status"] == "archived":
        raise Refused(
            "案卷已经归档，不得再增加或者变动材料", article="农业行政处罚程序规定第八十六条", next="确需补充的，请先办理案卷调整手续。"
        )
    return walk.handler()
