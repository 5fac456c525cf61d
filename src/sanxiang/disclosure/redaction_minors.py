"""Minors in a decision (PUB-11): who is told to be under eighteen, and what else tells who that is."""

import re
from collections.abc import Iterable, Iterator, Mapping

from sanxiang.disclosure.redaction_names import Named, places
from sanxiang.disclosure.redaction_spans import Finding, Span

_ADULT = 18
_YEARS = re.compile(r"(20\d{2})年\d{1,2}月")
_SCHOOL = re.compile(
    r"(?:就读于|就学于|在读于|系|是|为|在)([一-鿿\d]{2,20}?(?:小学|中学|学校|幼儿园|职高|中专)[一-鿿\d]{0,8}?)(?:学生|就读|上学|读书|的学生|[,。;、)])"
)


def find(text: str, people: Mapping[str, Named]) -> Iterator[Span]:
    """Every place of a minor's name, and the school told in a sentence with it."""
    minors = [name for name in people if _is_minor(text, name)]
    for name in sorted(minors, key=len, reverse=True):
        for at in places(name, text):
            yield Span(at, at + len(name), "minor", "未成年人姓名", name)
            yield from _schools(text, at)


def findings(spans: Iterable[Span]) -> list[Finding]:
    """One finding where a minor is concerned: the whole decision is then not published."""
    if not any(span.kind == "minor" for span in spans):
        return []
    return [Finding("minor", "文中涉及未成年人，依规定不予公开；确需公开的，应经负责人批准并核对隐去结果")]


def _is_minor(text: str, name: str) -> bool:
    year = max((int(found) for found in _YEARS.findall(text)), default=0)
    for at in places(name, text):
        after = re.split(r"[。;\n]", text[at + len(name) : at + len(name) + 80], maxsplit=1)[0]
        before = text[max(0, at - 12) : at]
        if re.search(r"未成年(?:人|子女|学生)?[^。;,一-鿿]{0,2}$", before) or re.match(
            r"[,(、 ]{0,2}(?:系|是|为|尚?未成年|[(]未成年)[^,。;]{0,4}未成年|[,( ]{0,2}未成年", after
        ):
            return True
        ages = re.match(r"[,(、 ]{0,2}(?:性别:?)?[男女]?[^。;、]{0,12}?(\d{1,2})周?岁", after)
        if ages and int(ages[1]) < _ADULT:
            return True
        born = re.match(
            r"[^。;、]{0,30}?(20\d{2})年\d{1,2}月(?:\d{1,2}日)?(?:出生|生)|[^。;、]{0,30}?身份证[^。;、]{0,8}?\d{6}(20\d{2})", after
        )
        if born and year and year - int(born[1] or born[2]) < _ADULT:
            return True
    return False


def _schools(text: str, at: int) -> Iterator[Span]:
    sentence = re.compile(r"[^。;\n]*").match(text, at)
    for match in _SCHOOL.finditer(sentence.group() if sentence else ""):
        yield Span(at + match.start(1), at + match.end(1), "minor", "可识别未成年人的学校")
