"""What a procedure may say: every act a word of the timeline, every kind of guard with its parameters, every rule one that there is."""

from datetime import date

from sanxiang.law.procedure_parts import FIELD_TYPES, RECORDINGS, ROLES, STAGES, Guard, Limit, Procedure, Step
from sanxiang.law.rules import PERIODS
from sanxiang.law.timeline_keys import ACTS, ANY_ACT, CASE

Problem = tuple[str, tuple[str | int, ...]]


def problem_of_step(procedure: Procedure, step: Step, pack: str) -> Problem | None:
    """What is wrong with a step, and where in it; None when nothing is."""
    if step.act not in ACTS:
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


def _guards(procedure: Procedure, step: Step, pack: str) -> Problem | None:
    for at, guard in enumerate(step.guards):
        if wrong := problem_of_guard(guard, step, procedure, pack):
            return wrong, ("guards", at)
    return None


def problem_of_guard(guard: Guard, step: Step, procedure: Procedure, pack: str = "national") -> str:
    """What is wrong with a guard of a step; empty when nothing is. Also for those that an organ adds."""
    from sanxiang.law import guards

    if guard.kind not in guards.KINDS:
        return f"没有前置条件“{guard.kind}”；可用的：{'、'.join(guards.KINDS)}"
    return ""


def problem_of_limit(procedure: Procedure, limit: Limit, pack: str) -> Problem | None:
    """What is wrong with a period, and where in it; None when nothing is."""
    from sanxiang.law import packs

    spans = packs.load((pack,)).spans(limit.rule)
    now = next((rule for rule in reversed(spans) if rule.holds(date.max) or rule.valid_until is None), spans[-1] if spans else None)
    if now is not None and now.kind not in PERIODS:
        return f"规则 {limit.rule}（{now.title}）不是期限，kind 是 {now.kind}；期限的 kind 为 period、backward 或者 fixed", ("rule",)
    for word, acts in (
        ("from", limit.start),
        ("until", limit.until),
        ("unless", limit.unless),
        ("waits", limit.waits),
        ("extended_by", (limit.extended_by,)),
    ):
        for act in acts:
            if act and act not in ACTS:
                return f"{word}：时间线没有这个行为：{act}", (word,)
            if act and word != "unless" and procedure.step(act) is None:
                return f"{word}：本程序没有步骤 {act}", (word,)
    return _keys(procedure, limit)


def _keys(procedure: Procedure, limit: Limit) -> Problem | None:
    known = {key for act in limit.start for key in ACTS[act]} | set(ANY_ACT)
    if limit.key and limit.key not in known:
        return f"key：{'、'.join(limit.start)} 没有 {limit.key} 这个键；有：{'、'.join(sorted(known))}", ("key",)
    for key in limit.when:
        if key not in known and key not in CASE:
            return f"when：{'、'.join(limit.start)} 和 case 都没有 {key} 这个键", ("when",)
    if limit.of and not limit.extended_by:
        return "of 只用于 extended_by", ("of",)
    if limit.waits and not limit.party:
        return "waits 只用于当事人的期限（party: true）", ("waits",)
    if limit.deemed and all(other.rule != limit.deemed for other in procedure.periods):
        return f"deemed：本程序没有期限 {limit.deemed}", ("deemed",)
    return None
