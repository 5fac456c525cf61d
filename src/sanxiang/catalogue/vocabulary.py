"""The words that a list may choose from: those of the packs (procedures and their steps), and the closed ones of the lists themselves."""

import functools
from collections import Counter
from collections.abc import Callable

from sanxiang.catalogue.kinds import EFFECTS, ENFORCEMENT_TYPES, EVERY_TYPE, MANNERS
from sanxiang.law import packs, procedure
from sanxiang.law.penalty_kinds import KIND_TITLES

FIELD_TYPES = {"text": "短文字", "longtext": "长文字", "date": "日期", "datetime": "时间", "integer": "数", "money": "金额", "boolean": "是否", "file": "附件"}  # fmt: skip
YES_NO = {"true": "是", "false": "否"}
Words = dict[str, str]
DECIDING = "审核决定"
_OFFERED: dict[tuple[str, str], Callable[[], Words]] = {}


def offer(kind: str, column: str, words: Callable[[], Words]) -> None:
    """A package above offers the choices of a column whose words it keeps: the documents are casework's."""
    _OFFERED[kind, column] = words


def distinct(words: Words) -> Words:
    """Words of which none stands twice: those that do are told apart by their values."""
    count = Counter(words.values())
    return {value: f"{word}（{value}）" if count[word] > 1 else word for value, word in words.items()}


@functools.cache
def procedures(type: str = "") -> Words:
    """Name → short title of the procedures of a type; without one, of every type (普通程序, 简易程序, …)."""
    found: Words = {}
    for folders in ([*packs.available()], []):  # what a sector calls a procedure of the nation's is not its name everywhere
        for kind, named in procedure.known(*folders).items():
            if type in ("", kind):
                found |= {name: _short(title, kind) for name, title in named.items()}
    return distinct(found)


def _short(title: str, type: str) -> str:
    """行政处罚普通程序 → 普通程序; but 行政检查程序 stays whole."""
    short = title.removeprefix(ENFORCEMENT_TYPES.get(type, ""))
    return title if short in ("", "程序") else short


@functools.cache
def steps(type: str = "") -> Words:
    """Act → title of the steps of a type's procedures; without one (or for every type), of all."""
    found: Words = {}
    for pack in packs.available():
        for kind, named in procedure.known(pack).items():
            if type in ("", "all", kind):
                for name in named:
                    found = {step.act: step.title for step in _steps(kind, name, pack)} | found
    return distinct(found)


@functools.cache
def outcomes(type: str = "") -> Words:
    """What a decision of this type may be: the choices of the field `outcome` of its deciding steps (准予许可, 不予许可, …)."""
    found: Words = {}
    for kind, named in procedure.known().items():
        steps = [step for name in named if type in ("", kind) for step in _steps(kind, name, "national")]
        fields = [field for step in steps if step.stage == DECIDING for field in step.fields if field.name == "outcome"]
        found = {choice.value: choice.label for field in reversed(fields) for choice in field.choices} | found
    return found


def _steps(kind: str, name: str, pack: str) -> tuple[procedure.Step, ...]:
    for folder in (pack, "national"):
        try:
            return procedure.load(kind, name, folder).steps
        except procedure.ProcedureError:  # a list is still read when a procedure cannot be; the brain tells of that itself
            continue
    return ()


def choices(kind: str, column: str, type: str = "") -> Words:
    """Value → word of a column that is a choice; empty where anything may be written. `type`: the row's, where that narrows the choice."""
    if (kind, column) in _OFFERED:
        return distinct(_OFFERED[kind, column]())
    if column == "type":
        return ENFORCEMENT_TYPES | (EVERY_TYPE if kind == "recording_list" else {})
    if column in ("procedures", "procedure"):
        return procedures(type) or procedures()
    if column == "step" or (kind == "procedure" and column == "code"):
        return steps(type)
    if column == "kinds" and kind == "review_list":
        return distinct((KIND_TITLES if type in ("", "penalty") else {}) | outcomes(type))
    return {"manner": MANNERS}.get(column, {}) if kind == "recording_list" else {"effect": EFFECTS}.get(column, {})


def walkable() -> frozenset[str]:
    """The types that some pack has a procedure for."""
    return frozenset(kind for kind in ENFORCEMENT_TYPES if procedures(kind))
