"""Document numbers (文号): organ words, year in brackets, serial, 号.

There is no national form, so the shape is matched (domain.md §3.7).
"""

import re

from sanxiang.law.numerals import by_digits
from sanxiang.law.reading import Reading, read, tight, unread

_OPEN, _CLOSE = r"[〔\[(【〖{「『<〈《〘]", r"[〕\])】〗}」』>〉》〙]"
_DIGIT = "[0-9〇○零一二三四五六七八九]"
_YEAR = rf"(?P<open>{_OPEN})(?P<year>{_DIGIT}{{4}})年?(?P<close>{_CLOSE})年?"
_SERIAL = r"(?P<ordinal>第?)(?P<serial>[^号〔〕\[\]【】〖〗{}「」『』《》<>〈〉、,;:。~至“”\"]{1,24}?)号"
_TAIL = re.compile(f"{_YEAR}{_SERIAL}")
# The older order: the year, the organ words, 第 and the serial.
_YEAR_FIRST = re.compile(rf"^(?P<year>{_OPEN}{_DIGIT}{{4}}{_CLOSE})(?P<words>[一-鿿()]{{2,20}}?)(?P<ordinal>第)(?=[^第号]*号$)")
_YEARS = re.compile(_YEAR)
_ORGAN = re.compile(r"[一-鿿㐀-䶿A-Za-z0-9()·\-]{1,40}")
_LABEL = re.compile(r"^(?:(?:行政)?(?:处罚)?(?:决定书?|文书)?(?:文号|文书号|编号|案号|号)[:]|案号|文号(?=.{4}))")
_TITLE_AFTER = re.compile(r"(?:《[^》]*》|[^〔\[【]{0,12}(?:决定书|告知书|通知书|意见书))?[。;,]*$")
_TITLE_BEFORE = re.compile(r"^[^〔\[【]*?(?:决定书|告知书|通知书|意见书)》?[:]?(?=[^〔\[【(]|[(][^0-9])")
_TITLE_ALONE = re.compile(r"(?:税务|行政)?(?:当场)?(?:不予)?(?:行政)?(?:处罚|强制|许可)?(?:事先)?(?:决定书|告知书|通知书)(?:字|第)?")
_LOST = "\ufffd?□■"


def parse(text: str) -> Reading:
    """One document number, and nothing else in the text but a label before it or a document's title after it.

    The value holds `organ_words`, `year` (int), `serial` as written, `brackets` as found; the normal form has 〔〕, half width,
    no spaces, and 第 where it was written. A missing bracket, year, serial or 号 is damage, two numbers are an ambiguity: neither is read.
    """
    whole = _unlabelled(tight(text))
    whole = _YEAR_FIRST.sub(r"\g<words>\g<year>\g<ordinal>", whole)
    found = list(_TAIL.finditer(whole))
    if len(found) > 1:
        return unread("文中有两个以上文号，不能确定是哪一个")
    if not found or any(mark in whole for mark in _LOST):
        return unread(_damage(whole))
    return _number(whole, found[0])


def _unlabelled(text: str) -> str:
    text = _LABEL.sub("", text, count=1).strip("。;,:")
    if text[:1] in ("(", "《") and text[-1:] in (")", "》") and _balanced(text[1:-1]):
        text = text[1:-1]
    return _TITLE_BEFORE.sub("", text)


def _balanced(text: str) -> bool:
    depth = 0
    for character in text:
        depth += (character in "(《") - (character in ")》")
        if depth < 0:
            return False
    return depth == 0


def _number(whole: str, tail: re.Match[str]) -> Reading:
    words, serial = whole[: tail.start()], _serial(tail["serial"])
    year = int(by_digits(tail["year"]) or tail["year"])
    if serial is None:
        return unread("缺少序号，或者序号被隐去")
    if not 1949 <= year <= 2099:
        return unread(f"年份“{tail['year']}”不像年份")
    if len(_YEARS.findall(whole)) > 1 and not _within(tail, whole):
        return unread("文中有两个年份，不能确定是哪一个")
    if not words or _TITLE_ALONE.fullmatch(words):
        return unread("缺少机关代字，只有年份和序号")
    if not _ORGAN.fullmatch(words) or not _balanced(words):
        return unread("文号前面有其他文字，或者机关代字残缺")
    if not _TITLE_AFTER.fullmatch(whole[tail.end() :]):
        return unread("文号后面有其他文字")
    normal = f"{words}〔{year}〕{tail['ordinal']}{tail['serial']}号"
    return read(normal, organ_words=words, year=year, serial=serial, brackets=tail["open"] + tail["close"])


def _within(tail: re.Match[str], whole: str) -> bool:
    """Whether the second bracket of four digits is the serial itself, as in [2018]第(1106)号."""
    return len(_YEARS.findall(whole[: tail.start("serial")])) == 1 and tail["serial"].startswith("(")


def _serial(written: str) -> str | None:
    """The serial without brackets around the whole of it; None if it holds no digit or is masked."""
    bare = written[1:-1] if written[:1] == "(" and written[-1:] == ")" else written
    if not re.search(_DIGIT, bare) or re.search(r"[*×_]|XX|xx|[()]", bare):
        return None
    return bare


def _damage(text: str) -> str:
    """Why a text holds no document number."""
    if not text:
        return "没有文号"
    if any(mark in text for mark in _LOST):
        return "文号中有无法辨认的字符"
    opened, closed = re.search(_OPEN + r"\d", text), re.search(r"\d" + _CLOSE, text)
    if opened and not closed:
        return "年份的括号没有合上，年份与序号分不开"
    if closed and not opened:
        return "年份缺少前括号"
    if re.search(_OPEN + _CLOSE, text):
        return "括号里没有年份"
    if re.search(rf"{_YEAR}第?[^号]*\d[、,;至~][^号]*\d号", text):
        return "写了不止一个序号，不能确定是哪一个"
    if _YEARS.search(text):
        return "缺少“号”字，序号可能不全" if re.search(_YEAR + r"第?[^第号]", text) else "缺少序号"
    if opened:
        return "括号里的年份不是四位数字"
    return "没有用括号标明的年份" if re.search(r"\d", text) else "不是文号：没有年份和序号"
