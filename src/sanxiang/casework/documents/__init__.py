"""Documents of a case: templates as data → a document as blocks → plain text, PDF of record, editable .docx.

    document = documents.render("penalty_decision", values)   # refuses with what is missing, in Chinese
    documents.pdf(document); documents.docx(document); documents.text(document); documents.digest(document)

Pure: nothing here knows of the database or of Django. `docs/document-templates.md` says how an organ writes its own templates.
"""

from pathlib import Path

from sanxiang.casework.documents import fill
from sanxiang.casework.documents.fill import Incomplete, Values
from sanxiang.casework.documents.library import BadTemplate, Field, Template, library
from sanxiang.casework.documents.model import Document, bears_seal, canonical, digest, parse
from sanxiang.casework.documents.plain import text
from sanxiang.casework.documents.typeset import NoFonts, pdf
from sanxiang.casework.documents.word import docx_bytes as docx

__all__ = [
    "BadTemplate",
    "Document",
    "Field",
    "Incomplete",
    "NoFonts",
    "Template",
    "bears_seal",
    "canonical",
    "digest",
    "docx",
    "parse",
    "pdf",
    "render",
    "render_own",
    "template",
    "templates",
    "text",
]


def templates(*folders: Path) -> list[Template]:
    """Every template with the fields that it needs; a file in an organ's own folder stands before the packaged one of that name."""
    return list(library(*folders).templates.values())


def template(template_id: str, *folders: Path) -> Template:
    """One template. Raises BadTemplate when there is none of this id."""
    return library(*folders).get(template_id)


def render(template_id: str, values: Values, *folders: Path) -> Document:
    """The document of a template with the values of a case (nested dicts, as the paths of the template's fields).

    Raises Incomplete (422) naming every missing field and every value that does not fit, BadTemplate for an unknown template.
    """
    return fill.render(template(template_id, *folders), values)


def render_own(own: Template, values: Values) -> Document:
    """The same of an organ's own template (`own.template`)."""
    return fill.render(own, values)
