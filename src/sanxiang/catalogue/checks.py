"""What a list must be before it may become rule: every row fits its kind, no row stands twice, and what it says can be walked.

A check of a kind sees all rows and tells what is wrong, cell by cell. Kinds whose content belongs to a package above add theirs with `also`.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from sanxiang.catalogue import amounts, tightening, vocabulary
from sanxiang.catalogue.columns import COLUMNS, head, required
from sanxiang.catalogue.kinds import (
    ENFORCEMENT_TYPES,
    DiscretionRow,
    Item,
    LeniencyRow,
    RandomRow,
    RecordingRow,
    ReviewRow,
    Row,
    Tier,
    Tightening,
    read,
)
from sanxiang.catalogue.words import AMOUNTS, BAR, Fault
from sanxiang.law import packs as law_packs
from sanxiang.law.packs import Law

Check = Callable[[Sequence[Any], Law], list[Fault]]
_ALSO: dict[str, list[Check]] = {}
FIRST_OFFENCE = "《行政处罚法》第三十三条"


def also(kind: str, check: Check) -> None:
    """A package above adds a check of a kind whose content it knows: document templates are known to casework."""
    _ALSO.setdefault(kind, []).append(check)


def faults(kind: str, rows: Sequence[Mapping[str, Any]], law: Law) -> list[Fault]:
    """Everything that stands against these rows becoming a list. law: what the organ's packs say, for what must be walkable."""
    found = [fault for at, row in enumerate(rows) for fault in misfits(kind, row, at)]
    found += chosen(kind, rows)
    if found:
        return found
    made = read(kind, [dict(row) for row in rows])
    found = twice(kind, made)
    for check in (*_OF.get(kind, ()), *_ALSO.get(kind, ())):
        found += check(made, law)
    return sorted(found, key=lambda fault: fault.row)


def misfits(kind: str, row: Mapping[str, Any], at: int) -> list[Fault]:
    """What does not fit the kind's columns: one that is empty and may not be, one that there is not, one of another form."""
    known = {column.name for column in COLUMNS[kind]}
    found = [Fault(at, "", f"没有“{name}”这一栏{_NO_LOOSENING if kind == 'procedure' else ''}") for name in row if name not in known]
    found += [Fault(at, name, f"没有填写{head(kind, name)}") for name in required(kind) if row.get(name) in (None, "", [])]
    if not found:
        try:
            read(kind, [dict(row)])
        except msgspec.ValidationError as error:
            words = f"：{_NO_LOOSENING.strip('；')}" if kind == "procedure" and "unknown field" in str(error) else ""
            found.append(Fault(at, "", f"内容的格式不对（{error}）{words}"))
    return found


_NO_LOOSENING = "；执法流程只能增加内容、必填和前置条件，不能删减或者放宽"


def chosen(kind: str, rows: Sequence[Mapping[str, Any]]) -> list[Fault]:
    """Values of choices that are none of those to choose from."""
    found = []
    for at, row in enumerate(rows):
        for column in COLUMNS[kind]:
            value = row.get(column.name)
            if column.form not in ("choice", "choices") or not value:
                continue
            words = vocabulary.choices(kind, column.name, str(row.get("type", "")))
            strange = [str(each) for each in (value if isinstance(value, list | tuple) else [value]) if words and each not in words]
            if strange:
                found.append(Fault(at, column.name, f"“{strange[0][:20]}”不是可选的{column.head}；应为{'、'.join(words.values())}之一"))
    return found


def twice(kind: str, rows: Sequence[Row]) -> list[Fault]:
    """Codes that stand twice."""
    first: dict[str, int] = {}
    found = []
    for at, row in enumerate(rows):
        if row.key in first:
            found.append(Fault(at, "code", f"编码重复：{row.code}，已在第{first[row.key] + 1}行"))
        first.setdefault(row.key, at)
    return found


def _items(rows: Sequence[Item], law: Law) -> list[Fault]:
    found = []
    for at, row in enumerate(rows):
        known = vocabulary.procedures(row.type)
        if row.type in vocabulary.walkable() and (strange := [each for each in row.procedures if each not in known]):
            found.append(Fault(at, "procedures", f"{ENFORCEMENT_TYPES[row.type]}没有程序“{strange[0]}”；可选：{'、'.join(known.values())}"))
        if strange := [each for each in row.packs if each not in law_packs.available()]:
            found.append(Fault(at, "packs", f"没有规则包“{strange[0][:60]}”；可选：{'、'.join(law_packs.available())}"))
    return found


def _reviews(rows: Sequence[ReviewRow], law: Law) -> list[Fault]:
    found = []
    for at, row in enumerate(rows):
        found += [
            _amount(at, name, value)
            for name, value in (("from_person", row.from_person), ("from_entity", row.from_entity))
            if not _decimal(value)
        ]
        if row.exempt and not row.basis:
            found.append(Fault(at, "basis", "免予审核须写明依据（《行政处罚法》第五十八条）"))
    return found


