"""What the organ's published lists add to the steps of a case: the version in force when it was opened speaks in its forms (docs/lists.md).

`laid` lays the fields that a list asks for onto the procedure, so that form, record, spine and documents know them like the law's own.
Nothing is decided here: a list suggests, people choose, and `listed_checks` asks for the reason where they choose otherwise.
"""

import functools
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import msgspec

from sanxiang.casework import cover, joint
from sanxiang.casework.steps import AMOUNTS, MONEY
from sanxiang.catalogue import queries as catalogue
from sanxiang.catalogue.kinds import EFFECTS, DiscretionRow, Item, LeniencyRow, RandomRow, RecordingRow, ReviewRow, Row, Tier
from sanxiang.law.procedure import RECORDINGS, Choice, Field, Guard, Procedure, Step

Values = Mapping[str, Any]
KINDS = ("item", "leniency", "discretion", "recording_list", "review_list", "random_inspection")
NONE = "none"
CONDITIONS = {"first_offence": "初次违法", "minor_harm": "危害后果轻微", "corrected": "已及时改正", "listed": "清单所列的适用条件"}
APPROVALS = {"head": "经行政机关主要负责人批准", "deliberation": "经行政机关负责人集体讨论决定"}
PENALTY_EFFECTS = frozenset(["no_penalty", "mitigated", "lighter", "heavier"])
WEIGHED_AT = ("investigation_report", "notify", "decide")


def rows(case: Values, kind: str) -> tuple[Row, ...]:
    """The rows of the version that the case walks; none where the organ had published none."""
    version = (case.get("lists") or {}).get(kind)
    return catalogue.rows(version) if version else ()


def item(case: Values) -> Item | None:
    """The case's row of the list of items."""
    return next((row for row in rows(case, "item") if isinstance(row, Item) and row.code == case.get("item_code")), None)


# ── what the rows say of this case ──


def leniency(case: Values) -> list[LeniencyRow]:
    """The rows that name the case's item, or its cause (国办发〔2022〕27号；行政处罚法第三十三条)."""
    if case["type"] != "penalty":
        return []
    found = [row for row in rows(case, "leniency") if isinstance(row, LeniencyRow) and row.effect in PENALTY_EFFECTS]
    name = getattr(item(case), "name", "")
    return [row for row in found if (case.get("item_code") in row.items if row.items else _named(row.name, case.get("cause", ""), name))]


def _named(violation: str, cause: str, item: str) -> bool:
    return bool(violation) and (violation in cause or violation in item or (len(cause) > 3 and cause in violation))


def tiers(case: Values) -> list[Tier]:
    """The tiers of the published discretion standard for the case's item."""
    row = discretion(case)
    return list(row.tiers) if row else []


def discretion(case: Values) -> DiscretionRow | None:
    wanted = getattr(item(case), "discretion", "")
    return next((row for row in rows(case, "discretion") if isinstance(row, DiscretionRow) and row.code == wanted), None)


def recording(case: Values, act: str) -> list[RecordingRow]:
    """The rows of the recording list that speak of this step."""
    found = [row for row in rows(case, "recording_list") if isinstance(row, RecordingRow)]
    return [row for row in found if row.step == act and row.type in ("all", case["type"]) and row.manner in RECORDINGS]


def random(case: Values) -> RandomRow | None:
    """The row of the random inspections that is the case's item."""
    found, own = [row for row in rows(case, "random_inspection") if isinstance(row, RandomRow)], item(case)
    return next((row for row in found if own and (row.code == own.code or row.name == own.name)), None)


def review(case: Values) -> list[ReviewRow]:
    """The rows of the review list for the case's type that want a review, and its item."""
    found = [row for row in rows(case, "review_list") if isinstance(row, ReviewRow) and row.type == case["type"] and not row.exempt]
    return [row for row in found if not row.items or case.get("item_code") in row.items]


def covers(row: ReviewRow, case: Values, parties: Iterable[Values], told: Values) -> bool:
    """Whether a row of the review list speaks of this decision: item, kinds (of penalties; of other types outcomes), and the amount from the
    row's threshold on, which is that for units where a unit is a party. Of several parties the sum counts, and what any of them gets by the
    threshold for its own kind (解释: the stricter reading)."""
    if row.items and case["item_code"] not in row.items:
        return False
    if row.kinds and not set(row.kinds) & {*(told.get("kinds") or ()), told.get("outcome")}:
        return False
    own = list(parties)
    threshold = _from(row, any(party["kind"] == "organisation" for party in own))
    if not threshold or amount(told) >= Decimal(threshold):
        return True
    each = ((_from(row, one["kind"] == "organisation"), amount(share)) for one, share in joint.each(told, own)) if joint.rows(told) else ()
    return any(not from_ or sum_ >= Decimal(from_) for from_, sum_ in each)


def _from(row: ReviewRow, entity: bool) -> str:
    return row.from_entity if entity else row.from_person


def amount(told: Values) -> Decimal:
    """What a decision is about in yuan: the largest of the sums that it tells."""
    return max(Decimal(told.get(name) or 0) for name in (*MONEY, *AMOUNTS))


# ── laid onto the procedure ──


def laid(base: Procedure, case: Values) -> Procedure:
    """The procedure with what the case's lists ask for at its steps, and what a step asks that is recorded throughout; the same one again for
    the same versions and item."""
    versions = tuple((kind, version) for kind, version in sorted((case.get("lists") or {}).items()) if kind in KINDS)
    return _laid(base, versions, case["type"], case["procedure"], str(case.get("item_code") or ""))


