"""Lists: drafted by staff, approved by the organ head, published, in force from a day on."""

import contextlib
import datetime
from collections.abc import Iterator
from typing import Any, NoReturn

from django.utils import timezone

from sanxiang.catalogue import acts, checks
from sanxiang.catalogue.kinds import DRAWN, KINDS
from sanxiang.catalogue.models import ListVersion
from sanxiang.catalogue.words import Fault
from sanxiang.law import packs as law
from sanxiang.organs import queries as organs
from sanxiang.organs.queries import Person
from sanxiang.record import services as record
from sanxiang.record.acts import Row
from sanxiang.record.refusal import Invalid, NotFound, Refused

ARTICLE = "国办发〔2018〕118号（四）"
WRITERS = ("admin", "handler", "unit_head", "reviewer", "head", "discloser")
TOLD = 5  # faults that a message tells; the rest stand at their cells
Versions = dict[int, Row]


def stream_of(organ: str, kind: str) -> str:
    """The stream of an organ's list of this kind. One query. Raises NotFound when it has none."""
    found = ListVersion.objects.filter(organ=organ, kind=kind).values_list("stream", flat=True).first()
    if found is None:
        raise NotFound("本机关还没有这份清单", next="请先起草。")
    return found


def draft(person: Person, kind: str, title: str, rows: list[dict[str, Any]], *, seen: int | None = None) -> str:
    """Draft the next version of an organ's list, or change the version that is being drafted. Returns the version's id.

    rows: as the kind's struct in `catalogue.kinds` asks. Raises NotAllowed, Invalid naming the row that does not fit.
    """
    role = person.must(*WRITERS, article=ARTICLE)
    if kind in DRAWN:
        raise Refused("这份清单由人员档案生成，不能另行填写", article=ARTICLE, next="请在“人员”中更正，再重新生成草案。")
    check_rows(kind, rows, person.packs)
    if kind == "window_board" and (strange := strangers(person.organ, rows)):
        refuse(kind, strange)
    return _draft(person, role, kind, title, rows, seen)


def in_post(organ: str) -> set[str]:
    """The names of an organ's people in post: who may stand at a window. One query."""
    return set(organs.officers(organ).values_list("name", flat=True))


def strangers(organ: str, rows: list[dict[str, Any]]) -> list[Fault]:
    """The rows of 岗位信息公示牌 that name somebody who is not in post. One query."""
    known = in_post(organ)
    return [Fault(at, "name", f"“{row['name']}”不是本机关的在岗人员") for at, row in enumerate(rows) if row["name"] not in known]


def draw(person: Person, *, seen: int | None = None) -> str:
    """Draft 行政执法人员清单 from the people in post who hold a certificate (YZ-07). Returns the version's id. Raises NotAllowed, Refused."""
    role = person.must(*WRITERS, article=ARTICLE)
    rows = roster(person.organ)
    if not rows:
        raise Refused("本机关还没有持有执法证件的在岗人员", article=ARTICLE, next="请先在“人员”中登记执法证号。")
    check_rows("officers", rows, person.packs)
    return _draft(person, role, "officers", KINDS["officers"][0], rows, seen)


def roster(organ: str) -> list[dict[str, Any]]:
    """The rows of the officers' list as the organ's people stand today: whoever is in post and holds a certificate. Three queries."""
    units = dict(organs.units(organ).values_list("id", "name"))
    found = organs.organ(organ)
    return [
        {
            "code": each.certificate,
            "name": each.name,
            "unit": units.get(each.unit, found.name if found else ""),
            "title": each.title,
            "kinds": each.kinds,
            "area": each.area,
        }
        for each in organs.officers(organ)
        if each.certificate
    ]


def _draft(person: Person, role: str, kind: str, title: str, rows: list[dict[str, Any]], seen: int | None) -> str:
    with _stream(person.organ, kind, seen) as stream:
        versions = _versions(stream)
        latest = max(versions, default=0)
        open_draft = latest and versions[latest]["state"] in ("drafted", "approved")
        number = latest if open_draft else latest + 1
        stream.append(acts.Draft(kind=kind, title=title, number=number, rows=rows), actor=person.actor(role))
    return acts.version_id(stream.id, number)


def approve(person: Person, version: str, *, seen: int | None = None) -> None:
    """The organ head approves a draft that somebody else wrote. seen: the version of the list's stream whose comparison the head saw.

    Raises NotAllowed, Refused, Moved when the draft was changed since it was seen.
    """
    person.must("head", article=ARTICLE)
    with _of_version(person, version, seen) as (stream, row):
        _must_be(row, "drafted", "批准")
        if row["drafted_by"] == person.officer:
            raise Refused("起草人不能批准自己起草的清单", article=ARTICLE, next="请由其他机关负责人批准。")
        stream.append(acts.Approve(number=row["number"], by=person.officer), actor=person.actor("head"))


