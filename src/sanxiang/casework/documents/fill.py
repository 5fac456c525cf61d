"""Fill a template with the values of a case: the only place where text of users enters a document."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import msgspec

from sanxiang.casework.documents import model
from sanxiang.casework.documents.library import BLOCKS, PLACEHOLDER, Field, Raw, Template, paths, resolve
from sanxiang.casework.documents.values import FORMATS, chinese, is_missing, moment
from sanxiang.record.refusal import Invalid

Values = Mapping[str, Any]
AFTER = tuple("。，；、：）")
# A number that somebody typed before an entry, which the list numbers itself: 1. 2、 3） （4） (not 1.5米).
TYPED_NUMBER = re.compile(r"^\s*(?:\d{1,2}(?:[.．](?!\d)|[、)）])|[（(]\d{1,2}[)）])\s*")


class Incomplete(Invalid):
    """The values lack something that the template must print, or hold what cannot be printed as declared.

    `missing` are the labels (Chinese) of the fields that are empty; `fields` maps each field's path to what is wrong with it.
    """

    def __init__(self, template: Template, missing: dict[str, str], wrong: dict[str, str]) -> None:
        lacks = f"还缺：{'、'.join(missing.values())}" if missing else ""
        message = f"不能生成《{template.title}》，{'；'.join(filter(None, [lacks, *wrong.values()]))}。"
        fields = {path: f"请填写{label}。" for path, label in missing.items()} | wrong
        super().__init__(message, fields=fields, article=template.article, next="请补填或者更正后再生成。")
        self.missing = tuple(missing.values())


class Scope(msgspec.Struct, frozen=True):
    """What a placeholder can see: the values, and within `each` the row with its number."""

    template: Template
    values: Values
    rows: str = ""
    item: Values = {}
    n: int = 0

    def value(self, path: str) -> Any:
        if path.startswith("item."):
            return look_up(self.item, path.removeprefix("item."))
        return look_up(self.values, path)

    def field(self, path: str) -> Field:
        found = self.template.field(resolve(path, self.rows))
        assert found is not None, path  # the library has checked it
        return found

    def show(self, path: str, form: str) -> str:
        if path in ("n", "cn"):
            return str(self.n) if path == "n" else chinese(self.n)
        value = self.value(path)
        return "" if is_missing(value) else FORMATS[self.field(path).type, form](value)

    def fill(self, text: str) -> str:
        """The text with its places filled. A full stop that somebody typed gives way to the punctuation that the template has there."""

        def shown(found: re.Match[str]) -> str:
            told = self.show(found[1], found[2] or "")
            return told.removesuffix("。") if text[found.end() : found.end() + 1] in AFTER else told

        return PLACEHOLDER.sub(shown, text)

    def holds(self, raw: Raw) -> bool:
        return all(map(self.has, paths(raw, "when"))) and not any(map(self.has, paths(raw, "unless")))

    def has(self, path: str) -> bool:
        value = self.value(path)
        return value is not False and not is_missing(value)

    def each(self, raw: Raw) -> Iterator["Scope"]:
        """The scopes in which a block or a row stands: one, or one for each row of `each`; none when `when` fails."""
        if "each" not in raw:
            scopes = [self]
        else:
            rows = self.value(raw["each"]) or ()
            scopes = [Scope(self.template, self.values, raw["each"], as_row(item), n) for n, item in enumerate(rows, 1)]
        return (scope for scope in scopes if scope.holds(raw))


def as_row(item: Any) -> Values:
    """A row of a list. One that was typed as a line of text is its own name."""
    return item if isinstance(item, Mapping) else {"name": item}


def look_up(values: Any, path: str) -> Any:
    for name in path.split("."):
        if not isinstance(values, Mapping):
            return None
        values = values.get(name)
    return values


def render(template: Template, values: Values) -> model.Document:
    """The document of a template with the values of a case.

    Values nest as the paths of the template's fields do. Dates are dates or ISO text, money a decimal or its text.
    Raises Incomplete naming every required field that is empty and every value that does not fit its type.
    """
    refuse_incomplete(template, values)
    blocks = tuple(pieces(template.blocks, Scope(template, values)))
    borne = look_up(values, "document.date")
    date = moment(borne).date().isoformat() if borne and template.field("document.date") else ""
    return model.Document(template.id, template.title, template.internal, template.form, blocks, template.margin, date)


def refuse_incomplete(template: Template, values: Values) -> None:
    missing: dict[str, str] = {}
    wrong: dict[str, str] = {}
    for field in template.fields:
        for path, label, value in occurrences(field, values):
            if is_missing(value):
                missing |= {path: label} if field.required else {}
            elif problem := misfit(field, value):
                wrong[path] = f"{label}{problem}"
    if missing or wrong:
        raise Incomplete(template, missing, wrong)


def occurrences(field: Field, values: Values) -> Iterator[tuple[str, str, Any]]:
    """The field's path, label and value, or those of each row for a column of rows."""
    rows, column, name = field.path.partition("[].")
    if not column:
        yield field.path, field.label, look_up(values, field.path)
        return
    found = look_up(values, rows)
    for n, row in enumerate(found if isinstance(found, list | tuple) else (), 1):
        yield f"{rows}[{n}].{name}", f"{field.label}（第{n}项）", look_up(as_row(row), name)


def misfit(field: Field, value: Any) -> str:
    """What keeps the value from being printed as its type, or nothing."""
    if field.type in ("rows", "officers"):
        return "" if isinstance(value, list | tuple) else "应当逐项填写"
    try:
        FORMATS[field.type, ""](value)
    except ValueError as error:
        return str(error)
    return ""


