"""Copies: one that every browser plays, a part of a recording, a picture with areas made unrecognisable. Runs in the child process."""

import pathlib
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

import av
from av.container import InputContainer, OutputContainer
from PIL import Image

from sanxiang.media import photograph, recording
from sanxiang.media.kinds import PICTURES

EXACT_SECONDS = 120.0
SIDE = 1920  # the long side of a copied picture of a recording, pixels
PICTURE_SIDE = 4096
CELLS = 3  # a hidden area becomes so many flat cells a side: nothing of a face, a plate or a number is left in them
Area = Sequence[float]


def playable(path: pathlib.Path, media_type: str, to: pathlib.Path) -> str:
    """A copy that every browser shows; its type. Raises what Pillow and av raise."""
    if media_type not in PICTURES:
        return (moved if _plays(path, media_type) else recoded)(path, media_type, to)
    picture = photograph.upright(path)
    picture.thumbnail((PICTURE_SIDE, PICTURE_SIDE), Image.Resampling.LANCZOS)
    picture.save(to, "JPEG", quality=88)
    return "image/jpeg"


def obscured(path: pathlib.Path, to: pathlib.Path, areas: Iterable[Area]) -> str:
    """The upright picture as JPEG, the areas (left, top, right, bottom in parts of one) beyond recognition; without EXIF, whose own small
    picture and place would tell what was hidden."""
    picture = photograph.upright(path)
    width, height = picture.size
    for left, top, right, bottom in areas:
        box = (
            int(left * width),
            int(top * height),
            max(int(right * width), int(left * width) + 1),
            max(int(bottom * height), int(top * height) + 1),
        )
        hidden = picture.crop(box)
        flat = hidden.resize((CELLS, CELLS), Image.Resampling.BOX).resize(hidden.size, Image.Resampling.NEAREST)
        picture.paste(flat, box)
    picture.save(to, "JPEG", quality=92)
    return "image/jpeg"


def recoded(path: pathlib.Path, media_type: str, to: pathlib.Path, start: float = 0.0, end: float | None = None) -> str:
    """The recording from start to end (seconds) as H.264 and AAC in MP4, or AAC alone in M4A: exact to the frame."""
    with recording.opened(path, media_type) as source, av.open(str(to), "w", format="mp4", options={"movflags": "+faststart"}) as target:
        video = next(iter(source.streams.video), None)
        audio = next(iter(source.streams.audio), None)
        tracks = {s.index: t for s, t in ((video, video and Picture(video, target)), (audio, audio and Sound(audio, target))) if s and t}
        if start:
            source.seek(int(start * av.time_base))
        _pour(source, target, tracks, start, end)
        return "video/mp4" if video else "audio/mp4"


def _pour(source: InputContainer, target: OutputContainer, tracks: dict[int, Any], start: float, end: float | None) -> None:
    streams = [source.streams[index] for index in tracks]
    over: set[int] = set()
    for packet in source.demux(streams):
        if packet.stream.index in over:
            continue
        try:
            frames: Sequence[Any] = packet.decode()
        except av.InvalidDataError:
            continue  # a damaged packet: the copy goes on behind it
        for frame in frames:
            if end is not None and frame.time is not None and frame.time >= end:
                over.add(packet.stream.index)
            elif frame.time is None or frame.time >= start:
                target.mux(tracks[packet.stream.index].coded(frame, start))
        if len(over) == len(tracks):
            break
    for track in tracks.values():
        target.mux(track.rest())


class Picture:
    """One video stream on its way to H.264: turned upright, of even sides that fit, eight bits."""

    def __init__(self, source: Any, target: OutputContainer) -> None:
        source.thread_count = recording.THREADS
        rate = source.average_rate or source.guessed_rate or Fraction(25)
        self.stream: Any = target.add_stream("libx264", rate=rate.limit_denominator(65535), options={"preset": "veryfast", "crf": "24"})
        self.stream.thread_count = recording.THREADS
        self.stream.pix_fmt = "yuv420p"
        self.stream.time_base = self.stream.codec_context.time_base = Fraction(1, 90000)
        self.source, self.last = source, -1
        self.graph: Any = None

    def coded(self, frame: Any, start: float) -> list[Any]:
        if self.graph is None:
            self.graph = _upright(self.source, frame)
        self.graph.push(frame)
        plain = self.graph.pull()
        if self.last < 0:
            self.stream.width, self.stream.height = plain.width, plain.height
        self.last = max(self.last + 1, round(((frame.time or 0.0) - start) * 90000))
        plain.pts, plain.time_base, plain.pict_type = self.last, Fraction(1, 90000), 0
        return list(self.stream.encode(plain))

    def rest(self) -> list[Any]:
        return list(self.stream.encode(None)) if self.last >= 0 else []


