"""动态调整: a statute changes, every row of every list in force that cites it is listed, looked at, and settled (YZ-02)."""

import datetime
from collections.abc import Iterable
from typing import Any

import msgspec
from django.db import transaction

from sanxiang.catalogue import acts, citing, queries, words
from sanxiang.catalogue.columns import COLUMNS
from sanxiang.catalogue.kinds import DRAWN, KINDS, read
from sanxiang.catalogue.models import LawChange, ListVersion, RowToLook
from sanxiang.catalogue.services import WRITERS
from sanxiang.organs import queries as organs
from sanxiang.organs.queries import Person
from sanxiang.record import services as record
from sanxiang.record.refusal import Invalid, NotFound, Refused

ARTICLE = "国办发〔2018〕118号（四）"
OUTCOMES = {"revised": "已由新版本修改", "no_change": "无需修改"}
_LONGEST_NAME = 80


def note(person: Person, law: str, what: str, since: datetime.date, given: tuple[str, ...] = ()) -> str:
    """Note that a law changes: what changes and from which day; the rows that cite it become tasks. Returns the change's id.

    given: short names by which the organ's lists call the law. Raises NotAllowed, Invalid.
    """
    role = person.must(*WRITERS, article=ARTICLE)
    _told_whole(law, what)
    return _noted(person, role, person.organ, law, what, since, citing_rows(person.organ, law, given))


def note_for_region(person: Person, law: str, what: str, since: datetime.date, given: tuple[str, ...] = ()) -> list[str]:
    """A supervisor notes the change once for every organ of the region: each organ whose lists cite the law gets its rows to look at.

    Returns the changes' ids, one for each organ that cites. Raises NotAllowed (only supervisors), Invalid.
    """
    role = person.must("supervisor", article=ARTICLE)
    _told_whole(law, what)
    with transaction.atomic():
        return [_noted(person, role, organ, law, what, since, rows) for organ, rows in cited_by(overseen(person), law, given).items()]


def overseen(person: Person) -> dict[str, str]:
    """Id → name of the organs whose changes the person sees: a supervisor those of the region, all others their own. One query, or none."""
    if "supervisor" in person.roles and person.region:
        return organs.of_region(person.region)
    return {person.organ: person.organ_name}


def _told_whole(law: str, what: str) -> None:
    wrong = {"law": "请写法规的全称"} if len(citing.normal(law)) < 2 or len(law) > 200 else {}
    wrong |= {} if what.strip() else {"what": "请写变动的内容"}
    if wrong:
        raise Invalid("法规变动没有写全：" + "、".join(wrong.values()), fields=wrong, next="请补充后再登记。")


def _noted(person: Person, role: str, organ: str, law: str, what: str, since: datetime.date, rows: list[dict[str, str]]) -> str:
    with record.begin("law_change", organ) as stream:
        stream.append(acts.NoteChange(law=law.strip(), what=what.strip(), since=since.isoformat(), rows=rows), actor=person.actor(role))
    return stream.id


def citing_rows(organ: str, law: str, given: tuple[str, ...] = ()) -> list[dict[str, str]]:
    """Every row of the organ's lists in force, or published to be, that cites the law. One query."""
    return cited_by([organ], law, given).get(organ, [])


def cited_by(ids: Iterable[str], law: str, given: tuple[str, ...] = ()) -> dict[str, list[dict[str, str]]]:
    """The same for several organs, those that cite the law. One query."""
    versions: dict[str, list[ListVersion]] = {}
    for version in queries.standing(*ids):
        versions.setdefault(version.organ, []).append(version)
    found = {organ: _citing(each, law, given) for organ, each in versions.items()}
    return {organ: rows for organ, rows in found.items() if rows}


