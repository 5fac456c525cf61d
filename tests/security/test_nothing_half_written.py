"""Faults in the middle of a verb: the whole of it is undone, and the record still replays to the tables."""

from typing import Any

import pytest

from sanxiang.casework import documents, dues
from sanxiang.casework.models import Case, Document, Proposal
from sanxiang.record.models import RecordedAct
from sanxiang.record.verify import verify

SAID = "张小满 110101199003070011 的文书不能生成"


def boom(*_: Any, **__: Any) -> Any:
    raise RuntimeError(SAID)


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (RecordedAct, Case, Document, Proposal))


@pytest.mark.parametrize(("module", "name"), [(documents, "render"), (dues, "refresh")])
def test_a_step_that_fails_half_way_leaves_nothing(
    people: Any, signed_in: Any, case: str, monkeypatch: pytest.MonkeyPatch, module: Any, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    before = counts()
    form = {"place": "和平路", "content": "责令当日改正", "until": "2190-01-01", "officers": [people.handler.officer, people.second.officer],
            "began": "2026-01-05T09:00", "ended": "2026-01-05T10:00", "present": "当事人", "idempotency_key": "k"}  # fmt: skip
    monkeypatch.setattr(module, name, boom)
    answer = signed_in("handler").post(f"/cases/{case}/facts", {"complex": "true", "idempotency_key": "k"})
    if name == "refresh":
        assert answer.status_code == 500
        assert "没有写入" in answer.content.decode()
    answer = signed_in("handler").post(f"/cases/{case}/steps/site_record", form)
    assert answer.status_code in (409, 422, 500)
    if name == "refresh":
        assert counts() == before
    # The heads beside the database belong to whichever test ran last; what concerns us is the rows.
    assert [problem for problem in verify(replay=True).problems if "日志" not in problem.where] == []


def test_the_log_of_a_fault_tells_where_but_not_what_was_said() -> None:
    import logging
    import sys

    from sanxiang.web.logs import Discreet

    try:
        try:
            boom()
        except RuntimeError as error:
            raise ValueError(SAID) from error
    except ValueError:
        told = Discreet("%(message)s").format(logging.LogRecord("x", logging.ERROR, __file__, 1, "fault", (), sys.exc_info()))
    assert "张小满" not in told
    assert "110101199003070011" not in told
    assert "RuntimeError" in told
    assert "in boom" in told
    assert told.index("RuntimeError") < told.index("ValueError")


def test_answers_to_old_requests_are_forgotten(db: None) -> None:
    import datetime

    from django.utils import timezone

    from sanxiang.record import services
    from sanxiang.record.models import Request

    for key in ("old", "new"):
        services.once("a", key, [key], lambda: 1)
    Request.objects.filter(key="old").update(at=timezone.now() - datetime.timedelta(days=31))
    assert services.forget_answers() == 1
    assert list(Request.objects.values_list("key", flat=True)) == ["new"]
