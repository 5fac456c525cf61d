"""Checks of the decision itself: whether there may be a penalty at all, and what the document must hold."""

from sanxiang.law.checks_evidence import enough_officers
from sanxiang.law.facts import Facts, age, established, is_minor, is_person, penalises, penalty
from sanxiang.law.judge import Judge
from sanxiang.law.questions import asked_in
from sanxiang.law.timeline import Act

# Circumstances under which there must be no penalty (行政处罚法第三十三条), and what summary procedure may impose (第五十一条).
EXEMPT = (
    (frozenset(["minor", "corrected", "no_harm"]), "违法行为轻微并及时改正，没有造成危害后果"),
    (frozenset(["no_fault"]), "当事人有证据足以证明没有主观过错"),
)
# Circumstances that must lighten a penalty (第三十二条).
LIGHTENING = {
    "harm_removed": "主动消除或者减轻危害后果",
    "coerced": "受他人胁迫或者诱骗",
    "confessed": "主动供述行政机关尚未掌握的违法行为",
    "meritorious": "配合查处有立功表现",
}
SUMMARY_KINDS = frozenset(["warning", "fine"])
_LAW_OF_THE_DAY = "PEN-37"
_CONTENT = {"remedies": "复议和诉讼的途径和期限", "number": "文号", "sealed": "行政机关印章"}


def may_be_penalised(judge: Judge) -> None:
    """PEN-30, PEN-31, PEN-32, PEN-33, PEN-29, PEN-27 for every decision."""
    for decide in judge.facts.all("decide"):
        if penalises(decide):
            _young(judge, decide)
            _disabled(judge, decide)
            _twice(judge, decide)
            _exempt(judge, decide)
        elif decide.told.get("outcome") == "transfer":
            _transferred(judge, decide)
        elif decide.told.get("outcome") == "no_penalty":
            _spared(judge, decide)


def _exempt(judge: Judge, decide: Act) -> None:
    told = established(judge.facts)
    for needed, title in EXEMPT:
        if told >= needed:
            judge.found("PEN-33", decide, f"{title}，仍给予处罚", "不予行政处罚，对当事人进行教育")
    lighter = [title for word, title in LIGHTENING.items() if word in told]
    if lighter and decide.told.get("mitigated") is None:
        message = f"当事人{'、'.join(lighter)}，未载明从轻或者减轻处罚"
        judge.unknown("PEN-32", decide, message, "应当从轻或者减轻处罚，并写明理由")


def _transferred(judge: Judge, decide: Act) -> None:
    facts = judge.facts
    if facts.as_of > decide.day and not facts.all("transfer"):
        judge.missing("PEN-27", f"{decide.day}决定移送司法机关，未见移送", "立即移送，财物和材料一并移送", decide.day)


def _young(judge: Judge, decide: Act) -> None:
    facts, years = judge.facts, age(judge.facts)
    child = facts.number("PEN-30a", decide.day)
    if years is None or child is None or not is_minor(facts, decide.day):
        return
    if years < child:
        judge.found("PEN-30", decide, f"当事人行为时{years}周岁，不满{child}周岁，仍给予处罚", "不予行政处罚，责令监护人加以管教")
    elif decide.told.get("mitigated") is None:
        judge.unknown("PEN-30", decide, f"当事人行为时{years}周岁，未载明从轻或者减轻处罚", "应当从轻或者减轻处罚，并写明理由")


def _disabled(judge: Judge, decide: Act) -> None:
    if judge.facts.case.party.disabled in (True, "full"):
        message = "当事人不能辨认或者不能控制自己行为，仍给予处罚"
        judge.found("PEN-31", decide, message, "不予行政处罚，责令监护人严加看管和治疗")


def _twice(judge: Judge, decide: Act) -> None:
    """PEN-29: an act that had ended when it was already fined is not fined again."""
    case = judge.facts.case
    if not case.party.prior or not case.cause or not _fines(decide):
        return
    ended = case.act_until or judge.facts.acts[0].day  # what was already known had begun before
    for prior in case.party.prior:
        if prior.cause == case.cause and prior.decided and ended <= prior.decided:
            message = f"{case.cause}在{ended}以前，{prior.decided}已经处罚，又处罚款"
            judge.found("PEN-29", decide, message, "同一个违法行为不得给予两次以上罚款，撤销重复的罚款")


def _fines(decide: Act) -> bool:
    return bool(decide.told.get("fine")) or "fine" in (decide.told.get("kinds") or ())


def _spared(judge: Judge, decide: Act) -> None:
    if decide.told.get("educated") is False:
        judge.found("PEN-33", decide, f"{decide.day}不予处罚，未对当事人进行教育", "不予处罚的应当对当事人进行教育并记录")
    first_time = decide.told.get("ground") == "first_time"
    prior = [case for case in judge.facts.case.party.prior or () if case.decided and case.decided < decide.day]
    if first_time and prior:
        judge.found("PEN-33", decide, f"以初次违法为由不予处罚，当事人{prior[0].decided}曾受处罚", "核实是否初次违法")


