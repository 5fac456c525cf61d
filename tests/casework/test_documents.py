"""Every template, rendered three ways, says the same; and says nothing that it was not given."""

import io
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import docx
import pytest

from casework.document_values import values
from sanxiang.casework import documents
from sanxiang.casework.documents import typeset

IDS = [template.id for template in documents.templates()]
needs_fonts = pytest.mark.skipif(not list(typeset.FONTS.glob("*.ttf")), reason="run make setup: no fonts in web/fonts")
# What a user may type: markup of typst, Word and templates, controls, a bidi override, emoji, a name beyond the fonts, a very long word.
HOSTILE = (
    "#set page(width: 1pt) $x^2$ \\ ] *粗* _斜_ @ref <label> `raw` // 注 /* */ {organ.name} ]]> <w:t>&amp;\x00\x07\ud800\u202e😀𠮷"
    + "A" * 300
)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def words_of_docx(made: bytes) -> str:
    """Paragraphs and cells in reading order, without the footer."""
    body = docx.Document(io.BytesIO(made)).element.body
    return squeezed("".join(node.text or "" for node in body.iter() if node.tag.endswith("}t")))


def words_of_pdf(made: bytes, folder: Path) -> str:
    """All words of the pages without what stands at the foot of each."""
    (folder / "made.pdf").write_bytes(made)
    text = subprocess.run(["pdftotext", "-raw", folder / "made.pdf", "-"], capture_output=True, text=True, check=True).stdout
    assert "\u200b" not in text
    return re.sub(r"第\d+页共\d+页", "", squeezed(text))


def without_margin(words: str, document: documents.Document) -> str:
    return words.replace("".join(f"{label}：" for label in document.margin), "") if document.margin else words


def spoilt(value: object, text: str) -> object:
    """The same values with the text behind every text that no type reads."""
    if isinstance(value, dict):
        return {key: spoilt(each, text) for key, each in value.items()}
    if isinstance(value, list):
        return [spoilt(each, text) for each in value]
    return f"{value}{text}" if isinstance(value, str) and re.search("[一-鿿]", value) else value


@pytest.mark.parametrize("name", IDS)
def test_docx_says_what_the_text_says(name: str) -> None:
    document = documents.render(name, values())
    assert words_of_docx(documents.docx(document)) == squeezed(documents.text(document))


@needs_fonts
@pytest.mark.parametrize("name", IDS)
def test_pdf_says_what_the_text_says(name: str, tmp_path: Path) -> None:
    document = documents.render(name, values())
    assert without_margin(words_of_pdf(documents.pdf(document), tmp_path), document) == squeezed(documents.text(document))


@pytest.mark.parametrize("name", IDS)
def test_hostile_text_is_only_text_in_docx(name: str) -> None:
    document = documents.render(name, spoilt(values(), HOSTILE))
    made = documents.docx(document)
    assert words_of_docx(made) == squeezed(documents.text(document))
    assert "{organ.name}" in documents.text(document)


@needs_fonts
@pytest.mark.parametrize("name", IDS)
def test_hostile_text_is_only_text_in_pdf(name: str, tmp_path: Path) -> None:
    document = documents.render(name, spoilt(values(), HOSTILE))
    words = words_of_pdf(documents.pdf(document), tmp_path)
    assert squeezed("#set page(width: 1pt) $x^2$ \\ ] *粗* _斜_ @ref <label> `raw` // 注 /* */ {organ.name}") in words
    assert "〔U+1F600〕〔U+20BB7〕" in words


@needs_fonts
def test_pdf_is_an_archive_pdf_with_its_fonts_and_always_the_same() -> None:
    document = documents.render("penalty_decision", values())
    made = documents.pdf(document)
    assert made == documents.pdf(document)
    assert b"pdfaid:part>2<" in made
    assert b"pdfaid:conformance>B<" in made
    assert b"/FontFile" in made


def test_pdf_without_fonts_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(documents.NoFonts, match="make setup"):
        documents.pdf(documents.render("closing_approval", values()), tmp_path)


def test_docx_names_the_east_asian_fonts() -> None:
    made = docx.Document(io.BytesIO(documents.docx(documents.render("penalty_decision", values()))))
    named = {node.get(docx.oxml.ns.qn("w:eastAsia")) for node in made.element.body.iter(docx.oxml.ns.qn("w:rFonts"))}
    assert named == {"仿宋_GB2312", "宋体"}


def test_docx_numbers_its_pages() -> None:
    made = docx.Document(io.BytesIO(documents.docx(documents.render("penalty_decision", values()))))
    footer = ElementTree.tostring(ElementTree.fromstring(made.sections[0].footer._element.xml), encoding="unicode")
    assert "PAGE" in footer
    assert "NUMPAGES" in footer


def test_digest_follows_the_words_and_nothing_else() -> None:
    first, again = (documents.render("penalty_decision", values()) for _ in range(2))
    assert documents.digest(first) == documents.digest(again)
    changed = values()
    changed["decide"]["fine"] = "2000.01"
    assert documents.digest(documents.render("penalty_decision", changed)) != documents.digest(first)


def test_a_stored_document_is_the_same_when_read_again() -> None:
    document = documents.render("seizure_decision", values())
    assert documents.parse(documents.canonical(document)) == document


def test_documents_are_made_without_settings_and_database() -> None:
    code = (
        "from casework.document_values import values; from sanxiang.casework import documents; from django.conf import settings;"
        "documents.docx(documents.render('penalty_decision', values())); assert not settings.configured"
    )
    tests = Path(__file__).parent.parent
    subprocess.run([sys.executable, "-c", code], check=True, cwd=tests, env={"PATH": "", "PYTHONPATH": str(tests)})
