"""Dates as people write them → ISO. Two-digit years, spreadsheet serials, 日/月/年 and ranges are not read."""

import re
from datetime import date

from sanxiang.law.numerals import by_digits, whole
from sanxiang.law.reading import Reading, half, read, unread

_TIME = (
    r"(?:[T ]?(?P<hour>\d{1,2})(?::|时|点)"
    r"(?:(?P<minute>\d{1,2})(?::|分|分钟)?(?:(?P<second>\d{1,2})(?:\.\d+)?秒?)?)?(?P<zone>Z|[+-]\d{2}:?\d{2})?)?"
)
_CHINESE = "〇○◯零一二三四五六七八九壹贰叁肆伍陆柒捌玖Oo0"
_SHAPES = tuple(
    re.compile(shape + _TIME)
    for shape in (
        r"(?P<year>\d{4})(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})",
        r"(?P<year>\d{4})年(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]",
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})",
    )
)
_IN_WORDS = re.compile(
    rf"(?P<year>[{_CHINESE}]{{4}}|\d{{4}})年(?P<month>[一二三四五六七八九十元正壹贰叁肆伍陆柒捌玖拾零〇]{{1,3}})月(?P<day>[一二三四五六七八九十廿卅壹贰叁肆伍陆柒捌玖拾零〇初]{{1,4}})[日号]"
)
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?: (?=\d\d:\d\d))?")
_WEEKDAY = re.compile(r"[(]?(?:星期|周)[一二三四五六日天][)]?$")


def in_prose(text: str) -> str:
    """The days of a sentence as a document writes them: 2024-09-09 → 2024年9月9日."""
    return _ISO.sub(_in_chinese, text) if "-" in text else text


def written(day: date) -> str:
    """A day as a document writes it."""
    return f"{day.year}年{day.month}月{day.day}日"


def _in_chinese(day: re.Match[str]) -> str:
    return f"{day[1]}年{int(day[2])}月{int(day[3])}日"


def parse(text: str) -> Reading:
    """A date → `date` in ISO form. A time of day after it is dropped; a time zone other than +08:00 is not read."""
    flat = re.sub(r"\s*([-/.:年月日号时点分秒])\s*", r"\1", " ".join(half(text).split())).strip(" .。;,")
    flat = re.sub(r"(?<=[0-9年月])\s+(?=[年月日])", "", _WEEKDAY.sub("", flat).strip())
    if re.search(f"[{_CHINESE}]{{2,}}年|年[{_CHINESE}十拾元正]+月", flat) and not re.search(r"\d[月日]", flat):
        return _in_words("".join(flat.split()))
    for shape in _SHAPES:
        if match := shape.fullmatch(flat):
            return _timed(match)
    return unread(_why(flat))


def _timed(match: re.Match[str]) -> Reading:
    hour, minute, second = (int(match[part] or 0) for part in ("hour", "minute", "second"))
    if hour > 24 or minute > 59 or second > 60:
        return unread("时刻不存在")
    if match["zone"] and match["zone"].replace(":", "") != "+0800":
        return unread("时刻不是北京时间，日期可能相差一天")
    return _date(int(match["year"]), int(match["month"]), int(match["day"]))


def _in_words(text: str) -> Reading:
    match = _IN_WORDS.fullmatch(text)
    if not match:
        return unread(_why(text))
    year = match["year"] if match["year"].isdecimal() else by_digits(re.sub("[Oo0]", "零", match["year"]))
    month = whole(re.sub("[元正]", "一", match["month"]))
    day = whole(match["day"].removeprefix("初"))
    if year is None or month is None or day is None:
        return unread("不是能读懂的日期")
    return _date(int(year), month, day)


def _date(year: int, month: int, day: int) -> Reading:
    if year < 1900:
        return unread(f"年份“{year}”不像年份")
    try:
        found = date(year, month, day).isoformat()
    except ValueError:
        return unread(f"没有{year}年{month}月{day}日这一天")
    return read(found, date=found)


def _why(text: str) -> str:
    if not text:
        return "没有日期"
    if re.fullmatch(r"\d{5}(?:\.\d+)?", text):
        return "像是电子表格的日期序号，不能确定起算日"
    if len(re.findall(r"\d{4}\D\d{1,2}\D\d{1,2}|\d{8}", text)) > 1:
        return "写了不止一个日期"
    if re.fullmatch(r"\d{4}[-/.年]\d{1,2}月?", text) or re.fullmatch(r"\d{4}年?", text):
        return "只有年月，没有日"
    if re.match(r"\d{1,2}[-/.年]\d{1,2}[-/.月]\d", text):
        return "年份只有两位，或者年月日的顺序不明"
    return "不是能读懂的日期"
