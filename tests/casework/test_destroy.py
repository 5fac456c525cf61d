"""销毁: after the retention, by two different persons; the file goes, the tombstone and every proof stay."""

import pathlib
from typing import Any

import pytest
from django.db import connection

import archived
import cast
import pieces
import walks
from sanxiang.casework import custody, destruction, dossier_building, evidence, retention
from sanxiang.casework.footage_acts import ReceiveFootage
from sanxiang.casework.models import Destruction, Evidence
from sanxiang.casework.paper_acts import SetSeal
from sanxiang.organs import docks
from sanxiang.organs import models as organs_models
from sanxiang.organs import queries as organs
from sanxiang.organs import services as organ_services
from sanxiang.record import files, receipts, sequencer, services, uploads
from sanxiang.record import queries as record
from sanxiang.record.models import Upload
from sanxiang.record.refusal import Invalid, NotAllowed, NotFound, Refused
from sanxiang.record.verify import verify
from sanxiang.tlog import receipt

pytestmark = pytest.mark.django_db
WHY = "保管期满，无继续保存价值"


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: pathlib.Path) -> None:
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    settings.VAR = tmp_path


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Any:
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_the_file_goes_after_two_persons_and_the_tombstone_names_all(people: cast.Cast, committed: Any) -> None:
    case, piece = archived.over(people)
    id = destruction.propose(people.second, case, [piece.id], WHY)
    assert files.size(piece.file) is not None
    with committed():
        destruction.approve(people.head, id)
    assert files.size(piece.file) is None
    row = Destruction.objects.get(id=id)
    assert (row.state, row.proposed_by, row.settled_by) == ("approved", people.second.officer, people.head.officer)
    (act,) = record.acts_named(case, "custody.approve_destruction")
    assert act.data["destroys"] == [piece.file]
    assert act.data["pieces"][0]["digest"] == piece.file
    assert "RET-08b" in act.data["basis"]
    told = [(event.what, event.who) for event in custody.chain(Evidence.objects.get(id=piece.id))]
    assert told[-2:] == [("提请销毁", "钱协办"), ("批准销毁", "李负责")]
    with pytest.raises(Refused, match="销毁"):
        evidence.opened(people.handler, piece.id)


def test_the_record_and_its_proofs_stand_after_it(people: cast.Cast, committed: Any) -> None:
    case, piece = archived.over(people)
    sequencer.drain()
    before = receipts.of_stream(case, "before")
    id = destruction.propose(people.handler, case, [piece.id], WHY)
    with committed():
        destruction.approve(people.head, id)
    report = verify(replay=True)
    assert report.ok, report.problems
    after = receipts.of_stream(case, "after")
    assert [act.body for act in after.acts[: len(before.acts)]] == [act.body for act in before.acts]
    assert receipt.check(before).complete
    assert receipt.check(after).complete


def test_nothing_is_destroyed_while_the_period_runs_or_for_ever(people: cast.Cast) -> None:
    case, piece = archived.case(people)
    with pytest.raises(Refused, match="永久"):
        destruction.propose(people.handler, case, [piece.id], WHY)
    running = archived.until(case, "2999-12-31")
    with pytest.raises(Refused, match="保管期限未满，保管至 2999-12-31"):
        destruction.propose(people.handler, running, [piece.id], WHY)


def test_nothing_of_a_case_that_is_not_archived_is_destroyed(people: cast.Cast) -> None:
    walk = walks.Walk(people)
    piece = pieces.photo(people.handler, walk.case)
    with pytest.raises(NotFound):
        destruction.propose(people.handler, walk.case, [piece.id], WHY)


@pytest.mark.parametrize(("act", "name"), [("reconsideration", "行政复议"), ("litigation", "行政诉讼")])
def test_a_reconsideration_or_suit_without_outcome_stops_it(people: cast.Cast, act: str, name: str) -> None:
    case, piece = archived.over(people)
    archived.pending(case, act)
    with pytest.raises(Refused, match=f"{name}尚无结果"):
        destruction.propose(people.handler, case, [piece.id], WHY)


