"""What a procedure is made of, as data (docs/procedures.md). `law.procedure` reads it from the packs."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

STAGES = ("启动", "调查取证", "审核决定", "送达执行", "归档")
ROLES = ("handler", "reviewer", "head", "supervisor")
RECORDINGS = ("text", "photo", "on_demand", "throughout")
FIELD_TYPES = frozenset(
    [
        "text",
        "longtext",
        "date",
        "datetime",
        "integer",
        "money",
        "boolean",
        "choice",
        "choices",
        "officers",
        "party",
        "shares",
        "file",
        "items",
    ]
)


class Choice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    value: str
    label: str


class Field(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that a step asks for. Money is in yuan, an integer is a count (the help names the unit)."""

    name: str
    label: str
    type: str = "text"
    required: bool = False
    choices: tuple[Choice, ...] = ()
    help: str = ""
    fill: str = ""


class Guard(msgspec.Struct, frozen=True):
    """A condition of a step: a kind of the closed vocabulary (`law.guards`), the rule it enforces, and its parameters. `added`: by an organ."""

    kind: str
    rule: str
    params: dict[str, Any] = {}
    added: bool = False


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What may be done in a case. `approver` is the role whose approval the step needs, empty when it needs none; `occasion` tells the
    reader of the flowchart when a step is taken that not every case takes (当事人要求听证的), `branches` where each answer of a choice leads."""

    act: str
    title: str
    stage: str
    actor: str
    approver: str = ""
    fields: tuple[Field, ...] = ()
    documents: tuple[str, ...] = ()
    made_when: dict[str, dict[str, Any]] = {}
    recording: str = "text"
    guards: tuple[Guard, ...] = ()
    article: str = ""
    repeats: bool = False
    occasion: str = ""
    branches: dict[str, str] = {}

    def makes(self, told: Mapping[str, Any]) -> tuple[str, ...]:
        """The documents that the step makes when its form tells this."""
        return tuple(name for name in self.documents if fits(self.made_when.get(name, {}), told))


def fits(wanted: Mapping[str, Any], told: Mapping[str, Any]) -> bool:
    """Whether every key is told so: one of the values, where several are wanted."""
    return all(is_so(told.get(key), one) for key, one in wanted.items())


def is_so(value: Any, wanted: Any) -> bool:
    """Whether this value is the one wanted, or one of those; of several values, whether one of them is. What is not told is not so."""
    values = wanted if isinstance(wanted, list | tuple) else (wanted,)
    return any(one in values for one in value) if isinstance(value, list | tuple) else value is not None and value in values


class Limit(msgspec.Struct, frozen=True, eq=False, forbid_unknown_fields=True, kw_only=True, rename={"start": "from"}):
    """A period of the procedure (a row of `periods`): which rule, between which acts, and what is told of it (docs/procedures.md).
    `checked`: a check of `law.checks_*` judges it; it stands here to be drawn. `if_told`: that nobody acted is no fault, for what ends it is told by few dossiers. `court`: a court's, or of one's own choice: never a fault.
    `due`: the key of the starting act that tells the last day, where no number of the law does. `finds`: the rule by which an act that did not
    wait is found and refused, where it is not the period's own. `ends`: the key of the starting act that tells on which day it was met."""

    rule: str
    start: tuple[str, ...]
    until: tuple[str, ...] = ()
    what: str
    next: str = ""
    key: str = ""
    begins: Literal["each", "first", "last"] = "each"
    extended_by: str = ""
    of: str = ""
    when: dict[str, Any] = {}
    unless: tuple[str, ...] | dict[str, Any] = ()
    party: bool | str = False  # the word for whose period it is, where it is not the party of the procedure
    waits: tuple[str, ...] = ()
    lapse: str = ""
    deemed: str = ""
    checked: bool = False
    court: bool = False
    if_told: bool = False
    due: str = ""
    finds: str = ""
    ends: str = ""

    def whose(self, party: str) -> str:
        """Whose period it is: the procedure's party (`party`: what it is called), or whom the row names (公众)."""
        return self.party if isinstance(self.party, str) else party


DECIDES = ("decide", "seize", "freeze_decide")


class Procedure(msgspec.Struct, frozen=True, eq=False, weakref=True):
    """The steps of one kind of case, and the periods that run in it. `party`: what the party is called. `deliberation`: when its leaders must
    deliberate (`law.checks_review`); `reasonable_extension`: a second extension of the handling period is of reasonable length (合理期限)."""

    type: str
    name: str
    title: str
    steps: tuple[Step, ...]
    deliberation: tuple[str, ...] = ()
    reasonable_extension: bool = False
    party: str = "当事人"
    periods: tuple[Limit, ...] = ()

    def step(self, act: str) -> Step | None:
        """The step of this act, or None when the procedure has no such step."""
        return next((step for step in self.steps if step.act == act), None)

    @property
    def deciding(self) -> Step | None:
        """The step that is the decision: `decide`, or of a measure the one that is decided and told in one (行政强制法第二十四条、第三十一条)."""
        return next((step for act in DECIDES if (step := self.step(act))), None)


class Stricter(msgspec.Struct, frozen=True):
    """What an organ asks of a step beyond the law: more fields, all required; fields of the law made required; more guards."""

    step: str
    fields: tuple[Field, ...] = ()
    required: tuple[str, ...] = ()
    guards: tuple[Guard, ...] = ()


class ProcedureError(ValueError):
    """A procedure that cannot be used. `file` and `line` say where; the message is Chinese and says what would be right."""

    def __init__(self, message: str, file: Path | None = None, line: int | None = None) -> None:
        super().__init__(message)
        self.message, self.file, self.line = message, file, line


class NoProcedure(ProcedureError):
    """No pack has a procedure of this type and name."""
