"""What becomes of a licence: changed, renewed, renewed by silence, revoked, cancelled; each a case of its own that springs from the permit."""

import datetime
import pathlib

import pytest

import cast
import every_type
import permits
from casework.test_permit_walks import lawful, made, text
from sanxiang.casework import licences
from sanxiang.casework.models import Licence
from sanxiang.record.refusal import Refused

pytestmark = pytest.mark.django_db
START = datetime.date(2026, 6, 1)
UNTIL = datetime.date(2026, 9, 30)


@pytest.fixture(autouse=True)
def log(settings: object, tmp_path: pathlib.Path) -> None:
    settings.VAR = tmp_path  # type: ignore[attr-defined]


@pytest.fixture
def organ(people: cast.Cast) -> cast.Cast:
    every_type.items(people)
    return people


def stands(organ: cast.Cast) -> str:
    """How the one licence stands."""
    row = Licence.objects.filter(state="").latest("at")
    return licences.standings([row], datetime.date(2026, 9, 1))[0].state


def test_a_change_takes_over_what_the_licence_says(organ: cast.Cast) -> None:
    first = permits.granted(organ, START, UNTIL)
    number = Licence.objects.get().number
    walk = permits.Permit(organ, "change", first.day, first.case, content="占用面积由二十平方米变更为三十平方米", ours=True)
    walk.accepted().examined(site_required=False, proposal="change").later(1)
    walk.take("decide", outcome="change", grounds_text="符合条件。", content="占用三十平方米")
    assert "变更" in text("permit_change")
    assert number in text("permit_change")
    walk.later(1).take("issue")
    newest = Licence.objects.latest("at")
    assert (newest.number, newest.content, newest.valid_until) == (number, "占用三十平方米", UNTIL)
    assert len(licences.page(organ.handler).lines) == 1
    lawful(walk)


def test_a_change_of_another_organ_s_licence_is_not_accepted(organ: cast.Cast) -> None:
    walk = permits.Permit(organ, "change", START, permits.granted(organ, START, UNTIL).case, ours=False)
    walk.day = datetime.date(2026, 6, 8)
    with pytest.raises(Refused, match="作出许可决定的行政机关"):
        walk.take("accept")


def test_a_licence_is_renewed_before_it_ends(organ: cast.Cast) -> None:
    first = permits.granted(organ, START, UNTIL)
    walk = permits.Permit(organ, "renewal", datetime.date(2026, 8, 20), first.case, ours=True)
    walk.accepted().examined(site_required=False, proposal="renew")
    with pytest.raises(Refused, match="尚未届满"):
        walk.take("deem_renewed", valid_from="2026-10-01", reason="x")
    walk.later(1).take(
        "decide",
        outcome="renew",
        grounds_text="继续符合条件。",
        content="占用二十平方米",
        valid_from="2026-10-01",
        valid_until="2027-09-30",
    )
    walk.later(1).take("issue")
    assert Licence.objects.latest("at").valid_until == datetime.date(2027, 9, 30)
    assert stands(organ) == "valid"
    lawful(walk)


def test_silence_renews(organ: cast.Cast) -> None:
    first = permits.granted(organ, START, UNTIL)
    walk = permits.Permit(organ, "renewal", datetime.date(2026, 8, 20), first.case, ours=True).accepted()
    walk.examined(site_required=False, proposal="not_renew").day = datetime.date(2026, 10, 8)
    with pytest.raises(Refused) as refused:
        walk.take("decide", outcome="not_renew", grounds_text="不再符合条件。")
    assert "第五十条" in refused.value.article
    walk.take("deem_renewed", valid_from="2026-10-01", valid_until="2027-09-30", reason="核查未能按期完成")
    assert "视为准予延续" in text("permit_deemed_renewal")
    walk.later(1).take("issue")
    assert Licence.objects.latest("at").valid_until == datetime.date(2027, 9, 30)


