"""流程图 in the office: the procedure that this organ's cases walk."""

import re
from typing import Any

import pytest
from django.test import Client

from sanxiang.law.procedure import known

pytestmark = pytest.mark.django_db
EVERY = [f"{type}-{name}" for type, names in known().items() for name in names]


def text_of(answer: Any) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("name", EVERY)
def test_every_procedure_has_its_flowchart(signed_in: Any, name: str) -> None:
    text = text_of(signed_in("reviewer").get(f"/flowcharts/{name}"))
    assert text.count("<title id=") >= 2
    assert "{{" not in text
    assert "法定：" in text


def test_the_index_links_every_procedure(signed_in: Any) -> None:
    text = text_of(signed_in("handler").get("/flowcharts"))
    assert set(re.findall(r'href="/flowcharts/([^"]+)"', text)) >= set(EVERY)


def test_what_there_is_not_is_not_found(signed_in: Any) -> None:
    assert signed_in("handler").get("/flowcharts/penalty-nothing").status_code == 404


def test_a_stranger_is_shown_the_door(people: Any) -> None:
    assert Client().get("/flowcharts/penalty-ordinary").status_code == 302


def test_what_an_organ_adds_is_drawn(signed_in: Any, people: Any) -> None:
    """An organ's guard that asks for a step brings that step onto the line."""
    from sanxiang.catalogue import services

    row = {
        "code": "decide", "type": "penalty", "procedure": "ordinary",
        "guards": [{"kind": "step-taken", "rule": "PEN-55", "step": "interview"}], "basis": "本机关制度",
    }  # fmt: skip
    before = text_of(signed_in("handler").get("/flowcharts/penalty-ordinary"))
    version = services.draft(people.handler, "procedure", "执法流程", [row])
    services.approve(people.head, version)
    services.publish(people.discloser, version)
    after = text_of(signed_in("handler").get("/flowcharts/penalty-ordinary"))
    line = re.compile(r"办理流程</dt><dd>([^<]*)")
    assert "询问" not in line.search(before)[1]  # type: ignore[index]
    assert "询问" in line.search(after)[1]  # type: ignore[index]
