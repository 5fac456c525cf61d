"""A table as an organ published it → rows of a list, by what the user has settled. Pure: the same source and settlements, the same rows.

Nothing is guessed silently: a head that is not known, a word that is none to choose from, a row with a cell missing wait for the user's word;
what was filled down is marked; what is left out is set aside with its reason.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from sanxiang.catalogue import amounts, heads, words
from sanxiang.catalogue.columns import COLUMNS, column, needed
from sanxiang.catalogue.heads import IGNORED, Head
from sanxiang.catalogue.vocabulary import choices
from sanxiang.law import money
from sanxiang.law.reading import tight
from sanxiang.sheets import plain
from sanxiang.sheets.reading import Row

_TOTAL = re.compile(r"^(?:合计|总计|小计|共计|总数)(?:[:：].*)?$")
_GROUP = re.compile(r"^(?:第?[一二三四五六七八九十百]+[、.．章节部分]|[(（][一二三四五六七八九十]+[)）])\s*(.*)$")
_LEADING_NUMBER = re.compile(r"^(\d{1,5})[、.．\s]\s*(.+)$", re.DOTALL)
_PARTING = re.compile(r"[,，;；、\n]|(?<=[%家户个次])\s+")
_PERSON = re.compile(r"(?:个人|公民|自然人)[^\d一-九]{0,12}?([\d.,]+\s*[万千百亿]?元)")
_ENTITY = re.compile(r"(?:单位|法人|企业|组织)[^\d一-九]{0,12}?([\d.,]+\s*[万千百亿]?元)")
_SHOWN = 60
SHORT = {"lead": "缺开头的格：沿用上一行", "tail": "缺末尾的格：沿用上一行", "end": "缺末尾的格：留空"}


class Sheet(msgspec.Struct):
    """A sheet as kept while its import is being settled: rows of (number, cells, places that merged cells filled)."""

    name: str = ""
    rows: list[tuple[int, list[str], list[int]]] = []


class Source(msgspec.Struct):
    """What was brought in: a text, or the sheets of a file."""

    name: str = ""
    text: str = ""
    sheets: list[Sheet] = []


class Settled(msgspec.Struct):
    """What the user has settled. `columns`: place → target. `short`, `rows`: what a row that lacks cells means (lead, tail, end, or the place of
    the merged column), for all and for single rows (also skip). `group`: the column that group titles fill. `words`: column → text → word."""

    shape: str = ""
    sheet: int = 0
    header: int = 0
    columns: dict[str, str] = {}
    fill: list[str] = []
    short: str = ""
    rows: dict[str, str] = {}
    group: str = ""
    constants: dict[str, str] = {}
    words: dict[str, dict[str, str]] = {}
    renumber: bool = False


class Made(msgspec.Struct, frozen=True):
    """A row that was understood: its cells in words, and the columns whose text was filled down."""

    number: int
    cells: dict[str, str]
    filled: frozenset[str]


class Aside(msgspec.Struct, frozen=True):
    """A row that was set aside, why, and whether the user may say what it lacks."""

    number: int
    text: str
    reason: str
    short: bool = False


class Question(msgspec.Struct, frozen=True):
    """Words of a column that are none to choose from, each to be settled."""

    column: str
    texts: tuple[str, ...]


class Understood(msgspec.Struct, frozen=True):
    """What a source says so far. `open_`: what must be settled before it can become a draft, in words."""

    shape: str
    header: int
    heads: tuple[Head, ...]
    blanks: dict[int, int]
    rows: list[Made]
    aside: list[Aside]
    questions: list[Question]
    lacking: tuple[str, ...]
    open_: list[str]
    groups: int = 0


def understand(kind: str, source: Source, settled: Settled) -> Understood:
    """The rows that the source holds for a list of this kind, and what the user has yet to settle."""
    shape, rows, ragged = _rows(source, settled)
    header = heads.find(kind, rows, settled.header)
    if header is None:
        aside = [Aside(row.number, _text(row), "没有找到表头，不能知道各栏是什么") for row in rows]
        return Understood(shape, 0, (), {}, [], aside, [], (), ["没有找到表头：请指定表头所在的行，或者换一种分隔方式"])
    told = tuple(_settled(head, settled) for head in header.heads)
    titles = [Aside(row.number, _text(row), "表头以上的标题和说明") for row in rows[: header.at]]
    reader = _Reader(kind, told, settled, ragged)
    reader.begin(rows[: header.at])
    body = list(reader.read(rows[header.at + header.height :]))
    made = _numbered([each for each in body if isinstance(each, Made)], settled)
    aside = titles + [each for each in body if isinstance(each, Aside)]
    questions = _questions(kind, made)
    lacking = tuple(name for name in sorted(needed(kind)) if not any(name in row.cells for row in made))
    return Understood(
        shape, rows[header.at].number, told, reader.blanks, made, aside, questions, lacking,
        [f"第{head.place + 1}栏“{head.title or '（没有表头）'}”是什么" for head in told if not head.target and reader.holds(head.place)]
        + [f"“{column(kind, question.column).head}”栏有{len(question.texts)}种写法不能识别" for question in questions],
        reader.groups,
    )  # fmt: skip


def _rows(source: Source, settled: Settled) -> tuple[str, list[Row], bool]:
    """The shape, the rows, and whether rows may lack cells."""
    if source.sheets:
        sheet = source.sheets[min(max(settled.sheet, 0), len(source.sheets) - 1)]
        return "", [Row(number, cells, frozenset(spread)) for number, cells, spread in sheet.rows], False
    shape = settled.shape if settled.shape in plain.SHAPES else plain.shape(source.text)
    return shape, plain.rows(source.text, shape), True


def _settled(head: Head, settled: Settled) -> Head:
    target = settled.columns.get(str(head.place))
    return head if target is None else msgspec.structs.replace(head, target=target, sure=bool(target))


def _text(row: Row) -> str:
    return " ｜ ".join(dict.fromkeys(cell for cell in row.cells if cell))


class _Reader:
    """Reads the rows below a header, remembering the row above and the group they stand in."""

    def __init__(self, kind: str, told: Sequence[Head], settled: Settled, ragged: bool) -> None:
        self.kind, self.heads, self.settled, self.ragged = kind, told, settled, ragged
        self.above: list[str] = []
        self.group, self.groups = "", 0
        self.blanks: dict[int, int] = {}
        self._held: set[int] = set()

    def holds(self, place: int) -> bool:
        """Whether any row has something in this column."""
        return place in self._held

    def begin(self, above: Sequence[Row]) -> None:
        """The last group title above the header is that of the first rows."""
        for row in above:
            if len(set(row.cells)) == 1:
                self._lone(row.cells[0])

    def read(self, rows: Sequence[Row]) -> Iterator[Made | Aside]:
        for row in rows:
            if not any(row.cells):
                continue
            if reason := self._no_row(row):
                yield Aside(row.number, _text(row), reason)
                continue
            placed = self._placed(row)
            if isinstance(placed, Aside):
                yield placed
                continue
            cells, filled = placed
            cells, filled = self._filled_down(cells, filled)
            self.above = cells
            yield self._made(row.number, cells, filled)

    def _no_row(self, row: Row) -> str:
        own = [cell for place, cell in enumerate(row.cells) if cell and place not in row.spread]
        if self.settled.rows.get(str(row.number)) == "skip":
            return "按您的选择不导入"
        if sum(tight(cell) == head.title for cell, head in zip(row.cells, self.heads, strict=False) if cell) * 2 > len(own) > 1:
            return "重复的表头"
        if any(_TOTAL.match(cell) for cell in own[:2]):
            return "合计行"
        if len(own) == 1 and len(self.heads) > 1 and str(row.number) not in self.settled.rows:
            return self._lone(own[0])
        return ""

    def _lone(self, text: str) -> str:
        if title := _GROUP.match(text):
            self.group, self.groups = title[1] or text, self.groups + 1
            return f"分组标题，已填入“{column(self.kind, self.settled.group).head}”" if self.settled.group else "分组标题"
        return "整行只有一段文字，可能是说明，也可能是上一行没写完的内容"

    def _placed(self, row: Row) -> tuple[list[str], set[int]] | Aside:
        """The cells at their columns and the places taken from above, or why that is not known."""
        width, cells = len(self.heads), list(row.cells)
        if any(cells[width:]):
            return Aside(row.number, _text(row), f"有{len(cells)}格，比表头的{width}格多，不能确定各格是什么")
        if len(cells) >= width or not self.ragged:
            return (cells + [""] * width)[:width], set(row.spread)
        missing = width - len(cells)
        how = self.settled.rows.get(str(row.number)) or self.settled.short
        if how == "end":
            return cells + [""] * missing, set()
        start = {"lead": 0, "tail": len(cells)}.get(how, int(how) if how.isdecimal() else -1)
        if start < 0 or start > len(cells) or not self.above:
            return Aside(row.number, _text(row), f"只有{len(cells)}格，比表头的{width}格少，不能确定缺的是哪一格", short=True)
        return cells[:start] + self.above[start : start + missing] + cells[start:], set(range(start, start + missing))

    def _filled_down(self, cells: list[str], filled: set[int]) -> tuple[list[str], set[int]]:
        for place, cell in enumerate(cells):
            if cell:
                self._held.add(place)
                continue
            self.blanks[place] = self.blanks.get(place, 0) + 1
            if str(place) in self.settled.fill and self.above and self.above[place]:
                cells[place] = self.above[place]
                filled.add(place)
        return cells, filled

    def _made(self, number: int, cells: Sequence[str], filled: set[int]) -> Made:
        made: dict[str, str] = {}
        marks: set[str] = set()
        for head in self.heads:
            text = words.clean(cells[head.place])
            if not text or head.target in ("", IGNORED):
                continue
            for name, part in split(head.target, text).items():
                made[name] = f"{made[name]}\n{part}" if name in made else part
                marks |= {name} if head.place in filled else set()
        if self.settled.group and self.group and self.settled.group not in made:
            made[self.settled.group] = self.group
            marks.add(self.settled.group)
        for name, text in self.settled.constants.items():
            if text and name not in made:
                made[name] = text
        type = self._word("type", made.get("type", ""), "")
        return Made(number, {name: self._word(name, text, type) for name, text in made.items()}, frozenset(marks))

    def _word(self, name: str, text: str, type: str) -> str:
        """The word of a choice that a text means: as settled by the user, or the same but for an ending such as 类. `type`: the row's, in words."""
        if chosen := self.settled.words.get(name, {}).get(text):
            return chosen
        known = of_type(self.kind, name, type)
        flat = tight(text)
        return next((word for word in known.values() if flat in (tight(word), tight(word) + "类")), text)