@functools.lru_cache(maxsize=1024)
def _laid(base: Procedure, versions: tuple[tuple[str, str], ...], type: str, name: str, code: str) -> Procedure:
    case = {"lists": dict(versions), "type": type, "procedure": name, "item_code": code}
    steps = tuple(_step(step, case) for step in base.steps)
    return base if steps == base.steps else msgspec.structs.replace(base, steps=steps)


def _step(step: Step, case: Values) -> Step:
    manners = recording(case, step.act)
    known = {field.name for field in step.fields}
    strictest = max([step.recording, *(row.manner for row in manners)], key=RECORDINGS.index)
    added = [*_weighing(step, case), *_tiered(step, case), *_recorded(manners), *cover.fields(strictest), *_material(step, case)]
    fields = [_filled(field, step, case) for field in step.fields]
    fields += [field for field in added if field.name not in known]
    if not manners and fields == list(step.fields):
        return step
    return msgspec.structs.replace(step, fields=tuple(fields), recording=strictest, guards=(*step.guards, *_filmed(step, manners)))


def _weighing(step: Step, case: Values) -> list[Field]:
    found = [row for row in rows(case, "leniency") if isinstance(row, LeniencyRow) and row.effect in PENALTY_EFFECTS]
    if case["type"] != "penalty" or step.act not in WEIGHED_AT or not found:
        return []
    listed = (*(Choice(row.code, f"{EFFECTS[row.effect]}：{row.name}") for row in found), Choice(NONE, "不适用清单所列情形"))
    conditions = tuple(Choice(value, label) for value, label in CONDITIONS.items())
    return [
        Field(
            "leniency",
            "本机关不予、减轻、从轻、从重清单的情形",
            "choice",
            choices=listed,
            fill=_before("leniency"),
            help="清单只作建议，由您判断",
        ),
        Field("leniency_conditions", "已经查证属实的条件", "choices", choices=conditions, fill=_before("leniency_conditions")),
        Field("leniency_reason", "未按清单建议处理的理由", "longtext", fill=_before("leniency_reason"), help="与清单的建议不一致时填写"),
    ]


def _tiered(step: Step, case: Values) -> list[Field]:
    found = tiers(case)
    if case["type"] != "penalty" or not found or not any(field.name == "fine" for field in step.fields):
        return []
    names = tuple(Choice(tier.name, f"{tier.name}：{tier.standard}") for tier in found)
    fields = [
        Field("tier", "适用的裁量阶次", "choice", choices=names, fill=_before("tier")),
        Field(
            "tier_reason",
            "在阶次以外量罚的理由",
            "longtext",
            fill=_before("tier_reason"),
            help="罚款数额不在所适用的阶次以内时填写，写入决定书并归入案卷",
        ),
    ]
    approvals = tuple(Choice(value, label) for value, label in APPROVALS.items())
    approval = Field(
        "tier_approval", "调整适用裁量基准的批准", "choice", choices=approvals, help="在阶次以外量罚时填写（国办发〔2022〕27号（十二））"
    )
    return [*fields, approval] if step.act == "decide" else fields


def _before(name: str) -> str:
    """What an earlier step of the weighing told."""
    return f"last:notify.{name}|last:investigation_report.{name}"


def _recorded(manners: list[RecordingRow]) -> list[Field]:
    asked = [row for row in manners if row.manner != "text"]
    if not asked:
        return []
    told = Field(
        "recorded",
        "音像记录情况",
        "longtext",
        help="；".join(demand(row) for row in asked) + "。写明起止、设备和存放位置；没有录的写明原因",
    )
    whole = any(row.manner == "throughout" for row in asked)
    return [*([Field("filmed", "已全程音像记录", "boolean")] if whole else []), told]


def demand(row: RecordingRow) -> str:
    """What a row of the recording list demands, in a line."""
    from sanxiang.catalogue.kinds import MANNERS

    span = f"自{row.begins}至{row.ends}" if row.begins and row.ends else ""
    kept = f"保存{row.retention}" if row.retention else ""
    return "，".join(filter(None, [f"{row.name}：{MANNERS[row.manner]}", row.content, row.place, row.device, span, kept]))


def _filmed(step: Step, manners: list[RecordingRow]) -> list[Guard]:
    """A step that is to be recorded throughout tells so: the brain finds it where nothing is told, and refuses what was told not to be."""
    if not any(row.manner == "throughout" for row in manners) or any(guard.params.get("key") == "filmed" for guard in step.guards):
        return []
    return [Guard("key-true", "REC-08", {"key": "filmed", "says": "未全程音像记录", "asked": True}, added=True)]


def _material(step: Step, case: Values) -> list[Field]:
    if step.act != "review_submit" or not any(row.materials for row in review(case)):
        return []
    return [Field("lacking_reason", "缺少目录所列材料的理由", "longtext", help="送审材料不齐时填写，与材料一并送审")]


def _filled(field: Field, step: Step, case: Values) -> Field:
    """The task of a random inspection comes from its published row."""
    row = random(case) if (case["type"], case["procedure"], step.act) == ("inspection", "random", "plan") else None
    told = {"list_item": row.name, "ratio": row.ratio, "frequency": row.frequency, "content": row.content} if row else {}
    words = told.get(field.name, "").replace("|", "／")
    return msgspec.structs.replace(field, fill=f"value:{words}") if words else field
