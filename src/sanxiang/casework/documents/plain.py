"""The plain text of a document: what digests of wording, redaction and publication work on."""

from functools import singledispatch

from sanxiang.casework.documents.model import Block, Break, Cell, Document, Items, Questions, Seal, Signature, Signatures, Table


def text(document: Document) -> str:
    """The words of the document in reading order, a paragraph or a table row a line; page numbers are not words."""
    return "\n".join(filter(None, (words(block) for block in document.blocks))) + "\n"


def signed(line: Signature) -> str:
    """A place to sign in words: 执法人员：陈安　2026年11月21日, with blanks where nobody has signed."""
    day = (line.date or BLANK_DATE) if line.dated else ""
    return f"{line.label}：{line.name or BLANK_NAME}　{day}".rstrip("　")


BLANK_NAME = "　　　　"
BLANK_DATE = "　　年　　月　　日"


@singledispatch
def words(block: Block) -> str:
    """One block in words. A block with a single text needs no rule of its own."""
    return str(getattr(block, "text", ""))


@words.register
def _(block: Items) -> str:
    return "\n".join(f"{number}. {entry}" for number, entry in enumerate(block.entries, 1))


@words.register
def _(block: Signatures) -> str:
    return "\n".join(map(signed, block.lines))


@words.register
def _(block: Table) -> str:
    return "\n".join("\t".join(map(cell_words, row)) for row in block.rows)


@words.register
def _(block: Questions) -> str:
    return "\n".join(f"问：{pair.question}\n答：{pair.answer}" for pair in block.pairs)


@words.register
def _(block: Seal) -> str:
    return f"{block.organ}\n（印章）\n{block.date}"


@words.register
def _(block: Break) -> str:
    return ""


def cell_words(cell: Cell) -> str:
    return cell.text if cell.signature is None else f"{cell.text}\n{signed(cell.signature)}".lstrip("\n")
