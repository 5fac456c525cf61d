"""Document numbers (文号): 安城管罚决字〔2026〕12号, gap-free per organ, kind and year."""

from django.db import connection

# The words between the organ's short name and 字, by the act and, for a decision, its outcome or procedure.
WORDS = {
    "case": "案",
    "file": "立",
    "decline": "不立",
    "preserve": "存",
    "seize": "扣",
    "order_correction": "责改",
    "investigation_report": "终",
    "notify": "罚告",
    "hearing_notice": "听通",
    "review": "审",
    "decide": "罚决",
    "decide.no_penalty": "不罚",
    "decide.summary": "当罚",
    "close": "结",
}
TAKE = """
INSERT INTO casework_counter (organ, kind, year, last) VALUES (%s, %s, %s, 1)
ON CONFLICT (organ, kind, year) DO UPDATE SET last = casework_counter.last + 1
RETURNING last, (SELECT short_name FROM organs_organ WHERE id = casework_counter.organ)
"""


def take(organ: str, kind: str, year: int) -> str:
    """The next number of this kind. In the caller's transaction: what is rolled back gives its number back. One query."""
    serial, short_name = _next(organ, kind, year)
    return f"{short_name}{WORDS.get(kind, '文')}字〔{year}〕{serial}号"


def archive(organ: str, year: int) -> str:
    """The next number in the archive: the year and four figures."""
    return f"{year}{_next(organ, 'archive', year)[0]:04d}"


def _next(organ: str, kind: str, year: int) -> tuple[int, str]:
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [organ, kind, year])
        found = cursor.fetchone()
    assert found is not None
    return int(found[0]), str(found[1] or "")


def kind_of(step: str, procedure: str, outcome: str = "") -> str:
    """Which serial a step's document is numbered in."""
    if step != "decide":
        return step
    if outcome in ("no_penalty", "not_established"):
        return "decide.no_penalty"
    return "decide.summary" if procedure == "summary" else "decide"
