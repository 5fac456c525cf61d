"""Every number of a pack stands in the article that it cites; read against the texts where they are at hand."""

import re
from functools import cache
from pathlib import Path

import pytest

from sanxiang.law import packs
from sanxiang.law.rules import Rule

LAWS = Path(__file__).resolve().parents[3] / "shared" / "laws"
ARTICLE = "第[一二三四五六七八九十百]+条"
DIGITS = "零一二三四五六七八九"


def chinese(number: int) -> str:
    """二十四, 三千, 九十: as statutes write numbers."""
    if number < 10:
        return DIGITS[number]
    if number < 100:
        tens, rest = divmod(number, 10)
        return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[rest] if rest else "")
    for size, word in ((1000, "千"), (100, "百")):
        if number % size == 0:
            return DIGITS[number // size] + word
    raise ValueError(number)


@cache
def articles(source: str) -> dict[str, str]:
    """The text of each article of an instrument."""
    text = (LAWS / f"{source}.md").read_text(encoding="utf-8")
    parts = re.split(rf"^[\s　]*({ARTICLE})[\s　]", text, flags=re.M)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def cited(rule: Rule) -> str:
    texts = articles(rule.source)
    return "".join(texts[name] for name in re.findall(ARTICLE, rule.article.split("；")[0]))


def written(value: int) -> list[str]:
    more = ["两"] if value == 2 else []
    return [chinese(value), str(value), chr(0xFF10 + value % 10), *more]


TOLD = [
    pytest.param(rule, id=f"{rule.pack} {rule.id}")
    for name in packs.available()
    for rule in packs.load([name]).all_rules()
    if (LAWS / f"{rule.source}.md").is_file() and not rule.unverified and re.search(ARTICLE, rule.article) and rule.pack == name
]


@pytest.mark.skipif(not LAWS.is_dir(), reason="the texts of the laws are not here")
@pytest.mark.parametrize("rule", TOLD)
def test_the_article_is_there_and_holds_the_number(rule: Rule) -> None:
    text = cited(rule)
    numbers = [rule.value] + [each.value for each in (rule.extension, rule.further) if each]
    for number in numbers:
        if isinstance(number, int):
            assert any(word in text for word in written(number)), rule.article
