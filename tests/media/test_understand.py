"""What a file tells of itself, and what is said of one that lies, is broken or means harm."""

import pathlib
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Callable

import pytest

from media import made
from sanxiang import media


@pytest.fixture
def read(tmp_path: pathlib.Path) -> Callable[..., media.Facts]:
    def read(content: bytes, name: str = "") -> media.Facts:
        path = tmp_path / "file"
        path.write_bytes(content)
        return media.understand(path, name)

    return read


def codes(facts: media.Facts) -> list[str]:
    return [one.code for one in facts.anomalies]


def test_a_photograph_tells_when_where_and_with_what_it_was_taken(read: Callable[..., media.Facts]) -> None:
    facts = read(made.jpeg(told=made.exif(BodySerialNumber="SN-01", Software="V1.2")), "现场.jpg")
    assert facts.taken_at == "2026-11-20T09:30:00+08:00"
    assert (facts.latitude, facts.longitude) == ("41.123000", "121.350000")
    assert (facts.make, facts.model, facts.serial, facts.software) == ("Anzhou", "DSJ-V9", "SN-01", "V1.2")
    assert (facts.media_type, facts.width, facts.height, facts.exif, facts.anomalies) == ("image/jpeg", 320, 240, "present", ())


def test_a_photograph_without_an_offset_tells_its_own_clock(read: Callable[..., media.Facts]) -> None:
    assert read(made.jpeg(told=made.exif(offset=""))).taken_at == "2026-11-20T09:30:00"


def test_a_turned_photograph_has_the_size_it_is_shown_with(read: Callable[..., media.Facts]) -> None:
    facts = read(made.jpeg(told=made.exif(Orientation=6)))
    assert (facts.width, facts.height, facts.orientation) == (240, 320, 6)


def test_heic_is_read_like_jpeg(read: Callable[..., media.Facts]) -> None:
    facts = read(made.heic(), "IMG_1.HEIC")
    assert (facts.media_type, facts.taken_at, facts.latitude) == ("image/heic", "2026-11-20T09:30:00+08:00", "41.123000")


@pytest.mark.parametrize(
    ("told", "state"),
    [
        (made.exif(taken="", offset="", place=None), "present"),
        (made.Image.Exif(), "empty"),
    ],
)
def test_how_the_exif_is(read: Callable[..., media.Facts], told: made.Image.Exif, state: str) -> None:
    assert read(made.jpeg(told=told)).exif == state


def test_broken_exif_is_said(read: Callable[..., media.Facts]) -> None:
    content = made.jpeg()
    at = content.index(b"Exif\0\0") + 6
    facts = read(content[: at + 8] + b"\xff" * 60 + content[at + 68 :])
    assert facts.exif == "broken"
    assert "exif_broken" in codes(facts)


@pytest.mark.parametrize(
    ("name", "video", "audio", "type", "codecs"),
    [
        ("a.mp4", "libx264", "aac", "video/mp4", ("h264", "aac")),
        ("a.mp4", "libx265", "aac", "video/mp4", ("hevc", "aac")),
        ("a.mov", "libx264", "aac", "video/quicktime", ("h264", "aac")),
        ("a.avi", "mpeg4", "libmp3lame", "video/x-msvideo", ("mpeg4", "mp3")),
        ("a.webm", "libvpx", "libopus", "video/webm", ("vp8", "opus")),
        ("a.ts", "libx264", "aac", "video/mp2t", ("h264", "aac")),
        ("a.m4a", "", "aac", "audio/mp4", ("", "aac")),
        ("a.mp3", "", "libmp3lame", "audio/mpeg", ("", "mp3")),
        ("a.wav", "", "pcm_s16le", "audio/wav", ("", "pcm_s16le")),
        ("a.wma", "", "wmav2", "audio/x-ms-wma", ("", "wmav2")),
        ("a.ogg", "", "libopus", "audio/ogg", ("", "opus")),
        ("a.flac", "", "flac", "audio/flac", ("", "flac")),
    ],
)
def test_a_recording_tells_its_length_size_and_codecs(
    tmp_path: pathlib.Path, name: str, video: str, audio: str, type: str, codecs: tuple[str, str]
) -> None:
    path = made.recording(
        tmp_path / name, video, audio, rate=48000 if audio == "libopus" else 44100, format="mpegts" if name == "a.ts" else None
    )
    facts = media.understand(path, name)
    assert facts.media_type == type
    assert (facts.video_codec.replace("lib", ""), facts.audio_codec.replace("mp3float", "mp3").replace("lib", "")) == codecs
    assert 1.8 < float(facts.duration) < 2.3
    assert facts.anomalies == ()
    if video:
        assert (facts.width, facts.height, facts.frame_rate) == (160, 120, "10")


