"""What a step does to its case: pure."""

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sanxiang.casework.models import Decision, Licence, Step
from sanxiang.law.procedure import STAGES
from sanxiang.record.acts import Change, Entry, Row, Rows, put

if TYPE_CHECKING:
    from sanxiang.casework.acts import Take

STATUS_AFTER = {
    "decline": "declined",
    "refuse_acceptance": "declined",
    "withdraw_application": "withdrawn",
    "terminate": "terminated",
    "suspend": "suspended",
    "decide": "decided",
    "deem_renewed": "decided",
    "transfer": "transferred",
    "close": "closed",
    "archive": "archived",
}
# Money columns that a decision keeps, and the texts, by the name of the step's field.
MONEY = ("fine", "gains", "goods_value")
# What decisions of other types come to: what is levied, charged, granted, paid for, frozen, executed; the budget of a substitute performance.
AMOUNTS = ("amount", "budget")
# The acts that are a decision of their own where no `decide` stands: a measure is decided and told in one (行政强制法第二十四条、第三十一条).
DECIDING = {"compulsory_measure": frozenset(["seize", "freeze_decide"])}
TEXTS = {"facts": "facts_text", "grounds": "grounds_text", "basis": "basis_text"}


def row_id(entry: Entry) -> str:
    """The id of the row that an act makes: its stream and version."""
    return f"{entry.stream}:{entry.version}"


def local_day(moment: str) -> str:
    """The day in Asia/Shanghai of a legal day or moment as the record writes it."""
    if "T" not in moment:
        return moment
    return (datetime.datetime.fromisoformat(moment) + datetime.timedelta(hours=8)).date().isoformat()


def stage_after(before: str, of_step: str) -> str:
    """A case moves on to the stage of the step that was taken, never back."""
    return max(before, of_step, key=STAGES.index)


def decision_row(case: Row, taken: "Take", entry: Entry, of: Row | None = None) -> Change:
    """The decision that the step `decide` makes, or a measure that is taken. `of`: the step's row, where it was taken before (an urgent measure)."""
    fields: dict[str, Any] = taken.fields
    return put(
        Decision,
        of["id"] if of else row_id(entry),
        case=entry.stream,
        organ=entry.organ,
        number=fields.get("number", ""),
        type=case["type"],
        procedure=case["procedure"],
        outcome=fields.get("outcome", "penalty" if case["type"] == "penalty" else ""),
        content=taken.says,
        kinds=fields.get("kinds") or [],
        cause=case["cause"],
        party_name=case["party_name"],
        decided_on=of["day"] if of else local_day(entry.happened_at),
        decider=taken.decider or entry.actor,
        handlers=[officer["id"] for officer in case["handlers"]],
        draft=taken.draft,
        review_ground=taken.ground,
        amount=next((fields[name] for name in AMOUNTS if fields.get(name)), None),
        **{name: fields.get(name) or None for name in MONEY},
        **{name: fields.get(source, "") for name, source in TEXTS.items()},
    )


# What the acts of a permit make of its licence (行政许可法第三十九条、第四十九条、第五十条、第六十九条、第七十条).
ISSUED = {"ordinary": "issued", "change": "changed", "renewal": "renewed"}
ENDED = {"revoke_licence": "revoked", "recall_licence": "recalled", "cancel_licence": "cancelled"}


def licence_rows(rows: Rows, case: Row, taken: "Take", entry: Entry) -> Iterable[Change]:
    """The licence as this act leaves it; nothing where it leaves it alone."""
    act = licence_act(case, taken)
    if not act:
        return
    first = min(rows.all(Step), key=lambda step: step["number"])["fields"]
    told: dict[str, Any] = {**first, **taken.fields}
    number, name = str(told.get("licence_number") or ""), str(told.get("licence_name") or case["item_name"])
    yield put(
        Licence,
        row_id(entry),
        case=entry.stream,
        organ=entry.organ,
        licence=case["family"],
        at=f"{local_day(entry.happened_at)}~{entry.recorded_at}",
        act=act,
        number=number,
        name=name,
        holder=case["party_name"],
        item_name=case["item_name"],
        content=str(told.get("content") or ""),
        valid_from=told.get("valid_from") or None,
        valid_until=told.get("valid_until") or None,
        search=" ".join(filter(None, [number, name, case["party_name"], case["item_name"]])),
    )


def licence_act(case: Row, taken: "Take") -> str:
    """What the step does to a licence; empty where it does nothing."""
    if case["type"] != "permit":
        return ""
    if taken.step == "issue":
        return ISSUED.get(case["procedure"], "issued")
    if taken.step == "deem_renewed":
        return "deemed"
    return ENDED.get(str(taken.fields.get("outcome", "")), "") if taken.step == "decide" else ""
