"""Geometry of 流程图, the flowchart of a procedure: one column that a phone can read and an A4 page can hold.

Steps that every case takes stand on the line; steps that only some take hang beside it, dashed.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, TypedDict

WIDTH = 360
LINE = 66  # x of the line that joins the steps
MAIN, ASIDE = 48, 90  # left edge of a box on the line and of one beside it
RIGHT = 352
GAP = 18
TEXT, NOTE = 19, 16  # line heights


class Box(TypedDict):
    """One step: its frame and the lines of text in it, each line with its baseline."""

    x: int
    y: int
    width: int
    height: int
    middle: int
    optional: bool
    ends: bool
    title: list[tuple[int, str]]
    notes: list[tuple[int, str]]
    text_x: int


class Lane(TypedDict):
    """A stage: the strip at the left that embraces its steps."""

    y: int
    height: int
    middle: int
    letters: list[tuple[int, str]]
    name: str


class Chart(TypedDict):
    """What the template draws."""

    width: int
    height: int
    boxes: list[Box]
    lanes: list[Lane]
    arrows: list[tuple[int, int]]
    text: str


def draw(steps: Sequence[Mapping[str, Any]]) -> Chart:
    """Boxes, lanes and arrows for steps given as {title, stage, actor, note, days, article, optional, ends}."""
    boxes: list[Box] = []
    lanes: list[Lane] = []
    y = 8
    for stage, group in groupby(steps, key=lambda step: str(step.get("stage", ""))):
        top = y
        for step in group:
            boxes.append(_box(step, y))
            y += boxes[-1]["height"] + GAP
        lanes.append(_lane(stage, top, y - GAP - top))
        y += 10
    return {"width": WIDTH, "height": max(y - GAP, 24), "boxes": boxes, "lanes": lanes, "arrows": _arrows(boxes), "text": _text(steps)}


def wrap(text: str, room: float) -> list[str]:
    """Lines no wider than `room` ems: a Chinese character counts one, a Latin one about half."""
    lines, line, width = [], "", 0.0
    for letter in text:
        step = 0.55 if ord(letter) < 0x2E80 else 1.0
        if line and width + step > room and letter not in "，。；：、）】》":
            lines.append(line)
            line, width = "", 0.0
        line += letter
        width += step
    return [*lines, line] if line else lines


def _box(step: Mapping[str, Any], y: int) -> Box:
    optional = bool(step.get("optional"))
    x = ASIDE if optional else MAIN
    room = RIGHT - x - (24 if optional else 52)
    title = wrap(str(step.get("title", "")), room / 15)
    notes = wrap(" · ".join(str(step[key]) for key in ("actor", "days", "article") if step.get(key)), room / 12)
    notes += wrap(str(step.get("note") or ""), room / 12)
    height = 16 + TEXT * len(title) + NOTE * len(notes)
    base = y + 8 + 14
    return {
        "x": x,
        "y": y,
        "width": RIGHT - x,
        "height": height,
        "middle": y + height // 2,
        "optional": optional,
        "ends": bool(step.get("ends")),
        "title": [(base + TEXT * i, line) for i, line in enumerate(title)],
        "notes": [(base + TEXT * len(title) + NOTE * i - 1, line) for i, line in enumerate(notes)],
        "text_x": x + (14 if optional else 38),
    }


def _lane(name: str, top: int, height: int) -> Lane:
    letters = name[: max(int(height // 15), 1)]
    first = top + height // 2 - 15 * len(letters) // 2 + 12
    return {
        "y": top,
        "height": height,
        "middle": top + height // 2,
        "letters": [(first + 15 * i, letter) for i, letter in enumerate(letters)],
        "name": name,
    }


def _arrows(boxes: Sequence[Box]) -> list[tuple[int, int]]:
    """From the foot of each step on the line to the head of the next one on it."""
    on_line = [box for box in boxes if not box["optional"]]
    return [(a["y"] + a["height"], b["y"]) for a, b in zip(on_line, on_line[1:], strict=False)]


def _text(steps: Sequence[Mapping[str, Any]]) -> str:
    said = []
    for number, step in enumerate(steps, 1):
        aside = "（符合条件的）" if step.get("optional") else ""
        about = "，".join(str(step[key]) for key in ("actor", "days", "note") if step.get(key))
        said.append(f"{number}. {step.get('stage', '')} {step.get('title', '')}{aside}{'：' + about if about else ''}".replace("  ", " "))
    return "；".join(said)
