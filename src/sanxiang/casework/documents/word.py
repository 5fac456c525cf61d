"""The editable .docx of a document, with the fonts by name that Chinese offices have."""

import io
from functools import singledispatch
from typing import Any

import docx
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_BREAK, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from sanxiang.casework.documents import model
from sanxiang.casework.documents.plain import BLANK_DATE, BLANK_NAME

BODY, TITLE = "仿宋_GB2312", "宋体"
SIZES = {"letter": (16, 28), "notes": (14, 25), "form": (12, 20), "cover": (15, 26)}  # type and line, in points
LARGE = {"letter": (26, 22), "notes": (18, 22), "form": (18, 20), "cover": (28, 36)}  # organ and title


class Sheet:
    """The Word document while it is made, with the measures of its form."""

    def __init__(self, document: model.Document) -> None:
        self.form = document.form
        self.size, self.line = SIZES[document.form]
        self.organ_size, self.title_size = LARGE[document.form]
        self.word = docx.Document()
        self.width = set_page(self.word.sections[0], document.form == "letter")
        set_font(self.word.styles["Normal"], BODY, self.size)

    def paragraph(self, text: str = "", **look: Any) -> Any:
        return write(self.word.add_paragraph(), text, **{"size": self.size, "line": self.line} | look)


def docx_bytes(document: model.Document) -> bytes:
    """The document as .docx: the same words as the PDF, to be edited in an office program."""
    sheet = Sheet(document)
    sheet.word.core_properties.title = document.title
    sheet.word.core_properties.author = ""
    for block in document.blocks:
        draw(block, sheet)
    set_footer(sheet, document)
    out = io.BytesIO()
    sheet.word.save(out)
    return out.getvalue()


def set_page(section: Any, letter: bool) -> float:
    """A4 with the margins of the PDF; returns the width of the text in millimetres."""
    section.page_width, section.page_height = Mm(210), Mm(297)
    top, bottom, left, right = (37, 35, 27, 27) if letter else (25, 25, 27, 22)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = Mm(top), Mm(bottom), Mm(left), Mm(right)
    return 210.0 - left - right


def set_font(styled: Any, name: str, size: float, bold: bool = False) -> None:
    """Word chooses the font of a Chinese character by `eastAsia`, not by the font's plain name."""
    styled.font.name, styled.font.size, styled.font.bold = name, Pt(size), bold
    styled.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)


def write(
    paragraph: Any,
    text: str,
    *,
    size: float,
    line: float,
    font: str = BODY,
    bold: bool = False,
    align: Any = ALIGN.JUSTIFY,
    indent: float = 0,
    before: float = 0,
    keep: bool = False,
) -> Any:
    """Put text into a paragraph; `indent` counts characters, the rest points."""
    look = paragraph.paragraph_format
    look.alignment, look.first_line_indent, look.keep_with_next = align, Pt(indent * size), keep
    look.space_before, look.space_after = Pt(before), Pt(0)
    look.line_spacing_rule, look.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(max(line, size * 1.3))
    add_run(paragraph, text, size, font, bold)
    return paragraph


def add_run(paragraph: Any, text: str, size: float, font: str = BODY, bold: bool = False, underline: bool = False) -> None:
    for number, part in enumerate(text.split("\n")):
        run = paragraph.add_run()
        if number:
            run.add_break()
        run.text += part
        run.underline = underline
        set_font(run, font, size, bold)


def sign(paragraph: Any, line: model.Signature, size: float) -> None:
    """Label and name or a line to sign on, then the day or its blanks."""
    add_run(paragraph, f"{line.label}：", size)
    add_run(paragraph, line.name or BLANK_NAME * 2, size, underline=not line.name)
    if line.dated:
        add_run(paragraph, "　" + (line.date or BLANK_DATE), size)


def set_footer(sheet: Sheet, document: model.Document) -> None:
    """第1页　共2页 as fields that Word keeps, under the signatures that notes want on every page."""
    if document.form == "cover":
        return
    footer = sheet.word.sections[0].footer
    paragraph = footer.paragraphs[0]
    if document.margin:
        write(paragraph, "　".join(f"{label}：{BLANK_NAME * 2}" for label in document.margin), size=10.5, line=18, align=ALIGN.LEFT)
        paragraph = footer.add_paragraph()
    write(paragraph, "第", size=10.5, line=16, align=ALIGN.CENTER)
    add_field(paragraph, "PAGE")
    add_run(paragraph, "页　共", 10.5)
    add_field(paragraph, "NUMPAGES")
    add_run(paragraph, "页", 10.5)