def test_a_hold_that_comes_between_the_two_persons_stops_the_second(people: cast.Cast) -> None:
    case, piece = archived.over(people)
    id = destruction.propose(people.handler, case, [piece.id], WHY)
    retention.hold(people.head, case, "监察机关调阅")
    with pytest.raises(Refused, match="监察机关调阅"):
        destruction.approve(people.head, id)


def test_a_piece_that_another_case_brought_along_stays(people: cast.Cast) -> None:
    case, piece = archived.over(people)
    other = walks.Walk(people).case
    with connection.cursor() as cursor:
        cursor.execute("UPDATE casework_case SET brought = jsonb_build_array(%s::text) WHERE id = %s", [piece.id, other])
    with pytest.raises(Refused, match="另案沿用"):
        destruction.propose(people.handler, case, [piece.id], WHY)


def test_a_recording_is_kept_its_own_months(people: cast.Cast) -> None:
    case, piece = archived.over(people, pieces.MP4)
    with pytest.raises(Refused, match="音像记录“现场照片”至少保存至"):
        destruction.propose(people.handler, case, [piece.id], WHY)


def test_a_file_that_other_evidence_names_stays_in_the_store(people: cast.Cast, committed: Any) -> None:
    case, piece = archived.over(people)
    living = walks.Walk(people).case
    same = pieces.photo(people.handler, living)
    assert same.file == piece.file
    id = destruction.propose(people.handler, case, [piece.id], WHY)
    with committed():
        destruction.approve(people.head, id)
    assert Evidence.objects.get(id=piece.id).state == "destroyed"
    assert files.intact(same.file)
    assert record.acts_named(case, "custody.approve_destruction")[0].data["destroys"] == []


def waits_for_its_case(people: cast.Cast, digest: str) -> None:
    dock = organs_models.Dock.objects.filter(organ=people.admin.organ).first() or docks.of_token(docks.admit(people.admin, "采集站"))
    assert dock is not None
    act = ReceiveFootage(dock=dock.id, filename="a.jpg", file=digest, size=1, media_type="image/jpeg", sm3="", device="", taken_at="")
    with services.begin("footage", people.admin.organ, "footage-1") as stream:
        stream.append(act, actor=services.Actor(f"dock:{dock.id}", "dock"))


def is_the_seal(people: cast.Cast, digest: str) -> None:
    with services.writing(people.admin.organ, additive=True) as stream:
        stream.append(SetSeal(file=digest), actor=people.admin.actor("admin"))


@pytest.mark.parametrize("needs", [waits_for_its_case, is_the_seal])
def test_a_file_that_something_else_on_the_record_needs_stays(people: cast.Cast, committed: Any, needs: Any) -> None:
    case, piece = archived.over(people)
    id = destruction.propose(people.handler, case, [piece.id], WHY)
    needs(people, piece.file)
    with committed():
        destruction.approve(people.head, id)
    destruction.carry_out()
    assert files.intact(piece.file)
    assert Evidence.objects.get(id=piece.id).state == "destroyed"


def test_a_file_that_comes_in_again_that_minute_is_not_taken_from_under_it(people: cast.Cast, committed: Any) -> None:
    case, piece = archived.over(people)
    id = destruction.propose(people.handler, case, [piece.id], WHY)
    mine = uploads.Owner(people.handler.organ, people.handler.officer)
    upload = uploads.add(mine, uploads.begin(mine, len(pieces.JPEG), "").id, 0, [pieces.JPEG])
    assert uploads.take(upload).digest == piece.file
    with committed():
        destruction.approve(people.head, id)
    assert files.intact(piece.file)
    Upload.objects.update(expires_at="2020-01-01T00:00:00Z")
    assert destruction.carry_out() == 1
    assert files.size(piece.file) is None


