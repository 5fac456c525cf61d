"""How much and how often: 10-20%, 60-70家, 1次/年 → figures. What is not certain is not read. Pure."""

import re

from sanxiang.law.numerals import whole
from sanxiang.law.reading import Reading, read, tight, unread

_NUMBER = r"(?:\d+(?:\.\d+)?|[零一二两三四五六七八九十百千]+)"
_DASH = r"(?:-|–|—|~|～|至|到)"
_COUNTED = "家户个人次件名所处辆艘台"
_SHARE = re.compile(rf"({_NUMBER})%?(?:{_DASH}({_NUMBER}))?%")
_SPOKEN = re.compile(rf"百分之({_NUMBER})(?:{_DASH}百分之({_NUMBER}))?")
_COUNT = re.compile(rf"({_NUMBER})[{_COUNTED}]?(?:{_DASH}({_NUMBER}))?([{_COUNTED}])")
_BOUND = re.compile(r"^(不低于|不少于|不高于|不超过|至少|最多|每次|抽查?|按照?)|(以上|以下|左右)$")
_LEAST = frozenset(["不低于", "不少于", "至少", "以上"])
_MOST = frozenset(["不高于", "不超过", "最多", "以下"])
_WHOLE = frozenset(["全部", "全覆盖", "全部检查", "全部抽查", "逐一检查"])
_EVERY = {"年": "year", "年度": "year", "半年": "half_year", "季": "quarter", "季度": "quarter", "月": "month", "周": "week", "日": "day"}
_PERIODS = "|".join(sorted(_EVERY, key=len, reverse=True))
SENSELESS = ("比例前大后小，或者超过百分之一百", "频次前大后小")  # read, but nothing can be meant by it
_OFTEN = re.compile(
    rf"(?:({_NUMBER})(?:{_DASH}({_NUMBER}))?次[/每](?:一?个?)({_PERIODS}))|(?:每(?:一?个?)({_PERIODS})(?:抽查|检查|开展)?({_NUMBER})(?:{_DASH}({_NUMBER}))?次)"
)


def ratio(text: str) -> Reading:
    """抽查比例 → `low`, `high` (decimal strings, None where open) and `unit`: % or the word that counts (家, 户, …)."""
    flat = tight(text)
    if flat in _WHOLE:
        return read("100%", low="100", high="100", unit="%")
    bounds, core = _bounds(flat)
    found = _SHARE.fullmatch(core) or _SPOKEN.fullmatch(core)
    unit = "%" if found else ""
    if found is None and (found := _COUNT.fullmatch(core)):
        unit = found[3]
    if found is None:
        return unread("不是能读出的比例；可写作 5%、10-20%、60-70家、不低于3%、全部")
    low = _figure(found[1])
    high = _figure(found[2]) if found[2] else low
    if low is None or high is None or float(low) > float(high) or (unit == "%" and float(high) > 100):
        return unread(SENSELESS[0])
    return _bounded(low, high, unit, bounds)


def frequency(text: str) -> Reading:
    """抽查频次 → `low`, `high` (times) and `every` (year half_year quarter month week day)."""
    flat = tight(text)
    bounds, core = _bounds(flat)
    found = _OFTEN.fullmatch(core)
    if found is None:
        return unread("不是能读出的频次；可写作 1次/年、每季度1次、每年1-2次")
    first, last, every = (found[1], found[2], found[3]) if found[3] else (found[5], found[6], found[4])
    low = _figure(first)
    high = _figure(last) if last else low
    if low is None or high is None or float(low) > float(high):
        return unread(SENSELESS[1])
    least, most = (None if bounds & _MOST else low), (None if bounds & _LEAST else high)
    return read(f"{_EVERY[every]}:{least or ''}-{most or ''}", low=least, high=most, every=_EVERY[every])


def _bounds(text: str) -> tuple[frozenset[str], str]:
    words = frozenset(word for pair in _BOUND.findall(text) for word in pair if word)
    return words, _BOUND.sub("", text)


def _bounded(low: str, high: str, unit: str, bounds: frozenset[str]) -> Reading:
    least, most = (None if bounds & _MOST else low), (None if bounds & _LEAST else high)
    return read(f"{least or ''}-{most or ''}{unit}", low=least, high=most, unit=unit)


def _figure(text: str) -> str | None:
    if text[0].isdecimal():
        return text
    number = whole(text.replace("两", "二"))
    return None if number is None else str(number)