def add_field(paragraph: Any, instruction: str) -> None:
    """A run that Word computes, put into its field after it is written like any other."""
    add_run(paragraph, "1", 10.5)
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    field.append(paragraph.runs[-1]._r)
    paragraph._p.append(field)


@singledispatch
def draw(block: model.Block, sheet: Sheet) -> None:
    raise TypeError(f"no way to draw {block}")


@draw.register
def _(block: model.Header, sheet: Sheet) -> None:
    sheet.paragraph(block.text, size=sheet.organ_size, font=TITLE, bold=True, align=ALIGN.CENTER, keep=True)


@draw.register
def _(block: model.Title, sheet: Sheet) -> None:
    before = 90 if sheet.form == "cover" else 6
    made = sheet.paragraph(block.text, size=sheet.title_size, font=TITLE, bold=True, align=ALIGN.CENTER, before=before, keep=True)
    made.paragraph_format.space_after = Pt(60 if sheet.form == "cover" else 10)


@draw.register
def _(block: model.Number, sheet: Sheet) -> None:
    letter = sheet.form == "letter"
    made = sheet.paragraph(block.text, align=ALIGN.CENTER if letter else ALIGN.RIGHT, keep=True)
    made.paragraph_format.space_after = Pt(12 if letter else 4)


@draw.register
def _(block: model.Heading, sheet: Sheet) -> None:
    sheet.paragraph(block.text, bold=True, indent=2, keep=True)


@draw.register
def _(block: model.Line, sheet: Sheet) -> None:
    sheet.paragraph(block.text)


@draw.register
def _(block: model.Paragraph, sheet: Sheet) -> None:
    sheet.paragraph(block.text, indent=2)


@draw.register
def _(block: model.Items, sheet: Sheet) -> None:
    for number, entry in enumerate(block.entries, 1):
        sheet.paragraph(f"{number}. {entry}", indent=2)


@draw.register
def _(block: model.Small, sheet: Sheet) -> None:
    sheet.paragraph(block.text, size=10.5, line=16, before=12)


@draw.register
def _(block: model.Signatures, sheet: Sheet) -> None:
    for number, line in enumerate(block.lines):
        sign(sheet.paragraph(align=ALIGN.LEFT, before=4 if number else sheet.line), line, sheet.size)


@draw.register
def _(block: model.Questions, sheet: Sheet) -> None:
    for pair in block.pairs:
        sheet.paragraph(f"问：{pair.question}", bold=True)
        sheet.paragraph(f"答：{pair.answer}")


@draw.register
def _(block: model.Seal, sheet: Sheet) -> None:
    for number, words in enumerate((block.organ, "（印章）", block.date)):
        made = sheet.paragraph(words, align=ALIGN.RIGHT, before=0 if number else sheet.line, keep=number < 2)
        made.paragraph_format.right_indent = Pt(2 * sheet.size)


@draw.register
def _(block: model.Break, sheet: Sheet) -> None:
    sheet.paragraph().add_run().add_break(WD_BREAK.PAGE)


@draw.register
def _(block: model.Table, sheet: Sheet) -> None:
    table = sheet.word.add_table(rows=len(block.rows), cols=len(block.widths), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    unit = sheet.width / sum(block.widths)
    for column, width in zip(table.columns, block.widths, strict=True):
        column.width = Mm(width * unit)
    for row, cells in zip(table.rows, block.rows, strict=True):
        draw_row(row, cells, [width * unit for width in block.widths], sheet)
    for row in list(table.rows)[: block.head]:
        row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def draw_row(row: Any, cells: tuple[model.Cell, ...], widths: list[float], sheet: Sheet) -> None:
    row.height_rule, row.height = WD_ROW_HEIGHT_RULE.AT_LEAST, Pt(max(cell.lines for cell in cells) * sheet.line + 8)
    boxes = row.cells
    column = 0
    for cell in cells:
        box = boxes[column] if cell.span == 1 else boxes[column].merge(boxes[column + cell.span - 1])
        box.width = Mm(sum(widths[column : column + cell.span]))
        column += cell.span
        draw_cell(box, cell, sheet)


def draw_cell(box: Any, cell: model.Cell, sheet: Sheet) -> None:
    middle = cell.label or cell.centred
    box.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.TOP if cell.signature else WD_CELL_VERTICAL_ALIGNMENT.CENTER
    look: dict[str, Any] = {"size": sheet.size, "line": sheet.line, "align": ALIGN.CENTER if middle else ALIGN.LEFT, "bold": cell.label}
    write(box.paragraphs[0], cell.text, **look)
    if cell.signature:
        room = max(0, cell.lines - 2) * sheet.line
        sign(write(box.add_paragraph(), "", size=sheet.size, line=sheet.line, align=ALIGN.RIGHT, before=room), cell.signature, sheet.size)