def test_no_dossier_that_was_built_before_keeps_a_copy(people: cast.Cast, committed: Any) -> None:
    case, piece = archived.over(people)
    build = dossier_building.order(people.handler, case)
    dossier_building.folder(build).mkdir(parents=True)
    with committed():
        destruction.approve(people.head, destruction.propose(people.handler, case, [piece.id], WHY))
    assert not dossier_building.folder(build).exists()
    with pytest.raises(NotFound):
        dossier_building.status(people.handler, build)


def test_the_same_person_may_not_be_both(people: cast.Cast) -> None:
    case, piece = archived.over(people)
    organ_services.set_roles(people.admin, people.handler.officer, ("handler", "head"))
    both = organs.person(people.users["handler"])
    id = destruction.propose(both, case, [piece.id], WHY)
    with pytest.raises(NotAllowed, match="两人"):
        destruction.approve(both, id)
    with pytest.raises(NotAllowed, match="两人"):
        destruction.send_back(both, id, "不同意")


def test_who_may_not_propose(people: cast.Cast) -> None:
    case, piece = archived.over(people)
    for name in ("reviewer", "head", "supervisor", "discloser", "admin"):
        with pytest.raises(NotAllowed):
            destruction.propose(getattr(people, name), case, [piece.id], WHY)
    with pytest.raises(NotFound):
        destruction.propose(people.outsider, case, [piece.id], WHY)


def test_who_may_not_approve(people: cast.Cast) -> None:
    case, piece = archived.over(people)
    id = destruction.propose(people.handler, case, [piece.id], WHY)
    for name in ("second", "reviewer", "supervisor", "discloser", "admin"):
        with pytest.raises(NotAllowed):
            destruction.approve(getattr(people, name), id)
    with pytest.raises(NotFound):
        destruction.approve(people.outsider, id)


def test_a_list_says_which_and_why_and_waits_alone(people: cast.Cast) -> None:
    case, piece = archived.over(people)
    with pytest.raises(Invalid, match="材料"):
        destruction.propose(people.handler, case, [], WHY)
    with pytest.raises(Invalid, match="理由"):
        destruction.propose(people.handler, case, [piece.id], " ")
    with pytest.raises(NotFound):
        destruction.propose(people.handler, case, [piece.id, "another"], WHY)
    destruction.propose(people.handler, case, [piece.id], WHY)
    with pytest.raises(Refused, match="等待批准"):
        destruction.propose(people.second, case, [piece.id], WHY)


def test_a_list_that_is_sent_back_destroys_nothing_and_may_come_again(people: cast.Cast) -> None:
    case, piece = archived.over(people)
    id = destruction.propose(people.handler, case, [piece.id], WHY)
    with pytest.raises(Invalid):
        destruction.send_back(people.head, id, "")
    destruction.send_back(people.head, id, "仍有研究价值")
    assert Destruction.objects.get(id=id).state == "returned"
    with pytest.raises(Refused, match="已经处理"):
        destruction.approve(people.head, id)
    assert destruction.propose(people.handler, case, [piece.id], WHY) != id
    assert files.intact(piece.file)


def test_what_was_cut_off_between_act_and_file_is_done_by_night(people: cast.Cast) -> None:
    case, piece = archived.over(people)
    destruction.approve(people.head, destruction.propose(people.handler, case, [piece.id], WHY))
    assert files.size(piece.file) is not None
    assert (destruction.carry_out(), destruction.carry_out()) == (1, 0)
    assert files.size(piece.file) is None


def test_approving_twice_with_one_key_is_once(people: cast.Cast) -> None:
    case, piece = archived.over(people)
    id = destruction.propose(people.handler, case, [piece.id], WHY, key="p")
    assert destruction.propose(people.handler, case, [piece.id], WHY, key="p") == id
    for _ in range(2):
        destruction.approve(people.head, id, key="a")
    assert len(record.acts_named(case, "custody.approve_destruction")) == 1
