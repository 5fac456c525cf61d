"""The templates: data that an organ can replace, read from YAML and checked before anybody relies on them.

The vocabulary is closed (docs/document-templates.md). A template names the fields that it prints and their types;
one that could print a hole, or a field that it does not declare, is refused when it is read.
"""

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import yaml

from sanxiang.casework.documents.values import FORMATS, TYPES

PACKAGED = Path(__file__).parent / "templates"
PARTS = "parts.yaml"
FORMS = frozenset({"letter", "form", "notes", "cover"})
WORDS = frozenset({"header", "title", "number", "heading", "line", "paragraph", "small"})
BLOCKS = WORDS | {"items", "signatures", "table", "questions", "seal", "break", "part", "blocks"}
TERMS = frozenset({"when", "unless", "each"})
FORGIVING = frozenset({"table", "signatures"})  # blocks in which an empty place is a place to fill in by hand
PLACEHOLDER = re.compile(r"\{([a-z_0-9.]+)(?::([a-z]+))?\}")
OFFICER = {"name": "姓名", "certificate": "执法证号"}
COUNTERS = frozenset({"n", "cn"})

Raw = dict[str, Any]


class BadTemplate(Exception):
    """A template file that cannot be used; the message (Chinese) says which, and what is wrong."""


class Field(msgspec.Struct, frozen=True):
    """A value that a template prints. `path` is `decision.amount`, or `evidence[].name` for a column of rows."""

    path: str
    label: str
    type: str = "text"
    required: bool = True


class Template(msgspec.Struct, frozen=True):
    """A document as an organ prints it; `article` is the provision that prescribes it."""

    id: str
    title: str
    internal: bool
    article: str
    form: str
    fields: tuple[Field, ...]
    blocks: tuple[Raw, ...]
    margin: tuple[str, ...] = ()

    def field(self, path: str) -> Field | None:
        return next((field for field in self.fields if field.path == path), None)


class Library(msgspec.Struct, frozen=True):
    """The templates of the folders, in order of their ids."""

    templates: Mapping[str, Template]

    def get(self, template_id: str) -> Template:
        try:
            return self.templates[template_id]
        except KeyError:
            raise BadTemplate(f"没有名为 {template_id} 的文书模板。可用的模板：{'、'.join(self.templates)}。") from None


@functools.lru_cache(maxsize=64)
def library(*folders: Path) -> Library:
    """Read the packaged templates and over them, file by file and part by part, those of an organ's own folders.

    Raises BadTemplate for a file that is no template. The result is kept: templates do not change while the program runs.
    """
    files = {path.name: path for folder in (PACKAGED, *folders) for path in sorted(folder.rglob("*.yaml")) if path.name != PARTS}
    parts: Raw = {}
    for folder in (PACKAGED, *folders):
        if (folder / PARTS).exists():
            parts |= read(folder / PARTS)
    found = [template(path, parts) for path in files.values()]
    return Library({each.id: each for each in sorted(found, key=lambda each: each.id)})


def read(path: Path) -> Raw:
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)  # noqa: S506
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadTemplate(f"文书模板 {path.name} 不是有效的 YAML：{error}") from None
    if not isinstance(content, dict):
        raise BadTemplate(f"文书模板 {path.name} 应当是“名称: 值”的形式。")
    return content


def template(path: Path, parts: Raw) -> Template:
    """The template of a file, its parts put in, checked."""
    raw = read(path)
    try:
        blocks = list(expand(raw["blocks"], parts))
        used = {name for block in raw["blocks"] for name in parts_of(block)}
        fields = {p: d for name in sorted(used) for p, d in parts[name]["fields"].items()} | raw["fields"]
        made = Template(
            id=raw["id"],
            title=raw["title"],
            internal=raw["internal"],
            article=raw["article"],
            form=raw["form"],
            fields=tuple(declared(fields)),
            blocks=tuple(blocks),
            margin=tuple(raw.get("margin", ())),
        )
        check(made)
    except (KeyError, AttributeError, TypeError) as error:
        raise BadTemplate(f"文书模板 {path.name} 缺少或写错了 {error}。") from None
    except ValueError as error:
        raise BadTemplate(f"文书模板 {path.name}：{error}") from None
    return made


