"""Column headers of published penalty tables → the fields of 双公示 (domain.md §3.1), whatever the wording.

A header is brought to its core (half width, no marks, no prefix 行政/税务) and compared with the words people use for each
field: equal first, then within a few typing errors and clearly nearer than to any other field, then containing the words of
one field only. Words of things that are no field (地址, 序号, 办案人员 …) compete too, so that 处罚文件 does not become 处罚文号.
"""

import re
from functools import lru_cache

from sanxiang.law.fields import FIELDS, RIVALS, Field
from sanxiang.law.reading import Reading, half, read, unread

_OTHER_KIND = re.compile("许可|强制|检查|确认|复议|诉讼|信用修复|立案|奖励|给付|征收|合同|采购|招标|告知|听证|撤销")
_UNIT = re.compile(
    r"[(\[【〔]?(?:人民币|单位|金额单位)?[:/、\-]*(亿元|万元|千元|元|角|分)[)\]】〕]?$|[(\[【〔](?:人民币|单位|金额单位)?[:/、]*(亿元|万元|千元|元|角|分)[)\]】〕]"
)
_HINT = re.compile(r"[(\[【〔]?(?:\*|必填项?|选填项?|可选|非必填|yyyy[-/年]?mm[-/月]?dd日?|格式[^)\]】〕]*)[)\]】〕]?", re.IGNORECASE)
_BRACKETED = re.compile(r"[(\[【〔〈<]([^)\]】〕〉>]*)[)\]】〕〉>]")
_PREFIX = re.compile(r"^(?:税务|行政|税务行政)+")
FAR = 99
_CODE = re.compile(r"[A-Z][A-Z0-9_]*")


def parse(text: str) -> Reading:
    """A header → `field` (canonical name), `code`, `unit` of its amounts (元, 万元, … or None). Near two fields or none: not read."""
    flat = "".join(half(text).split())
    if not flat:
        return unread("表头是空的")
    name, unit = _unit(_HINT.sub("", flat))
    field = _by_code(name) or _by_words(name)
    if isinstance(field, str):
        return unread(field)
    return read(field.name, field=field.name, code=field.code, unit=unit)


def _unit(text: str) -> tuple[str, str | None]:
    match = _UNIT.search(text)
    if not match:
        return text, None
    return text[: match.start()] + text[match.end() :], match[1] or match[2]


def _by_code(text: str) -> Field | None:
    return _codes().get(text.upper()) if _CODE.fullmatch(text.upper()) else None


def _by_words(text: str) -> Field | str:
    whole, base = core(text), core(_BRACKETED.sub("", text))
    inside = [core(part) for part in _BRACKETED.findall(text)]
    for form in dict.fromkeys((whole, base)):
        if form and (field := _exact(form)):
            return field
    if not base:
        base, inside = whole, []
    if not base:
        return "表头里没有文字"
    if inside and re.fullmatch("相对人代码[0-9]*", base):
        return _nearest(inside[0])
    near = _nearest(base)
    return _nearest(whole) if isinstance(near, str) and whole != base and whole not in _rivals() else near


def core(text: str) -> str:
    """A header's words alone: no marks, no brackets, no prefix 行政 or 税务."""
    return _PREFIX.sub("", re.sub(r"[\W_]+", "", half(text).lower()))


def _exact(form: str) -> Field | None:
    return _words().get(form)


@lru_cache(4096)
def _nearest(form: str) -> Field | str:
    """The one field whose words are near enough, or the reason why there is none."""
    if form in _rivals():
        return f"“{form}”不是双公示的字段，或者单凭它不能确定是哪个字段"
    if field := _exact(form):
        return field
    if _OTHER_KIND.search(form):
        return f"“{form}”不像行政处罚的字段"
    if field := _clipped(form):
        return field
    ranked = sorted(_gaps(form).items(), key=lambda item: item[1])
    best, gap = ranked[0]
    if gap > _allowed(len(form)):
        return _containing(form)
    if best is None or ranked[1][1] <= gap or _speaks_otherwise(form, best):
        return f"“{form}”与几个字段都相近，不能确定"
    return _named()[best]


