"""What is made of a file: small pictures, poster frames, loudness, copies that every browser plays, cuts, hidden areas."""

import pathlib

import pytest
from PIL import Image, ImageStat

from media import made
from sanxiang import media


def seen(path: pathlib.Path) -> media.Facts:
    return media.understand(path)


def test_a_turned_photograph_s_small_picture_stands_upright(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(made.jpeg(made.drawing(1600, 1200), made.exif(Orientation=6)))
    looks = media.look(path, "image/jpeg", tmp_path)
    assert looks.made == {"thumb.jpg": "image/jpeg"}
    assert Image.open(tmp_path / "thumb.jpg").size == (360, 480)
    assert len(looks.likeness) == 16


def test_a_photograph_saved_again_is_like_itself_and_no_other(tmp_path: pathlib.Path) -> None:
    found = []
    for name, content in (("a", made.jpeg()), ("b", made.png(made.drawing().resize((200, 150)))), ("c", made.jpeg(made.drawing(seed=3)))):
        (tmp_path / name).write_bytes(content)
        (tmp_path / f"{name}.d").mkdir()
        found.append(int(media.look(tmp_path / name, seen(tmp_path / name).media_type, tmp_path / f"{name}.d").likeness, 16))
    assert (found[0] ^ found[1]).bit_count() <= 6
    assert (found[0] ^ found[2]).bit_count() > 10


def test_a_recording_has_a_poster_frame_and_its_loudness(tmp_path: pathlib.Path) -> None:
    path = made.recording(tmp_path / "a.mp4", "libx265", "aac")
    looks = media.look(path, "video/mp4", tmp_path)
    assert Image.open(tmp_path / "thumb.jpg").size == (160, 120)
    assert 20 <= len(looks.peaks) <= 240
    assert 30 < max(looks.peaks) <= 100
    assert looks.anomalies == ()


def test_black_and_silent_recordings_are_found(tmp_path: pathlib.Path) -> None:
    path = made.recording(tmp_path / "a.mp4", "libx264", "aac", colour="black", loud=0)
    assert [one.code for one in media.look(path, "video/mp4", tmp_path).anomalies] == ["black", "silent"]


@pytest.mark.parametrize(
    ("name", "video", "audio", "type", "codecs"),
    [
        ("a.mp4", "libx265", "aac", "video/mp4", ("h264", "aac")),
        ("a.avi", "mpeg4", "libmp3lame", "video/mp4", ("h264", "aac")),
        ("a.mov", "libx264", "aac", "video/mp4", ("h264", "aac")),
        ("a.mp4", "libx265", "", "video/mp4", ("h264", "")),
        ("a.amr", "", "libopencore_amrnb", "audio/mp4", ("", "aac")),
        ("a.wma", "", "wmav2", "audio/mp4", ("", "aac")),
    ],
)
def test_what_a_browser_does_not_play_is_copied(
    tmp_path: pathlib.Path, name: str, video: str, audio: str, type: str, codecs: tuple[str, str]
) -> None:
    path = made.recording(tmp_path / name, video, audio, rate=8000 if "amr" in audio else 44100)
    copy = media.playable(path, seen(path).media_type, tmp_path / "copy")
    assert copy == media.Copy(media_type=type)
    facts = seen(tmp_path / "copy")
    assert (facts.video_codec, facts.audio_codec) == codecs
    assert abs(float(facts.duration) - float(seen(path).duration)) < 0.3
    assert facts.anomalies == ()


def test_heic_is_copied_as_jpeg(tmp_path: pathlib.Path) -> None:
    (tmp_path / "a.heic").write_bytes(made.heic())
    assert media.playable(tmp_path / "a.heic", "image/heic", tmp_path / "copy") == media.Copy(media_type="image/jpeg")
    assert Image.open(tmp_path / "copy").size == (320, 240)


def test_a_part_is_cut_out_to_the_frame(tmp_path: pathlib.Path) -> None:
    path = made.recording(tmp_path / "a.mp4", "libx264", "aac", seconds=6)
    assert media.cut(path, "video/mp4", tmp_path / "copy", 2.0, 3.5).media_type == "video/mp4"
    assert 1.4 <= float(seen(tmp_path / "copy").duration) <= 1.65


def test_a_long_part_keeps_its_own_packets(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sanxiang.media import copies

    monkeypatch.setattr(copies, "EXACT_SECONDS", 1.0)
    path = made.recording(tmp_path / "a.mp4", "libx265", "aac", seconds=6)
    copies.part(path, "video/mp4", tmp_path / "copy", 2.0, 5.0)
    facts = seen(tmp_path / "copy")
    assert (facts.video_codec, facts.audio_codec, facts.anomalies) == ("hevc", "aac", ())
    assert 2.9 <= float(facts.duration) <= 5.1


def test_sound_is_cut_too(tmp_path: pathlib.Path) -> None:
    path = made.recording(tmp_path / "a.mp3", "", "libmp3lame", seconds=6)
    assert media.cut(path, "audio/mpeg", tmp_path / "copy", 1.0, 3.0).media_type == "audio/mp4"
    assert 1.9 <= float(seen(tmp_path / "copy").duration) <= 2.2


def test_a_hidden_area_is_beyond_recognition_and_the_copy_tells_nothing_else(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(made.jpeg(made.drawing(640, 480)))
    assert media.obscure(path, tmp_path / "copy", [(0.25, 0.25, 0.75, 0.75)]).media_type == "image/jpeg"
    picture = Image.open(tmp_path / "copy")
    hidden = picture.crop((170, 130, 300, 230)).convert("L")
    assert len(hidden.getcolors(10_000) or []) < 40
    assert ImageStat.Stat(picture.crop((0, 0, 150, 110)).convert("L")).stddev[0] > 10
    facts = seen(tmp_path / "copy")
    assert (facts.taken_at, facts.latitude, facts.make) == ("", "", "")


def test_a_copy_of_what_cannot_be_read_is_not_there_at_all(tmp_path: pathlib.Path) -> None:
    (tmp_path / "a.mp4").write_bytes(b"\x00\x00\x00\x20ftypisom" + b"\xff" * 500)
    copy = media.playable(tmp_path / "a.mp4", "video/mp4", tmp_path / "copy")
    assert (copy.media_type, [one.code for one in copy.anomalies]) == ("", ["unreadable"])
    assert not (tmp_path / "copy").exists()
    assert media.look(tmp_path / "a.mp4", "video/mp4", tmp_path).anomalies[0].code == "unreadable"
