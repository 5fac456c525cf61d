"""Amounts of money as people write them → yuan as a decimal string with two places. What has no unit or two readings is not read."""

import re
from decimal import Decimal

from sanxiang.law.numerals import CHARACTERS, whole
from sanxiang.law.reading import Reading, read, tight, unread

UNITS = {
    "元": Decimal(1),
    "千元": Decimal(1000),
    "万元": Decimal(10**4),
    "亿元": Decimal(10**8),
    "角": Decimal("0.1"),
    "分": Decimal("0.01"),
}
_ARABIC = r"\d+(?:\.\d+)?"
_MIXED = re.compile(rf"(?:({_ARABIC})亿)?(?:({_ARABIC})万)?(?:({_ARABIC})[千仟])?(?:({_ARABIC})[百佰])?({_ARABIC})?")
_MIXED_SIZES = (10**8, 10**4, 1000, 100, 1)
_GROUPED = re.compile(r"(?<![\d.])\d{1,3}(?:,\d{3})+(?![\d,])")
_AROUND = re.compile(
    r"^(?:(?:并?处以?|罚款|罚金|处罚|没收违法所得|没收|罚没款?|金额|人民币|RMB|CNY|大写|小写|共计|合计|总计|总额|计|为|[:(])+)|(?:人民币|RMB|CNY|[整正。;,)]+)$",
    re.IGNORECASE,
)
_FOREIGN = re.compile(r"美元|美金|港[元币]|欧元|日元|英镑|澳元|韩元|新台币|USD|HKD|EUR|JPY|GBP|[$€£]", re.IGNORECASE)
_VAGUE = re.compile(r"以[上下内]|不超过|不少于|至|到|[~～—]|约|左右|余|多|近|每|/|倍|%|[-–]")
_SYMBOL = re.compile(r"^[¥￥]|^(?:RMB|CNY)(?=\d)|(?<=\d)(?:RMB|CNY)$", re.IGNORECASE)


def parse(text: str, unit: str | None = None) -> Reading:
    """An amount → `yuan`, a decimal string with two places.

    `unit` (元, 千元, 万元, 亿元, 角, 分) is what the column's header tells; a bare number without it is not read. A range, an
    estimate, a foreign currency, two different amounts and fractions of a fen are not read either. Capital and Arabic writing
    of the same sum may stand together.
    """
    flat = re.sub(r"(?<=\d)\s+(?=\d{3}(?:\D|$))", ",", text.strip())
    if re.search(r"\d\s+\d", flat):
        return unread("数字中间有空格，不能确定是一个数还是两个数")
    flat = tight(flat)
    if not re.search(rf"[\d{CHARACTERS}]", flat):
        return unread("没有金额")
    if _FOREIGN.search(flat):
        return unread("不是人民币金额")
    parts = [part for part in re.split(r"[()]|(?<=.)[大小]写", flat) if _bare(part)]
    if any(_VAGUE.search(part) for part in parts):
        return unread("不是一个确定的金额")
    return _agreed([_yuan(part, unit) for part in parts])


def _agreed(sums: list[Decimal | str]) -> Reading:
    """One amount from what stands outside and inside brackets, when all of it says the same."""
    for amount in sums:
        if isinstance(amount, str):
            return unread(amount)
    if len(set(sums)) != 1:
        return unread("写了两个不同的金额")
    cents = Decimal(sums[0]) * 100
    if cents != cents.to_integral_value():
        return unread("金额小于一分的部分无法入账")
    yuan = f"{cents / 100:.2f}"
    return read(f"{yuan}元", yuan=yuan)


def _bare(part: str) -> str:
    """The part without the words that often stand around an amount."""
    before = ""
    while part != before:
        before, part = part, _AROUND.sub("", part)
    return part


