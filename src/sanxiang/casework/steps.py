"""What a step does to its case: pure."""

import datetime
from typing import TYPE_CHECKING, Any

from sanxiang.casework.models import Decision
from sanxiang.law.procedure import STAGES
from sanxiang.record.acts import Change, Entry, Row, put

if TYPE_CHECKING:
    from sanxiang.casework.acts import Take

STATUS_AFTER = {
    "decline": "declined",
    "refuse_acceptance": "declined",
    "suspend": "suspended",
    "decide": "decided",
    "transfer": "transferred",
    "close": "closed",
    "archive": "archived",
}
# Money columns that a decision keeps, and the texts, by the name of the step's field.
MONEY = ("fine", "gains", "goods_value")
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


def decision_row(case: Row, taken: "Take", entry: Entry) -> Change:
    """The decision that the step `decide` makes."""
    fields: dict[str, Any] = taken.fields
    return put(
        Decision,
        row_id(entry),
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
        decided_on=local_day(entry.happened_at),
        decider=entry.actor,
        handlers=[officer["id"] for officer in case["handlers"]],
        draft=taken.draft,
        review_ground=taken.ground,
        **{name: fields.get(name) or None for name in MONEY},
        **{name: fields.get(source, "") for name, source in TEXTS.items()},
    )