def pieces(blocks: Iterable[Raw], scope: Scope) -> Iterator[model.Piece]:
    for raw in blocks:
        kind = next(iter(set(raw) & BLOCKS))
        for inner in scope.each(raw):
            if kind == "blocks":
                yield from pieces(raw["blocks"], inner)
            else:
                yield from MAKERS[kind](raw[kind], inner)


def single(block: type[Any]) -> Callable[[str, Scope], Iterator[model.Piece]]:
    def make(text: str, scope: Scope) -> Iterator[model.Piece]:
        if filled := " ".join(scope.fill(text).split("\n")):
            yield block(filled)

    return make


def flowing(block: type[Any]) -> Callable[[str, Scope], Iterator[model.Piece]]:
    """A block of running text: each line of what a user typed is a paragraph of its own."""

    def make(text: str, scope: Scope) -> Iterator[model.Piece]:
        yield from (block(line.strip()) for line in scope.fill(text).split("\n") if line.strip())

    return make


def items(raw: Any, scope: Scope) -> Iterator[model.Piece]:
    """A list of texts, or `{each: rows, entry: text}`."""
    listed = [(entry, scope) for entry in raw] if isinstance(raw, list) else [(raw["entry"], inner) for inner in scope.each(raw)]
    yield model.Items(tuple(TYPED_NUMBER.sub("", inner.fill(entry)) for entry, inner in listed))


def signatures(raw: list[Any], scope: Scope) -> Iterator[model.Piece]:
    lines = [
        signature(line, inner)
        for line in raw
        for inner in scope.each(line if isinstance(line, dict) else {})
    ]  # fmt: skip
    yield model.Signatures(tuple(lines))


def signature(raw: Any, scope: Scope) -> model.Signature:
    """`检查人员签名`, or `{label: …, name: …, date: …, dated: false}`."""
    if isinstance(raw, str):
        return model.Signature(scope.fill(raw))
    show = {key: scope.fill(raw[key]) for key in ("label", "name", "date") if key in raw}
    return model.Signature(**show, dated=raw.get("dated", True))


def table(raw: Raw, scope: Scope) -> Iterator[model.Piece]:
    """Rows of alternating labels and values; with `head`, a list under column titles instead."""
    widths = tuple(raw["widths"])
    head = [tuple(model.Cell(scope.fill(title), label=True) for title in raw["head"])] if "head" in raw else []
    rows = [row(cells, inner, widths, bool(head)) for cells, inner in table_rows(raw["rows"], scope)]
    blank = [tuple(model.Cell("") for _ in widths)] * max(0, raw.get("least", 0) - len(rows))
    yield model.Table(widths, tuple(head + rows + blank), head=len(head))


def table_rows(rows: list[Any], scope: Scope) -> Iterator[tuple[list[Any], Scope]]:
    for raw in rows:
        if isinstance(raw, list):
            yield raw, scope
        else:
            yield from ((raw["row"], inner) for inner in scope.each(raw))


def row(cells: list[Any], scope: Scope, widths: tuple[int, ...], listed: bool) -> tuple[model.Cell, ...]:
    """The cells of a row; the last one takes the columns that are left."""
    last = len(cells) - 1
    return tuple(cell(raw, scope, not listed and n % 2 == 0, len(widths) - last if n == last else 1) for n, raw in enumerate(cells))


def cell(raw: Any, scope: Scope, label: bool, span: int) -> model.Cell:
    """A text, or `{text, lines, label, centred, sign}`."""
    given: Raw = {"text": raw} if isinstance(raw, str) else raw
    return model.Cell(
        scope.fill(given.get("text", "")),
        label=given.get("label", label),
        span=span,
        lines=given.get("lines", 1),
        centred=given.get("centred", False),
        signature=signature(given["sign"], scope) if "sign" in given else None,
    )


def questions(raw: Raw, scope: Scope) -> Iterator[model.Piece]:
    """`{each: rows, question: …, answer: …}`, or `{text: …}` as it is typed: lines that begin with 问： and 答：."""
    if "text" in raw:
        yield from transcript(scope.fill(raw["text"]))
    else:
        yield model.Questions(tuple(model.Pair(inner.fill(raw["question"]), inner.fill(raw["answer"])) for inner in scope.each(raw)))


def transcript(text: str) -> Iterator[model.Piece]:
    before, *asked = re.split(r"^\s*问[：:]", text, flags=re.MULTILINE)
    yield from (model.Paragraph(line.strip()) for line in before.split("\n") if line.strip())
    halves = (re.split(r"^\s*答[：:]", each, maxsplit=1, flags=re.MULTILINE) for each in asked)
    pairs = tuple(model.Pair(half[0].strip(), "".join(half[1:]).strip()) for half in halves)
    if pairs:
        yield model.Questions(pairs)


def seal(raw: Raw, scope: Scope) -> Iterator[model.Piece]:
    yield model.Seal(scope.fill(raw["organ"]), scope.fill(raw["date"]))


def page_break(raw: Any, scope: Scope) -> Iterator[model.Piece]:
    yield model.Break()


MAKERS: dict[str, Callable[[Any, Scope], Iterator[model.Piece]]] = {
    "header": single(model.Header),
    "title": single(model.Title),
    "number": single(model.Number),
    "heading": single(model.Heading),
    "line": flowing(model.Line),
    "paragraph": flowing(model.Paragraph),
    "small": flowing(model.Small),
    "items": items,
    "signatures": signatures,
    "table": table,
    "questions": questions,
    "seal": seal,
    "break": page_break,
}
