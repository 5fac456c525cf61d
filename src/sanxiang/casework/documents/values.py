"""From a value of the case to the words of a document: dates, hours, money, names."""

import datetime
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from sanxiang.law.money import capital

CHINA = ZoneInfo("Asia/Shanghai")
# What no paper can show and XML refuses: controls, halves of a surrogate pair, non-characters; and what turns the order of
# reading around, so that a printed sentence could differ from the stored one.
UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]"
)
KINDS = {"person": "自然人", "organisation": "法人或者其他组织", "individual_business": "个体工商户"}  # of parties


def clean(text: str) -> str:
    """The text without characters that cannot be printed; line ends become \\n, a tab a space."""
    return UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")).strip()


def is_missing(value: object) -> bool:
    """Nothing that can be printed. False and 0 are something."""
    if isinstance(value, str):
        return not clean(value)
    return value is None or value == [] or value == {} or value == ()


def day(value: object) -> str:
    """2026年11月21日 for a date, a moment or either as ISO text."""
    when = moment(value)
    return f"{when.year}年{when.month}月{when.day}日"


def short_day(value: object) -> str:
    """2026.11.21, for narrow columns."""
    when = moment(value)
    return f"{when.year}.{when.month}.{when.day}"


def clock(value: object) -> str:
    """9时05分, in the time of China."""
    when = moment(value)
    return f"{when.hour}时{when.minute:02d}分"


def time(value: object) -> str:
    """2026年11月21日9时05分, or the day alone where no hour is known."""
    hourless = isinstance(value, str) and len(value) == len("2026-11-21")
    dated = isinstance(value, datetime.date) and not isinstance(value, datetime.datetime)
    return day(value) if dated or hourless else day(value) + clock(value)


def moment(value: object) -> datetime.datetime:
    if isinstance(value, datetime.datetime):
        return value.astimezone(CHINA) if value.tzinfo else value
    if isinstance(value, datetime.date):
        return datetime.datetime(value.year, value.month, value.day)
    try:
        parsed = datetime.datetime.fromisoformat(clean(str(value)))
    except ValueError:
        raise ValueError("应当是日期，例如 2026-11-21 或 2026-11-21T09:30") from None
    return moment(parsed)


def money(value: object) -> Decimal:
    """Yuan as a decimal; refuses what is no amount, negative or finer than a fen."""
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        raise ValueError("应当是金额，例如 5000 或 98400.50") from None
    if not amount.is_finite() or amount < 0 or amount != round(amount, 2):
        raise ValueError("应当是不小于零、至多两位小数的金额")
    return amount


def yuan(value: object) -> str:
    """5000元, 98400.50元."""
    amount = money(value)
    return f"{int(amount)}元" if amount == int(amount) else f"{amount:.2f}元"


def names(value: Iterable[object]) -> str:
    if isinstance(value, str):
        return clean(value)
    return "、".join(clean(str(name)) for name in value)


def officers(value: Iterable[Mapping[str, Any]]) -> str:
    return names(officer["name"] for officer in value)


def cited(value: Iterable[Mapping[str, Any]]) -> str:
    """陈安（执法证号：AZ-0001）、李平（执法证号：AZ-0002）."""
    return "、".join(f"{clean(str(officer['name']))}（执法证号：{clean(str(officer['certificate']))}）" for officer in value)


def kind(value: object) -> str:
    """The kind of a party in words; given as its code or as the words."""
    return KINDS.get(str(value), clean(str(value)))


def worded(person: str, business: str, other: str, several: str = "") -> Callable[[Any], str]:
    """The word that fits the kind of a party; `several` of them at once."""
    words = {KINDS["person"]: person, KINDS["individual_business"]: business, "several": several or other}
    return lambda value: words.get(kind(value), other)


def chinese(number: int) -> str:
    """一 … 九十九, for numbering."""
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    if number < 10:
        return digits[number]
    return ("" if tens == 1 else digits[tens]) + "十" + (digits[ones] if ones else "")


def stopped(value: object) -> str:
    """What somebody typed as the end of a sentence: with a full stop where it has none."""
    text = clean(str(value))
    return text if not text or text[-1] in "。！？；…”" else f"{text}。"


FORMATS: dict[tuple[str, str], Callable[[Any], str]] = {
    ("text", ""): lambda value: clean(str(value)),
    ("text", "stop"): stopped,
    ("kind", ""): kind,
    ("kind", "you"): worded("你", "你单位", "你单位", "你们"),
    ("kind", "code"): worded("居民身份证号码", "统一社会信用代码", "统一社会信用代码"),
    ("kind", "place"): worded("住　址", "经营场所", "住所地"),
    ("kind", "head"): worded("法定代理人", "经营者", "法定代表人（负责人）"),
    ("flag", ""): lambda value: "是" if value else "否",
    ("flag", "passed"): lambda value: "符合" if value else "存在问题",
    ("number", ""): lambda value: clean(str(value)),
    ("date", ""): day,
    ("date", "short"): short_day,
    ("moment", ""): time,
    ("moment", "clock"): clock,
    ("money", ""): yuan,
    ("money", "capital"): lambda value: capital(money(value)),
    ("names", ""): names,
    ("officers", ""): officers,
    ("officers", "cited"): cited,
}
TYPES = frozenset({kind for kind, _ in FORMATS} | {"rows"})
