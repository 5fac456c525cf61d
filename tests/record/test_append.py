import contextlib
import datetime

import pytest

from record.desk.acts import Annulment, AnnulNote, Close, Correct, Open, Write
from record.desk.models import Matter, Note
from sanxiang.record import queries, services
from sanxiang.record.models import ActBody, Pending, RecordedAct, Stream
from sanxiang.record.refusal import Invalid, Moved, NotFound, Refused

pytestmark = pytest.mark.django_db
ORGAN = "11990000MB00000001"
HANDLER = services.Actor("o-1", "handler")


def open_matter(id: str = "m1", **told: object) -> str:
    with services.begin("matter", ORGAN, id) as stream:
        stream.append(Open(title="占道经营", **told), actor=HANDLER)
    return id


def test_the_first_act_makes_stream_act_body_row_and_place_in_the_queue() -> None:
    open_matter(day="2026-11-01", amount="98400", facts={"地点": ["一", "二"]})
    assert Stream.objects.get().version == 1
    act = RecordedAct.objects.get()
    assert (act.name, act.version, act.organ) == ("matter.open", 1, ORGAN)
    assert ActBody.objects.get().act_id == Pending.objects.get().act == act.id
    row = Matter.objects.get()
    assert (row.title, str(row.amount), row.facts, row.open) == ("占道经营", "98400.00", {"地点": ["一", "二"]}, True)


def test_acts_follow_each_other_and_fold_upon_the_rows_so_far() -> None:
    open_matter()
    for number in range(3):
        with services.writing("m1") as stream:
            entry = stream.append(Write(note=f"n{number}", text="现场照片"), actor=HANDLER)
    assert entry.version == 4
    assert Matter.objects.get().count == 3
    assert [a.name for a in queries.acts_of("m1")] == ["matter.open"] + ["matter.note"] * 3


def test_several_acts_in_one_transaction() -> None:
    open_matter()
    with services.writing("m1") as stream:
        stream.append(Write(note="n1", text="一"), actor=HANDLER)
        stream.append(Close(), actor=HANDLER)
    assert (Matter.objects.get().count, Matter.objects.get().open, Stream.objects.get().version) == (1, False, 3)


def test_a_stream_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound), services.writing("nowhere"):
        pass


def test_a_stream_begun_twice_is_refused() -> None:
    open_matter()
    with pytest.raises(Refused, match="已经存在"):
        open_matter()
    assert Matter.objects.count() == 1


def test_a_form_that_saw_an_older_version_is_told_what_changed() -> None:
    open_matter()
    with services.writing("m1", seen=1) as stream:
        stream.append(Close(), actor=HANDLER)
    with pytest.raises(Moved) as caught, services.writing("m1", seen=1):
        pass
    assert caught.value.since == ["matter.close"]
    assert "案件已被他人更新" in caught.value.message


def test_an_additive_act_does_not_mind_what_others_did() -> None:
    open_matter()
    with services.writing("m1", seen=0, additive=True) as stream:
        stream.append(Write(note="n1", text="证据"), actor=HANDLER)
    assert Note.objects.count() == 1


def test_a_failure_after_the_act_leaves_nothing() -> None:
    open_matter()
    with contextlib.suppress(RuntimeError), services.writing("m1") as stream:
        stream.append(Write(note="n1", text="一"), actor=HANDLER)
        raise RuntimeError("断电")
    assert (Note.objects.count(), RecordedAct.objects.count(), Stream.objects.get().version) == (0, 1, 1)


def test_an_act_whose_rows_are_refused_leaves_nothing_and_nobody_within_can_swallow_it() -> None:
    open_matter()
    open_matter("m2")
    with services.writing("m1") as stream:
        stream.append(Write(note="n1", text="一", number="甲〔2026〕1号"), actor=HANDLER)
    with pytest.raises(Refused, match="已经存在"), services.writing("m2") as stream, contextlib.suppress(Exception):
        stream.append(Write(note="n2", text="二", number="甲〔2026〕1号"), actor=HANDLER)
    with services.writing("m2") as stream, contextlib.suppress(Exception):
        stream.append(Write(note="n2", text="二", number="甲〔2026〕1号"), actor=HANDLER)
        Note.objects.count()  # whatever is asked meanwhile finds out
    assert (Note.objects.count(), RecordedAct.objects.filter(stream="m2").count()) == (1, 1)


def test_what_was_written_is_seen_by_whatever_is_asked_next() -> None:
    open_matter()
    with services.writing("m1") as stream:
        stream.append(Write(note="n1", text="一"), actor=HANDLER)
        assert Note.objects.count() == 1
        stream.append(Write(note="n2", text="二"), actor=HANDLER)
        assert [act.version for act in queries.acts_of("m1")] == [1, 2, 3]