def law_chosen(judge: Judge) -> None:
    """PEN-37: where the law changed between the act and the decision, the decision says which is applied and why. Which one is for people to say."""
    decide = penalty(judge.facts)
    if decide is None or decide.told.get("law_applied"):
        return
    for question in asked_in(judge.facts):
        titles = "、".join(each.title for each in question.differs)
        message = f"违法行为终了于{question.since}，{decide.day}决定时{titles}的规定已有变化，未写明适用哪一规定和理由"
        judge.unknown(_LAW_OF_THE_DAY, decide, message, "比较两种规定，按从旧兼从轻写明适用的规定和理由")


def corrected(judge: Judge) -> None:
    """PEN-28: a penalty goes with an order to correct, in an act of its own or in the decision."""
    facts = judge.facts
    if facts.all("order_correction"):
        return
    for decide in facts.all("decide"):
        if not penalises(decide):
            continue
        told = decide.told.get("orders_correction")
        if told is False:
            judge.found("PEN-28", decide, f"{decide.day}处罚时未责令当事人改正违法行为", "责令改正或者限期改正；已经改正的在决定书中写明")
        elif told is None:
            judge.unknown("PEN-28", decide, f"{decide.day}处罚，未载明是否责令改正", "补充责令改正的情况；已经改正的写明")


def document(judge: Judge) -> None:
    """PEN-59 (PEN-52 and REM-23 for summary), EXE-72b: what the decision document must hold."""
    summary = judge.facts.summary
    rule = "PEN-52" if summary else "PEN-59"
    for decide in judge.facts.all("decide"):
        told = decide.told
        if not penalises(decide):
            continue
        absent = [title for key, title in _CONTENT.items() if told.get(key) is False and not (summary and key == "sealed")]
        if absent:
            judge.found(rule, decide, f"{decide.day}的决定书没有写明{'、'.join(absent)}", "依法补正决定书并重新送达")
        elif "remedies" not in told:
            judge.unknown(rule, decide, f"{decide.day}的决定书未载明是否告知复议和诉讼的途径和期限", "核对决定书并补充登记")
        if told.get("states_surcharge") is False and _fines(decide):
            judge.found("EXE-72b", decide, f"{decide.day}的决定书没有告知逾期加处罚款的标准", "告知加处罚款的标准后方可加处")
        if summary and (told.get("reconsideration_first") is False or told.get("remedies") is False):
            judge.found("REM-23", decide, f"{decide.day}当场处罚，未告知应当先申请行政复议", "书面告知当事人先向行政复议机关申请复议")


def summary_decided(judge: Judge) -> None:
    """PEN-51a, PEN-51b, PEN-42, PEN-52, PEN-52b: the limits of the summary procedure and what follows its decision."""
    facts = judge.facts
    if not facts.summary:
        return
    for decide in facts.all("decide"):
        within_summary(judge, decide)
        _on_the_spot(judge, decide)
        _reported(judge, decide)


def within_summary(judge: Judge, decide: Act) -> None:
    problem = beyond_summary(judge.facts, decide)
    if problem is not None:
        id, message = problem
        judge.found(id, decide, message, "改用普通程序：立案、调查、告知后由负责人决定")
        return
    person, fine = is_person(judge.facts), decide.told.get("fine")
    least = judge.facts.number("PEN-51a", decide.day)
    if person is None and fine is not None and least is not None and fine > least:
        judge.unknown("PEN-51a", decide, f"当场罚款{fine}元，未载明当事人是公民还是单位", "载明当事人的类别")


def beyond_summary(facts: Facts, decide: Act) -> tuple[str, str] | None:
    """The rule and why this penalty is too heavy for the summary procedure; None when it is not."""
    person, fine = is_person(facts), decide.told.get("fine")
    id = "PEN-51a" if person else "PEN-51b"
    limit = facts.number(id, decide.day)
    if fine is not None and limit is not None and fine > limit:
        return id, f"当场罚款{fine}元，超过简易程序的{limit}元"
    other = [kind for kind in decide.told.get("kinds") or () if kind not in SUMMARY_KINDS]
    if other and penalises(decide):
        return id, "简易程序只能给予警告或者小额罚款，本案另有其他种类的处罚"
    return None


def _on_the_spot(judge: Judge, decide: Act) -> None:
    enough_officers(judge, decide, "PEN-42", asked=False)
    if decide.told.get("certificate_shown") is False:
        judge.found("PEN-55", decide, f"{decide.day}当场处罚未出示执法证件", "应当主动出示执法证件")
    if decide.told.get("delivered") is False:
        judge.found("PEN-52", decide, f"{decide.day}的当场处罚决定书没有当场交付", "当场交付决定书；拒绝签收的在决定书上注明")


def _reported(judge: Judge, decide: Act) -> None:
    """PEN-52b: reported to the organ, in the sector's days; the national law names none."""
    facts = judge.facts
    rule = facts.rule("PEN-52b", decide.day)
    report = facts.after("report", decide)
    if rule is not None and rule.kind == "period":
        judge.deadline(rule, decide.day, report, "将当场处罚决定报所属机关备案", "立即报所属行政机关备案")
    elif report is None and facts.as_of > decide.day:
        judge.missing(rule, f"{decide.day}当场处罚，未见报所属行政机关备案", "立即报所属行政机关备案", decide.day)
