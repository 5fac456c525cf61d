"""What a procedure may say: every act a word of the timeline, every kind of guard with its parameters, every rule one that there is."""

from difflib import get_close_matches
from functools import cache

from sanxiang.law.pack_files import read_pack
from sanxiang.law.procedure_parts import FIELD_TYPES, RECORDINGS, ROLES, STAGES, Guard, Limit, Procedure, Step
from sanxiang.law.rules import PERIODS, Rule
from sanxiang.law.timeline_keys import ANY_ACT, CASE, PARENT, keys_of

# Acts of the record itself on the stream of a case (`casework.acts`): no step may have their name.
TAKEN = frozenset(
    [
        "add_evidence",
        "add_party",
        "annul",
        "correct",
        "hand_over",
        "make_document",
        "note_fact",
        "open",
        "propose",
        "return",
        "supplement",
        "withdraw_evidence",
    ]
)
Problem = tuple[str, tuple[str | int, ...]]


def problem_of_step(procedure: Procedure, step: Step, pack: str) -> Problem | None:
    """What is wrong with a step, and where in it; None when nothing is."""
    if step.act in TAKEN:
        return f"{step.act} 是案卷记录自己的行为（更正、补正、作废等），不能作步骤名；请另取一个词", ("act",)
    if keys_of(step.act) is None:
        return f"时间线没有这个行为：{step.act}；先写入 law/words 和 docs/case-timeline.md", ("act",)
    if [other.act for other in procedure.steps].count(step.act) > 1:
        return f"步骤 {step.act} 写了两次", ("act",)
    for word, value, allowed in (("stage", step.stage, STAGES), ("actor", step.actor, ROLES), ("recording", step.recording, RECORDINGS)):
        if value not in allowed:
            return f"{word} 不能写作“{value}”；可写：{'、'.join(allowed)}", (word,)
    if step.approver and step.approver not in ROLES:
        return f"approver 不能写作“{step.approver}”；可写：{'、'.join(ROLES)}", ("approver",)
    return _fields(step) or _guards(procedure, step, pack)


def _fields(step: Step) -> Problem | None:
    names = [field.name for field in step.fields]
    for at, field in enumerate(step.fields):
        if names.count(field.name) > 1:
            return f"字段 {field.name} 写了两次", ("fields", at)
        if field.type not in FIELD_TYPES:
            return f"字段 {field.name} 的类型不能写作“{field.type}”；可写：{'、'.join(sorted(FIELD_TYPES))}", ("fields", at)
        if field.type in ("choice", "choices") and not field.choices:
            return f"字段 {field.name} 没有选项；用 choices: {{值: 名称}} 写明", ("fields", at)
    return None


def _branches(procedure: Procedure, step: Step) -> Problem | None:
    answers = {choice.value for field in step.fields for choice in field.choices}
    for answer, act in step.branches.items():
        if answer not in answers:
            return f"branches：没有选项 {answer}", ("branches",)
        if procedure.step(act) is None:
            return f"branches：本程序没有步骤 {act}", ("branches",)
    return None


def _guards(procedure: Procedure, step: Step, pack: str) -> Problem | None:
    for at, guard in enumerate(step.guards):
        if guard.rule not in rules_of(pack):
            return f"前置条件 {guard.kind}：{unknown_rule(guard.rule)}", ("guards", at)
        if wrong := problem_of_guard(guard, step, procedure):
            return wrong, ("guards", at)
    return None


def problem_of_guard(guard: Guard, step: Step, procedure: Procedure) -> str:
    """What is wrong with a guard of a step; empty when nothing is. Also for those that an organ adds."""
    from sanxiang.law import guards

    kind = guards.KINDS.get(guard.kind)
    if kind is None:
        near = "、".join(get_close_matches(guard.kind, guards.KINDS, 3, 0.5)) or "、".join(guards.KINDS)
        return f"没有前置条件“{guard.kind}”；可用的：{near}"
    words = (*kind.needs, *kind.may, *guards.COMMON)
    if unknown := [key for key in guard.params if key not in words]:
        return f"前置条件 {guard.kind} 没有参数 {'、'.join(unknown)}；可用的：{'、'.join(words)}"
    if lacking := [key for key in kind.needs if key not in guard.params]:
        return f"前置条件 {guard.kind} 缺少参数 {'、'.join(lacking)}"
    return _wrong_words(guard, step, procedure)


