"""The demonstration as `make run` loads it."""

import collections
from collections.abc import Iterator
from typing import Any

import pytest

from sanxiang import demo
from sanxiang.casework import evidence, queries
from sanxiang.casework.models import Case, Evidence
from sanxiang.catalogue.kinds import ENFORCEMENT_TYPES
from sanxiang.demo import city, stories, tales
from sanxiang.disclosure import queries as disclosure
from sanxiang.disclosure.models import PublicDecision, PublicList, PublicOfficer, PublicOrgan
from sanxiang.law import procedure
from sanxiang.organs.models import User
from sanxiang.organs.queries import Person, person
from sanxiang.record.verify import verify

# What these findings say is what their stories tell: a decision that was not served and published in time, a fine not paid.
MEANT = {"PEN-61a", "PUB-06b", "EXE-67a"}


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The demonstration, loaded once for this file in a transaction that is rolled back."""
    from django.db import transaction
    from django.test.utils import override_settings

    folder = tmp_path_factory.mktemp("var")
    with django_db_blocker.unblock(), override_settings(VAR=folder, EVIDENCE_DIR=folder / "evidence"), transaction.atomic():
        assert demo.load()
        yield
        transaction.set_rollback(True)


pytestmark = pytest.mark.usefixtures("loaded")


def who(username: str) -> Person:
    return person(User.objects.get(username=username))


def test_every_story_is_told_and_every_stage_has_cases() -> None:
    stages = collections.Counter(Case.objects.values_list("stage", flat=True))
    told = [*tales.told(), *(child for tale in tales.told() for child in tale.get("children", ()))]
    assert sum(stages.values()) == len(stories.told()) + len(told) >= 45
    assert set(stages) == {"启动", "调查取证", "审核决定", "送达执行", "归档"}
    assert min(stages.values()) >= 4
    assert set(Case.objects.values_list("status", flat=True)) >= {"open", "suspended", "decided", "closed", "archived", "declined"}


def test_every_type_has_a_case_and_some_have_families() -> None:
    assert set(Case.objects.values_list("type", flat=True)) == set(ENFORCEMENT_TYPES)
    assert {organ for organ, line in Case.objects.values_list("organ", "line") if line}


def test_every_procedure_can_be_begun_by_some_organ() -> None:
    items = [row for bureau in city.told()["bureaus"] for row in bureau["lists"]["item"]]
    begun = {(row["type"], name) for row in items for name in row["procedures"]}
    assert begun == {(type, name) for type, names in procedure.known().items() for name in names}


def test_loading_again_changes_nothing() -> None:
    assert not demo.load()


def test_the_record_is_whole_and_replays() -> None:
    assert verify(replay=True).problems == []


@pytest.mark.parametrize("username", ["zhao", "qian", "han", "sun", "li", "feng", "chu", "wei"])
def test_whoever_has_work_finds_it_among_their_tasks(username: str) -> None:
    assert queries.tasks(who(username))


@pytest.mark.parametrize("username", ["wu", "jiang"])
def test_decisions_wait_for_whoever_publishes(username: str) -> None:
    assert disclosure.duties(who(username))


def test_some_periods_run_out_soon_and_some_were_missed() -> None:
    days = [task.due.days for task in queries.tasks(who("zhao")) if task.due]
    assert min(days) < 0
    assert any(0 <= day <= 5 for day in days)


def test_only_what_a_story_means_is_found_wanting() -> None:
    found = {
        finding.rule
        for bureau in ("zhao", "feng")
        for line in queries.cases(who(bureau)).lines
        for finding in queries.case_page(who(bureau), line.id).findings
        if finding.severity in ("fatal", "major")
    }
    assert found <= MEANT


def test_evidence_has_its_picture() -> None:
    pieces = Evidence.objects.exclude(file="")
    drawn = pieces.filter(media_type="image/jpeg")
    assert drawn.count() > 30
    assert set(pieces.values_list("media_type", flat=True)) == {"image/jpeg", "video/mp4"}
    zhao = who("zhao")
    own = Case.objects.filter(organ=zhao.organ).values("id")
    _, content = evidence.opened(zhao, drawn.filter(case__in=own)[0].id)
    assert content.read(3) == b"\xff\xd8\xff"


def test_the_portal_shows_organs_officers_lists_and_decisions_of_both_procedures() -> None:
    assert PublicOrgan.objects.count() == len(city.told()["bureaus"])
    assert PublicOfficer.objects.count() >= 8
    assert set(PublicList.objects.values_list("kind", flat=True)) >= {"item", "review_list", "recording_list", "discretion"}
    assert set(PublicDecision.objects.values_list("procedure", "state")) >= {
        ("ordinary", "published"),
        ("summary", "published"),
    }
    assert PublicDecision.objects.filter(state="withdrawn").exclude(reason="").exists()


def test_whoever_may_sign_in_has_an_account() -> None:
    assert {name for name, _, _ in demo.accounts()} == set(User.objects.values_list("username", flat=True))