def _upright(source: Any, frame: Any) -> Any:
    """Turns the frames of a stream as the first one says, fits them into SIDE, and makes them what every browser shows."""
    turns = {90: ["transpose=cclock"], 180: ["hflip", "vflip"], 270: ["transpose=clock"]}.get(frame.rotation % 360, [])
    graph = av.filter.Graph()
    nodes = [graph.add_buffer(template=source)]
    for each in turns:
        name, _, value = each.partition("=")
        nodes.append(graph.add(name, value or None))
    nodes.append(graph.add("scale", f"w='trunc(iw*min(1,{SIDE}/max(iw,ih))/2)*2':h='trunc(ih*min(1,{SIDE}/max(iw,ih))/2)*2'"))
    nodes += [graph.add("format", "yuv420p"), graph.add("buffersink")]
    graph.link_nodes(*nodes).configure()
    return graph


class Sound:
    """One audio stream on its way to AAC."""

    RATE = 44100

    def __init__(self, source: Any, target: OutputContainer) -> None:
        self.layout = "stereo" if (source.codec_context.channels or 1) > 1 else "mono"
        self.stream: Any = target.add_stream("aac", rate=self.RATE)
        self.stream.layout, self.stream.bit_rate = self.layout, 96_000 if self.layout == "stereo" else 64_000
        self.resampler = av.AudioResampler(format="fltp", layout=self.layout, rate=self.RATE, frame_size=1024)
        self.at: int | None = None

    def coded(self, frame: Any, start: float) -> list[Any]:
        if self.at is None:
            self.at = round(max((frame.time or 0.0) - start, 0.0) * self.RATE)
        return self._encoded(self.resampler.resample(frame))

    def rest(self) -> list[Any]:
        if self.at is None:
            return []
        return [*self._encoded(self.resampler.resample(None)), *self.stream.encode(None)]

    def _encoded(self, frames: Iterable[Any]) -> list[Any]:
        found: list[Any] = []
        for frame in frames:
            frame.pts, frame.time_base = self.at, Fraction(1, self.RATE)
            self.at = (self.at or 0) + frame.samples
            found += self.stream.encode(frame)
        return found


def part(path: pathlib.Path, media_type: str, to: pathlib.Path, start: float, end: float) -> str:
    """A part of a recording: exact where it is short, else its own packets from the key frame before, which takes no time and loses nothing."""
    if end - start <= EXACT_SECONDS or not _fits_mp4(path, media_type):
        return recoded(path, media_type, to, start, end)
    return moved(path, media_type, to, start, end)


def _plays(path: pathlib.Path, media_type: str) -> bool:
    """Whether only its container keeps a browser from playing it."""
    with recording.opened(path, media_type) as source:
        video, audio = next(iter(source.streams.video), None), next(iter(source.streams.audio), None)
        seen = video is None or (video.codec_context.name == "h264" and video.pix_fmt in ("yuv420p", "yuvj420p"))
        return seen and (audio is None or audio.codec_context.name == "aac")


def _fits_mp4(path: pathlib.Path, media_type: str) -> bool:
    with recording.opened(path, media_type) as source:
        codecs = {s.codec_context.name for s in (*source.streams.video[:1], *source.streams.audio[:1])}
    return codecs <= {"h264", "hevc", "aac", "mp3", "mp3float"}


def moved(path: pathlib.Path, media_type: str, to: pathlib.Path, start: float = 0.0, end: float | None = None) -> str:
    """The packets themselves from start to end in an MP4, not one of them changed."""
    with recording.opened(path, media_type) as source, av.open(str(to), "w", format="mp4", options={"movflags": "+faststart"}) as target:
        streams: list[Any] = [*source.streams.video[:1], *source.streams.audio[:1]]
        tracks = {stream.index: target.add_stream_from_template(stream) for stream in streams}
        if start:
            source.seek(int(start * av.time_base))
        for packet in _from_key_frame(source, streams, end):
            packet.stream = tracks[packet.stream.index]
            target.mux(packet)
        return "video/mp4" if streams[0].type == "video" else "audio/mp4"


def _from_key_frame(source: InputContainer, streams: list[Any], end: float | None) -> Iterable[Any]:
    """The packets from the first key frame on, their clock beginning there."""
    leads, begun = streams[0].index, None
    for packet in source.demux(streams):
        if packet.dts is None or packet.pts is None or not packet.time_base:
            continue
        at = float(packet.pts * packet.time_base)
        if begun is None and packet.stream.index == leads and packet.is_keyframe:
            begun = float(packet.dts * packet.time_base)
        if begun is None or at < begun or (end is not None and at >= end):
            continue
        shift = round(begun / packet.time_base)
        packet.pts, packet.dts = packet.pts - shift, packet.dts - shift
        yield packet
