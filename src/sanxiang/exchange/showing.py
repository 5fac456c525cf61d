"""What the public sees of an imported penalty: its fields, without identifiers that may not stand in them (PUB-10). Pure."""

from datetime import date
from typing import Any

from sanxiang.disclosure.redaction import hide_identifiers
from sanxiang.exchange.penalty import Penalty, amount, day
from sanxiang.exchange.quality import FINDINGS
from sanxiang.law.reading import tight

_TEXTS = {
    "title": ("案件名称", 400),
    "cause": ("违法行为类型", 2000),
    "facts": ("违法事实", 0),
    "basis": ("处罚依据", 0),
    "content": ("处罚内容", 0),
}
_PARTIES = {"自然人": "person", "个体工商户": "individual_business", "法人": "organisation", "非法人": "organisation"}
PERSONAL = "personal_data_in_text"


def shown(penalty: Penalty, organ_name: str, today: date) -> tuple[dict[str, Any], list[str]]:
    """The public columns (of disclosure's PublicDecision), and the findings with what was hidden added."""
    texts, hidden = {}, False
    for column, (field, limit) in _TEXTS.items():
        text, spans = hide_identifiers(penalty.get(field)) if penalty.get(field) else ("", [])
        texts[column] = clipped(text, limit)
        hidden = hidden or bool(spans)
    findings = sorted({*penalty.findings, PERSONAL}) if hidden else penalty.findings
    number, party = clipped(penalty.get("处罚决定书文号"), 200), clipped(penalty.get("行政相对人名称"), 200)
    columns = {
        **texts,
        "title": texts["title"] or _title(penalty, party),
        "organ_name": clipped(organ_name, 100),
        "source": "imported",
        "number": number,
        "party": party,
        "party_kind": party_kind(penalty),
        "party_code": _code(penalty),
        "procedure": "",
        "kinds": penalty.kinds,
        "fine": amount(penalty, "罚款金额"),
        "confiscated": amount(penalty, "没收违法所得、没收非法财物的金额"),
        "full_text": "",
        "decided_on": None if "future_date" in penalty.findings else day(penalty, "处罚决定日期"),
        "published_on": _published(penalty, today),
        "due_on": None,
        "until": day(penalty, "公示截止期"),
        "reason": "",
        "findings": [FINDINGS[kind] for kind in findings],
    }
    return columns, findings


def clipped(text: str, limit: int) -> str:
    """A text that fits its column; the whole of it stands in the act."""
    return text if not limit or len(text) <= limit else text[: limit - 1] + "…"


def party_kind(penalty: Penalty) -> str:
    """The kind of party that the row tells: its own column, or the first characters of its code (92: 个体工商户)."""
    told = penalty.get("行政相对人类别")
    for word, kind in _PARTIES.items():
        if word in told:
            return kind
    code = penalty.get("统一社会信用代码")
    if code:
        return "individual_business" if code.startswith("92") else "organisation"
    return "person" if penalty.get("证件号码") else ""


def _title(penalty: Penalty, party: str) -> str:
    what = penalty.get("违法行为类型") or penalty.get("处罚决定书文号")
    return clipped(f"{party or '某当事人'}{what}案" if penalty.get("违法行为类型") else f"{party} {what}".strip(), 400)


def _code(penalty: Penalty) -> str:
    code = tight(penalty.get("统一社会信用代码"))
    return code if len(code) == 18 else ""


def _published(penalty: Penalty, today: date) -> str:
    announced = day(penalty, "公示日期")
    return announced if announced and announced <= today.isoformat() else today.isoformat()