def test_what_was_given_up_is_not_sent_later() -> None:
    open_matter()
    with contextlib.suppress(ZeroDivisionError), services.writing("m1") as stream:
        stream.append(Write(note="n1", text="一"), actor=HANDLER)
        raise ZeroDivisionError
    with services.writing("m1") as stream:
        stream.append(Write(note="n2", text="二"), actor=HANDLER)
    assert [note.id for note in Note.objects.all()] == ["n2"]


def test_an_act_of_another_kind_of_stream_is_a_mistake_of_ours() -> None:
    with pytest.raises(TypeError), services.begin("ledger", ORGAN) as stream:
        stream.append(Close(), actor=HANDLER)


def test_an_act_recorded_late_needs_a_reason_and_bears_the_mark() -> None:
    open_matter()
    long_ago = datetime.date.today() - datetime.timedelta(days=9)
    with pytest.raises(Invalid) as caught, services.writing("m1") as stream:
        stream.append(Close(), actor=HANDLER, happened_at=long_ago)
    assert "backfill" in caught.value.fields
    with services.writing("m1") as stream:
        stream.append(Close(), actor=HANDLER, happened_at=long_ago, backfill="现场无网络")
    last = queries.acts_of("m1")[-1]
    assert (last.happened_at, last.backfill) == (long_ago.isoformat(), "现场无网络")


def test_an_act_of_tomorrow_is_refused() -> None:
    open_matter()
    tomorrow = datetime.datetime.now(services.SHANGHAI).date() + datetime.timedelta(days=1)
    with pytest.raises(Invalid), services.writing("m1") as stream:
        stream.append(Close(), actor=HANDLER, happened_at=tomorrow)


def test_a_time_without_a_zone_is_shanghai_time() -> None:
    open_matter()
    with services.writing("m1") as stream:
        now = datetime.datetime.now(services.SHANGHAI).replace(tzinfo=None, microsecond=0)
        entry = stream.append(Close(), actor=HANDLER, happened_at=now)
    assert datetime.datetime.fromisoformat(entry.happened_at) == now.replace(tzinfo=services.SHANGHAI)


@pytest.mark.parametrize("text", ["有\x00空字符", "半个\ud83d代理对"])
def test_text_that_cannot_be_kept_is_refused_with_advice(text: str) -> None:
    open_matter()
    with pytest.raises(Invalid, match="不能保存的字符"), services.writing("m1") as stream:
        stream.append(Write(note="n1", text=text), actor=HANDLER)


def test_text_too_long_for_its_column_is_refused() -> None:
    with pytest.raises(Invalid, match="过长"), services.begin("matter", ORGAN) as stream:
        stream.append(Open(title="长" * 101), actor=HANDLER)


def test_a_correction_stands_beside_what_it_corrects() -> None:
    open_matter()
    with services.writing("m1") as stream:
        stream.append(Correct(corrects=1, reason="笔误", title="占用道路经营"), actor=HANDLER)
    first, second = queries.acts_of("m1")
    assert Matter.objects.get().title == "占用道路经营"
    assert [(a.manner, a.version, a.reason) for a in first.amended] == [("更正", 2, "笔误")]
    assert (second.manner, second.corrects, first.annulled) == ("更正", 1, False)


def test_an_annulled_act_stays_in_view_and_cannot_be_annulled_again() -> None:
    open_matter()
    with services.writing("m1") as stream:
        stream.append(Write(note="n1", text="误传"), actor=HANDLER)
        stream.append(AnnulNote(corrects=2, reason="传错案件", note="n1"), actor=HANDLER)
    assert Note.objects.count() == 0
    assert queries.acts_of("m1")[1].annulled
    with pytest.raises(Invalid, match="已经作废"), services.writing("m1") as stream:
        stream.append(AnnulNote(corrects=2, reason="再来", note="n1"), actor=HANDLER)


@pytest.mark.parametrize(("corrects", "reason"), [(1, " "), (0, "理由"), (2, "理由")])
def test_an_amendment_names_an_act_and_a_reason(corrects: int, reason: str) -> None:
    open_matter()
    with pytest.raises(Invalid), services.writing("m1") as stream:
        stream.append(Correct(corrects=corrects, reason=reason, title="新"), actor=HANDLER)


def test_many_streams_begin_by_copy_as_they_would_one_by_one() -> None:
    news = [
        services.New(ORGAN, f"m{n}", Open(title=f"第{n}件", amount="1.5", facts={"页": [n]}), HANDLER, "2026-01-05", "导入")
        for n in range(25)
    ]
    assert list(services.append_many(news, batch=10)) == [10, 20, 25]
    assert Matter.objects.get(id="m7").facts == {"页": [7]}
    assert str(Matter.objects.get(id="m7").amount) == "1.50"
    with services.writing("m7") as stream:
        assert stream.append(Close(), actor=HANDLER).version == 2


def test_many_need_a_reason_too_when_they_are_late() -> None:
    with pytest.raises(Invalid):
        list(services.append_many([services.New(ORGAN, "m1", Open(title="旧"), HANDLER, "2020-01-05")]))


def test_annulment_is_called_by_its_name() -> None:
    assert Annulment.MANNER == "作废"
