"""Checks of evidence gathering: two officers, certificates shown, preservation, what must be on record."""

from sanxiang.law.checks_urgent import approved_in_hours, urgent
from sanxiang.law.facts import Facts, penalises
from sanxiang.law.judge import Judge
from sanxiang.law.rules import Demand, Rule
from sanxiang.law.timeline import Act

ON_SITE = ("site_record", "interview", "preserve", "survey", "sample")
_ASKED = ("site_record", "interview")  # acts whose record must tell who was there
_NONE: frozenset[str] = frozenset()
_EVIDENCE = (*ON_SITE, "seize", "testing", "investigation_report")
CLOSED = frozenset(
    [
        *ON_SITE,
        "seize",
        "seize_extend",
        "testing",
        "investigation_report",
        "notify",
        "plead",
        "hearing",
        "review_submit",
        "review",
        "deliberate",
    ]
)
# What a rule demands, the key that tells it, the one that excuses its lack, the fault and the duty.
_DEMANDS: tuple[tuple[Demand, str, str, str, str], ...] = (
    ("certificate", "certificate_shown", "", "时未出示执法证件", "时应当主动出示执法证件"),
    ("recording", "filmed", "recording_report", "未全程音像记录", "应当全程音像记录"),
)
TITLES = {
    "site_record": "现场检查",
    "interview": "询问",
    "preserve": "先行登记保存",
    "survey": "勘验",
    "sample": "抽样取证",
    "review_on_site": "现场核查",
    "seize": "查封扣押",
    "decide": "当场处罚",
    "hearing": "听证",
    "serve": "送达",
    "dispose": "处理罚没物品",
}


def officers(act: Act) -> int | None:
    """How many officers took part."""
    told = act.told.get("officers")
    return len(told) if isinstance(told, tuple) else told


def on_site(judge: Judge) -> None:
    """PEN-42, PEN-55: two qualified officers who show their certificates. In other types than penalties a procedure may name its own rule."""
    facts = judge.facts
    own = facts.plan.staffed if facts.case.type != "penalty" else _NONE
    for name in ON_SITE:
        for act in facts.all(name):
            if name not in own:
                enough_officers(judge, act, "PEN-42", asked=name in _ASKED)
            shown = act.told.get("certificate_shown")
            if shown is False:
                judge.found("PEN-55", act, f"{act.day}{TITLES[name]}未出示执法证件", "应当主动出示执法证件，重新取证并说明情况")
            elif shown is None and name in _ASKED:
                judge.unknown("PEN-55", act, f"{act.day}{TITLES[name]}未载明是否出示执法证件", "在笔录中载明出示证件的情况")


def as_demanded(judge: Judge) -> None:
    """Rules of any pack that demand a certificate or a recording at certain acts (REC-08, and what local documents add)."""
    facts = judge.facts
    for demand, key, excuse, fault, duty in _DEMANDS:
        for act in (act for name in facts.law.places(demand) for act in facts.all(name) if act.told.get(key) is False):
            if act.told.get(excuse):
                continue
            title = TITLES.get(act.name, act.name)
            for rule in facts.demanding(demand, act.day, act.name):
                judge.found(rule, act, f"{act.day}{title}{fault}", f"{title}{duty}；说明情况并归档")


def enough_officers(judge: Judge, act: Act, rule_id: str, asked: bool) -> None:
    """Fewer officers than the rule's number, or officers without qualification."""
    rule = judge.facts.rule(rule_id, act.day)
    if rule is None or not isinstance(rule.value, int):
        return
    count = officers(act)
    if count is None and asked:
        judge.unknown(rule, act, f"{act.day}{TITLES[act.name]}未载明执法人员人数", "在笔录中载明执法人员姓名和证号")
    elif count is not None and count < rule.value:
        judge.found(rule, act, f"{act.day}{TITLES[act.name]}的执法人员只有{count}人，不得少于{rule.value}人", "由两名以上执法人员重新进行")
    if act.told.get("qualified") is False:
        judge.found(rule, act, f"{act.day}{TITLES[act.name]}的人员不具有行政执法资格", "由具有执法资格的人员重新进行")


def preserved(judge: Judge) -> None:
    """PEN-56a, PEN-56b, PEN-56c: preservation is approved by the organ head, and settled in time."""
    facts = judge.facts
    settled = list(facts.all("preserve_settle"))
    for act in facts.all("preserve"):
        _preservation_approved(judge, act)
        done = next((other for other in settled if other.index > act.index), None)
        if done is not None:
            settled.remove(done)
        rule = facts.rule("PEN-56b", act.day)
        if rule is not None:
            judge.deadline(rule, act.day, done, "对先行登记保存的证据作出处理决定", "逾期未处理的，先行登记保存自动解除，返还物品")


def _preservation_approved(judge: Judge, act: Act) -> None:
    """PEN-56a: approved by the organ head; PEN-56c: where the sector lets it be done at once, approved within the hours."""
    approved, approve = act.told.get("approved"), judge.facts.after("preserve_approve", act)
    rule = judge.facts.rule("PEN-56c", act.day)
    if rule is not None and approved is not True and urgent(act, approve):
        approved_in_hours(judge, rule, act, approve, "先行登记保存")
    elif approved is False or (act.told.get("urgent") is True and approved is None and "approved_by" not in act.told):
        judge.found("PEN-56a", act, f"{act.day}先行登记保存未经行政机关负责人批准", "先行登记保存须经负责人批准；立即补办或者解除")
    elif approved is None and "approved_by" not in act.told:
        judge.unknown("PEN-56a", act, f"{act.day}先行登记保存未载明是否经批准", "补充负责人批准手续")


def recorded(judge: Judge) -> None:
    """PEN-47: a penalty rests on recorded evidence. REC-23b: nothing is added after archiving."""
    facts = judge.facts
    decide = facts.decision
    if decide is not None and penalises(decide) and not any(name in facts.by_name for name in _EVIDENCE) and not facts.summary:
        judge.missing("PEN-47", "作出处罚决定，未见任何调查取证记录", "补充现场检查、询问等调查取证的记录", decide.day)
    archive = facts.first("archive")
    if archive is None:
        return
    close = facts.last("close", archive)
    if close is None and facts.case.type == "penalty":
        judge.found("PEN-47", archive, f"{archive.day}归档，此前未见结案", "结案经批准后方可归档")
    _untouched(judge, archive)


def sealed_by(facts: Facts, archive: Act) -> Rule | None:
    """The rule that closes an archived dossier; some sectors use its number for something else."""
    rule = facts.rule("REC-23b", archive.day)
    return rule if rule is not None and rule.kind == "gate" else facts.rule("REC-23", archive.day)


def _untouched(judge: Judge, archive: Act) -> None:
    rule = sealed_by(judge.facts, archive)
    for act in judge.facts.acts[archive.index :]:
        if act.name in CLOSED:
            judge.found(
                rule,
                act,
                f"案卷已于{archive.day}归档，{act.day}又增加 {act.name}",
                "归档后不得修改、增加、抽取案卷材料；确需重新调查的另行立案",
            )
