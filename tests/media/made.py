"""Small media made for tests: photographs with EXIF, recordings of every codec that matters, broken ones."""

import io
import math
import pathlib
import struct
from fractions import Fraction
from typing import Any

import av
import pillow_heif
from PIL import ExifTags, Image, ImageDraw

PLACE = (41.123, 121.35)


def drawing(width: int = 320, height: int = 240, seed: int = 1) -> Image.Image:
    picture = Image.new("RGB", (width, height), (200, 190, 170))
    draw = ImageDraw.Draw(picture)
    for at in range(12):
        left, top = (at * 67 * seed) % width, (at * 41 * seed) % height
        draw.rectangle((left, top, left + 40, top + 30), fill=(20 * at, 255 - 18 * at, (seed * 60) % 255))
    draw.ellipse((width // 3, height // 3, width // 2, height // 2), fill="black")
    return picture


def exif(taken: str = "2026:11:20 09:30:00", offset: str = "+08:00", place: tuple[float, float] | None = PLACE, **tags: Any) -> Image.Exif:
    found = Image.Exif()
    found[ExifTags.Base.Make], found[ExifTags.Base.Model] = "Anzhou", "DSJ-V9"
    for name, value in tags.items():
        found[getattr(ExifTags.Base, name)] = value
    inner = found.get_ifd(ExifTags.IFD.Exif)
    if taken:
        inner[ExifTags.Base.DateTimeOriginal] = taken
    if offset:
        inner[ExifTags.Base.OffsetTimeOriginal] = offset
    if place:
        gps = found.get_ifd(ExifTags.IFD.GPSInfo)
        gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLatitude] = "N", degrees(place[0])
        gps[ExifTags.GPS.GPSLongitudeRef], gps[ExifTags.GPS.GPSLongitude] = "E", degrees(place[1])
    return found


def degrees(value: float) -> tuple[float, float, float]:
    whole, rest = int(value), (value - int(value)) * 60
    return float(whole), float(int(rest)), round((rest - int(rest)) * 60, 3)


def jpeg(picture: Image.Image | None = None, told: Image.Exif | None = None) -> bytes:
    out = io.BytesIO()
    (picture or drawing()).save(out, "JPEG", quality=85, exif=(told if told is not None else exif()).tobytes())
    return out.getvalue()


def heic(told: Image.Exif | None = None) -> bytes:
    out = io.BytesIO()
    pillow_heif.from_pillow(drawing()).save(out, quality=60, exif=(told if told is not None else exif()).tobytes())
    return out.getvalue()


def png(picture: Image.Image | None = None) -> bytes:
    out = io.BytesIO()
    (picture or drawing()).save(out, "PNG")
    return out.getvalue()


def recording(path: pathlib.Path, video: str = "", audio: str = "", seconds: float = 2.0, **how: Any) -> pathlib.Path:
    """A recording with these encoders; how: loud (0 is silence), colour (of every frame), format, metadata, rate, options."""
    container = av.open(str(path), "w", format=how.get("format"), options=how.get("options", {}))
    container.metadata.update(how.get("metadata", {}))
    streams: list[Any] = []
    if video:
        streams.append((_film(container, video), seconds))
    if audio:
        streams.append((_tone(container, audio, how.get("rate", 44100)), seconds))
    for stream, length in streams:
        frames = _frames(length, how.get("colour")) if stream.type == "video" else _samples(stream, length, how.get("loud", 0.5))
        for frame in frames:
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    container.close()
    return path


def _film(container: Any, codec: str) -> Any:
    options = {"x265-params": "log-level=none"} if codec == "libx265" else {}
    stream = container.add_stream(codec, rate=10, options=options)
    stream.width, stream.height, stream.pix_fmt = 160, 120, "yuv420p"
    return stream


def _frames(seconds: float, colour: Any) -> Any:
    for at in range(int(seconds * 10)):
        picture = Image.new("RGB", (160, 120), colour) if colour is not None else drawing(160, 120, 1 + at % 3)
        frame = av.VideoFrame.from_image(picture)
        frame.pts, frame.time_base = at, Fraction(1, 10)
        yield frame


def _tone(container: Any, codec: str, rate: int) -> Any:
    stream = container.add_stream(codec, rate=rate)
    stream.bit_rate = 12200 if codec == "libopencore_amrnb" else 64000
    stream.layout = "mono"
    return stream


def _samples(stream: Any, seconds: float, loud: float) -> Any:
    rate, size = stream.rate, stream.codec_context.frame_size or 1024
    resampler = av.AudioResampler(format=stream.format.name, layout="mono", rate=rate, frame_size=stream.codec_context.frame_size or 0)
    for at in range(0, int(seconds * rate), size):
        wave = b"".join(struct.pack("<h", int(loud * 32000 * math.sin((at + i) * 440 * math.tau / rate))) for i in range(size))
        frame = av.AudioFrame(format="s16", layout="mono", samples=size)
        frame.planes[0].update(wave + bytes(frame.planes[0].buffer_size - len(wave)))
        frame.rate, frame.pts, frame.time_base = rate, at, Fraction(1, rate)
        yield from resampler.resample(frame)
