"""A case against two parties (共同违法), walked from the notice to the close: each is told, charged, served and paid for by itself."""

import datetime
from typing import Any

import pytest

import cast
import walks
from sanxiang.casework import families, listed, overnight, queries, services
from sanxiang.casework import joint as joint_cases
from sanxiang.casework.documents import plain
from sanxiang.casework.models import Case, Decision, Document, Party, Step
from sanxiang.casework.rows import row_of
from sanxiang.catalogue.kinds import ReviewRow
from sanxiang.law import packs, timeline
from sanxiang.law.owed import owed
from sanxiang.record.refusal import Invalid, Refused
from sanxiang.review import services as review

pytestmark = pytest.mark.django_db
SECOND = {"kind": "person", "name": "周某乙", "address": "安州市新安路9号", "born": "1980-01-01"}


@pytest.fixture
def joint(people: cast.Cast) -> walks.Walk:
    walk = walks.Walk(people).file().inspect()
    services.add_party(people.handler, walk.case, SECOND)
    return walk


def shares(walk: walks.Walk, first: str = "2000", second: str = "1000") -> list[dict[str, Any]]:
    ids = sorted(Party.objects.filter(case=walk.case).values_list("id", flat=True), key=lambda id: not id.endswith(":party"))
    return [{"party": id, "kinds": ["fine"], "fine": fine} for id, fine in zip(ids, (first, second), strict=True)]


def told(fields: dict[str, Any], walk: walks.Walk, **sums: str) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name not in ("kinds", "fine")} | {"shares": shares(walk, **sums)}


def notified(walk: walks.Walk, **sums: str) -> walks.Walk:
    walk.take("investigation_report", **told(walks.REPORT, walk, **sums))
    names = ("facts_text", "grounds_text", "basis_text")
    fields = {name: walks.REPORT[name] for name in names} | dict.fromkeys(("facts", "grounds", "basis", "rights"), True)
    walk.approved("notify", **told(fields | {"hearing_offered": False}, walk, **sums))
    walk.take("waive", what="both", statement="放弃陈述申辩")
    return walk


def decided(walk: walks.Walk, **sums: str) -> walks.Walk:
    draft = told(walks.DRAFT, walk, **sums)
    walk.done = submitted(walk, draft)
    walk.agree()
    walk.take("decide", walk.people.head, **(draft | walks.DECIDE))
    return walk


def submitted(walk: walks.Walk, draft: dict[str, Any]) -> Any:
    return review.submit(walk.people.handler, walk.case, draft, walks.MATERIALS)


def words(walk: walks.Walk, template: str) -> str:
    row = Document.objects.filter(case=walk.case, template=template, state="").order_by("id").last()
    assert row is not None
    return plain.text(queries.as_document(row))


def test_the_form_asks_for_each_party_and_not_for_the_whole(joint: walks.Walk) -> None:
    form = queries.form(joint.people.handler, joint.case, "notify")
    names = [field.name for field in form.fields]
    assert "shares" in names
    assert not {"kinds", "fine", "gains", "goods_value"} & set(names)
    paying = queries.form(joint.people.handler, joint.case, "pay")
    assert [choice.label for choice in next(field for field in paying.fields if field.name == "party").choices] == [
        "安州某某商贸有限公司",
        "周某乙",
    ]


def test_a_case_with_one_party_is_asked_for_neither(people: cast.Cast) -> None:
    walk = walks.Walk(people)
    for act in ("notify", "decide", "pay", "serve"):
        assert not {"shares", "party"} & {field.name for field in queries.form(people.handler, walk.case, act).fields}


def test_the_shares_are_added_up(joint: walks.Walk) -> None:
    notified(joint)
    step = Step.objects.get(case=joint.case, act="notify")
    assert (step.fields["fine"], step.fields["kinds"]) == ("3000", ["fine"])


def test_a_whole_that_is_another_is_refused(joint: walks.Walk) -> None:
    with pytest.raises(Invalid, match="合计3000元，总额写的是3001元"):
        joint.take("investigation_report", **(told(walks.REPORT, joint) | {"fine": "3001"}))


def test_a_party_that_is_left_out_is_refused(joint: walks.Walk) -> None:
    joint.take("investigation_report", **told(walks.REPORT, joint))
    fields = {name: walks.REPORT[name] for name in ("facts_text", "grounds_text", "basis_text")}
    fields |= dict.fromkeys(("facts", "grounds", "basis", "rights"), True) | {"hearing_offered": False, "shares": shares(joint)[:1]}
    with pytest.raises(Refused, match="没有写明对周某乙的处罚"):
        joint.take("notify", **fields)


def test_heavier_for_one_of_them_is_refused_though_the_sum_is_the_same(joint: walks.Walk) -> None:
    notified(joint)
    draft = told(walks.DRAFT, joint, first="1900", second="1100")
    submitted(joint, draft)
    joint.agree()
    with pytest.raises(Refused, match="周某乙：.*决定罚款1100元，高于"):
        joint.take("decide", joint.people.head, **(draft | walks.DECIDE))


def test_shares_that_change_after_the_review_void_it(joint: walks.Walk) -> None:
    notified(joint)
    submitted(joint, told(walks.DRAFT, joint))
    joint.agree()
    with pytest.raises(Refused, match="有改动"):
        joint.take("decide", joint.people.head, **(told(walks.DRAFT, joint, first="1500", second="1000") | walks.DECIDE))


