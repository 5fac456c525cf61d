"""行政强制措施, walked from the first sight to the archive: 查封扣押, urgent and not, 冻结; and who may not."""

import datetime

import pytest

import cast
import every_type
from dated import Dated
from sanxiang.casework import queries, services
from sanxiang.disclosure import services as disclosure
from sanxiang.record.refusal import NotAllowed, Refused

pytestmark = pytest.mark.django_db
MARCH = datetime.date(2026, 3, 2)
ON_SITE = {
    "urgent": False, "party_present": True, "rights_told": True, "heard": True, "recorded": True, "signed": True, "list_given": True, "involved": True,
    "spares_necessities": True, "first_to_seal": True, "filmed": True, "certificate_shown": True, "qualified": True,
}  # fmt: skip


@pytest.fixture
def seen(people: cast.Cast) -> Dated:
    """A case of sealing and detaining, just begun."""
    every_type.items(people)
    return Dated(people, "compulsory_measure", "ordinary", MARCH, source="inspection")


@pytest.fixture
def frozen(people: cast.Cast) -> Dated:
    every_type.items(people)
    walk = Dated(people, "compulsory_measure", "freeze", MARCH, source="monitoring")
    walk.take("measure_apply", measure="freeze")
    walk.take("freeze", authorised=True, first_to_freeze=True, recorded=True, amount="500000", involved_amount="500000", until="2026-04-01")
    return walk


def detained(walk: Dated) -> Dated:
    walk.take("measure_apply", measure="detain")
    walk.take("seize", **ON_SITE | {"measure": "detain", "until": "2026-04-01"})
    return walk


def test_a_detention_from_its_approval_to_the_archive(seen: Dated) -> None:
    walk = detained(seen)
    walk.on(3, 3).take("seize_keep", cost_borne=True)
    walk.on(3, 5).take("testing", until="2026-03-15", informed=True)
    disclosure.publish(walk.people.discloser, walk.case, happened=datetime.date(2026, 3, 20), backfill="补录")
    number = walk.on(4, 10).take("seize_extend", days=30, until="2026-05-11", informed=True).number
    walk.on(4, 10).take("serve", manner="direct", received="2026-04-10")
    walk.on(4, 20).take("seize_sell", manner="auction", amount="860")
    walk.on(5, 11).take("seize_release", ground="decided", returned=True)
    walk.on(5, 12).take("close", ground="released")
    walk.on(5, 13).take("archive", retention="y10")
    assert number == "安城管强措延字〔2026〕1号"
    assert walk.findings() == []
    assert walk.made() >= {
        "measure_approval", "seizure_decision", "measure_record", "testing_notice", "seizure_extension", "proof_of_service", "seizure_release",
        "dossier_cover", "dossier_catalogue",
    }  # fmt: skip


def test_an_urgent_detention_is_approved_afterwards_and_the_goods_are_confiscated(seen: Dated) -> None:
    walk = seen
    walk.take("seize", **ON_SITE | {"urgent": True, "party_present": False, "witness": "王某", "until": "2026-04-01"})
    walk.take("seize_approve", granted=True)
    walk.on(3, 20).take("seize_settle", manner="confiscate", document="安城管罚决字〔2026〕9号")
    disclosure.publish(walk.people.discloser, walk.case, happened=datetime.date(2026, 3, 23), backfill="补录")
    walk.on(3, 24).take("close", ground="settled")
    assert walk.findings() == []
    assert walk.made() >= {"urgent_measure_approval", "seized_goods_disposal"}


def test_goods_go_with_a_case_that_is_transferred_for_crime(seen: Dated) -> None:
    walk = detained(seen)
    walk.on(3, 10).take("transfer", to="安州市公安局", goods_transferred=True, informed=True)
    walk.on(3, 11).take("close", ground="transferred")
    assert "goods_transfer_notice" in walk.made()


