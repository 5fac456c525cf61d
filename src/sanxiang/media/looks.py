"""What a page shows of a recording: a poster frame, loudness over time. Runs in the child process."""

import pathlib
from collections.abc import Iterator
from typing import Any

import av
from av.container import InputContainer
from PIL import Image, ImageStat

from sanxiang.media import photograph, recording
from sanxiang.media.facts import Anomaly, Looks

PEAKS = 240
RATE = 8000  # samples a second are enough to draw loudness
SILENT, BLACK = 150, 12  # of 32768; of 255
SIGHTS = 5  # frames looked at to say that a recording is black


def look(path: pathlib.Path, media_type: str, folder: pathlib.Path) -> Looks:
    """Draw a recording into `folder` (thumb.jpg: its poster frame) and listen to it. Raises what av raises."""
    made: dict[str, str] = {}
    wrong: list[Anomaly] = []
    with recording.opened(path, media_type) as container:
        sights = list(_sights(container)) if container.streams.video else []
        if sights:
            made = photograph.kept(max(sights, key=_contrast), folder)
            if all(_brightness(sight) < BLACK for sight in sights):
                wrong.append(Anomaly("black", "画面一直是黑的，可能遮挡了镜头"))
    with recording.opened(path, media_type) as container:
        peaks = _peaks(container) if container.streams.audio else []
    if peaks and max(peaks) <= SILENT:
        wrong.append(Anomaly("silent", "录音一直没有声音"))
    return Looks(made=made, peaks=tuple(round(peak * 100 / 32768) for peak in peaks), anomalies=tuple(wrong))


def _sights(container: InputContainer) -> Iterator[Image.Image]:
    """Frames here and there of the recording, upright."""
    stream = container.streams.video[0]
    stream.thread_count = recording.THREADS
    seconds = recording.length(container) or 0.0
    for at in range(SIGHTS):
        try:
            container.seek(int(seconds * (at + 0.5) / SIGHTS * av.time_base))
            frame: Any = next(container.decode(stream), None)
        except (av.FFmpegError, ValueError):
            continue
        if frame is not None:
            yield frame.to_image().rotate(frame.rotation, expand=True)


def _brightness(picture: Image.Image) -> float:
    return float(ImageStat.Stat(picture.convert("L")).mean[0])


def _contrast(picture: Image.Image) -> float:
    return float(ImageStat.Stat(picture.convert("L").resize((64, 48))).stddev[0])


def _peaks(container: InputContainer) -> list[int]:
    """The loudest sample of each of at most PEAKS equal parts, 0–32768."""
    stream = container.streams.audio[0]
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    found: list[int] = []
    part = RATE // 20
    try:
        for frame in container.decode(stream):
            for plain in resampler.resample(frame):
                samples = memoryview(bytes(plain.planes[0])[: plain.samples * 2]).cast("h")
                found += [max(max(some), -min(some)) for some in (samples[at : at + part] for at in range(0, len(samples), part))]
    except (av.FFmpegError, ValueError):
        pass  # what could be heard until here
    return _gathered(found)


def _gathered(found: list[int]) -> list[int]:
    if len(found) <= PEAKS:
        return found
    return [max(found[at * len(found) // PEAKS : (at + 1) * len(found) // PEAKS]) for at in range(PEAKS)]