def test_notice_and_decision_print_each_share_with_its_capitals(joint: walks.Walk) -> None:
    decided(notified(joint))
    for template in ("prior_notice", "penalty_decision"):
        text = words(joint, template)
        assert "当事人（二）：周某乙" in text
        assert "居民身份证" not in text.split("当事人（一）")[1].split("当事人（二）")[0]
        assert "罚款人民币贰仟元整（2000元）" in text
        assert "罚款人民币壹仟元整（1000元）" in text
        assert "人民币叁仟元整（3000元）" in text
    assert Decision.objects.get(case=joint.case).fine == 3000


def test_a_summary_decision_prints_each_share_too(people: cast.Cast) -> None:
    walk = walks.summary(people)
    services.add_party(people.handler, walk.case, SECOND)
    given = shares(walk, "200", "100")
    told = {"shares": given, "facts_text": "占道", "basis_text": "依据", "tier_reason": "当场清除"}
    walk.take("notify", **told, facts=True, grounds=True, basis=True, rights=True)
    walk.take("waive", what="plead")
    walk.take(
        "decide", **told, tier_approval="head", outcome="penalty", place="解放路", officers=walk.officers, certificate_shown=True,
        orders_correction=True, remedies=True, reconsideration_first=True, delivered=True, by=walk.officers,
    )  # fmt: skip
    text = words(walk, "summary_decision")
    for part in ("罚款人民币贰佰元整（200元）", "罚款人民币壹佰元整（100元）", "罚款合计：人民币叁佰元整（300元）", "当事人（二）：周某乙"):
        assert part in text


def test_each_is_served_and_pays_and_then_the_case_is_closed(joint: walks.Walk) -> None:
    decided(notified(joint))
    one, two = (share["party"] for share in shares(joint))
    serving = {"manner": "direct", "place": "安州市解放路2号", "officers": joint.officers}
    joint.take("serve", **(serving | {"party": one}))
    assert "受送达人" in words(joint, "proof_of_service")
    assert "周某乙" not in words(joint, "proof_of_service")
    with pytest.raises(Refused, match="周某乙：决定书尚未送达"):
        joint.take("close", ground="executed", content="已缴清")
    joint.take("serve", **(serving | {"party": two}))
    joint.take("pay", party=one, amount="2000")
    with pytest.raises(Refused, match="超过1000"):
        joint.take("pay", party=two, amount="1000.01")
    with pytest.raises(Invalid):
        joint.take("pay", amount="1000")
    with pytest.raises(Refused, match="周某乙：罚款尚未缴清"):
        joint.take("close", ground="executed", content="已缴清")
    joint.take("pay", party=two, amount="1000")
    joint.approved("close", ground="executed", content="已缴清")
    assert Case.objects.get(id=joint.case).status == "closed"


def test_what_each_owes_is_computed(joint: walks.Walk) -> None:
    decided(notified(joint))
    one, two = (share["party"] for share in shares(joint))
    joint.take("serve", manner="direct", place="安州市解放路2号", officers=joint.officers)
    joint.take("pay", party=one, amount="2000")
    told = timeline.parse(queries.timeline_yaml(joint.people.handler, joint.case))
    law, later = packs.load(told.case.packs), told.as_of + datetime.timedelta(days=25)
    first, second, both = owed(law, told, later, 0), owed(law, told, later, 1), owed(law, told, later)
    assert first is not None
    assert second is not None
    assert both is not None
    assert (first.left, second.left, both.left) == (0, 1000, 1000)
    assert second.surcharge == 300
    assert both.total == 1300


def test_the_execution_against_one_of_them_knows_its_share_alone(joint: walks.Walk) -> None:
    decided(notified(joint))
    one, two = (share["party"] for share in shares(joint))
    joint.take("serve", manner="direct", place="安州市解放路2号", officers=joint.officers)
    joint.take("pay", party=one, amount="2000")
    child = Case(line=[joint.case], party_name="周某乙")
    told = {step["act"]: step["fields"] for step in families.inherited(row_of(child))}
    assert told["parent_decide"]["fine"] == "1000"
    assert "parent_pay" not in told
    assert two != one


def test_the_night_judges_it_like_the_day(joint: walks.Walk) -> None:
    decided(notified(joint))
    one, two = (share["party"] for share in shares(joint))
    for party in (one, two):
        joint.take("serve", manner="direct", place="安州市解放路2号", officers=joint.officers, party=party)
    found = overnight.share()
    page = queries.case_page(joint.people.handler, joint.case)
    assert (found.broken, found.renewed) == (0, 0)
    assert found.fatal + found.major + found.minor == len(page.findings)


@pytest.mark.parametrize(
    ("first", "second", "covered"),
    [("40000", "4999", False), ("40000", "5000", True), ("50000", "1", True), ("45001", "4999", True)],
)
def test_the_review_list_counts_each_share_by_its_kind_and_the_sum(first: str, second: str, covered: bool) -> None:
    row = ReviewRow(code="FS-9", type="penalty", name="较大数额罚款", from_person="5000", from_entity="50000")
    parties = [{"id": "c:party", "kind": "organisation", "name": "甲"}, {"id": "p", "kind": "person", "name": "乙"}]
    told = joint_cases.whole(
        {"shares": [{"party": "c:party", "kinds": ["fine"], "fine": first}, {"party": "p", "kinds": ["fine"], "fine": second}]}
    )
    assert listed.covers(row, {"item_code": "X"}, parties, told) is covered