def _citing(versions: list[ListVersion], law: str, given: tuple[str, ...]) -> list[dict[str, str]]:
    told = [(version, row, cells) for version in versions if version.kind not in DRAWN for row, cells in _told(version)]
    called = citing.names(law, ("\n".join(cells.values()) for _, _, cells in told), given)
    found = []
    for version, row, cells in told:
        heads = {column.name: column.head for column in COLUMNS[version.kind]}
        where = [f"{heads[name]}：{words}" for name, text in cells.items() if (words := citing.cited(text, called))]
        if where:
            name = str(getattr(row, "name", "") or row.code)[:_LONGEST_NAME]
            found.append({"kind": version.kind, "version": version.id, "key": row.key[:200], "name": name, "cited": "\n".join(where)})
    return found


def _told(version: ListVersion) -> list[tuple[Any, dict[str, str]]]:
    rows = read(version.kind, version.rows)
    return list(zip(rows, words.told(version.kind, [msgspec.to_builtins(row) for row in rows]), strict=True))


def settle(person: Person, change: str, rows: list[str], outcome: str, reason: str = "") -> None:
    """Settle rows of a change: `no_change` with a reason, or `revised` where a later published version has the row changed or dropped.

    Raises NotAllowed, NotFound, Invalid, Refused naming a row that no published version has changed.
    """
    role = person.must(*WRITERS, article=ARTICLE)
    if outcome not in OUTCOMES or not rows:
        raise Invalid("没有选择要处理的行或者处理方式", fields={"rows": "请勾选"}, next="请勾选若干行，再选择处理方式。")
    if outcome == "no_change" and not reason.strip():
        raise Invalid("没有写明为什么无需修改", fields={"reason": "必填"}, next="请写明理由。")
    with record.writing(change, additive=True) as stream:
        person.must_be_of(stream.organ)
        known = {row["id"]: row for row in stream.rows.all(RowToLook)}
        if strange := [id for id in rows if id not in known]:
            raise NotFound(f"没有这一行：{strange[0][:40]}", next="请从法规变动页重新选择。")
        if outcome == "revised" and (same := unrevised(person.organ, [known[id] for id in rows])):
            raise Refused(f"{same}在公布的新版本中没有改动", article=ARTICLE, next="请先起草、批准并公布新版本，或者写明无需修改的理由。")
        stream.append(acts.SettleRows(rows=rows, outcome=outcome, reason=reason.strip()), actor=person.actor(role))


def unrevised(organ: str, rows: list[dict[str, Any]]) -> str:
    """The first of these rows that stands unchanged in the newest published version of its list, in words; empty if none does."""
    versions = {version.id: version for version in queries.published(organ)}
    for row in rows:
        newest = max((each for each in versions.values() if each.kind == row["kind"]), key=lambda each: each.number)
        old, new = (_row_of(version, row["key"]) for version in (versions[row["version"]], newest))
        if new is not None and new == old:
            return f"《{KINDS[row['kind']][0]}》{row['name']}"
    return ""


def _row_of(version: ListVersion, key: str) -> Any:
    return next((row for row in read(version.kind, version.rows) if row.key[:200] == key), None)


def changes(*ids: str) -> list[LawChange]:
    """The changes that concern these organs, newest first. One query."""
    return list(LawChange.objects.filter(organ__in=ids).order_by("-noted_on", "-id")[:200])


def change(id: str, *ids: str) -> LawChange:
    """One change of these organs. Raises NotFound."""
    found = LawChange.objects.filter(organ__in=ids, id=id).first()
    if found is None:
        raise NotFound("没有这项法规变动", next="请从法规变动页选择。")
    return found


def rows_of(change: str) -> list[RowToLook]:
    """The rows of a change, the open ones first. One query."""
    return list(RowToLook.objects.filter(change=change).order_by("outcome", "kind", "key"))


def open_rows(*ids: str) -> dict[str, int]:
    """Change → how many of its rows are still to be looked at. One query."""
    found: dict[str, int] = {}
    for id in RowToLook.objects.filter(organ__in=ids, outcome="").values_list("change", flat=True):
        found[id] = found.get(id, 0) + 1
    return found
