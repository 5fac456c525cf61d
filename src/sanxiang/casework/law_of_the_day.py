"""从旧兼从轻 (行政处罚法第三十七条) in the forms: where the law changed since the unlawful act, the handler is asked which is applied, and why."""

from collections.abc import Callable, Iterable, Sequence

import msgspec

from sanxiang.casework.listed_words import Entry, Said
from sanxiang.law.procedure import Step
from sanxiang.law.questions import Question

FIELDS = frozenset(["law_applied", "law_reason"])


def fitted(step: Step, asked: Callable[[], Iterable[Question]]) -> Step:
    """The step without these fields where nothing is asked; `asked` is called only for a step that has them."""
    if not any(field.name in FIELDS for field in step.fields) or any(True for _ in asked()):
        return step
    return msgspec.structs.replace(step, fields=tuple(field for field in step.fields if field.name not in FIELDS))


def said(step: Step, questions: Sequence[Question]) -> list[Said]:
    """What changed, beside the form that asks for the answer."""
    if not any(field.name in FIELDS for field in step.fields):
        return []
    return [
        Said("从旧兼从轻：请选择适用的规定", f"{one.message}（{one.law}{one.article}）", [_entry(each) for each in one.differs])
        for one in questions
    ]


def _entry(differs: object) -> Entry:
    title, before, after = (getattr(differs, name) for name in ("title", "before", "after"))
    return Entry(title, [("违法行为发生时", before), ("现在", after)])