def declared(fields: Mapping[str, str]) -> Iterator[Field]:
    """The fields of a template; officers are rows of a name and a certificate without saying so."""
    for path, declaration in fields.items():
        made = field(path, declaration)
        yield made
        if made.type == "officers":
            yield from (Field(f"{path}[].{column}", f"{made.label}的{label}") for column, label in OFFICER.items())


def field(path: str, declaration: str) -> Field:
    """`罚款数额, money, optional` → label, type (text when not given), required unless optional."""
    label, *rest = (word.strip() for word in declaration.split(","))
    kinds = [word for word in rest if word != "optional"]
    if len(kinds) > 1 or not set(kinds) <= TYPES:
        raise ValueError(f"字段 {path} 的类型 {kinds} 不认识，可用：{'、'.join(sorted(TYPES))}。")
    return Field(path, label, kinds[0] if kinds else "text", "optional" not in rest)


def parts_of(block: Raw) -> Iterator[str]:
    if "part" in block:
        yield block["part"]
    for inner in block.get("blocks", ()):
        yield from parts_of(inner)


def expand(blocks: Iterable[Raw], parts: Raw) -> Iterator[Raw]:
    """The blocks with each `part: name` replaced by a group of that part's blocks."""
    for block in blocks:
        if unknown := set(block) - BLOCKS - TERMS:
            raise ValueError(f"不认识的词 {'、'.join(sorted(unknown))}。")
        if len(set(block) & BLOCKS) != 1:
            raise ValueError(f"一个段落只能有一种内容：{block}。")
        inner = parts[block["part"]]["blocks"] if "part" in block else block.get("blocks")
        if inner is None:
            yield block
        else:
            yield {key: value for key, value in block.items() if key in TERMS} | {"blocks": list(expand(inner, parts))}


def check(made: Template) -> None:
    """Refuse a template that prints an undeclared field, or one that may be missing where a hole would be read as text."""
    if made.form not in FORMS:
        raise ValueError(f"版式 {made.form} 不认识，可用：{'、'.join(sorted(FORMS))}。")
    sure = frozenset(field.path for field in made.fields if field.required)
    for block in made.blocks:
        check_block(made, block, sure, "")


def check_block(made: Template, block: Raw, sure: frozenset[str], rows: str) -> None:
    """`sure` are the paths that surely have a value here; `rows` is the path that `each` walks, if any."""
    rows = block.get("each", rows)
    for path in [*paths(block, "when"), *paths(block, "unless"), *paths(block, "each")]:
        require_declared(made, path, rows)
    sure = sure | {resolve(path, rows) for path in paths(block, "when")}
    for inner in block.get("blocks", ()):
        check_block(made, inner, sure, rows)
    kind = next(iter(set(block) & BLOCKS))
    if kind == "blocks":
        return
    for text, forgiving, row_rows in texts(block[kind], kind in FORGIVING, rows):
        for path, form in PLACEHOLDER.findall(text):
            if path in COUNTERS:
                continue
            found = require_declared(made, path, row_rows)
            if (found.type, form) not in FORMATS:
                raise ValueError(f"字段 {path}（{found.type}）不能写成 {form or '文字'}。")
            if not forgiving and resolve(path, row_rows) not in sure:
                raise ValueError(f"字段 {path} 可以不填，印出它的段落应当加上 when: {path}。")


def paths(block: Raw, term: str) -> list[str]:
    """The paths of a term, which may be one or a list."""
    given = block.get(term, [])
    return [given] if isinstance(given, str) else list(given)


def resolve(path: str, rows: str) -> str:
    """`item.name` within `each: evidence` is the field evidence[].name."""
    return f"{rows}[].{path.removeprefix('item.')}" if path.startswith("item.") else path


def require_declared(made: Template, path: str, rows: str) -> Field:
    found = made.field(resolve(path, rows))
    if found is None:
        raise ValueError(f"用到了没有声明的字段 {path}，请写进 fields。")
    return found


def texts(content: Any, forgiving: bool, rows: str) -> Iterator[tuple[str, bool, str]]:
    """Every string within a block's content, with the rows that it is repeated over."""
    if isinstance(content, str):
        yield content, forgiving, rows
    elif isinstance(content, list):
        for inner in content:
            yield from texts(inner, forgiving, rows)
    elif isinstance(content, dict):
        rows = content.get("each", rows)
        for key, inner in content.items():
            if key not in TERMS:
                yield from texts(inner, forgiving, rows)