def _clipped(form: str) -> Field | None:
    """The field one of whose words lost its first or last character, if it is the only one."""
    owners = {field.name: field for word, field in _words().items() if form in (word[1:], word[:-1])}
    return next(iter(owners.values())) if len(form) > 2 and len(owners) == 1 else None


def _gaps(form: str) -> dict[str | None, int]:
    """The typing errors to each field's nearest word; under None, to the nearest word that is no field's."""
    near = [(word, field.name) for word, field in _words().items() if _comparable(form, word)]
    near += [(word, None) for word in _rivals() if _comparable(form, word)]  # type: ignore[misc]
    gaps: dict[str | None, int] = {None: FAR, "": FAR}
    for word, name in near:
        gaps[name] = min(distance(form, word), gaps.get(name, FAR))
    return gaps


def _comparable(form: str, word: str) -> bool:
    """Whether two words can be within four typing errors at all: only then is it worth counting them."""
    return abs(len(form) - len(word)) < 4 and len(set(form) & set(word)) > min(len(set(form)), len(set(word))) - 4


def _speaks_otherwise(form: str, name: str) -> bool:
    """Whether the header holds a whole word that the field never uses: 处罚决定送达日期 is no typing error of 处罚决定日期."""
    own = [word for word, field in _words().items() if field.name == name]
    strangers = [word for word in (*_words(), *_rivals()) if len(word) > 3 and word in form]
    return any(not any(word in mine for mine in own) for word in strangers)


def _allowed(length: int) -> int:
    """How many typing errors a header of this length may have."""
    return 0 if length < 3 else 1 if length < 6 else 2 if length < 11 else 3


def _containing(form: str) -> Field | str:
    """The field whose words stand inside the header with few others, the longest words winning over those they contain."""
    spans = [(form.find(word), word, field) for word, field in _words().items() if len(word) > 1 and word in form]
    spans += [(form.find(word), word, None) for word in _rivals() if len(word) > 1 and word in form]  # type: ignore[misc]
    maximal = [
        (at, word, field)
        for at, word, field in spans
        if not any(o != word and len(o) > len(word) and s <= at and at + len(word) <= s + len(o) for s, o, _ in spans)
    ]
    fields = {field.name if field else None for _, _, field in maximal}
    covered = len({place for at, word, _ in maximal for place in range(at, at + len(word))})
    if not maximal:
        return f"“{form}”不是认得的字段"
    if len(fields) != 1 or None in fields:
        return f"“{form}”与几个字段都相近，不能确定"
    if len(form) - covered > max(2, covered - 1):
        return f"“{form}”里其他文字太多，不能确定是哪个字段"
    return maximal[0][2]


def distance(one: str, other: str) -> int:
    """Typing errors between two texts: a character left out, added or replaced, or two neighbours exchanged."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]


@lru_cache(1)
def _named() -> dict[str, Field]:
    return {field.name: field for field in FIELDS}


@lru_cache(1)
def _codes() -> dict[str, Field]:
    return {code: field for field in FIELDS for code in (field.code, *field.old_codes) if code}


@lru_cache(1)
def _words() -> dict[str, Field]:
    """Every word in use → its field; the first field that claims a word keeps it."""
    words: dict[str, Field] = {}
    for field in FIELDS:
        for word in (field.name, *field.words):
            words.setdefault(core(word), field)
    return {word: field for word, field in words.items() if word}


@lru_cache(1)
def _rivals() -> frozenset[str]:
    return frozenset(core(word) for word in RIVALS) - _words().keys()


def known_words() -> frozenset[str]:
    """The words, as cores, by which fields are known."""
    return frozenset(_words())
