"""Tables that were copied as text → rows of cells: parted by bars, tabs, commas or blanks, or with every cell on a line of its own. Pure.

Nothing is decided here about what a column means or which cell is missing: a row has the cells that its text has.
"""

import csv
import io
import re
from collections.abc import Callable

from sanxiang.sheets.reading import Row
from sanxiang.sheets.writing import plain as unguarded

SHAPES = {
    "bars": "用竖线分隔",
    "tabs": "用制表符分隔",
    "commas": "用逗号分隔",
    "blanks": "用空格分隔",
    "cells": "一格一行，以竖线结尾",
    "articles": "逐条逐项的条文",
    "lines": "一行一段文字",
}
_NUMBERED = re.compile(r"^(\d{1,5})[\s、.．]+(?=\S)")
_LONE = re.compile(r"(?<!\S)(\S)(?: (\S)(?!\S))+")
_ARTICLE = re.compile(r"^(第[零一二三四五六七八九十百千\d]+条)\s*(.*)$")
_POINT = re.compile(r"^(?:[㈠-㈩]|[（(][一二三四五六七八九十]+[）)])")
_MOST_ROWS = 20_000
_ENOUGH = 3


def shape(text: str) -> str:
    """How the cells of a pasted table are parted, by what most of its lines show."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        return "lines"
    if _even_commas(lines):
        return "commas"
    if sum("\t" in line for line in lines) * 2 > len(lines):
        return "tabs"
    barred = [line.rstrip("|").count("|") for line in lines if "|" in line]
    if len(barred) * 3 > len(lines):
        return "cells" if sum(count == 0 for count in barred) * 2 > len(barred) else "bars"
    if sum(bool(_ARTICLE.match(line)) for line in lines) > 1:
        return "articles"
    spaced = sum(len(line.split()) >= _ENOUGH for line in lines)
    return "blanks" if spaced * 3 > len(lines) and any(_NUMBERED.match(line) for line in lines) else "lines"


def _even_commas(lines: list[str]) -> bool:
    widths = [len(cells) for cells in csv.reader(io.StringIO("\n".join(lines[:200])))]
    common = max(widths, key=widths.count, default=1)
    return common >= _ENOUGH and widths.count(common) * 2 > len(widths)


def rows(text: str, shape: str) -> list[Row]:
    """The rows of a text of this shape, with the number of the line where each begins."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if shape == "commas":
        found = [(at, cells) for at, cells in enumerate(csv.reader(io.StringIO(text, newline="")), 1)]
        found = [(at, [unguarded(cell) for cell in cells]) for at, cells in found]
    elif shape == "cells":
        found = _cells(text)
    elif shape == "articles":
        found = _articles(text)
    else:
        found = [(at, _PARTED[shape](line)) for at, line in enumerate(text.split("\n"), 1) if line.strip()]
    return [Row(at, [cell.strip() for cell in cells]) for at, cells in found[:_MOST_ROWS] if any(cell.strip() for cell in cells)]


def _bars(line: str) -> list[str]:
    """One bar at either end is a frame, not a cell."""
    return line.strip().removeprefix("|").removesuffix("|").split("|")


def _blanks(line: str) -> list[str]:
    """Words parted by blanks; characters set apart for looks (项 目 名 称) are one word."""
    return re.split(r"\s+", _LONE.sub(lambda match: match[0].replace(" ", ""), line.strip()))


_PARTED: dict[str, Callable[[str], list[str]]] = {
    "bars": _bars,
    "tabs": lambda line: line.split("\t"),
    "blanks": _blanks,
    "lines": lambda line: [line],
}


def _cells(text: str) -> list[tuple[int, list[str]]]:
    """A cell to a line, ended by a bar: a row begins where the next number stands, and the header ends before the first."""
    places, at = [], 1
    for part in text.split("|"):
        places.append((at + part[: len(part) - len(part.lstrip())].count("\n"), part.strip()))
        at += part.count("\n")
    start = next((n for n, (_, part) in enumerate(places) if part.split("\n")[-1].replace(" ", "") in ("序号", "编号")), None)
    if start is None:
        return [(line, [part]) for line, part in places if part]
    line, first = places[start]
    above = first.split("\n")
    titles = [(place, [part]) for place, part in places[:start] if part] + [(line + n, [each]) for n, each in enumerate(above[:-1])]
    places[start] = (line + len(above) - 1, above[-1])
    found: list[tuple[int, list[str]]] = []
    number = 0
    for place, part in places[start:]:
        if part == str(number + 1):
            number += 1
            found.append((place, [part]))
        elif not found:
            found.append((place, [part]))
        else:
            found[-1][1].append(part)
    return titles + [(place, _without_blank_ends(cells)) for place, cells in found]


def _articles(text: str) -> list[tuple[int, list[str]]]:
    """An article a row: its number, what it says, its points one a line; lines broken for looks are put together. Lines before the first
    article stand alone, and a header of our own goes before it."""
    found: list[tuple[int, list[str]]] = []
    begun = False
    for at, line in enumerate((each.strip() for each in text.split("\n")), 1):
        if article := _ARTICLE.match(line):
            found += [] if begun else [(at, ["条次", "条文", "各项"])]
            begun = True
            found.append((at, [article[1], article[2], ""]))
        elif line and not begun:
            found.append((at, [line]))
        elif line:
            cells = found[-1][1]
            place = 2 if _POINT.match(line) or cells[2] else 1
            cells[place] += ("\n" if _POINT.match(line) and cells[2] else "") + line
    return found


def _without_blank_ends(cells: list[str]) -> list[str]:
    """Blank cells at the end are what is left of cells that were merged: their places are not known."""
    while len(cells) > 1 and not cells[-1]:
        cells.pop()
    return cells
