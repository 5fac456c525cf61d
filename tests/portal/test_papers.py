"""文书核验: whoever holds a document finds out whether it is the one that was issued, and learns nothing of anybody."""

from typing import Any

import pytest
from django.test import Client

import cast
import walks
from sanxiang.casework import sealing, services
from sanxiang.casework.models import Document
from sanxiang.casework.paper_models import PublicDocument
from sanxiang.portal.papers import meant


@pytest.fixture
def paper(db: None, portal_settings: Any) -> PublicDocument:
    walk = walks.Walk(cast.city())
    walk.to_decision()
    found = sealing.issue(Document.objects.get(case=walk.case, template="penalty_decision", state="").id)
    assert found is not None
    return found


def test_the_page_says_what_was_issued_and_nothing_of_the_party(paper: PublicDocument, as_portal: None) -> None:
    page = Client().get(f"/documents/{paper.code}").content.decode()
    for words in (paper.title, paper.number, paper.organ_name, paper.file, paper.text, sealing.fingerprint(paper.text), "没有法律效力"):
        assert words in page
    for personal in ("安州某某商贸有限公司", "冯某", "0990-2000002", "解放路", walks.CAUSE):
        assert personal not in page


def test_the_file_is_compared_in_the_reader_s_own_browser(paper: PublicDocument, as_portal: None) -> None:
    page = Client().get(f"/documents/{paper.code}").content.decode()
    assert f'data-digest="{paper.file}"' in page
    assert 'enctype="multipart/form-data"' not in page


def test_a_code_is_read_off_a_paper_however_it_is_typed(paper: PublicDocument, as_portal: None) -> None:
    typed = f" {paper.code[:4].lower()}-{paper.code[4:8]} {paper.code[8:]}"
    answer = Client().get("/documents", {"code": typed})
    assert answer["Location"] == f"/documents/{paper.code}"
    assert meant("O0IL-ABCD-EFGH") == "0011ABCDEFGH"


@pytest.mark.parametrize("typed", ["", "1234", "x" * 400, "<script>", "'; DROP TABLE", "\x00" * 12, "０１２３４５６７８９ＡＢ"])
def test_what_is_no_code_is_told_so(typed: str, paper: PublicDocument, as_portal: None) -> None:
    assert Client().get("/documents", {"code": typed}).status_code == 200
    assert Client().get("/documents/UUUUUUUUUUUU").status_code == 404
    assert Client().get("/documents/000000000000").status_code == 404


def test_a_decision_that_fell_is_told_before_anything_else(paper: PublicDocument, portal_settings: Any) -> None:
    from sanxiang.organs import queries
    from sanxiang.organs.models import User

    head = queries.person(User.objects.get(username="head"))
    row = Document.objects.get(id=paper.id)
    services.amend(head, row.case, row.step, "annulled", "当事人名称有误")
    assert "这份文书已被作废，不再有效" in Client().get(f"/documents/{paper.code}").content.decode()
