"""The PDF of record: PDF/A-2b, set by typst in this process, from `paper.typ` and the document as data."""

import functools
import json
import re
import struct
import threading
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import segno
import typst

import sanxiang.web
from sanxiang.casework.documents.model import Document, canonical

PAPER = Path(__file__).parent / "paper.typ"
FONTS = Path(sanxiang.web.__file__).parent / "fonts"
UNDATED = "2021-07-15"  # PDF/A asks for a date; forms that bear none take the day on which 行政处罚法 (2021) came into force
ONE_AT_A_TIME = threading.Lock()  # the compiler keeps the inputs of its last document


class NoFonts(Exception):
    """The folder of fonts is empty: the program was not set up. The message (Chinese) says what to run."""


class Issue(msgspec.Struct, frozen=True):
    """What an issued document bears at the foot of each page: the code and address of its verification, the fingerprint of its words."""

    code: str
    address: str
    fingerprint: str


class Place(msgspec.Struct, frozen=True):
    """The middle of a seal: page (from 0), and points from the left and from the top of the page."""

    page: int
    x: float
    y: float


class Press:
    """A typst compiler of one source that stays warm, with the fonts of one folder and nothing of the system's."""

    def __init__(self, source: Path, fonts: Path) -> None:
        self.compiler = typst.Compiler(source, font_paths=[fonts], ignore_system_fonts=True)
        self.strange = strange(fonts)

    def print(self, inputs: dict[str, bytes], day: str) -> bytes:
        words = {name: self.strange.sub(code_point, told.decode()) for name, told in inputs.items()}
        made = self.compiler.compile(
            format="pdf", sys_inputs=words, pdf_standards="a-2b", timestamp=datetime.fromisoformat(f"{day or UNDATED}T00:00:00+08:00")
        )
        assert isinstance(made, bytes)
        return made

    def seals(self) -> list[Place]:
        """Where the paper that was printed last wants its seals."""
        found = json.loads(self.compiler.query("<seal>", field="value"))
        return [Place(one["page"] - 1, float(one["x"][:-2]), float(one["y"][:-2])) for one in found]


press = functools.lru_cache(maxsize=12)(Press)


@functools.lru_cache(maxsize=2)
def strange(fonts: Path) -> re.Pattern[str]:
    """Characters that no font of the folder has. Raises NoFonts when it holds none."""
    files = sorted(path for path in fonts.glob("*") if path.suffix.lower() in (".ttf", ".otf", ".ttc"))
    if not files:
        raise NoFonts(f"{fonts} 里没有字体，不能生成 PDF 文书。请先运行 make setup。")
    covered: set[int] = set().union(*map(characters, files))
    return re.compile(f"[^\\s{''.join(spans(covered))}]")


def pdf(document: Document, fonts: Path = FONTS) -> bytes:
    """The document as PDF/A-2b with its fonts embedded; the same document and fonts give the same bytes.

    A character that no font of the folder has is printed as its code, 〔U+20BB7〕, instead of silently as a box:
    put a font that has it into the folder. Raises NoFonts when the folder holds none.
    """
    with ONE_AT_A_TIME:
        return press(PAPER, fonts).print({"document": canonical(document)}, document.date)


def issued(document: Document, issue: Issue, fonts: Path = FONTS) -> tuple[bytes, list[Place]]:
    """The document as it is issued, with its code, QR and fingerprint on every page, and where its seals are to stand. Raises NoFonts."""
    told = msgspec.to_builtins(issue) | {"qr": qr(issue.address)}
    with ONE_AT_A_TIME:
        paper = press(PAPER, fonts)
        made = paper.print({"document": canonical(document), "issue": msgspec.json.encode(told)}, document.date)
        return made, paper.seals()


def sheet(source: Path, given: Any, day: str = "", fonts: Path = FONTS) -> bytes:
    """A PDF of another typst source of ours, which finds `given` as JSON in `sys.inputs.given`. Raises NoFonts."""
    with ONE_AT_A_TIME:
        return press(source, fonts).print({"given": msgspec.json.encode(given)}, day)


def qr(words: str) -> list[str]:
    """A QR code as rows of 0 and 1."""
    return ["".join("1" if module else "0" for module in row) for row in segno.make_qr(words, error="m").matrix]


def code_point(found: re.Match[str]) -> str:
    return f"〔U+{ord(found[0]):04X}〕"


def spans(covered: set[int]) -> list[str]:
    """The characters as ranges of a regular expression."""
    edges = sorted(point for point in covered if point - 1 not in covered or point + 1 not in covered)
    made, at = [], 0
    while at < len(edges):
        first = last = edges[at]
        if first + 1 in covered:
            at += 1
            last = edges[at]
        made.append(f"\\U{first:08x}-\\U{last:08x}")
        at += 1
    return made


def characters(font: Path) -> set[int]:
    """The code points that a TrueType or OpenType file has glyphs for: its `cmap` subtables of format 12 and 4."""
    with font.open("rb") as file:
        start = file.read(16)
        at = struct.unpack(">I", start[12:16])[0] if start[:4] == b"ttcf" else 0
        file.seek(at + 4)
        (count,) = struct.unpack(">H6x", file.read(8))
        tables = [struct.unpack(">4s4xII", file.read(16)) for _ in range(count)]
        offset, length = next((offset, length) for tag, offset, length in tables if tag == b"cmap")
        file.seek(offset)
        return cmap(file.read(length))


def cmap(data: bytes) -> set[int]:
    (count,) = struct.unpack_from(">H", data, 2)
    covered: set[int] = set()
    for entry in range(count):
        (at,) = struct.unpack_from(">I", data, 4 + 8 * entry + 4)
        (kind,) = struct.unpack_from(">H", data, at)
        if kind == 12:
            covered |= groups(data, at)
        elif kind == 4:
            covered |= segments(data, at)
    return covered


def groups(data: bytes, at: int) -> set[int]:
    (count,) = struct.unpack_from(">I", data, at + 12)
    found = (struct.unpack_from(">II", data, at + 16 + 12 * n) for n in range(count))
    return {point for first, last in found for point in range(first, last + 1)}


def segments(data: bytes, at: int) -> set[int]:
    (double,) = struct.unpack_from(">H", data, at + 6)
    ends = struct.unpack_from(f">{double // 2}H", data, at + 14)
    starts = struct.unpack_from(f">{double // 2}H", data, at + 16 + double)
    return {point for first, last in zip(starts, ends, strict=True) for point in range(first, last + 1) if point != 0xFFFF}
