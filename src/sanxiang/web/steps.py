"""Geometry of 流程图, the flowchart of a procedure: a drawing a stage, in one column for a phone, wide for a screen and an A4 page.

Steps that every case takes stand on the line; steps that only some take hang beside it, dashed, under the words of when they are taken.
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, TypedDict

NARROW, WIDE = 360, 1000
LINE = 66  # x of the line that joins the steps
MAIN, MAIN_RIGHT = 48, 352
ASIDE = 90  # left edge of what hangs beside the line on a phone
COLUMNS = ((396, 588), (604, 796), (812, 996))  # and on a wide drawing
BUS = 374  # x of the dashed line from which they hang
GAP, ROW = 18, 12
TITLE, NOTE = 19, 16  # line heights
SLICE = 180  # the least height that a page break leaves together
Line = tuple[int, str]


class Box(TypedDict):
    """One step: its frame and the lines of text in it, each with its baseline. `forks`: where its answers lead."""

    x: int
    y: int
    width: int
    height: int
    middle: int
    optional: bool
    ends: bool
    when: list[Line]
    title: list[Line]
    notes: list[Line]
    forks: list[Line]
    text_x: int


class Slice(TypedDict):
    """A part of a drawing from `y` down that a page of paper may not break."""

    y: int
    height: int
    boxes: list[Box]
    labels: list[Line]


class Stage(TypedDict):
    """The drawing of one stage. `labels` stand on the arrow above a step: its periods. `slices`: the same, cut where a page may break."""

    name: str
    width: int
    height: int
    letters: list[Line]
    boxes: list[Box]
    labels: list[Line]
    arrows: list[tuple[int, int]]
    dashes: list[str]
    slices: list[Slice]
    text: str


def draw(steps: Sequence[Mapping[str, Any]], wide: bool = False) -> list[Stage]:
    """A drawing for each stage, of steps given as {title, stage, actor, note, article, occasion, optional, ends, spans, branches}.

    `spans`: sentences of the periods. `branches`: [{answer, to, back}]. `occasion`: when an optional step is taken.
    """
    stages = [(name, list(group)) for name, group in groupby(steps, key=lambda step: str(step.get("stage", "")))]
    return [_stage(name, group, wide, at == 0, at == len(stages) - 1) for at, (name, group) in enumerate(stages)]


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


class _Drawing:
    """A stage as it is being drawn, from the top down."""

    def __init__(self, first: bool) -> None:
        self.y = 8
        self.joined = 8 if first else 0  # where the line was left by the last step on it
        self.first = first
        self.boxes: list[Box] = []
        self.labels: list[Line] = []
        self.arrows: list[tuple[int, int]] = []
        self.dashes: list[str] = []

    def main(self, step: Mapping[str, Any]) -> Box:
        """A step on the line, with its periods on the arrow above it."""
        told = _spans(step, (MAIN_RIGHT - LINE - 16) / 12)
        alone = self.first and not self.boxes
        if told or not alone:
            self.labels += [(self.y + 14 + NOTE * at, line) for at, line in enumerate(told)]
            self.y += NOTE * len(told) + (12 if told else GAP // 2)
        box = _box(step, MAIN, MAIN_RIGHT, self.y, ())
        if not alone:
            self.arrows.append((self.joined, box["y"]))
        self.joined = self.y = box["y"] + box["height"]
        self.boxes.append(box)
        return box

    def hang(self, steps: Sequence[Mapping[str, Any]]) -> None:
        """Optional steps under one another, each with a dashed line from the line."""
        for step in steps:
            self.y += GAP
            box = _box(step, ASIDE, MAIN_RIGHT, self.y, _spans(step, (MAIN_RIGHT - ASIDE - 24) / 12))
            self.dashes.append(f"M{LINE} {box['middle']}H{ASIDE}")
            self.y += box["height"]
            self.boxes.append(box)

    def spread(self, steps: Sequence[Mapping[str, Any]], main: Box | None) -> None:
        """Optional steps in rows to the right of the step after which they may be taken."""
        y = top = main["y"] if main else self.y + GAP
        for at in range(0, len(steps), len(COLUMNS)):
            row = [
                _box(step, left, right, y, _spans(step, (right - left - 24) / 12))
                for step, (left, right) in zip(steps[at : at + len(COLUMNS)], COLUMNS, strict=False)
            ]
            middle = y + min(box["height"] for box in row) // 2
            self.dashes.append(f"M{BUS} {middle}H{row[-1]['x']}")
            self.boxes += row
            last, y = middle, y + max(box["height"] for box in row) + ROW
        start = min(main["middle"], last) if main else top + 8
        self.dashes.append(f"M{MAIN_RIGHT if main else LINE} {start}H{BUS}V{max(last, start)}")
        self.y = max(self.y, y - ROW)


def _stage(name: str, steps: Sequence[Mapping[str, Any]], wide: bool, first: bool, last: bool) -> Stage:
    drawing = _Drawing(first)
    for main, aside in _groups(steps):
        box = drawing.main(main) if main else None
        if aside and wide:
            drawing.spread(aside, box)
        else:
            drawing.hang(aside)
        drawing.y += GAP
    height = max(drawing.y - GAP + (8 if last else GAP), 15 * len(name) + 16)
    if not last:
        drawing.arrows.append((drawing.joined, height))
    on_line = [step for step in steps if not step.get("optional")]
    if last and not on_line:
        drawing.dashes.append(f"M{LINE} 0V{drawing.boxes[-1]['middle']}")
    return {
        "name": name,
        "width": WIDE if wide else NARROW,
        "height": height,
        "letters": [(height // 2 - 15 * len(name) // 2 + 12 + 15 * at, letter) for at, letter in enumerate(name)],
        "boxes": drawing.boxes,
        "labels": drawing.labels,
        "arrows": drawing.arrows,
        "dashes": drawing.dashes,
        "slices": _slices(drawing, height) if wide else [{"y": 0, "height": height, "boxes": drawing.boxes, "labels": drawing.labels}],
        "text": _text(steps),
    }


def _slices(drawing: _Drawing, height: int) -> list[Slice]:
    """Cut where no box and no label stands, each part as low as may be but no lower than a few rows."""
    taken = [(box["y"] - 4, box["y"] + box["height"] + 4) for box in drawing.boxes] + [(y - NOTE - 2, y + NOTE) for y, _ in drawing.labels]
    cuts = [0]
    for y in sorted(bottom for _, bottom in taken):
        if y - cuts[-1] >= SLICE and height - y >= SLICE and not any(top < y < bottom for top, bottom in taken):
            cuts.append(y)
    return [
        {
            "y": top,
            "height": bottom - top,
            "boxes": [box for box in drawing.boxes if top <= box["y"] < bottom],
            "labels": [label for label in drawing.labels if top <= label[0] < bottom],
        }
        for top, bottom in itertools.pairwise([*cuts, height])
    ]


def _groups(steps: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Mapping[str, Any] | None, list[Mapping[str, Any]]]]:
    """Each step on the line with those that hang beside it until the next one."""
    main: Mapping[str, Any] | None = None
    aside: list[Mapping[str, Any]] = []
    for step in steps:
        if step.get("optional"):
            aside.append(step)
            continue
        if main or aside:
            yield main, aside
        main, aside = step, []
    if main or aside:
        yield main, aside


def _spans(step: Mapping[str, Any], room: float) -> list[str]:
    return [line for span in step.get("spans", ()) for line in wrap(f"◷ {span}", room)]


def _box(step: Mapping[str, Any], x: int, right: int, y: int, spans: Sequence[str]) -> Box:
    optional = bool(step.get("optional"))
    text_x = x + (12 if optional else 38)
    room = right - text_x - 12
    when = wrap(str(step.get("occasion") or ""), room / 12) if optional else []
    title = wrap(str(step.get("title", "")), room / 15)
    notes = wrap(" · ".join(str(step[key]) for key in ("actor", "article") if step.get(key)), room / 12)
    notes += wrap(str(step.get("note") or ""), room / 12)
    forks = [line for fork in _forks(step) for line in wrap(fork, room / 12)]
    lines = _Lines(y + 8)
    box: Box = {
        "x": x,
        "y": y,
        "width": right - x,
        "height": 0,
        "middle": 0,
        "optional": optional,
        "ends": bool(step.get("ends")),
        "when": lines.of(when, NOTE),
        "title": lines.of(title, TITLE),
        "notes": lines.of([*notes, *spans], NOTE),
        "forks": lines.of(forks, NOTE),
        "text_x": text_x,
    }
    box["height"] = lines.y - y + 9
    box["middle"] = y + box["height"] // 2
    return box


class _Lines:
    """Lines of text under one another."""

    def __init__(self, y: int) -> None:
        self.y = y

    def of(self, lines: Sequence[str], height: int) -> list[Line]:
        placed = [(self.y + height * at + height - 5, line) for at, line in enumerate(lines)]
        self.y += height * len(lines)
        return placed


def _forks(step: Mapping[str, Any]) -> list[str]:
    approver = step.get("approver")
    said = [f"◇ {approver}审批：批准的办理，不批准的退回"] if approver else []
    return said + [f"◇ {fork['answer']} {'↩' if fork.get('back') else '→'} {fork['to']}" for fork in step.get("branches", ())]


def _text(steps: Sequence[Mapping[str, Any]]) -> str:
    return "；".join(f"{number}. {said(step)}" for number, step in enumerate(steps, 1))


def said(step: Mapping[str, Any]) -> str:
    """A step in words, as the text beside the drawing and its description say it."""
    aside = f"（{step.get('occasion') or '符合条件的'}）" if step.get("optional") else ""
    about = [str(step[key]) for key in ("actor", "note", "article") if step.get(key)]
    about += [*step.get("spans", ()), *(fork.removeprefix("◇ ") for fork in _forks(step))]
    return f"{step.get('title', '')}{aside}{'：' + '，'.join(about) if about else ''}"
