"""Recordings as tests bring them in: what a step asks to be recorded throughout, is."""

from typing import Any

from sanxiang.casework import evidence
from sanxiang.casework.models import Step

VIDEO = b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 64


class Film:
    name = "执法记录仪.mp4"

    def __init__(self, content: bytes = VIDEO) -> None:
        self.content = content

    def chunks(self) -> Any:
        yield self.content


def film(person: Any, case: str, step: str, since: str, until: str, content: bytes = VIDEO) -> str:
    """A recording of a step (its row, or its act) from one moment to another. Returns its id."""
    facts = {
        "kind": "audio_visual", "title": "全程录像", "collected_at": since, "place": "现场", "collector": person.name, "proves": "执法过程",
        "step": step, "recorded_until": until,
    }  # fmt: skip
    return evidence.add(person, case, facts, Film(content)).step


def of_step(person: Any, step: str) -> None:
    """A recording of all of a step, where it must be recorded throughout."""
    row = Step.objects.filter(id=step).first()
    if row and row.recording:
        began, ended = (row.fields.get(name) or f"{row.day}T12:00" for name in ("began", "ended"))
        film(person, row.case, row.id, began, ended)
