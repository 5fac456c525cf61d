"""An organ's own words of a document: a row of its list of templates, laid into the frame of the packaged template whose words it replaces.

The frame stays: header, number, remedies, seal, signatures. The organ writes the running text; places are named by the labels of the template's
fields (`{当事人}`) or by their paths. What the packaged text must print, the organ's text must print too: words may be added, nothing dropped.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from sanxiang.casework.documents.fill import render
from sanxiang.casework.documents.library import PLACEHOLDER, BadTemplate, Field, Raw, Template, check, library, texts
from sanxiang.casework.documents.model import Document
from sanxiang.catalogue.kinds import TemplateRow
from sanxiang.catalogue.words import Fault
from sanxiang.law.packs import Law
from sanxiang.record.refusal import Refused

# What a place of each type shows in a specimen; text shows its label.
SPECIMENS: dict[str, Any] = {
    "kind": "organisation", "flag": True, "number": "〔数〕", "date": "2026-01-01", "moment": "2026-01-01T09:00", "money": "1000",
    "names": ["〔名称〕"], "officers": [{"name": "〔姓名〕", "certificate": "〔执法证号〕"}],
}  # fmt: skip
PLACE = re.compile(r"\{([^{}:：]+)(?:[:：]([a-z]+))?\}")


def titles() -> dict[str, str]:
    """Id → title of the packaged templates whose running text an organ may write itself."""
    return {each.id: each.title for each in library().templates.values() if any(_is_text(block) for block in each.blocks)}


def places(template: Template) -> dict[str, Field]:
    """Label → field of what the running text may print; labels that two fields share are left to their paths."""
    plain = [field for field in template.fields if "[]" not in field.path and field.type != "rows"]
    labels = [field.label for field in plain]
    return {field.label: field for field in plain if labels.count(field.label) == 1} | {field.path: field for field in plain}


def template(row: TemplateRow) -> Template:
    """The template that a row makes. Raises BadTemplate saying what is wrong and what would be right."""
    base = library().get(row.code)
    if not any(_is_text(block) for block in base.blocks):
        raise BadTemplate(f"{base.title}是固定格式的表格，正文不能改写；可改写的有：{'、'.join(titles().values())}")
    own = [_paragraph(line, base) for line in row.body.split("\n") if line.strip()]
    if lost := _lost(base, own):
        raise BadTemplate(f"正文没有写出{'、'.join(lost)}：{base.title}依{base.article}须写明，不能省去")
    first = next(at for at, block in enumerate(base.blocks) if _is_text(block))
    frame = [block for block in base.blocks[first:] if not _is_text(block)]
    blocks = (*({**block, "title": row.name} if "title" in block else block for block in base.blocks[:first]), *own, *frame)
    made = msgspec.structs.replace(base, title=row.name, blocks=blocks)
    try:
        check(made)
    except ValueError as error:
        raise BadTemplate(str(error)) from error
    return made


def specimen(row: TemplateRow) -> Document:
    """The document that a row makes, each place printed as its label: a preview for whoever writes it. Raises BadTemplate."""
    made = template(row)
    values: dict[str, Any] = {}
    for field in made.fields:
        if "[]" in field.path:
            continue
        *rooms, name = field.path.split(".")
        room = values
        for each in rooms:
            room = room.setdefault(each, {})
        room[name] = SPECIMENS.get(field.type, f"〔{field.label}〕")
        if field.type == "rows":
            columns = [each.path.removeprefix(f"{field.path}[].") for each in made.fields if each.path.startswith(f"{field.path}[].")]
            room[name] = [dict.fromkeys(columns, "〔…〕")] if columns else []
    return render(made, values)


def specimens(rows: Sequence[dict[str, Any]]) -> Iterator[Document]:
    """The specimens of the rows that make a document; the others have their faults told at their cells."""
    for each in rows:
        try:
            yield specimen(msgspec.convert(each, TemplateRow))
        except (BadTemplate, msgspec.ValidationError, ValueError, Refused):
            continue


def _is_text(block: Raw) -> bool:
    return "paragraph" in block


def _paragraph(line: str, base: Template) -> Raw:
    """A paragraph with its places as paths; it is left out where a value that may be missing is."""
    known, used = places(base), []

    def path(match: re.Match[str]) -> str:
        field = known.get(match[1].strip())
        if field is None:
            raise BadTemplate(f"“{match[0]}”不是{base.title}中有的内容；可用：{'、'.join(label for label in known if '.' not in label)}")
        used.append(field)
        return f"{{{field.path}:{match[2]}}}" if match[2] else f"{{{field.path}}}"

    text = PLACE.sub(path, line.strip())
    if re.search(r"[{}]", PLACE.sub("", line)):
        raise BadTemplate(f"“{line[:20]}…”中的花括号没有成对")
    optional = [field.path for field in used if not field.required]
    return {"paragraph": text} | ({"when": optional} if optional else {})


def _lost(base: Template, own: Sequence[Raw]) -> list[str]:
    """The labels of what the packaged text must print and the own text does not; how the party is addressed (你、你单位) is no fact."""
    printed = {found for block in own for found in _printed(block)}
    must = dict.fromkeys(found for block in base.blocks if _is_text(block) for found in _printed(block))
    return [field.label for path in must if path not in printed and (field := base.field(path)) and field.required and field.type != "kind"]


def _printed(block: Raw) -> Iterator[str]:
    yield from (path for text, _, _ in texts(block.get("paragraph", ""), False, "") for path, _ in PLACEHOLDER.findall(text))


def faults(rows: Sequence[TemplateRow], law: Law) -> list[Fault]:
    """What is wrong with the rows of 执法文书模板: also that a document has a step that makes it. For `catalogue.checks`."""
    found = []
    for at, row in enumerate(rows):
        if row.code not in titles():
            found.append(Fault(at, "code", f"没有可改写的文书“{row.code}”；可选：{'、'.join(titles().values())}"))
            continue
        try:
            template(row)
        except BadTemplate as error:
            found.append(Fault(at, "body", str(error)))
    return found
