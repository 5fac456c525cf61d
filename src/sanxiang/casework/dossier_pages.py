"""The pages of a dossier: documents as they were issued, pictures as pages, an entry page for what cannot be printed; numbered, with bookmarks."""

import io
import pathlib
import tempfile
from typing import Any

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime
from PIL import Image
from pypdf import PageObject, PdfReader, PdfWriter, Transformation
from pypdf.generic import ArrayObject, DictionaryObject, NameObject

from sanxiang import media
from sanxiang.casework import sealing
from sanxiang.casework.documents import typeset
from sanxiang.casework.dossier import Piece
from sanxiang.casework.models import EVIDENCE_KINDS, Document
from sanxiang.media.kinds import PICTURES
from sanxiang.record import files

FOLDER = pathlib.Path(typeset.__file__).parent
EXHIBIT, FOLIOS = FOLDER / "exhibit.typ", FOLDER / "folios.typ"
MM = 72 / 25.4
A4 = (210 * MM, 297 * MM)
FRAME = (27 * MM, 28 * MM, 163 * MM, 140 * MM)  # where a picture stands on its page: left, bottom, width, height (exhibit.typ)
PIXELS = (1600, 1600)  # of a picture in a dossier; the original goes along in the ZIP
LARGEST = 40 * 1024 * 1024  # bytes of a PDF that is bound in page by page; a larger one gets an entry page
MOST_PAGES = 300


class Volume:
    """One file (正卷 or 副卷) while it is put together. Pictures are made small and files read from the disk, so that its size in memory is
    that of its pages, whatever the evidence weighs."""

    def __init__(self) -> None:
        self.writer = PdfWriter()
        self.pages: dict[str, tuple[int, int]] = {}

    def add(self, piece: Piece, pdf: bytes) -> None:
        """The piece's own pages, behind those that are there."""
        first = len(self.writer.pages) + 1
        for page in PdfReader(io.BytesIO(pdf)).pages:
            flat(self.writer.add_page(page))
        self.pages[piece.id] = (first, len(self.writer.pages))

    @property
    def count(self) -> int:
        return len(self.writer.pages)

    def write(
        self, to: pathlib.Path, title: str, front: list[tuple[str, bytes]], back: list[tuple[str, bytes]], pieces: list[Piece]
    ) -> None:
        """Numbered and with bookmarks: cover and catalogue before the pages, the note behind them."""
        self._number()
        bound = PdfWriter()
        for name, pdf in front:
            _bind(bound, name, pdf)
        start = len(bound.pages)
        for page in self.writer.pages:
            bound.add_page(page)
        self._bookmarks(bound, start, pieces)
        for name, pdf in back:
            _bind(bound, name, pdf)
        bound.add_metadata({"/Title": title})
        bound.page_mode = "/UseOutlines"
        with to.open("wb") as out:
            bound.write(out)

    def _number(self) -> None:
        if not self.count:
            return
        numbers = PdfReader(io.BytesIO(typeset.sheet(FOLIOS, {"first": 1, "last": self.count})))
        for page, number in zip(self.writer.pages, numbers.pages, strict=True):
            page.merge_page(number)

    def _bookmarks(self, bound: PdfWriter, start: int, pieces: list[Piece]) -> None:
        group, above = "", None
        for piece in pieces:
            if piece.id not in self.pages:
                continue
            at = start + self.pages[piece.id][0] - 1
            if piece.group != group:
                group, above = piece.group, bound.add_outline_item(title=piece.group, page_number=at)
            bound.add_outline_item(title=piece.title, page_number=at, parent=above)


def _bind(bound: PdfWriter, name: str, pdf: bytes) -> None:
    first = len(bound.pages)
    for page in PdfReader(io.BytesIO(pdf)).pages:
        flat(bound.add_page(page))
    bound.add_outline_item(title=name, page_number=first)


def flat(page: PageObject) -> PageObject:
    """The page with the appearance of its annotations, a seal's among them, as part of the page: in a dossier stands a copy, and a signature
    that no longer covers its file would only seem broken."""
    drawn = b""
    for each in page.get("/Annots") or ():
        found = each.get_object()
        if found.get("/Subtype") != "/Widget" or "/AP" not in found or found["/AP"]["/N"].indirect_reference is None:
            continue
        shown = found["/AP"]["/N"]
        name = NameObject(f"/Bound{shown.indirect_reference.idnum}")
        resources: Any = page["/Resources"].get_object()
        if "/XObject" not in resources:
            resources[NameObject("/XObject")] = DictionaryObject()
        resources["/XObject"].get_object()[name] = shown.indirect_reference
        left, bottom, right, top = edges(found["/Rect"])
        near, low, far, high = edges(shown["/BBox"])
        across, up = (right - left) / ((far - near) or 1), (top - bottom) / ((high - low) or 1)
        drawn += f"q {across:.5f} 0 0 {up:.5f} {left - near * across:.3f} {bottom - low * up:.3f} cm {name} Do Q\n".encode()
    page[NameObject("/Annots")] = ArrayObject()
    if drawn:
        content = page.get_contents()
        assert content is not None
        content.set_data(b"q\n" + content.get_data() + b"\nQ\n" + drawn)
        page.replace_contents(content)
    return page


def edges(box: Any) -> tuple[float, float, float, float]:
    """Left, bottom, right, top of a rectangle, whose corners a PDF may name in any order."""
    one, two, three, four = (float(edge) for edge in box)
    return min(one, three), min(two, four), max(one, three), max(two, four)


# ── what each piece prints ──


