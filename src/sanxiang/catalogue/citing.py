"""Which law a text cites: by its full name in 《》 or bare, without 中华人民共和国, or by a short name that the text or the user gives. Pure.

该法, 本条例 and the like mean the last law of that kind that the text named before. Not found: those before which none is named; a short
name that nobody gave.
"""

import re
from collections.abc import Iterable

from sanxiang.law.reading import tight

_QUOTED = re.compile(
    r"《([^《》]{2,80})》(?:[（(][^）)]{0,20}[）)])?((?:第[零一二三四五六七八九十百千\d]+条(?:之[一二三四五六七八九十]+)?(?:第[一二三四五六七八九十\d]+[款项])*[、和及]?)*)"
)
_CALLED = re.compile(r"《([^《》]{2,80})》[（(]\s*(?:以下)?简称[:：]?\s*[“《\"]?([^”》\"）)]{2,30})")
_VERSION = re.compile(r"[（(][^（）()]*(?:年|修正|修订|公布|施行|版|本)[^（）()]*[）)]$")
_BACK = re.compile(
    r"(?:该|本|上述|前述)(法|条例|办法|规定|细则|规则)((?:第[零一二三四五六七八九十百千\d]+条(?:之[一二三四五六七八九十]+)?(?:第[一二三四五六七八九十\d]+[款项])*[、和及]?)*)"
)
_STATE = "中华人民共和国"
_GOES_ON = re.compile(r"^(?:实施|若干|条例|办法|细则|解释|规定|的解释)")
_SHORTEST_BARE = 4


def normal(name: str) -> str:
    """A law's name without marks, without 中华人民共和国 before it and its year behind it."""
    flat = tight(name).strip("《》")
    return _VERSION.sub("", flat).removeprefix(_STATE)


def names(law: str, texts: Iterable[str], given: Iterable[str] = ()) -> frozenset[str]:
    """Every name that the law goes by in these texts: its own, those given, and what a text says it is 以下简称."""
    own = {normal(law), *(normal(name) for name in given if name.strip())}
    return frozenset(own | {normal(short) for text in texts for full, short in _CALLED.findall(text) if normal(full) in own})


def cited(text: str, names: frozenset[str]) -> str:
    """The words by which a text cites a law of these names, empty if it does not."""
    quoted = [match[0].rstrip("、和及") for match in _QUOTED.finditer(text) if normal(match[1]) in names]
    return "；".join(dict.fromkeys([*quoted, *_back(text, names), *_bare(re.sub("《[^《》]*》", "《》", text), names)]))


def _back(text: str, names: frozenset[str]) -> Iterable[str]:
    """该法第九十条: what refers back to a law of these names."""
    named = [(match.end(), normal(match[1])) for match in _QUOTED.finditer(text)]
    named += [(match.end(), name) for name in names for match in re.finditer(re.escape(name), text)]
    for match in _BACK.finditer(text):
        before = [(end, name) for end, name in named if end <= match.start() and name.endswith(match[1])]
        if before and max(before)[1] in names:
            yield match[0].rstrip("、和及")


def _bare(text: str, names: frozenset[str]) -> Iterable[str]:
    for name in names:
        for match in re.finditer(re.escape(name), text):
            if len(name) >= _SHORTEST_BARE and not _GOES_ON.match(text[match.end() :]):
                yield name
