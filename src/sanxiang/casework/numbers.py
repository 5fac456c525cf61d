"""Document numbers (文号): 安城管罚决字〔2026〕12号, gap-free per organ, kind and year."""

from django.db import connection

# The words between the organ's short name and 字: those of one series belong to no other. By the act and, for a decision, its outcome or procedure: of penalties as they stand,
# of every other type after the word of the type (许 + 决).
WORDS = {
    "case": "案",
    "file": "立",
    "decline": "不立",
    "preserve": "存",
    "seize": "扣",
    "seize_extend": "扣延",
    "seize_release": "扣解",
    "order_correction": "责改",
    "investigation_report": "终",
    "notify": "罚告",
    "hearing_notice": "听通",
    "review": "审",
    "jurisdiction": "管",
    "sample": "抽样",
    "preserve_settle": "存处",
    "monitor_inform": "监告",
    "testing": "鉴",
    "testing_result": "鉴告",
    "amend_decision": "补正",
    "defer": "缓",
    "transfer": "移",
    "transfer_deliver": "刑移",
    "demand": "催",
    "court_application": "执申",
    "decide": "罚决",
    "decide.no_penalty": "不罚",
    "decide.summary": "当罚",
    "close": "结",
}
OF_TYPE = {
    "permit": "许",
    "compulsory_measure": "强措",
    "compulsory_execution": "强执",
    "inspection": "检",
    "levy": "征",
    "requisition": "征用",
    "fee": "费",
    "confirmation": "确",
    "grant": "给",
}
OF_ACT = WORDS | {
    "decide": "决",
    "notify": "告",
    "correct_once": "补",
    "accept": "受",
    "refuse_acceptance": "不受",
    "announce_hearing": "听公",
    "extend": "延",
    "special": "特",
    "issue": "证",
    "licence": "证",
    "terminate": "终止",
    "seize": "封扣",
    "seize_extend": "延",
    "seize_release": "解",
    "seize_settle": "处",
    "freeze": "冻通",
    "freeze_decide": "冻",
    "freeze_extend": "冻延",
    "freeze_release": "冻解",
    "freeze_settle": "冻处",
    "demand": "催",
    "demand_again": "再催",
    "announce": "公",
    "surcharge": "加",
    "agree": "协",
    "court_application": "申",
    "order_correction": "改",
    "collect": "收",
    "supply": "收",
    "review_notice": "核",
    "first_review": "报",
    "testing": "检",
    "deem_renewed": "视延",
    "withdraw_application": "撤申",
    "collect_licence": "收证",
    "compensate": "偿",
    "inspection_notice": "通",
    "exempt": "免",
    "refund": "退",
    "evidence_notice": "举",
    "suspend": "中",
    "stop_notice": "停告",
    "stop": "停",
    "recover": "追",
    "execute_at_once": "立",
    "resume": "恢",
    "cost": "费",
    "court_objection": "异",
}
TAKE = """
INSERT INTO casework_counter (organ, kind, year, last) VALUES (%s, %s, %s, 1)
ON CONFLICT (organ, kind, year) DO UPDATE SET last = casework_counter.last + 1
RETURNING last, (SELECT short_name FROM organs_organ WHERE id = casework_counter.organ)
"""


def take(organ: str, kind: str, year: int) -> str:
    """The next number of this kind. In the caller's transaction: what is rolled back gives its number back. One query."""
    serial, short_name = _next(organ, kind, year)
    return f"{short_name}{word(kind)}字〔{year}〕{serial}号"


def word(kind: str) -> str:
    """What stands before 字."""
    type, dot, act = kind.partition(".")
    return OF_TYPE[type] + OF_ACT.get(act, "文") if dot and type in OF_TYPE else WORDS.get(kind, "文")


def archive(organ: str, year: int) -> str:
    """The next number in the archive: the year and four figures."""
    return f"{year}{_next(organ, 'archive', year)[0]:04d}"


def _next(organ: str, kind: str, year: int) -> tuple[int, str]:
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [organ, kind, year])
        found = cursor.fetchone()
    assert found is not None
    return int(found[0]), str(found[1] or "")


def kind_of(type: str, step: str, procedure: str = "", outcome: str = "") -> str:
    """Which serial a step's document is numbered in; `case` is the case's own."""
    if type != "penalty":
        return f"{type}.{step}"
    if step != "decide":
        return step
    if outcome in ("no_penalty", "not_established"):
        return "decide.no_penalty"
    return "decide.summary" if procedure == "summary" else "decide"
