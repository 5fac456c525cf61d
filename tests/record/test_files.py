"""The store of files: what comes in is hashed on the way, kept under its digest or not at all, known by its content."""

import datetime
import hashlib
import io
import pathlib
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from sanxiang.record import files
from sanxiang.record.acts import Entry
from sanxiang.record.files_kinds import HEAD, sniff
from sanxiang.record.refusal import Invalid, NotFound, Refused

JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 1000


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: pathlib.Path) -> pathlib.Path:
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    return tmp_path / "evidence"


def pieces(content: bytes, each: int = 65536) -> Iterator[bytes]:
    return (content[at : at + each] for at in range(0, len(content), each))


def lying(folder: pathlib.Path) -> list[pathlib.Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_file_lies_under_its_digest_and_is_read_from_anywhere(folder: pathlib.Path) -> None:
    kept = files.keep(pieces(JPEG))
    assert kept == files.Kept(hashlib.sha256(JPEG).hexdigest(), len(JPEG), "image/jpeg")
    assert files.size(kept.digest) == len(JPEG)
    with files.stream(kept.digest) as content:
        assert content.read() == JPEG
        content.seek(1000)
        assert content.read(10) == JPEG[1000:1010]
    with files.at_hand(kept.digest) as path:
        assert path.read_bytes() == JPEG
    (file,) = lying(folder)
    assert file.stat().st_mode & 0o777 == 0o440
    assert folder.stat().st_mode & 0o077 == 0


def test_the_same_file_twice_is_one(folder: pathlib.Path) -> None:
    assert files.keep([JPEG]) == files.keep(pieces(JPEG))
    assert len(lying(folder)) == 1


def test_sm3_stands_beside_when_the_setting_asks(settings: Any) -> None:
    settings.SM3 = True
    # GB/T 32905-2016, example 1
    assert files.keep([b"a", b"bc"]).sm3 == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_hashing_that_was_copied_goes_on_from_there(settings: Any) -> None:
    settings.SM3 = True
    one = files.Hashing()
    one.add(JPEG[:1000])
    other = one.copy()
    other.add(b"something else")
    one.add(JPEG[1000:])
    assert one.kept() == files.keep([JPEG])


@pytest.mark.parametrize(
    ("content", "why"), [(b"", "空的"), (b"MZ\x90" + bytes(9), "程序"), (b"\x7fELF" + bytes(9), "程序"), (b"#!/bin/sh", "脚本")]
)
def test_what_cannot_be_evidence_is_refused_and_leaves_nothing(folder: pathlib.Path, content: bytes, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        files.keep([content])
    assert not lying(folder)


def test_a_file_beyond_the_limit_leaves_nothing(folder: pathlib.Path, settings: Any) -> None:
    settings.EVIDENCE_MAX_BYTES = 1024 * 1024
    with pytest.raises(Invalid, match="超过 1 MB"):
        files.keep(pieces(JPEG * 5))
    assert not lying(folder)


def test_an_altered_or_missing_file_is_not_intact(folder: pathlib.Path) -> None:
    kept = files.keep([JPEG])
    assert files.intact(kept.digest)
    (file,) = lying(folder)
    file.chmod(0o600)
    file.write_bytes(JPEG[:-1] + b"x")
    assert not files.intact(kept.digest)
    file.unlink()
    assert not files.intact(kept.digest)
    assert files.size(kept.digest) is None
    with pytest.raises(NotFound):
        files.stream(kept.digest)
    with pytest.raises(NotFound), files.at_hand(kept.digest):
        pass


def test_a_folder_cannot_hold_a_file_by_itself() -> None:
    assert not files.hold(files.keep([JPEG]).digest, datetime.datetime(2036, 1, 1, tzinfo=datetime.UTC))


def office_document(folder: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("_rels/.rels", "<x/>" * 100)
        archive.writestr(f"{folder}/document.xml", "<x/>" * 1000)
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"0" * 60, "image/png"),
        (b"\x00\x00\x00\x20ftypisom" + b"0" * 60, "video/mp4"),
        (b"\x00\x00\x00\x20ftypqt  " + b"0" * 60, "video/quicktime"),
        (b"\x00\x00\x00\x20ftypheix" + b"0" * 60, "image/heic"),
        (b"\x1aE\xdf\xa3\x9fB\x82\x84webm" + b"0" * 60, "video/webm"),
        (b"\x1aE\xdf\xa3\x9fB\x82\x88matroska" + b"0" * 60, "video/x-matroska"),
        ((b"G" + b"\xff" * 187) * 5, "video/mp2t"),
        (office_document("word"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (office_document("xl"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (office_document("else"), "application/zip"),
        (b"%PDF-1.7" + b"0" * 60, "application/pdf"),
        ("询问笔录全文，逐字记录。".encode() * 9, "text/plain"),
        ("笔".encode() * HEAD, "text/plain"),
        ("笔".encode()[:2], "application/octet-stream"),
        (b"\x00\x01\x02\x03" * 20, "application/octet-stream"),
        (b"GGG", "text/plain"),
    ],
)
def test_what_a_file_is_is_read_from_its_content(content: bytes, kind: str) -> None:
    assert sniff(content[:HEAD]) == kind


@pytest.mark.django_db
def test_nothing_is_destroyed_that_the_record_does_not_say(folder: pathlib.Path) -> None:
    kept = files.keep([JPEG])
    with pytest.raises(Refused, match="没有在案的销毁决定"):
        files.destroy(kept.digest, Entry("none", "organ", 1, "case.destroy", "2026-11-22", "2026-11-22", "me", "head", ""))
    assert files.intact(kept.digest)