def send_back(person: Person, version: str, reason: str) -> None:
    """The organ head returns a draft with a reason. Raises NotAllowed, Refused."""
    person.must("head", article=ARTICLE)
    with _of_version(person, version) as (stream, row):
        if row["state"] not in ("drafted", "approved"):
            raise Refused("该版本已经公布，不能退回", article=ARTICLE, next="如不再适用，请起草新版本或者撤回。")
        stream.append(acts.Return(number=row["number"], reason=_reason(reason)), actor=person.actor("head"))


def publish(person: Person, version: str, valid_from: datetime.date | None = None) -> None:
    """Publish an approved version; it is in force from `valid_from` (today if left out) and ends the one before it the day before.

    Raises NotAllowed, Refused when it was not approved, Invalid when the day lies before the version in force began.
    """
    role = person.must("discloser", "head", "admin", article=ARTICLE)
    with _of_version(person, version) as (stream, row):
        _must_be(row, "approved", "公布")
        begins = valid_from or timezone.localdate()
        last = max((v["valid_from"] for v in _versions(stream).values() if v["state"] == "published"), default="")
        if begins.isoformat() <= last:
            raise Invalid(
                f"施行日期须晚于现行版本的施行日期 {last}", fields={"valid_from": f"须晚于 {last}"}, next="请改一个较晚的施行日期。"
            )
        stream.append(acts.Publish(number=row["number"], valid_from=begins.isoformat()), actor=person.actor(role))


def withdraw(person: Person, version: str, reason: str, until: datetime.date | None = None) -> None:
    """End a published version; `until` is its last day (today if left out). Raises NotAllowed, Refused."""
    person.must("head", article=ARTICLE)
    with _of_version(person, version) as (stream, row):
        _must_be(row, "published", "撤回")
        last = (until or timezone.localdate()).isoformat()
        stream.append(acts.Withdraw(number=row["number"], until=last, reason=_reason(reason)), actor=person.actor("head"))


def check_rows(kind: str, rows: list[dict[str, Any]], packs: tuple[str, ...] = ()) -> None:
    """Raises Invalid for an unknown kind, and naming every cell (`rows.<place>.<column>`) that does not fit (`catalogue.checks`)."""
    known(kind)
    if not rows:
        raise Invalid("清单没有内容", next="请至少填写一行。")
    if found := checks.faults(kind, rows, law_of(packs)):
        refuse(kind, found)


def law_of(names: tuple[str, ...]) -> law.Law:
    """The law of an organ's packs. Raises Refused when a pack cannot be used."""
    try:
        return law.load(names)
    except law.PackError as error:
        raise Refused(f"规则包不能使用：{error}", next="请联系系统管理员核对本机关的规则包设置。", status=500) from error


def refuse(kind: str, found: list[Fault]) -> NoReturn:
    """Raises Invalid telling the first faults in its message and every one at its cell."""
    told = "；".join(f"第{fault.row + 1}行{fault.message}" for fault in found[:TOLD])
    more = f"；另有{len(found) - TOLD}处" if len(found) > TOLD else ""
    fields: dict[str, str] = {}
    for fault in found:
        fields.setdefault(f"rows.{fault.row}.{fault.column}", f"第{fault.row + 1}项{fault.message}")
    raise Invalid(f"《{KINDS[kind][0]}》不符合要求：{told}{more}", fields=fields, next="请改正后再提交。")


def known(kind: str) -> None:
    """Raises Invalid for a kind of list that there is not."""
    if kind not in KINDS:
        raise Invalid(f"没有“{kind}”这种清单", next=f"可选：{'、'.join(KINDS)}。")


def _stream(organ: str, kind: str, seen: int | None) -> contextlib.AbstractContextManager[record.Writing]:
    """The list's stream (one per organ and kind), begun with its first draft."""
    stream = ListVersion.objects.filter(organ=organ, kind=kind).values_list("stream", flat=True).first()
    return record.writing(stream, seen=seen) if stream else record.begin("list", organ)


def _versions(stream: record.Writing) -> Versions:
    return {row["number"]: row for row in stream.rows.all(ListVersion)}


@contextlib.contextmanager
def _of_version(person: Person, version: str, seen: int | None = None) -> Iterator[tuple[record.Writing, Row]]:
    """The stream and row of a version of the person's own organ, for one transaction."""
    with record.writing(version.rpartition(":")[0], seen=seen) as stream:
        person.must_be_of(stream.organ)
        row = stream.rows.get(ListVersion, version)
        if row is None:
            raise NotFound("没有这个版本的清单", next="请从清单页重新选择版本。")
        yield stream, row


def _must_be(row: Row, state: str, verb: str) -> None:
    if row["state"] != state:
        words = {"drafted": "草拟", "approved": "已批准", "published": "已公布", "withdrawn": "已撤回"}
        raise Refused(
            f"该版本现为“{words[row['state']]}”，只有“{words[state]}”的版本可以{verb}",
            article=ARTICLE,
            next="清单须先起草，经机关负责人批准，再公布。",
        )


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Invalid("没有填写理由", fields={"reason": "必填"}, next="请说明理由。")
    return reason.strip()