def _recordings(rows: Sequence[RecordingRow], law: Law) -> list[Fault]:
    found = []
    for at, row in enumerate(rows):
        known = vocabulary.steps(row.type)
        if row.step and known and row.step not in known:
            found.append(Fault(at, "step", f"{ENFORCEMENT_TYPES.get(row.type, '各类执法')}的流程没有“{row.step}”这一步"))
    return found


def _leniency(rows: Sequence[LeniencyRow], law: Law) -> list[Fault]:
    found = []
    for at, row in enumerate(rows):
        if row.effect == "no_penalty" and row.first_offence:
            lacking = [word for name, word in (("minor_harm", "危害后果轻微"), ("corrected", "及时改正")) if not getattr(row, name)]
            if lacking:
                found.append(
                    Fault(at, "first_offence", f"首违不罚还须{'、'.join(lacking)}（{FIRST_OFFENCE}）；请一并勾选，或者改为其他依据")
                )
    return found


def _discretion(rows: Sequence[DiscretionRow], law: Law) -> list[Fault]:
    return [Fault(at, "tiers", message) for at, row in enumerate(rows) for message in tiers(row.tiers)]


def tiers(given: Sequence[Tier]) -> list[str]:
    """What is wrong with the tiers of one row: none, a part that cannot be written, amounts that are none, a gap or an overlap between two
    tiers, for units and for persons apart. Tiers without amounts, or of no fine at all, stand outside the scale."""
    if not given:
        return ["没有裁量阶次"]
    parts = [(tier.name, getattr(tier, name)) for tier in given for name in ("name", "when", "standard")]
    if broken := next((name for name, text in parts if BAR in text or "\n" in text), None):
        return [f"阶次“{broken}”的内容中不能有“｜”和换行"]
    if wrong := [
        f"阶次“{tier.name}”的金额“{getattr(tier, name)}”不是数" for tier in given for name in AMOUNTS if not _decimal(getattr(tier, name))
    ]:
        return wrong
    return [*_scale(given, "low", "high", ""), *_scale(given, "person_low", "person_high", "对个人")]


def _scale(given: Sequence[Tier], low: str, high: str, whom: str) -> list[str]:
    half = [tier.name for tier in given if bool(getattr(tier, low)) != bool(getattr(tier, high))]
    if half:
        return [f"阶次“{half[0]}”{whom}只写了最低或者最高金额，须两个都写"]
    spans = sorted((Decimal(getattr(tier, low)), Decimal(getattr(tier, high)), tier.name) for tier in given if getattr(tier, high))
    spans = [span for span in spans if span[1] > 0]
    found = [f"阶次“{name}”{whom}的最低金额{start}元高于最高金额{end}元" for start, end, name in spans if start > end]
    for (start, end, name), (next_start, next_end, other) in zip(spans, spans[1:], strict=False):
        between = f"{whom}“{name}”（{start}元至{end}元）与“{other}”（{next_start}元至{next_end}元）"
        if next_start > end:
            found.append(f"{between}之间有空档：{end}元至{next_start}元不属于任何阶次")
        elif next_start < end:
            found.append(f"{between}重叠：{next_start}元至{min(end, next_end)}元属于两个阶次")
    return found


def _decimal(text: str) -> bool:
    if not text:
        return True
    whole, point, part = text.partition(".")
    return whole.isascii() and whole.isdigit() and len(whole) < 16 and (not point or (part.isascii() and part.isdigit() and len(part) <= 2))


def _amount(at: int, column: str, value: str) -> Fault:
    return Fault(at, column, f"“{value[:20]}”不是金额，请只写数字（元）")


def _tightenings(rows: Sequence[Tightening], law: Law) -> list[Fault]:
    return [Fault(at, column, message) for at, row in enumerate(rows) for column, message in tightening.wrong(row, law)]


def _random_inspections(rows: Sequence[RandomRow], law: Law) -> list[Fault]:
    """A share of more than all, a least that is more than the most. What is written in words that cannot be read may stand (`unread`)."""
    texts = [{"ratio": row.ratio, "frequency": row.frequency} for row in rows]
    return [fault for fault in unread("random_inspection", texts) if fault.message in amounts.SENSELESS]


_OF: dict[str, tuple[Check, ...]] = {
    "item": (_items,),
    "review_list": (_reviews,),
    "recording_list": (_recordings,),
    "discretion": (_discretion,),
    "leniency": (_leniency,),
    "procedure": (_tightenings,),
    "random_inspection": (_random_inspections,),
}


def unread(kind: str, rows: Sequence[Mapping[str, str]]) -> list[Fault]:
    """Ratios and frequencies, in words, from which no figure can be read: no fault of the list, but the program cannot reckon with them."""
    if kind != "random_inspection":
        return []
    readers = (("ratio", amounts.ratio), ("frequency", amounts.frequency))
    return [
        Fault(at, name, reading.reason)
        for at, row in enumerate(rows)
        for name, reader in readers
        if row.get(name) and not (reading := reader(row[name])).ok
    ]
