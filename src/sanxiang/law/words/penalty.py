"""Acts of penalties (行政处罚) and of their payment."""

from sanxiang.law.words.readers import TOLD, WHEN, Reader, read_bool, read_count, read_date, read_money, read_names, read_text
from sanxiang.law.words.shared import APPROVAL, ON_SITE

OUTCOMES = ("penalty", "no_penalty", "not_established", "transfer")
ACTS: dict[str, dict[str, Reader]] = {
    "file": {**APPROVAL},
    "decline": {**APPROVAL},
    "investigation_report": {"proposal": read_text},
    "surcharge": {"amount": read_money, "days": read_count},
    "defer": {**APPROVAL, "until": read_date},
    "demand": {"until": read_date, "served": WHEN, "amount": read_money},
    "court_application": {**APPROVAL},
    "pay": {"amount": read_money, "surcharge": read_money, "on_spot": read_bool, "receipt": TOLD},
    "report": {},
    "order_correction": {**ON_SITE, "until": read_date},
    "preserve": {**ON_SITE, **APPROVAL, "urgent": read_bool, "list_given": read_bool},
    "preserve_approve": {"granted": read_bool, "by": read_names},
    "preserve_settle": {**ON_SITE, "manner": read_text},
    "lead": {"source": read_text},
}
