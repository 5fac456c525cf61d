import datetime

import pytest

import cast
from sanxiang.catalogue import queries, services
from sanxiang.catalogue.models import ListVersion
from sanxiang.record.refusal import Invalid, Moved, NotAllowed, Refused

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 1)


@pytest.fixture
def people() -> cast.Cast:
    return cast.city(lists=False)


def drafted(people: cast.Cast) -> str:
    return services.draft(people.handler, "item", "执法事项清单", [cast.ITEM])


def published(people: cast.Cast, day: datetime.date) -> str:
    version = drafted(people)
    services.approve(people.head, version)
    services.publish(people.discloser, version, day)
    return version


def test_a_list_is_drafted_approved_published_and_in_force(people: cast.Cast) -> None:
    version = drafted(people)
    assert queries.in_force(people.organ, "item", TODAY) is None
    services.approve(people.head, version)
    assert queries.in_force(people.organ, "item", TODAY) is None
    services.publish(people.discloser, version, datetime.date(2026, 10, 1))
    found = queries.in_force(people.organ, "item", TODAY)
    assert found is not None
    assert (found.id, found.state, found.number) == (version, "published", 1)
    assert queries.in_force(people.organ, "item", datetime.date(2026, 9, 30)) is None


def test_a_new_version_ends_the_one_before_it(people: cast.Cast) -> None:
    first = published(people, datetime.date(2026, 1, 1))
    second = published(people, datetime.date(2026, 10, 1))
    assert ListVersion.objects.get(id=first).valid_until == datetime.date(2026, 9, 30)
    assert queries.all_in_force(people.organ, datetime.date(2026, 9, 30)) == {"item": first}
    assert queries.all_in_force(people.organ, TODAY) == {"item": second}


def test_publish_without_approval_is_refused(people: cast.Cast) -> None:
    with pytest.raises(Refused, match="只有“已批准”的版本可以公布"):
        services.publish(people.discloser, drafted(people))


def test_drafting_again_takes_the_approval_back(people: cast.Cast) -> None:
    version = drafted(people)
    services.approve(people.head, version)
    assert services.draft(people.handler, "item", "执法事项清单", [cast.ITEM | {"name": "改过"}]) == version
    with pytest.raises(Refused):
        services.publish(people.discloser, version)


def test_only_the_head_may_approve(people: cast.Cast) -> None:
    version = drafted(people)
    for name in ("handler", "second", "reviewer", "supervisor", "discloser", "admin"):
        with pytest.raises(NotAllowed):
            services.approve(getattr(people, name), version)
    with pytest.raises(NotAllowed, match="其他机关"):
        services.approve(people.outsider, version)


def test_a_head_may_not_approve_what_they_drafted(people: cast.Cast) -> None:
    version = services.draft(people.head, "item", "执法事项清单", [cast.ITEM])
    with pytest.raises(Refused, match="自己起草"):
        services.approve(people.head, version)


def test_a_supervisor_may_not_draft(people: cast.Cast) -> None:
    with pytest.raises(NotAllowed):
        services.draft(people.supervisor, "item", "执法事项清单", [cast.ITEM])


def test_a_row_that_does_not_fit_is_named(people: cast.Cast) -> None:
    with pytest.raises(Invalid, match="第2行"):
        services.draft(people.handler, "item", "执法事项清单", [cast.ITEM, {"code": "x"}])
    with pytest.raises(Invalid, match="编码重复：CG-001"):
        services.draft(people.handler, "item", "执法事项清单", [cast.ITEM, cast.ITEM])


def test_a_published_version_keeps_its_rows_when_the_next_is_drafted(people: cast.Cast) -> None:
    version = published(people, datetime.date(2026, 1, 1))
    services.draft(people.handler, "item", "执法事项清单", [cast.ITEM | {"name": "新名称"}])
    assert queries.rows(version)[0].name == cast.ITEM["name"]  # type: ignore[attr-defined]


def test_a_withdrawn_list_ends(people: cast.Cast) -> None:
    version = published(people, datetime.date(2026, 1, 1))
    services.withdraw(people.head, version, "依据废止", datetime.date(2026, 10, 31))
    assert queries.in_force(people.organ, "item", datetime.date(2026, 10, 31)) is not None
    assert queries.in_force(people.organ, "item", TODAY) is None


OLD_ROWS: dict[str, dict[str, object]] = {
    "item": {"code": "A", "name": "某事项", "type": "penalty", "basis": "某法"},
    "review_list": {"code": "A", "name": "全部"},
    "recording_list": {"code": "A", "step": "seize", "name": "查封", "manner": "throughout"},
    "discretion": {"code": "A", "name": "占道", "basis": "某法", "tiers": [{"name": "轻", "when": "甲", "standard": "乙", "low": "0", "high": "5"}]},
    "leniency": {"code": "A", "effect": "lighter", "name": "占道", "when": "甲", "basis": "某法"},
    "random_inspection": {
        "code": "A", "name": "检查", "subject": "某局", "basis": "某法", "target": "企业", "content": "情况", "ratio": "5%", "manner": "现场", "frequency": "1次/年",
    },
    "service_guide": {"code": "A", "name": "某事", "basis": "某法"},
    "procedure": {"code": "file", "required": ["cause"]},
}  # fmt: skip


@pytest.mark.parametrize("kind", OLD_ROWS)
def test_a_version_written_before_new_columns_is_still_read_shown_and_compared(kind: str) -> None:
    from sanxiang.catalogue import columns, comparing
    from sanxiang.catalogue.kinds import read

    rows = [OLD_ROWS[kind]]
    heads, told = columns.of(kind, read(kind, rows))
    assert told[0]["code"]
    assert ["code", columns.head(kind, "code")] in heads
    assert comparing.compare(kind, rows, rows) == []


def test_a_head_who_saw_an_older_draft_does_not_approve_the_newer_one(people: cast.Cast) -> None:
    version = drafted(people)
    with pytest.raises(Moved):
        services.approve(people.head, version, seen=0)
    services.approve(people.head, version, seen=1)


def test_a_window_is_staffed_by_people_in_post(people: cast.Cast) -> None:
    row = {
        "code": "GS-1",
        "window": "综合窗口",
        "name": "赵承办",
        "duties": "受理",
        "phone": "1",
        "hours": "工作日",
        "supervision_phone": "2",
    }
    with pytest.raises(Invalid, match="不是本机关的在岗人员") as refused:
        services.draft(people.discloser, "window_board", "公示牌", [row | {"name": "王邻局"}])
    assert set(refused.value.fields) == {"rows.0.name"}
    services.draft(people.discloser, "window_board", "公示牌", [row])
