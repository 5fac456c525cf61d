"""Found by use: documents of a case whose steps were all taken on one day."""

from typing import Any

import pytest

import cast
import walks
from sanxiang.casework import evidence, queries
from sanxiang.casework.models import Document

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(db: None) -> cast.Cast:
    return cast.city()


def words(document: Document) -> str:
    return str(document.content)


def served(people: cast.Cast) -> walks.Walk:
    walk = walks.Walk(people).to_notice()
    walk.take("order_correction", content="立即清除", until="2026-11-30")
    walk.submit().agree().decide()
    walk.take("serve", manner="direct", place="解放路2号", officers=walk.officers)
    return walk


def test_a_proof_of_service_names_the_decision_that_was_served(people: cast.Cast) -> None:
    walk = served(people)
    proof = Document.objects.filter(case=walk.case, template="proof_of_service").last()
    decision = Document.objects.get(case=walk.case, template="penalty_decision", state="")
    assert proof is not None
    assert decision.number in words(proof)
    assert "责令改正" not in words(proof)


def test_documents_stand_in_the_order_of_their_steps(people: cast.Cast) -> None:
    walk = served(people)
    made = [one.template for one in queries.case_page(people.handler, walk.case).documents if not one.state]
    assert made == [
        "filing_approval", "site_record", "investigation_report", "prior_notice", "correction_order", "review_opinion", "penalty_decision",
        "proof_of_service",
    ]  # fmt: skip


def test_a_dossiers_catalogue_lists_papers_in_order_and_evidence_but_not_itself(people: cast.Cast) -> None:
    paper: dict[str, Any] = {
        "kind": "documentary", "title": "现场照片", "collected_at": "2026-11-20T09:10", "place": "解放路", "collector": "赵承办", "proves": "占道",
    }  # fmt: skip
    walk = walks.Walk(people).file().inspect()
    evidence.add(people.handler, walk.case, paper)
    walk.report().notify().submit().agree().decide()
    walk.take("serve", manner="direct", place="解放路2号", officers=walk.officers)
    walk.take("pay", amount="2000")
    walk.approved("close", ground="executed", content="罚款缴清")
    walk.take("archive", retention="y30")
    catalogue = words(Document.objects.get(case=walk.case, template="dossier_catalogue"))
    titles = [
        "立案审批表",
        "现场检查",
        "案件调查终结报告",
        "行政处罚事先告知书",
        "法制审核意见书",
        "行政处罚决定书",
        "结案审批表",
        "证据1：现场照片",
    ]
    places = [catalogue.index(title) for title in titles]
    assert places == sorted(places)
    assert "行政执法案卷" not in catalogue
