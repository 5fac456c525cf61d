"""The document model: what a document of a case says, before anybody decides how it looks.

A document is a tuple of blocks. Each block is rendered three times from the same data: as plain text
(`plain`), as the PDF of record (`typeset`) and as an editable .docx (`word`). All text here is data:
no renderer may read markup in it.
"""

import msgspec

from sanxiang.record import canonical as encoding


class Block(msgspec.Struct, frozen=True, tag_field="block", tag=str.lower):
    """One piece of a document; the tag is the class name in lower case."""


class Header(Block, frozen=True):
    """The name of the organ, in the largest type."""

    text: str


class Title(Block, frozen=True):
    """The name of the document."""

    text: str


class Number(Block, frozen=True):
    """The line of the document number."""

    text: str


class Heading(Block, frozen=True):
    text: str


class Line(Block, frozen=True):
    """Text flush left: an addressee, the party's particulars."""

    text: str


class Paragraph(Block, frozen=True):
    """Running text, first line indented by two characters."""

    text: str


class Items(Block, frozen=True):
    """A numbered list, one entry a paragraph."""

    entries: tuple[str, ...]


class Small(Block, frozen=True):
    """Small print: copies, hints for filling in."""

    text: str


class Signature(msgspec.Struct, frozen=True):
    """A place to sign. Without a name or a date the place stays open, to be filled in by hand."""

    label: str
    name: str = ""
    date: str = ""
    dated: bool = True


class Signatures(Block, frozen=True):
    lines: tuple[Signature, ...]


class Cell(msgspec.Struct, frozen=True):
    """A cell of a table. `span` counts columns, `lines` is the least height in lines of text."""

    text: str
    label: bool = False
    span: int = 1
    lines: int = 1
    centred: bool = False
    signature: Signature | None = None


class Table(Block, frozen=True):
    """Rows over columns of relative `widths`; the first `head` rows come again on every page."""

    widths: tuple[int, ...]
    rows: tuple[tuple[Cell, ...], ...]
    head: int = 0


class Pair(msgspec.Struct, frozen=True):
    question: str
    answer: str


class Questions(Block, frozen=True):
    """Questions and answers of an interview."""

    pairs: tuple[Pair, ...]


class Seal(Block, frozen=True):
    """Where the organ sets its seal: its name over the date."""

    organ: str
    date: str


class Break(Block, frozen=True):
    """A new page."""


Piece = Header | Title | Number | Heading | Line | Paragraph | Items | Small | Signatures | Table | Questions | Seal | Break


class Document(msgspec.Struct, frozen=True):
    """A document ready to be rendered.

    `form` is its general look: letter (to a party), form (a table to approve), notes (taken on site), cover.
    `margin` holds the signatures that stand at the foot of every page of notes, `date` the day (ISO) that the document bears.
    """

    id: str
    title: str
    internal: bool
    form: str
    blocks: tuple[Piece, ...]
    margin: tuple[str, ...] = ()
    date: str = ""


def bears_seal(document: Document) -> bool:
    """Whether the organ's seal stands on it: it goes outside, and its template has a place for the seal."""
    return not document.internal and any(isinstance(block, Seal) for block in document.blocks)


def canonical(document: Document) -> bytes:
    """The document in the record's canonical encoding: what is stored, and what its digest is taken of."""
    return encoding.canonical(msgspec.to_builtins(document))


def parse(stored: bytes) -> Document:
    """The document that `canonical` wrote."""
    return msgspec.json.decode(stored, type=Document)


def digest(document: Document) -> str:
    """SHA-256 (hex) over the canonical encoding: the same words give the same digest, whatever the fonts."""
    return encoding.digest(msgspec.to_builtins(document))
