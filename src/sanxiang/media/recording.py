"""Recordings of sound and picture: what their container and streams tell. Reads only; runs in the child process."""

import datetime
import pathlib
import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import av
from av.container import InputContainer

from sanxiang.media.facts import Anomaly, Facts
from sanxiang.media.kinds import DEMUXERS

THREADS = 4
# The only demuxer that may open it is the one that its content names, and that one may open nothing but this file.
OPTIONS = {"protocol_whitelist": "file", "enable_drefs": "0"}
SPOT = re.compile(r"([+-]\d{1,3}(?:\.\d+)?)([+-]\d{1,3}(?:\.\d+)?)")  # ISO 6709: +41.1230+121.3500+012/
LENGTH_MAY_DIFFER = 2.0  # seconds between what the container says and where its last packet lies


def opened(path: pathlib.Path, media_type: str) -> InputContainer:
    """The recording. Raises av.FFmpegError, ValueError."""
    demuxer = DEMUXERS[media_type]
    options = OPTIONS if demuxer == "mov" else {"protocol_whitelist": "file"}
    return av.open(str(path), format=demuxer, options=options, metadata_errors="replace")


def read(path: pathlib.Path, media_type: str) -> Facts:
    """What the recording tells of itself. Raises what av raises."""
    with opened(path, media_type) as container:
        told = {key.lower(): value for key, value in container.metadata.items()}
        video = next((s for s in container.streams.video if not _is_cover(s)), None)
        audio = next(iter(container.streams.audio), None)
        for stream in (video, audio):
            told = {key.lower(): value for key, value in (stream.metadata.items() if stream else ())} | told
        seconds = length(container) or _reached(container, 0.0)  # a browser's recorder writes no length
        width, height = (video.width, video.height) if video else (0, 0)
        turned = _turned(container, video)
        latitude, longitude = _place(told)
        return Facts(
            media_type=_type(media_type, container.format.name, video, audio),
            duration=f"{seconds:.3f}" if seconds is not None else "",
            width=height if turned else width,
            height=width if turned else height,
            frame_rate=_rate(video.average_rate if video else None),
            video_codec=video.codec_context.name if video and video.codec_context else "",
            audio_codec=audio.codec_context.name if audio and audio.codec_context else "",
            pixels=(video.pix_fmt or "") if video else "",
            taken_at=_moment(told),
            latitude=latitude,
            longitude=longitude,
            anomalies=tuple(_wrong(path, container, seconds, bool(video or audio))),
            make=_camera(told, "com.apple.quicktime.make", "com.android.manufacturer", "make"),
            model=_camera(told, "com.apple.quicktime.model", "com.android.model", "model"),
            software=_camera(told, "com.apple.quicktime.software", "software", "encoder"),
        )


def _is_cover(stream: Any) -> bool:
    """The picture on the sleeve of a piece of music is no video."""
    return "attached_pic" in str(stream.disposition).lower()


def length(container: InputContainer) -> float | None:
    """Seconds, by the container or its longest stream; None where neither says."""
    if container.duration:
        return container.duration / av.time_base
    found = [float(s.duration * s.time_base) for s in container.streams if s.duration and s.time_base]
    return max(found, default=None)


def _type(sniffed: str, format: str, video: Any, audio: Any) -> str:
    """A container of sound alone is sound; Matroska is not always WebM."""
    if video or not audio:
        return sniffed
    return {"video/x-ms-asf": "audio/x-ms-wma", "video/mp4": "audio/mp4", "video/quicktime": "audio/mp4", "video/3gpp": "audio/3gpp",
            "video/webm": "audio/webm", "video/x-matroska": "audio/webm"}.get(sniffed, sniffed)  # fmt: skip


def _turned(container: InputContainer, video: Any) -> bool:
    """Whether the first frame is shown turned by a quarter."""
    if video is None:
        return False
    try:
        frame = next(container.decode(video), None)
    except (av.FFmpegError, ValueError):
        return False
    return frame is not None and frame.rotation % 180 != 0


def _rate(rate: Fraction | None) -> str:
    return f"{float(rate):.2f}".rstrip("0").rstrip(".") if rate else ""


def _moment(told: Mapping[str, str]) -> str:
    """When recording began: a phone's own moment with its offset before the container's (which is UTC, where the device kept to it)."""
    for key in ("com.apple.quicktime.creationdate", "creation_time", "date"):
        text = told.get(key, "").strip()
        try:
            at = datetime.datetime.fromisoformat(re.sub(r"([+-]\d\d)(\d\d)$", r"\1:\2", text))
        except ValueError:
            continue
        if at.year >= 1990 and len(text) > 10:
            return at.replace(microsecond=0).isoformat()
    return ""


def _place(told: Mapping[str, str]) -> tuple[str, str]:
    for key in ("com.apple.quicktime.location.iso6709", "location", "location-eng"):
        found = SPOT.match(told.get(key, ""))
        if found and abs(float(found[1])) <= 90 and abs(float(found[2])) <= 180 and (float(found[1]) or float(found[2])):
            return f"{float(found[1]):.6f}", f"{float(found[2]):.6f}"
    return "", ""


def _camera(told: Mapping[str, str], *keys: str) -> str:
    text = next((told[key] for key in keys if told.get(key)), "")
    return "".join(c for c in text if c.isprintable()).strip()[:80]


def _wrong(path: pathlib.Path, container: InputContainer, seconds: float | None, anything: bool) -> list[Anomaly]:
    if not anything:
        return [Anomaly("unreadable", "文件里没有可以播放的画面或者声音")]
    if not seconds:
        return [Anomaly("no_duration", "录制长度为零或者没有写入文件，可能录制中断")]
    if _shorter_than_said(path):
        return [Anomaly("truncated", "文件比开头写明的短，后半部分缺失")]
    reached = _reached(container, seconds) if length(container) else seconds
    if reached is not None and seconds - reached > max(LENGTH_MAY_DIFFER, seconds * 0.02):
        return [Anomaly("truncated", f"文件写明长 {seconds:.0f} 秒，实际只有约 {reached:.0f} 秒，后半部分缺失")]
    return []


def _reached(container: InputContainer, seconds: float) -> float | None:
    """The time of the last packet: sought near the end, so that hours are not read. None where that cannot be told."""
    last: float | None = None
    try:
        container.seek(int(max(seconds - 5, 0) * av.time_base))
        for packet in container.demux():
            if packet.pts is not None and packet.time_base and packet.size:
                ends = float((packet.pts + (packet.duration or 0)) * packet.time_base)
                last = max(last or 0.0, ends)
    except (av.FFmpegError, ValueError):
        pass
    return last


def _shorter_than_said(path: pathlib.Path) -> bool:
    """AVI and WAV begin with their own length (RIFF)."""
    with path.open("rb") as file:
        head = file.read(8)
    said = int.from_bytes(head[4:8], "little")
    return head[:4] == b"RIFF" and said < 0xFFFFFF00 and said + 8 > path.stat().st_size
