"""The PDF of record: PDF/A-2b, set by typst in this process, from `paper.typ` and the document as data."""

import functools
import re
import struct
import threading
from datetime import datetime
from pathlib import Path

import typst

import sanxiang.web
from sanxiang.casework.documents.model import Document, canonical

PAPER = (Path(__file__).parent / "paper.typ").read_bytes()
FONTS = Path(sanxiang.web.__file__).parent / "fonts"
UNDATED = "2021-07-15"  # PDF/A asks for a date; forms that bear none take the day on which 行政处罚法 (2021) came into force
ONE_AT_A_TIME = threading.Lock()  # the compiler keeps the inputs of its last document


class NoFonts(Exception):
    """The folder of fonts is empty: the program was not set up. The message (Chinese) says what to run."""


class Press:
    """A typst compiler that stays warm, with the fonts of one folder and nothing of the system's."""

    def __init__(self, fonts: Path) -> None:
        files = sorted(path for path in fonts.glob("*") if path.suffix.lower() in (".ttf", ".otf", ".ttc"))
        if not files:
            raise NoFonts(f"{fonts} 里没有字体，不能生成 PDF 文书。请先运行 make setup。")
        self.compiler = typst.Compiler(font_paths=[fonts], ignore_system_fonts=True)
        covered: set[int] = set().union(*map(characters, files))
        self.strange = re.compile(f"[^\\s{''.join(spans(covered))}]")

    def print(self, document: Document) -> bytes:
        words = self.strange.sub(code_point, canonical(document).decode())
        day = datetime.fromisoformat(f"{document.date or UNDATED}T00:00:00+08:00")
        with ONE_AT_A_TIME:
            made = self.compiler.compile(PAPER, format="pdf", sys_inputs={"document": words}, pdf_standards="a-2b", timestamp=day)
        assert isinstance(made, bytes)
        return made


press = functools.lru_cache(maxsize=2)(Press)


def pdf(document: Document, fonts: Path = FONTS) -> bytes:
    """The document as PDF/A-2b with its fonts embedded; the same document and fonts give the same bytes.

    A character that no font of the folder has is printed as its code, 〔U+20BB7〕, instead of silently as a box:
    put a font that has it into the folder. Raises NoFonts when the folder holds none.
    """
    return press(fonts).print(document)


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