def of_type(kind: str, name: str, type: str) -> dict[str, str]:
    """The choices of a column for a row whose type is given in words."""
    value = next((value for value, word in choices(kind, "type").items() if word == type), "")
    return choices(kind, name, value)


def split(target: str, text: str) -> dict[str, str]:
    """A cell for its column; one that holds two columns is parted where both parts can be read, else it stays whole in the first."""
    if "+" not in target:
        return {target: text}
    first, second = target.split("+")
    return _SPLIT[target](text) or {first: text}


def _ratio_and_frequency(text: str) -> dict[str, str]:
    parts = [part for part in _PARTING.split(text) if part.strip()]
    ratio = [part for part in parts if amounts.ratio(part).ok]
    often = [part for part in parts if amounts.frequency(part).ok]
    return {"ratio": ratio[0], "frequency": often[0]} if len(ratio) == len(often) == 1 and len(parts) == 2 else {}


def _person_and_entity(text: str) -> dict[str, str]:
    person, entity = _PERSON.findall(text), _ENTITY.findall(text)
    if len(person) != 1 or len(entity) != 1 or not all(money.parse(each).ok for each in (*person, *entity)):
        return {}
    return {"from_person": words.amount(person[0]), "from_entity": words.amount(entity[0])}


def _code_and_name(text: str) -> dict[str, str]:
    found = _LEADING_NUMBER.match(text)
    return {"code": found[1], "name": found[2].strip()} if found else {"name": text}


