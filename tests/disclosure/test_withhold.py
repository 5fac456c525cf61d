"""不予公开."""

import pytest

import cast
import walks
from disclosure.published import CHILD, LAST_DAY, START, decided, record_is_whole
from sanxiang.casework import queries as casework
from sanxiang.casework import services as casework_services
from sanxiang.casework.models import Due
from sanxiang.disclosure import queries, services
from sanxiang.disclosure.models import GROUNDS, Publication, PublicDecision
from sanxiang.record.refusal import Invalid, NotAllowed, NotFound, Refused

pytestmark = pytest.mark.django_db
REASON = "当事人作案时不满十八周岁"


def dues(case: str) -> list[str]:
    return list(Due.objects.filter(case=case, rule__startswith="PUB-06").values_list("rule", flat=True))


def test_a_minors_decision_is_withheld_and_is_no_longer_due(people: cast.Cast) -> None:
    case = decided(people, CHILD)
    services.withhold(people.discloser, case, "minor", REASON)
    state = Publication.objects.get()
    assert (state.state, state.ground, state.reason) == ("withheld", "minor", REASON)
    assert not PublicDecision.objects.exists()
    assert queries.duties(people.discloser) == []
    assert record_is_whole()


@pytest.mark.parametrize("ground", sorted(GROUNDS))
def test_on_every_ground_nothing_stays_overdue(people: cast.Cast, ground: str) -> None:
    case = decided(people)
    assert dues(case) == ["PUB-06b"]
    services.withhold(people.discloser, case, ground, "涉及商业秘密")
    assert dues(case) == []
    casework_services.rebuild_dues()
    assert dues(case) == []
    assert "PUB-06b" not in {finding.rule for finding in casework.case_page(people.handler, case).findings}


def test_withheld_may_be_published_later(people: cast.Cast) -> None:
    case = decided(people)
    services.withhold(people.discloser, case, "related_case", "关联案件正在查处")
    services.publish(people.discloser, case)
    assert Publication.objects.get().state == "published"
    assert Publication.objects.get().ground == ""
    assert record_is_whole()


def test_a_ground_and_a_reason_are_needed(people: cast.Cast) -> None:
    case = decided(people)
    for ground, reason, wrong in (("", "", {"ground", "reason"}), ("none", "x", {"ground"}), ("minor", " ", {"reason"})):
        with pytest.raises(Invalid) as refusal:
            services.withhold(people.discloser, case, ground, reason)
        assert {name for name, text in refusal.value.fields.items() if text} == wrong


def test_what_is_published_is_withdrawn_not_withheld(people: cast.Cast) -> None:
    case = decided(people)
    services.publish(people.discloser, case, happened=LAST_DAY, backfill=walks.LATE)
    with pytest.raises(Refused, match="已经公示"):
        services.withhold(people.discloser, case, "secret", "涉及商业秘密")


def test_it_is_not_withheld_twice_nor_before_the_decision(people: cast.Cast) -> None:
    case = decided(people)
    services.withhold(people.discloser, case, "secret", "涉及商业秘密", key="k")
    services.withhold(people.discloser, case, "secret", "涉及商业秘密", key="k")
    with pytest.raises(Refused, match="已登记不予公开"):
        services.withhold(people.discloser, case, "secret", "涉及商业秘密")
    with pytest.raises(Refused, match="还没有作出决定"):
        services.withhold(people.discloser, walks.Walk(people, START).case, "secret", "涉及商业秘密")


def test_only_a_discloser_of_the_organ_withholds(people: cast.Cast) -> None:
    case = decided(people)
    for name in ("handler", "reviewer", "head", "supervisor", "admin"):
        with pytest.raises(NotAllowed):
            services.withhold(getattr(people, name), case, "minor", REASON)
    with pytest.raises(NotFound):
        services.withhold(people.outsider, case, "minor", REASON)


@pytest.mark.parametrize("step", ["disclose", "withhold", "withdraw"])
def test_no_case_says_that_it_was_published_unless_it_was(step: str) -> None:
    """The steps of disclosure are taken by disclosure alone; a handler cannot just note them."""
    from sanxiang.casework import taking

    assert taking.ELSEWHERE[step] == "公示"