def _wrong_words(guard: Guard, step: Step, procedure: Procedure) -> str:
    """An act that the procedure does not have, a key that no act or case tells, a period that the procedure does not name."""
    params = guard.params
    for word in _ACT_WORDS:
        if wrong := _unknown_acts(procedure, _listed(params.get(word, ()))):
            return f"前置条件 {guard.kind}：{wrong}"
    told = [*params.get("when", {}), *params.get("unless", {})]
    told += [
        key
        for word in ("key", "of")
        if guard.kind in _BY_KEY and not isinstance(params.get(word), int)
        for key in _listed(params.get(word, ()))
    ]
    for key in told:
        if wrong := _unknown_key(step, key):
            return f"前置条件 {guard.kind}：{wrong}"
    if "period" in params and all(limit.rule != params["period"] for limit in procedure.periods):
        return f"前置条件 {guard.kind}：本程序没有期限 {params['period']}"
    return ""


_ACT_WORDS = ("step", "acts", "since", "began", "ended", "by", "act")
_BY_KEY = frozenset(["told", "key-true", "not-same-person", "not-recused", "days-between", "at-most", "at-least"])


def _listed(value: object) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list | tuple) else (str(value),)


def _unknown_acts(procedure: Procedure, names: tuple[str, ...]) -> str:
    """Every act is a word of the timeline, and one of them at least a step of the procedure or an act of the parent case."""
    if unknown := [name for name in names if keys_of(name) is None]:
        return f"时间线没有行为 {'、'.join(unknown)}"
    steps = [name for name in names if name.startswith(PARENT) or procedure.step(name) is not None]
    return f"本程序没有步骤 {'、'.join(names)}" if names and not steps else ""


def _unknown_key(step: Step, key: str) -> str:
    """`fine` of the act itself or of the case, `decide.fine` of another act, `case.complex` of the case."""
    where, _, name = key.rpartition(".")
    if where == "case" or (not where and name in CASE):
        return "" if name in CASE else f"case 没有 {name} 这个键"
    keys = keys_of(where or step.act)
    if keys is None:
        return f"时间线没有行为 {where}"
    return "" if name in keys or name in ANY_ACT or name == "day" else f"{where or step.act} 没有 {name} 这个键；先写入 law/words"


@cache
def rules_of(pack: str) -> dict[str, list[Rule]]:
    """The rules of the nation and of this pack, by every id by which they are asked for."""
    found: dict[str, list[Rule]] = {}
    for name in dict.fromkeys(("national", pack)):
        for at in read_pack(name).rules:
            for id in (at.rule.id, *at.rule.also):
                found.setdefault(id, []).append(at.rule)
    return found


def unknown_rule(id: str) -> str:
    return f"规则包里没有规则 {id}；先写入 rules/*.yaml，或者改用已有的编号"


def problem_of_limit(procedure: Procedure, limit: Limit, pack: str) -> Problem | None:
    """What is wrong with a period, and where in it; None when nothing is."""
    known = rules_of(pack).get(limit.rule)
    if known is None:
        return unknown_rule(limit.rule), ("rule",)
    if not limit.due and all(rule.kind not in PERIODS for rule in known):
        kind = f"规则 {limit.rule}（{known[-1].title}）不是期限，kind 是 {known[-1].kind}"
        return f"{kind}；期限的 kind 为 period、backward 或者 fixed", ("rule",)
    unless = () if isinstance(limit.unless, dict) else limit.unless
    extends = (limit.extended_by,) if limit.extended_by else ()
    words = (("from", limit.start), ("until", limit.until), ("unless", unless), ("waits", limit.waits), ("extended_by", extends))
    for word, acts in words:
        if wrong := _unknown_acts(procedure, acts):
            return f"{word}：{wrong}", (word,)
    return _wrong_limit(procedure, limit)


def _wrong_limit(procedure: Procedure, limit: Limit) -> Problem | None:
    known = {key for act in limit.start for key in keys_of(act) or ()} | set(ANY_ACT)
    for word in ("key", "due"):
        key = getattr(limit, word)
        if key and key not in known:
            return f"{word}：{'、'.join(limit.start)} 没有 {key} 这个键；有：{'、'.join(sorted(known))}", (word,)
    for word, told in (("when", limit.when), ("unless", limit.unless if isinstance(limit.unless, dict) else {})):
        for key in told:
            if "." not in key and key not in known and key not in CASE:
                return f"{word}：{'、'.join(limit.start)} 和 case 都没有 {key} 这个键", (word,)
    if limit.of and not limit.extended_by:
        return "of 只用于 extended_by", ("of",)
    if limit.finds and not limit.waits:
        return "finds 只用于有 waits 的期限", ("finds",)
    if limit.waits and not limit.party:
        return "waits 只用于当事人的期限（party: true）", ("waits",)
    if limit.deemed and all(other.rule != limit.deemed for other in procedure.periods):
        return f"deemed：本程序没有期限 {limit.deemed}", ("deemed",)
    return None