_SPLIT: Mapping[str, Callable[[str], dict[str, str]]] = {
    "ratio+frequency": _ratio_and_frequency,
    "from_person+from_entity": _person_and_entity,
    "code+name": _code_and_name,
}


def _numbered(rows: list[Made], settled: Settled) -> list[Made]:
    """With the rows' own codes, or numbered anew from 1 where the user wants that."""
    if not settled.renumber:
        return rows
    return [
        msgspec.structs.replace(row, cells=row.cells | {"code": str(at)}, filled=row.filled - {"code"}) for at, row in enumerate(rows, 1)
    ]


def _questions(kind: str, rows: Sequence[Made]) -> list[Question]:
    found = []
    for each in COLUMNS[kind]:
        if each.form != "choice":
            continue
        if not choices(kind, each.name):
            continue
        told = [(row.cells[each.name], row.cells.get("type", "")) for row in rows if row.cells.get(each.name)]
        strange = dict.fromkeys(text for text, type in dict.fromkeys(told) if text not in of_type(kind, each.name, type).values())
        found += [Question(each.name, tuple(strange)[:_SHOWN])] if strange else []
    return found


def cells(understood: Understood) -> list[dict[str, Any]]:
    """The rows for the editor: their cells, and under `""` the columns that were filled down."""
    return [dict(row.cells) | ({"": " ".join(sorted(row.filled))} if row.filled else {}) for row in understood.rows]
