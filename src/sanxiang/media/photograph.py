"""Photographs: what EXIF tells, whether the picture is whole, and what hangs behind its end. Reads only; runs in the child process."""

import datetime
import pathlib
import re
import struct
import warnings
from collections.abc import Mapping
from typing import Any

import pillow_heif
from PIL import ExifTags, Image, ImageOps

from sanxiang.media.facts import Anomaly, Facts, Looks
from sanxiang.media.kinds import OF_CAMERAS

PIXELS = 200_000_000  # more is no camera's picture but an attack on the memory
Image.MAX_IMAGE_PIXELS = PIXELS
FORMATS = (
    "JPEG",
    "PNG",
    "GIF",
    "WEBP",
    "TIFF",
    "HEIF",
    "AVIF",
    "BMP",
)  # nothing else is ever tried: some of Pillow's readers call programs
SMALL = (640, 480)
BARE_EXIF = 32  # bytes: a header with no tag in it
Base, Gps = ExifTags.Base, ExifTags.GPS
pillow_heif.register_heif_opener(thumbnails=False)


def opened(path: pathlib.Path) -> Image.Image:
    """The picture, not yet decoded. Raises OSError, ValueError, Image.DecompressionBombError and what else a broken file provokes."""
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    return Image.open(path, formats=FORMATS)


def upright(path: pathlib.Path) -> Image.Image:
    """The picture as it is meant to be seen, in RGB."""
    with opened(path) as picture:
        turned = ImageOps.exif_transpose(picture)
        return _flat(turned)


def _flat(picture: Image.Image) -> Image.Image:
    """On white where it lets through."""
    if picture.mode in ("RGB", "L"):
        return picture.convert("RGB")
    ground = Image.new("RGB", picture.size, "white")
    seen = picture.convert("RGBA")
    ground.paste(seen, mask=seen.getchannel("A"))
    return ground


def look(path: pathlib.Path, folder: pathlib.Path) -> Looks:
    """Draw the picture into `folder` (thumb.jpg) and take its likeness. Raises what Pillow raises."""
    picture = upright(path)
    return Looks(made=kept(picture, folder), likeness=likeness(picture))


def kept(picture: Image.Image, folder: pathlib.Path) -> dict[str, str]:
    small = picture.copy()
    small.thumbnail(SMALL, Image.Resampling.LANCZOS)
    small.save(folder / "thumb.jpg", "JPEG", quality=80, optimize=True)
    return {"thumb.jpg": "image/jpeg"}


def likeness(picture: Image.Image) -> str:
    """dHash: whether each of 8 × 8 cells is darker than its right neighbour, as 16 hex digits. Copies differ in few bits."""
    cells = picture.convert("L").resize((9, 8), Image.Resampling.BOX).tobytes()
    bits = "".join("1" if cells[row * 9 + at] < cells[row * 9 + at + 1] else "0" for row in range(8) for at in range(8))
    return f"{int(bits, 2):016x}"


def read(path: pathlib.Path, media_type: str) -> Facts:
    """What the picture tells of itself. Raises what Pillow raises."""
    with warnings.catch_warnings(record=True) as said, opened(path) as picture:  # a corrupt tag is a warning to Pillow
        width, height = picture.size
        if width * height > PIXELS:
            raise Image.DecompressionBombError
        exif, state, told = _exif(picture, media_type)
        state = "broken" if said and state else state
        wrong = [*_whole(picture), *_behind(path, media_type)]
        codec = (picture.format or "").lower()
    turned = told.get(Base.Orientation) in (5, 6, 7, 8)
    latitude, longitude = _place(exif.get_ifd(ExifTags.IFD.GPSInfo) if exif else {})
    if state == "broken":
        wrong.append(Anomaly("exif_broken", "照片的拍摄信息（EXIF）已损坏，读不全"))
    return Facts(
        media_type=media_type,
        width=height if turned else width,
        height=width if turned else height,
        video_codec=codec,
        taken_at=_moment(told.get(Base.DateTimeOriginal), told.get(Base.OffsetTimeOriginal), told.get(Base.SubsecTimeOriginal)),
        changed_at=_moment(told.get(Base.DateTime), told.get(Base.OffsetTime), None),
        latitude=latitude,
        longitude=longitude,
        orientation=_number(told.get(Base.Orientation)) or 1,
        make=_text(told.get(Base.Make)),
        model=_text(told.get(Base.Model)),
        serial=_text(told.get(Base.BodySerialNumber) or told.get(Base.CameraSerialNumber)),
        software=_text(told.get(Base.Software)),
        exif=state,
        anomalies=tuple(wrong),
    )


