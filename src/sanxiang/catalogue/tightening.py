"""An organ's own procedure may only be stricter than the law's: more to tell, more to fill in, more before a step. Pure but for the packs."""

import difflib
import functools
from collections.abc import Iterable
from datetime import date
from typing import Any

from sanxiang.catalogue.kinds import Tightening
from sanxiang.catalogue.vocabulary import FIELD_TYPES
from sanxiang.catalogue.words import tell_guard
from sanxiang.law import packs, procedure
from sanxiang.law.guards_shared import listed
from sanxiang.law.packs import Law
from sanxiang.law.procedure import Procedure, ProcedureError, Step, guard_of
from sanxiang.law.procedure_checks import problem_of_guard

NAME = "小写字母、数字和下划线"
Wrong = list[tuple[str, str]]


def wrong(row: Tightening, law: Law) -> Wrong:
    """(column, what is wrong and what would be right) of a row of 执法流程."""
    try:
        walked = law.procedure(row.type, row.procedure)
    except ProcedureError:
        return [("procedure", f"没有这个程序：{row.type}-{row.procedure}")]
    step = walked.step(row.code)
    if step is None:
        titles = "、".join(f"{each.title}（{each.act}）" for each in walked.steps)
        return [("code", f"{walked.title}没有“{row.code}”这一步；可选：{titles}")]
    return [*_fields(row, step), *_required(row, step), *_guards(row, walked, step, law)] or _empty(row)


def _empty(row: Tightening) -> Wrong:
    return (
        []
        if row.fields or row.required or row.guards
        else [("fields", "这一行没有增加任何内容；请写增加的内容、必填或者前置条件，或者删去本行")]
    )


def _fields(row: Tightening, step: Step) -> Wrong:
    own = {field.name: field.label for field in step.fields}
    found: Wrong = []
    names = [each.name for each in row.fields]
    for each in row.fields:
        if each.name in own:
            found.append(("fields", f"“{each.name}”是程序原有的内容（{own[each.name]}），不能改写；要更严，请列入“改为必填的内容”"))
        elif not (each.name.isascii() and each.name.isidentifier() and each.name == each.name.lower()):
            found.append(("fields", f"代码“{each.name}”只能用{NAME}"))
        elif each.type not in FIELD_TYPES:
            found.append(("fields", f"“{each.label}”的种类“{each.type}”不可用；可填：{'、'.join(FIELD_TYPES.values())}"))
    return found + [("fields", f"代码“{name}”写了两次") for name in sorted({name for name in names if names.count(name) > 1})]


def _required(row: Tightening, step: Step) -> Wrong:
    own = {field.name: field.label for field in step.fields}
    listed = "、".join(f"{name}（{label}）" for name, label in own.items())
    return [
        ("required", f"{step.title}没有“{name}”这项内容{_near(name, list(own))}；有：{listed}") for name in row.required if name not in own
    ]


def _guards(row: Tightening, walked: Procedure, step: Step, law: Law) -> Wrong:
    found: Wrong = []
    for told in row.guards:
        try:
            guard = guard_of(told)
        except ProcedureError as error:
            found.append(("guards", str(error)))
            continue
        if problem := problem_of_guard(guard, step, walked):
            found.append(("guards", f"{problem}{_written(guard.kind)}"))
        elif not law.knows(guard.rule):
            found.append(
                (
                    "guards",
                    f"前置条件“{guard.kind}”引用的规则“{guard.rule}”不存在{_near(guard.rule, [each.id for each in law.all_rules()])}",
                )
            )
    return found


def _written(kind: str) -> str:
    return f"；写作：{_example(kind)}" if kind in _used() else ""


def _near(word: str, words: list[str]) -> str:
    near = difflib.get_close_matches(word, words, n=1, cutoff=0.5)
    return f"，是不是“{near[0]}”" if near else ""


@functools.cache
def _used() -> dict[str, list[procedure.Guard]]:
    """Every guard of the packs' own procedures, by kind: what they give it shows what it needs."""
    found: dict[str, list[procedure.Guard]] = {}
    for pack in packs.available():
        for type, named in procedure.known(pack).items():
            for name in named:
                for step in _walked(type, name, pack):
                    for guard in step.guards:
                        found.setdefault(guard.kind, []).append(guard)
    return found


def _walked(type: str, name: str, pack: str) -> tuple[Step, ...]:
    try:
        return procedure.load(type, name, pack).steps
    except ProcedureError:
        return ()


def fields_of(steps: Iterable[tuple[str, str, str]]) -> list[tuple[str, list[str]]]:
    """The fields of steps (type, procedure, act): the step's title, and `code（label）` of each; steps that there are not are left out."""
    found = []
    for type, name, act in dict.fromkeys(steps):
        step = next((each for each in _walked(type, name, "national") if each.act == act), None)
        if step is not None:
            found.append((f"{step.title}原有的内容", [f"{field.name}（{field.label}）" for field in step.fields]))
    return found


def examples(law: Law, on: date) -> list[tuple[str, str]]:
    """Every kind of guard that a procedure of the packs uses: how it is written there, and what its rule is about."""
    return [(_example(kind), rule.title if (rule := law.rule(guards[0].rule, on)) else "") for kind, guards in sorted(_used().items())]


def _example(kind: str) -> str:
    guard = _used()[kind][0]
    return tell_guard({"kind": guard.kind, "rule": guard.rule} | guard.params)


# ── as whoever reads the published list is told ──

# What a kind of guard asks for that does not give its reason (`says`) itself.
_ASKED = {
    "deliberated": "须经负责人集体讨论",
    "executed": "须已执行完毕",
    "hearing-held": "要求听证的，须已举行听证",
    "hearing-offered": "属于听证范围的，须已告知听证权利",
    "notice-matches-decision": "决定不得重于告知",
    "not-recused": "不得由已经回避的人员办理",
    "officers-at-least": "执法人员不得少于规定人数",
    "review-passed": "须经法制审核通过",
    "waited": "须等当事人的期间届满",
    "within-amount": "数额不得超过规定",
    "working-time": "不得在夜间或者法定节假日办理",
}


def for_readers(row: Tightening) -> dict[str, str]:
    """The columns of a row of 执法流程 that its editor writes in codes, in words."""
    steps = {step.act: step for step in _walked(row.type, row.procedure, "national")}
    step = steps.get(row.code)
    labels = {field.name: field.label for field in step.fields} if step else {}
    titles = {act: each.title for act, each in steps.items()}
    return {
        "fields": "、".join(field.label for field in row.fields),
        "required": "、".join(labels.get(name, name) for name in row.required),
        "guards": "\n".join(_guard_for_readers(guard, titles) for guard in row.guards),
    }


def _guard_for_readers(guard: dict[str, Any], titles: dict[str, str]) -> str:
    kind, rule = guard["kind"], guard.get("rule", "")
    named = [titles.get(name, name) for key in ("step", "acts") for name in listed(guard.get(key, ()))]
    asked = _ASKED.get(kind, "须符合规定的条件")
    if named:
        asked = f"{'此前不得有' if kind == 'not-done' else '须先办理'}{'或者'.join(named)}"
    elif guard.get("says"):
        asked = f"{guard['says']}的，不得办理"
    return f"{asked}（依据规则 {rule}）" if rule else asked