def test_a_voice_recorder_s_amr_is_read(tmp_path: pathlib.Path) -> None:
    path = made.recording(tmp_path / "a.amr", audio="libopencore_amrnb", rate=8000, format="amr")
    assert (media.understand(path).media_type, media.understand(path).audio_codec) == ("audio/amr", "amrnb")


def test_a_recording_tells_when_and_where_it_was_made(tmp_path: pathlib.Path) -> None:
    told = {"creation_time": "2026-11-20T01:30:00.000000Z", "location": "+41.1230+121.3500/"}
    facts = media.understand(made.recording(tmp_path / "a.mp4", "libx264", metadata=told))
    assert facts.taken_at == "2026-11-20T01:30:00+00:00"
    assert (facts.latitude, facts.longitude) == ("41.123000", "121.350000")


def test_a_browser_s_recording_without_a_length_is_measured(tmp_path: pathlib.Path) -> None:
    facts = media.understand(made.recording(tmp_path / "a.webm", "libvpx", "libopus", rate=48000, options={"live": "1"}))
    assert 1.8 < float(facts.duration) < 2.2
    assert facts.anomalies == ()


def test_a_recording_cut_off_is_said_to_be(tmp_path: pathlib.Path) -> None:
    whole = made.recording(tmp_path / "a.avi", "mpeg4", "libmp3lame", seconds=20).read_bytes()
    path = tmp_path / "b.avi"
    path.write_bytes(whole[: len(whole) // 2])
    assert set(codes(media.understand(path))) & {"truncated", "unreadable"}


def test_a_recording_whose_index_is_missing_is_unreadable(tmp_path: pathlib.Path) -> None:
    whole = made.recording(tmp_path / "a.mp4", "libx264", "aac").read_bytes()
    path = tmp_path / "b.mp4"
    path.write_bytes(whole[: len(whole) // 2])
    facts = media.understand(path, "b.mp4")
    assert codes(facts) == ["unreadable"]
    assert facts.media_type == "video/mp4"


def test_a_truncated_photograph_keeps_what_it_told(read: Callable[..., media.Facts]) -> None:
    content = made.jpeg()
    facts = read(content[: len(content) * 2 // 3])
    assert codes(facts) == ["truncated"]
    assert facts.taken_at


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.jpg", "empty"),
        (b"\xff\xd8\xff\xe0" + b"0" * 5000, "a.jpg", "unreadable"),
        (b"\x89PNG\r\n\x1a\n" + b"\xff" * 200, "a.png", "unreadable"),
        (b"\x00\x00\x00\x20ftypisom" + b"\xff" * 500, "a.mp4", "unreadable"),
        (b"\x1aE\xdf\xa3" + b"\x01" * 500, "a.mkv", "unreadable"),
        (b"RIFF\xff\xff\xff\xffAVI LIST" + b"\xff" * 500, "a.avi", "unreadable"),
        (b"\x00\x00\x00\x18ftypheic" + b"\xee" * 400, "a.heic", "unreadable"),
        (b"%PDF-1.7 nothing", "a.jpg", "misnamed"),
        (b"just words", "a.mp4", "misnamed"),
    ],
)
def test_a_broken_or_lying_file_is_an_anomaly_and_no_error(read: Callable[..., media.Facts], content: bytes, name: str, code: str) -> None:
    assert code in codes(read(content, name))


def test_a_picture_of_too_many_pixels_is_not_decoded(read: Callable[..., media.Facts]) -> None:
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", header), (b"IDAT", zlib.compress(bytes(1_000_000))), (b"IEND", b"")]
    bomb = b"\x89PNG\r\n\x1a\n" + b"".join(struct.pack(">I", len(b)) + n + b + struct.pack(">I", zlib.crc32(n + b)) for n, b in parts)
    assert codes(read(bomb)) == ["too_large"]


def test_a_file_behind_a_picture_is_said(read: Callable[..., media.Facts]) -> None:
    assert codes(read(made.jpeg() + b"PK\x03\x04" + b"0" * 200)) == ["attached"]
    assert codes(read(made.png() + b"<html><script>alert(1)</script></html>")) == ["attached"]
    assert codes(read(made.jpeg() + b"\0" * 4096)) == []


@pytest.mark.parametrize(
    "playlist", [b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n", b"ffconcat version 1.0\nfile '/etc/passwd'\n"]
)
def test_a_playlist_opens_nothing(read: Callable[..., media.Facts], playlist: bytes) -> None:
    assert read(playlist, "a").media_type == "text/plain"


def test_a_reader_that_dies_or_hangs_is_an_anomaly(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sanxiang.media import parent

    path = tmp_path / "a.jpg"
    path.write_bytes(made.jpeg())
    monkeypatch.setattr(parent, "READ_SECONDS", 0)
    assert codes(media.understand(path)) in (["too_slow"], ["crashed"])
    monkeypatch.setattr(parent, "READ_SECONDS", 20)
    monkeypatch.setattr(parent.sys, "executable", "/bin/false")
    assert codes(media.understand(path)) == ["crashed"]


@pytest.fixture
def hijacked(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], media.Facts]:
    """A photograph is read by a child that a broken decoder made do this (shell)."""
    from sanxiang.media import parent

    def understood(does: str) -> media.Facts:
        program, path = tmp_path / "program", tmp_path / "a.jpg"
        program.write_text(f"#!/bin/sh\n{does}\n")
        program.chmod(0o700)
        path.write_bytes(made.jpeg())
        monkeypatch.setattr(parent.sys, "executable", str(program))
        return media.understand(path)

    return understood


@pytest.mark.parametrize(
    "says",
    [
        "head -c 9000000 /dev/zero",
        "yes",
        "yes '[' | head -c 3000000 | tr -d '\\n'",
        "echo '{\"anomalies\": 7}'",
        "head -c 9000000 /dev/zero >&2",
    ],
)
def test_what_a_hijacked_reader_says_fills_no_memory(
    hijacked: Callable[[str], media.Facts], monkeypatch: pytest.MonkeyPatch, says: str
) -> None:
    monkeypatch.setattr("sanxiang.media.parent.READ_SECONDS", 0.2)
    assert codes(hijacked(says)) in (["crashed"], ["too_slow"])


def test_what_a_hijacked_reader_leaves_behind_ends_with_it(hijacked: Callable[[str], media.Facts], tmp_path: pathlib.Path) -> None:
    hijacked(f"(sleep 1; touch {tmp_path}/later) & echo '{{}}'")
    time.sleep(1.5)
    assert not (tmp_path / "later").exists()


def test_the_readers_limits_are_in_force() -> None:
    def does(what: str) -> int:
        program = f"import os; from sanxiang.media.__main__ import limit; limit(1, 1000)\n{what}"
        return subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=30, check=False).returncode

    assert does("pass") == 0
    assert does("bytearray(3 * 1024**3)") == 1  # MemoryError
    assert does("while True: pass") in (-24, -9)
    assert does("import tempfile; tempfile.TemporaryFile().write(b'x' * 100_000)") != 0
    assert does("[os.open('/dev/null', os.O_RDONLY) for _ in range(100)]") == 1


def test_files_that_a_program_drew_itself_are_read_in_its_own_process(
    tmp_path: pathlib.Path, read: Callable[..., media.Facts], monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = read(made.jpeg(told=made.exif(BodySerialNumber="SN-01")))
    monkeypatch.setattr("subprocess.Popen", lambda *_, **__: pytest.fail("a child was called"))
    with media.ours():
        assert read(made.jpeg(told=made.exif(BodySerialNumber="SN-01"))) == outside
        assert media.look(tmp_path / "file", "image/jpeg", tmp_path).made == {"thumb.jpg": "image/jpeg"}
        assert codes(read(b"\xff\xd8\xff\xe0" + b"no picture" * 20)) == ["unreadable"]
    with pytest.raises(pytest.fail.Exception, match="a child was called"):
        read(made.jpeg())