def test_accounts_are_frozen_extended_and_released(frozen: Dated) -> None:
    walk = frozen
    walk.on(3, 5).take("freeze_decide", served="2026-03-05", remedies=True)
    disclosure.publish(walk.people.discloser, walk.case, happened=datetime.date(2026, 3, 20), backfill="补录")
    walk.on(4, 1).take("freeze_extend", days=30, until="2026-05-01", informed=True)
    walk.on(4, 20).take("freeze_release", ground="no_violation", bank_told=True, party_told=True)
    walk.on(4, 21).take("close", ground="released")
    walk.on(4, 22).take("archive", retention="y30")
    assert walk.findings() == []
    assert walk.made() >= {
        "measure_approval", "freeze_notice", "freeze_record", "freeze_decision", "freeze_extension", "freeze_release_decision", "freeze_release_notice",
    }  # fmt: skip


def test_the_money_of_a_frozen_account_is_dealt_with(frozen: Dated) -> None:
    frozen.on(3, 20).take("freeze_settle", manner="transfer", document="安罚决字〔2026〕1号", amount="500000")
    frozen.take("close", ground="settled")
    assert "freeze_disposal" in frozen.made()


# ── who may not ──


def test_nothing_is_detained_without_the_heads_approval_unless_it_is_urgent(seen: Dated) -> None:
    with pytest.raises(Refused, match="报请批准") as refused:
        seen.take("seize", **ON_SITE)
    assert "行政强制法" in refused.value.article


def test_the_handler_does_not_approve_what_he_asked_for(seen: Dated) -> None:
    form = queries.form(seen.people.handler, seen.case, "measure_apply")
    values = every_type.filled(seen.people, form.fields, {}, seen.day)
    done = services.take_step(seen.people.handler, seen.case, "measure_apply", values)
    assert done.waiting == "head"
    with pytest.raises(NotAllowed):
        services.approve(seen.people.handler, seen.case, done.proposal)


def test_an_urgent_measure_is_not_approved_by_who_took_it(seen: Dated) -> None:
    seen.take("seize", **ON_SITE | {"urgent": True, "until": "2026-04-01"})
    with pytest.raises(NotAllowed):
        seen.take("seize_approve", person=seen.people.handler, granted=True)


def test_what_others_sealed_and_what_a_family_lives_on_is_left(seen: Dated) -> None:
    seen.take("measure_apply", measure="detain")
    for key, says in (("first_to_seal", "重复查封"), ("spares_necessities", "生活必需品"), ("involved", "无关")):
        with pytest.raises(Refused, match=says):
            seen.take("seize", **ON_SITE | {key: False})


def test_an_extension_beyond_thirty_days_is_refused(seen: Dated) -> None:
    detained(seen)
    with pytest.raises(Refused, match="不得超过30日"):
        seen.on(3, 20).take("seize_extend", days=31, until="2026-05-02", informed=True)


def test_an_extension_after_the_time_has_run_out_is_refused(seen: Dated) -> None:
    detained(seen)
    with pytest.raises(Refused, match="届满"):
        seen.on(4, 2).take("seize_extend", days=10, until="2026-04-11", informed=True)


def test_more_than_the_unlawful_sum_is_not_frozen(people: cast.Cast) -> None:
    every_type.items(people)
    walk = Dated(people, "compulsory_measure", "freeze", MARCH)
    walk.take("measure_apply", measure="freeze")
    with pytest.raises(Refused, match="冻结数额超过"):
        walk.take("freeze", authorised=True, first_to_freeze=True, amount="500000.01", involved_amount="500000")
    with pytest.raises(Refused, match="只能由法律规定的行政机关"):
        walk.take("freeze", authorised=False, first_to_freeze=True, amount="1", involved_amount="500000")


def test_a_case_is_not_closed_while_goods_are_held(seen: Dated) -> None:
    detained(seen)
    with pytest.raises(Refused, match="解除"):
        seen.on(3, 20).take("close", ground="released")