def _yuan(part: str, unit: str | None) -> Decimal | str:
    """The part in yuan, or the reason why not."""
    bare = _bare(part)
    bare, marked = _SYMBOL.sub("", bare), bool(_SYMBOL.search(bare) or _SYMBOL.search(part))
    bare = _GROUPED.sub(lambda match: match.group().replace(",", ""), bare)
    if "," in bare:
        return "千分位逗号的位置不对" if re.fullmatch(r"[\d,.]+\D*", bare) else "写了不止一个金额"
    sum_, mark, rest = re.fullmatch(r"([^元圆圓块]*)([元圆圓块]?)(.*)", bare, re.S).groups()  # type: ignore[union-attr]
    if not mark and re.search("[角分]", bare):
        sum_, rest = "", bare
    if not mark and not rest and not marked:
        return _without_yuan(sum_, unit)
    return _sum(sum_, rest)


def _without_yuan(number: str, unit: str | None) -> Decimal | str:
    if number[-1:] in ("万", "亿", "萬", "億"):
        return _sum(number, "")
    value = _number(number)
    if value is None:
        return "不是能读懂的金额"
    if unit is None:
        return "没有写明单位（元还是万元）"
    if unit != "元" and not re.fullmatch(_ARABIC, number):
        return "单元格与表头都带有数量单位，不能确定"
    return value * UNITS[unit]


def _sum(yuan: str, rest: str) -> Decimal | str:
    value = _number(yuan) if yuan else Decimal(0)
    fraction = _fraction(rest)
    if value is None or fraction is None or not (yuan or rest):
        return "不是能读懂的金额"
    if fraction and value != value.to_integral_value():
        return "小数与角分同时出现"
    return value + fraction


def _fraction(text: str) -> Decimal | None:
    """“五角二分” in yuan."""
    match = re.fullmatch(rf"零?(?:([\d{CHARACTERS}]+)角)?零?(?:([\d{CHARACTERS}]+)分)?", text)
    if not match:
        return None
    values = [_number(part) if part else Decimal(0) for part in match.groups()]
    if None in values or (text and not any(match.groups()) and text != "零"):
        return None
    dimes, cents = (Decimal(value or 0) for value in values)
    return dimes / 10 + cents / 100


def _number(text: str) -> Decimal | None:
    """A number in Arabic or Chinese writing, or both in steps as in 20万5千."""
    text = text.replace("萬", "万").replace("億", "亿")
    if not re.search(r"\d", text):
        value = whole(text)
        return None if value is None else Decimal(value)
    match = _MIXED.fullmatch(text)
    if not match:
        return None
    terms = [(Decimal(term), size) for term, size in zip(match.groups(), _MIXED_SIZES, strict=True) if term]
    if len(terms) > 1 and not _descending(terms):
        return None
    return sum((term * size for term, size in terms), Decimal(0))


def _descending(terms: list[tuple[Decimal, int]]) -> bool:
    """Whole steps only, each smaller than the step above it: 1万20000 is not a number."""
    for (term, size), (_, above) in zip(terms[1:], terms, strict=False):
        if term * size >= above or (size == 1 and term < above // 10):
            return False
    return all(term == term.to_integral_value() for term, _ in terms[:-1])


_CAPITALS = "零壹贰叁肆伍陆柒捌玖"


def capital(amount: Decimal) -> str:
    """The amount in yuan in capital characters, as bills and decisions write it: 98400.50 → 玖万捌仟肆佰元伍角整.

    Takes zero to below ten trillion yuan with at most two decimals; raises ValueError otherwise.
    """
    cents = int(amount * 100)
    if not 0 <= cents < 10**15 or cents != amount * 100:
        raise ValueError(f"不能写成大写金额：{amount}")
    yuan, cents = divmod(cents, 100)
    dimes, cents = divmod(cents, 10)
    words = _capital_whole(yuan) + "元" if yuan or not (dimes or cents) else ""
    if not (dimes or cents):
        return f"{words}整"
    words += f"{_CAPITALS[dimes]}角" if dimes else "零" if yuan else ""
    return words + (f"{_CAPITALS[cents]}分" if cents else "整")


def _capital_whole(number: int) -> str:
    words, zero = "", False
    for place in reversed(range(len(str(number)))):
        digit = number // 10**place % 10
        if digit:
            words += ("零" if zero else "") + _CAPITALS[digit] + ("", "拾", "佰", "仟")[place % 4]
        zero = not digit
        if place and place % 4 == 0 and number // 10**place % 10_000:
            words += ("万", "亿", "万亿")[place // 4 - 1]
    return words or "零"
