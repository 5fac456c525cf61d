"""The words of a timeline: every act and key of docs/case-timeline.md, with the reader of its value.

A reader takes what YAML or JSON holds (str, int, Decimal, bool, list, dict) and returns the typed value, or raises `Wrong`.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

SHANGHAI = timezone(timedelta(hours=8))
Reader = Callable[[Any], Any]

PENALTY_OUTCOMES = ("penalty", "no_penalty", "not_established", "transfer")
PERMIT_OUTCOMES = ("grant", "refuse")
TYPES = (
    "penalty",
    "permit",
    "compulsory_measure",
    "compulsory_execution",
    "inspection",
    "levy",
    "requisition",
    "fee",
    "confirmation",
    "grant",
)
KINDS = (
    "warning",
    "criticism",
    "fine",
    "confiscate_gains",
    "confiscate_goods",
    "suspend_licence",
    "lower_grade",
    "revoke_licence",
    "restrict_business",
    "suspend_business",
    "close_business",
    "ban_from_trade",
    "detention",
    "other",
)

# Days that can be reckoned with: within the calendar's reach and far from the end of what dates can hold.
_YEARS = range(1949, 3000)
_MOST = 100_000
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?")
_MONEY = re.compile(r"\d+(\.\d{1,2})?")


class Wrong(ValueError):
    """A value that a key cannot hold; the message says what was wanted."""


def read_date(value: Any) -> date:
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            raise Wrong("没有这一天") from None
    if type(value) is not date:
        raise Wrong("应为日期，如 2024-09-01")
    if value.year not in _YEARS:
        raise Wrong(f"年份应在{_YEARS[0]}至{_YEARS[-1]}之间")
    return value


def read_time(value: Any) -> datetime:
    """A moment as Asia/Shanghai wall time; an offset, if told, is converted."""
    if isinstance(value, str) and _TIME.fullmatch(value):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise Wrong("没有这个时刻") from None
    if not isinstance(value, datetime):
        raise Wrong("应为日期和时间，如 2024-09-10T10:00")
    if value.year not in _YEARS:
        raise Wrong(f"年份应在{_YEARS[0]}至{_YEARS[-1]}之间")
    return value.astimezone(SHANGHAI).replace(tzinfo=None) if value.tzinfo else value


def read_bool(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise Wrong("应为 true 或 false")


def read_count(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST:
        return value
    raise Wrong(f"应为零至{_MOST}的整数")


def read_money(value: Any) -> Decimal:
    """Yuan, at most two decimals."""
    text = str(value) if isinstance(value, int | Decimal | str) and not isinstance(value, bool) else ""
    if _MONEY.fullmatch(text):
        return Decimal(text)
    raise Wrong("应为以元计的数额，如 200000 或 98400.50")


def read_text(value: Any) -> str:
    if isinstance(value, str) and value.strip():
        return value.strip()
    raise Wrong("应为文字")


def read_label(value: Any) -> str:
    """A document number, which YAML may have taken for a figure."""
    return read_text(str(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else value)


def read_texts(value: Any) -> tuple[str, ...]:
    if isinstance(value, list | tuple):
        return tuple(read_text(item) for item in value)
    raise Wrong("应为列表，如 [甲, 乙]")


def read_names(value: Any) -> tuple[str, ...]:
    """One name or several."""
    return (read_text(value),) if isinstance(value, str) else read_texts(value)


def read_officers(value: Any) -> int | tuple[str, ...]:
    """How many officers, or who."""
    if isinstance(value, list | tuple):
        return read_texts(value)
    try:
        return read_count(value)
    except Wrong:
        raise Wrong("应为人数或者姓名列表") from None


def either(*readers: Reader) -> Reader:
    def read(value: Any) -> Any:
        wanted = []
        for reader in readers:
            try:
                return reader(value)
            except Wrong as wrong:
                wanted.append(str(wrong))
        raise Wrong("，或者".join(wanted))

    return read


def one_of(*words: str) -> Reader:
    allowed = frozenset(words)

    def read(value: Any) -> str:
        if isinstance(value, str) and value in allowed:
            return value
        raise Wrong("应为下列之一：" + "、".join(words))

    return read


def some_of(*words: str) -> Reader:
    reader = one_of(*words)

    def read(value: Any) -> tuple[str, ...]:
        if not isinstance(value, list | tuple):
            raise Wrong("应为列表，如 [" + words[0] + "]")
        return tuple(reader(item) for item in value)

    return read


TOLD = either(read_bool, read_text)  # whether there is one, or which
WHEN = either(read_date, read_bool)  # the day, or whether at all
MATERIALS = either(read_bool, read_texts)

ANY_ACT: dict[str, Reader] = {"note": read_text}
ON_SITE: dict[str, Reader] = {"officers": read_officers, "certificate_shown": read_bool, "qualified": read_bool, "filmed": read_bool}
APPROVAL: dict[str, Reader] = {"approved": read_bool, "approved_by": read_text}
AMOUNTS: dict[str, Reader] = {
    "fine": read_money,
    "gains": read_money,
    "goods_value": read_money,
    "kinds": some_of(*KINDS),
}
_REMEDY: dict[str, Reader] = {
    "until": read_date,
    "outcome": read_text,
}

ACTS: dict[str, dict[str, Reader]] = {
    "lead": {"source": read_text},
    "file": {**APPROVAL},
    "decline": {**APPROVAL},
    "recuse_request": {"of": read_names},
    "recuse_decide": {"of": read_names, "granted": read_bool, "by": read_names},
    "site_record": {**ON_SITE, "signed": read_bool},
    "interview": {**ON_SITE, "signed": read_bool},
    "preserve": {**ON_SITE, **APPROVAL, "urgent": read_bool, "list_given": read_bool},
    "preserve_approve": {"granted": read_bool, "by": read_names},
    "preserve_settle": {**ON_SITE, "manner": read_text},
    "seize": {
        **ON_SITE,
        **APPROVAL,
        "urgent": read_bool,
        "party_present": read_bool,
        "witness": TOLD,
        "list_given": read_bool,
        "until": read_date,
        "measure": read_text,
    },
    "seize_approve": {"granted": read_bool, "by": read_names},
    "seize_extend": {**APPROVAL, "days": read_count, "until": read_date, "informed": read_bool},
    "testing": {**ON_SITE, "until": read_date, "informed": read_bool},
    "seize_release": {**ON_SITE, "returned": read_bool},
    "order_correction": {**ON_SITE, "until": read_date},
    "suspend": {**APPROVAL},
    "resume": {},
    "extend": {**APPROVAL, "of": one_of("lead", "handling", "review"), "days": read_count, "until": read_date, "deliberated": read_bool},
    "investigation_report": {"proposal": read_text},
    "notify": {
        **AMOUNTS,
        "facts": read_bool,
        "grounds": read_bool,
        "basis": read_bool,
        "rights": read_bool,
        "hearing_offered": read_bool,
        "served": WHEN,
    },
    "plead": {"accepted": read_bool, "reviewed": read_bool},
    "hearing_request": {},
    "waive": {"what": one_of("plead", "hearing", "both")},
    "hearing_notice": {"hearing_day": read_date, "chair": read_names},
    "hearing": {
        "chair": read_names,
        "public": read_bool,
        "minutes": read_bool,
        "attended": read_bool,
        "filmed": read_bool,
    },
    "review_submit": {"materials": MATERIALS},
    "review": {
        "opinion": one_of("agree", "problems"),
        "by": read_names,
        "licensed": read_bool,
        "materials": MATERIALS,
    },
    "deliberate": {"by": read_names},
    "decide": {
        **ON_SITE,
        **AMOUNTS,
        "outcome": one_of(*PENALTY_OUTCOMES, *PERMIT_OUTCOMES),
        "orders_correction": read_bool,
        "remedies": read_bool,
        "reconsideration_first": read_bool,
        "by": read_names,
        "ground": read_text,
        "mitigated": one_of("lighter", "mitigated"),
        "educated": read_bool,
        "heavier_because": one_of("new_facts"),
        "number": either(read_bool, read_label),
        "sealed": read_bool,
        "states_surcharge": read_bool,
        "delivered": read_bool,
    },
    "serve": {
        **ON_SITE,
        "manner": one_of("direct", "retained", "mail", "electronic", "announcement"),
        "consent": read_bool,
        "received": WHEN,
        "witness": TOLD,
        "until": read_date,
    },
    "disclose": {"full_text": read_bool, "names_party": read_bool, "social_impact": read_bool, "until": read_date},
    "withhold": {"ground": read_text, "reason": TOLD},
    "pay": {"amount": read_money, "surcharge": read_money, "on_spot": read_bool, "receipt": TOLD},
    "surcharge": {"amount": read_money, "days": read_count},
    "defer": {**APPROVAL, "until": read_date},
    "demand": {"until": read_date, "served": WHEN, "amount": read_money},
    "reconsideration": _REMEDY,
    "litigation": _REMEDY,
    "court_application": {**APPROVAL},
    "transfer": {**APPROVAL, "to": read_text},
    "report": {},
    "close": {**APPROVAL, "ground": read_text},
    "archive": {},
    "revoke": {"by": read_names},
    "withdraw": {"reasons": TOLD},
    "apply": {},
    "correct_once": {},
    "accept": {},
    "review_on_site": {**ON_SITE},
    "issue": {},
}

THRESHOLD: dict[str, Reader] = {"person": read_money, "organisation": read_money}
PRIOR: dict[str, Reader] = {"cause": read_text, "decided": read_date}
PARTY: dict[str, Reader] = {
    "kind": one_of("person", "organisation", "individual_business"),
    "name": read_text,
    "age": read_count,
    "age_at_act": read_count,
    "disabled": either(read_bool, one_of("full", "partial")),
}
CASE: dict[str, Reader] = {
    "type": one_of(*TYPES),
    "procedure": read_text,
    "packs": read_texts,
    "cause": read_text,
    "act_from": read_date,
    "act_until": read_date,
    "discovered": read_date,
    "handlers": read_texts,
    "reviewer": read_text,
    "head": read_text,
    "circumstances": read_texts,
    "circumstances_denied": read_texts,
    "complex": read_bool,
    "grave": read_bool,
    "public_interest": read_bool,
    "life_safety": read_bool,
}