def test_a_licence_got_by_fraud_is_revoked_and_cancelled(organ: cast.Cast) -> None:
    first = permits.granted(organ, START, UNTIL)
    walk = permits.Permit(organ, "revocation", first.day, first.case, source="inspection", content="许可材料系伪造")
    walk.later(1).take("file", suspected="fraud", summary="许可材料系伪造")
    walk.later(3).take(
        "examine", ground="fraud", facts_text="申请材料系伪造。", grounds_text="属于欺骗取得许可。", hearing_required=False, review_required=False,
        proposal="revoke_licence",
    )  # fmt: skip
    with pytest.raises(Refused, match="告知"):
        walk.take("decide", outcome="revoke_licence", ground="fraud")
    walk.take("notify", served=walk.day.isoformat(), proposal="revoke_licence")
    walk.later(1).take("waive", what="both", statement="没有意见")
    for told, why in ({"no_public_harm": False}, "公共利益"), ({"ground": "law_changed"}, "撤回"):
        with pytest.raises(Refused, match=why):
            walk.take("decide", **{"outcome": "revoke_licence", "ground": "fraud", "no_public_harm": True} | told)
    walk.later(1).take("decide", outcome="revoke_licence", ground="fraud", no_public_harm=True)
    assert "欺骗" in text("permit_revocation")
    assert stands(organ) == "revoked"
    with pytest.raises(Refused, match="不受保护"):
        walk.take("compensate", amount="100", basis="x")
    walk.later(1).take("serve", manner="direct", place="窗口").take("collect_licence", manner="returned").disclosed()
    walk.take("close", ground="revoked", content="已撤销并收回证件")
    assert made(walk) >= {"permit_revocation_filing", "permit_revocation_report", "permit_revocation_notice", "permit_collection"}
    lawful(walk)
    end = permits.Permit(organ, "cancellation", walk.day, walk.case, source="office", content="许可已被撤销")
    end.take("examine", ground="undone", facts_text="许可已被撤销。", proposal="cancel_licence")
    end.later(1).take("decide", outcome="cancel_licence", ground="undone", grounds_text="许可已被撤销。")
    assert stands(organ) == "cancelled"
    end.take("serve", manner="direct", place="窗口").disclosed().take("close", ground="cancelled", content="已注销")
    lawful(end)


def test_a_licence_is_recalled_for_the_public_interest_and_its_holder_compensated(organ: cast.Cast) -> None:
    first = permits.granted(organ, START, UNTIL)
    walk = permits.Permit(organ, "revocation", first.day, first.case, source="office", content="道路改造").later(1)
    walk.take("file", suspected="circumstances_changed", summary="道路改造").later(1)
    walk.take("examine", ground="circumstances_changed", hearing_required=False, review_required=False, proposal="recall_licence")
    walk.take("notify", served=walk.day.isoformat(), proposal="recall_licence").later(1).take("waive", what="both", statement="同意")
    with pytest.raises(Refused, match="撤回只限"):
        walk.take("decide", outcome="recall_licence", ground="fraud")
    walk.take("decide", outcome="recall_licence", ground="circumstances_changed")
    assert "第八条" in text("permit_recall")
    assert stands(organ) == "recalled"
    walk.take("compensate", amount="12000", basis="剩余期限的占用费和拆除费用")
    assert "壹万贰仟元" in text("permit_compensation")
    lawful(walk)


def test_a_licence_that_has_no_ground_to_be_cancelled_stays(organ: cast.Cast) -> None:
    first = permits.granted(organ, START, UNTIL)
    walk = permits.Permit(organ, "cancellation", first.day, first.case, source="request", content="申请注销").later(1)
    walk.take("examine", proposal="not_cancel")
    walk.take("decide", outcome="not_cancel", grounds_text="不属于法定情形。")
    assert "继续有效" in text("permit_not_cancelled")
    assert stands(organ) == "valid"
    with pytest.raises(Refused, match="继续有效"):
        walk.take("collect_licence", manner="returned")
    lawful(walk)