def _exif(picture: Image.Image, media_type: str) -> tuple[Any, str, Mapping[int, Any]]:
    """EXIF, how it is (present, empty, broken; nothing of formats without), and what stands in it."""
    if media_type not in OF_CAMERAS:
        return None, "", {}
    raw = picture.info.get("exif")
    try:
        exif = picture.getexif()
        told = dict(exif) | dict(exif.get_ifd(ExifTags.IFD.Exif))
        exif.get_ifd(ExifTags.IFD.GPSInfo)
    except Exception:  # whatever a broken EXIF makes Pillow raise
        return None, "broken", {}
    if raw and not told:
        return None, "broken" if len(raw) > BARE_EXIF else "empty", {}
    return exif, "present" if set(told) - {Base.Orientation, Base.ExifOffset} else "empty", told


def _whole(picture: Image.Image) -> list[Anomaly]:
    """Whether every line of the picture is there."""
    try:
        picture.load()
    except (OSError, SyntaxError, ValueError, struct.error, EOFError, IndexError):
        return [Anomaly("truncated", "图像数据不完整，后半部分缺失或者损坏")]
    return []


def _behind(path: pathlib.Path, media_type: str) -> list[Anomaly]:
    """What hangs behind the end of the picture: another file may hide there (a polyglot), or a phone's moving picture."""
    end = {"image/jpeg": _end_of_jpeg, "image/png": _end_of_png}.get(media_type)
    if end is None:
        return []
    data = path.read_bytes()
    rest = data[end(data) :].strip(b"\0\r\n ")
    if len(rest) < 16 or rest.startswith((b"\xff\xd8", b"MPF")) or b"ftyp" in rest[:64] or b"MotionPhoto" in data[:65536]:
        return []  # further pictures and moving pictures of phones
    what = "另一个文件" if rest[:4] in (b"PK\x03\x04", b"%PDF", b"Rar!") or b"<" in rest[:64] else "不属于图像的内容"
    return [Anomaly("attached", f"图像之后还附有 {len(rest)} 字节{what}")]


def _end_of_jpeg(data: bytes) -> int:
    """The offset after EOI: segments are walked by their lengths, scans to the next marker (ITU-T T.81 B.1)."""
    at = 2
    while 0 <= at < len(data) - 3 and data[at] == 0xFF:
        mark = data[at + 1]
        if mark == 0xD9:
            return at + 2
        at += 2 if mark in (0x01, 0xFF) or 0xD0 <= mark <= 0xD7 else 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if mark == 0xDA:
            found = _MARKER.search(data, at)
            at = found.start() if found else -1
    return at + 2 if data[at : at + 2] == b"\xff\xd9" else len(data)


_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


def _end_of_png(data: bytes) -> int:
    at = data.find(b"IEND")
    return at + 8 if at > 0 else len(data)


def _moment(day: Any, offset: Any, part: Any) -> str:
    """EXIF's `2026:11:20 09:30:00` and `+08:00` as an ISO moment; empty where it tells none or nonsense."""
    try:
        at = datetime.datetime.strptime(_text(day)[:19], "%Y:%m:%d %H:%M:%S")
    except ValueError:
        return ""
    if at.year < 1990:  # a camera whose clock was never set
        return ""
    zone = _text(offset)
    return at.isoformat() + (zone if re.fullmatch(r"[+-]\d\d:\d\d", zone) else "")


def _place(gps: Mapping[int, Any]) -> tuple[str, str]:
    """Degrees, minutes, seconds and their hemispheres as decimal degrees; empty where they are no place on earth."""
    latitude = _degrees(gps.get(Gps.GPSLatitude), gps.get(Gps.GPSLatitudeRef), 90)
    longitude = _degrees(gps.get(Gps.GPSLongitude), gps.get(Gps.GPSLongitudeRef), 180)
    return (latitude, longitude) if latitude and longitude and {latitude, longitude} != {"0.000000"} else ("", "")


def _degrees(parts: Any, hemisphere: Any, most: int) -> str:
    try:
        degrees, minutes, seconds = (float(part) for part in parts)
        value = degrees + minutes / 60 + seconds / 3600
    except (TypeError, ValueError, ZeroDivisionError):
        return ""
    if not value <= most:  # NaN is no place either
        return ""
    return f"{-value if _text(hemisphere) in ('S', 'W') else value:.6f}"


def _number(value: Any) -> int:
    return value if isinstance(value, int) and 1 <= value <= 8 else 0


def _text(value: Any) -> str:
    """A tag's words, printable and short."""
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    text = value if isinstance(value, str) else ""
    return "".join(c for c in text.partition("\0")[0] if c.isprintable()).strip()[:80]