def of(piece: Piece) -> bytes:
    """The pages of a piece as PDF."""
    if piece.kind == "evidence":
        return _of_evidence(piece)
    with sealing.of(Document.objects.get(id=piece.id)).content as content:
        return content.read()


def _of_evidence(piece: Piece) -> bytes:
    row = piece.row
    if not row["file"]:
        return exhibit(piece, says="本件没有电子文件，原物、原件另行保管。")
    if row["state"] == "destroyed" or files.size(row["file"]) is None:
        return exhibit(piece, says="本件的文件已到期销毁，或者不在存储中；摘要和来历仍在卷。")
    if row["media_type"] in PICTURES and (small := _picture(row["file"])):
        return _over(exhibit(piece, picture=True), small)
    if row["media_type"] == "application/pdf" and (bound := _bound(row["file"], int(row["size"]))):
        return _joined(exhibit(piece, says="文件各页附后。"), bound)
    return exhibit(piece, qr=f"{settings.OFFICE_URL}/evidence/{row['id']}", says="本件不能装订，扫码在办案系统中查看；文件见案卷压缩包。")


def exhibit(piece: Piece, *, picture: bool = False, qr: str = "", says: str = "") -> bytes:
    """The page with the facts of a piece of evidence."""
    told = {"title": f"证据{piece.row['number']}　{piece.row['title']}", "facts": facts(piece.row), "picture": picture, "says": says}
    return typeset.sheet(EXHIBIT, told | {"qr": typeset.qr(qr) if qr else []})


def facts(row: Any) -> list[tuple[str, str]]:
    """The five mandatory facts of a piece, and what its file is."""
    at = parse_datetime(row["collected_at"])
    read = row.get("read") or {}
    told = [
        ("证据种类", EVIDENCE_KINDS.get(row["kind"], row["kind"])),
        ("采集时间", f"{localtime(at):%Y年%m月%d日 %H:%M}" if at else str(row["collected_at"])),
        ("采集地点", row["place"]),
        ("采集人", row["collector"]),
        ("证明对象", row["proves"]),
        ("状态", {"excluded": "已排除，不作为定案依据", "destroyed": "文件已到期销毁"}.get(row["state"], "")),
        ("文件", f"{row['filename']}（{filesizeformat(row['size'])}）".replace("\xa0", " ") if row["file"] else ""),
        ("时长", _clock(str(read.get("duration") or ""))),
        ("SHA-256", row["file"]),
    ]
    return [(label, words) for label, words in told if words]


def _clock(seconds: str) -> str:
    try:
        whole = int(float(seconds))
    except ValueError:
        return ""
    return f"{whole // 3600}小时{whole // 60 % 60}分{whole % 60}秒" if whole >= 3600 else f"{whole // 60}分{whole % 60}秒"


def _picture(digest: str) -> bytes:
    """A photograph made small, as a PDF page of its own; empty when it cannot be read. It is decoded in a process of its own."""
    with tempfile.TemporaryDirectory() as folder, files.at_hand(digest) as path:
        clean = pathlib.Path(folder) / "clean.jpg"
        if not media.obscure(path, clean, []).media_type:
            return b""
        with Image.open(clean) as picture:
            picture.draft("RGB", PIXELS)
            picture.thumbnail(PIXELS)
            out = io.BytesIO()
            picture.convert("RGB").save(out, "PDF", quality=78, resolution=150)
            return out.getvalue()


def _over(page: bytes, picture: bytes) -> bytes:
    """The picture laid into its frame on the last page."""
    made, shown = PdfWriter(io.BytesIO(page)), PdfReader(io.BytesIO(picture)).pages[0]
    left, bottom, width, height = FRAME
    across, up = float(shown.mediabox.width), float(shown.mediabox.height)
    scale = min(width / across, height / up)
    made.pages[-1].merge_transformed_page(
        shown, Transformation().scale(scale).translate(left + (width - across * scale) / 2, bottom + (height - up * scale) / 2)
    )
    return _bytes(made)


def _bound(digest: str, size: int) -> bytes:
    """A PDF that came as evidence, its pages brought to A4 and flat; empty when it is too large, locked or cannot be read."""
    if size > LARGEST:
        return b""
    made = PdfWriter()
    try:
        with files.stream(digest) as content:
            reader = PdfReader(content)
            if reader.is_encrypted or len(reader.pages) > MOST_PAGES:
                return b""
            for page in PdfWriter(clone_from=reader).pages:
                _fit(made, flat(page))
            return _bytes(made)
    except Exception:  # whatever a hostile file makes of its reader: it gets an entry page, and the ZIP has it as it came
        return b""


def _fit(made: PdfWriter, page: PageObject) -> None:
    """A page of any size in the middle of one of A4."""
    page.transfer_rotation_to_content()
    box = page.cropbox
    across, up = float(box.width), float(box.height)
    scale = min(A4[0] / across, A4[1] / up)
    move = Transformation().translate(-float(box.left), -float(box.bottom)).scale(scale)
    move = move.translate((A4[0] - across * scale) / 2, (A4[1] - up * scale) / 2)
    made.add_blank_page(width=A4[0], height=A4[1]).merge_transformed_page(page, move)


def _joined(*parts: bytes) -> bytes:
    made = PdfWriter()
    for part in parts:
        for page in PdfReader(io.BytesIO(part)).pages:
            made.add_page(page)
    return _bytes(made)


def _bytes(made: PdfWriter) -> bytes:
    out = io.BytesIO()
    made.write(out)
    return out.getvalue()
