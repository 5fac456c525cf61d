"""What is odd about a piece of evidence: a table of what was found and what is said of it."""

import datetime
from typing import Any

import pytest

from sanxiang.casework.evidence_findings import Around, Piece, alike, distance, findings, spell
from sanxiang.media import Anomaly, Facts

NOW = datetime.datetime(2026, 11, 21, 12, tzinfo=datetime.UTC)
BEGAN = datetime.date(2026, 11, 18)
TAKEN = "2026-11-20T09:30:00+08:00"
GOOD = {
    "media_type": "image/jpeg",
    "exif": "present",
    "taken_at": TAKEN,
    "latitude": "41.123000",
    "longitude": "121.350000",
    "model": "DSJ-V9",
}


def piece(number: int = 1, collected_at: str = "2026-11-20T01:40:00Z", facts: dict[str, Any] | None = None, **more: Any) -> Piece:
    read = None if facts is None and "nothing" in more else Facts(**GOOD | (facts or {}))
    more.pop("nothing", None)
    return Piece(
        id=str(number), number=number, title=f"照片{number}", collected_at=collected_at, facts=read, **{"file": f"f{number}"} | more
    )


def codes(one: Piece, **around: Any) -> list[str]:
    return [told.code for told in findings(one, Around(now=NOW, **{"began": BEGAN} | around))]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, []),
        ({"taken_at": "2026-11-20T09:30:00"}, []),  # no offset: China's clock
        ({"taken_at": "2026-11-20T09:11:00+08:00"}, []),  # 29 minutes apart
        ({"taken_at": "2026-11-20T09:09:00+08:00"}, ["time"]),  # 31 minutes apart
        ({"taken_at": "2026-11-20T01:30:00+00:00"}, []),
        ({"taken_at": "2026-11-20T01:30:00+08:00"}, ["time"]),
        ({"taken_at": "2026-11-17T23:59:00+08:00"}, ["time", "before"]),
        ({"taken_at": "2026-11-18T00:00:00+08:00"}, ["time"]),
        ({"taken_at": "2027-01-01T00:00:00+08:00"}, ["future"]),
        ({"taken_at": ""}, ["no_time"]),
        ({"exif": "empty", "taken_at": "", "latitude": "", "longitude": ""}, ["no_exif"]),
        ({"media_type": "image/png", "exif": "", "taken_at": ""}, ["not_camera"]),
        ({"software": "Adobe Photoshop 25.1 (Windows)"}, ["edited"]),
        ({"software": "HUAWEI P60 13.0"}, []),
        ({"changed_at": "2026-11-20T09:30:40+08:00"}, []),
        ({"changed_at": "2026-11-20T18:30:00+08:00"}, ["changed"]),
        ({"media_type": "video/mp4", "exif": "", "software": "Lavf61.7.100"}, ["converted"]),
        ({"media_type": "video/mp4", "exif": "", "software": "剪映专业版"}, ["edited"]),
        ({"anomalies": (Anomaly("truncated", "图像数据不完整"),)}, ["truncated"]),
        ({"anomalies": (Anomaly("unreadable", "文件损坏"),), "exif": "", "taken_at": "", "software": "GIMP"}, ["unreadable"]),
        ({"anomalies": (Anomaly("attached", "另有内容"),)}, ["attached"]),
    ],
)
def test_what_a_file_says_against_what_was_typed(facts: dict[str, Any], expected: list[str]) -> None:
    assert codes(piece(facts=facts)) == expected


@pytest.mark.parametrize(("minutes", "expected"), [(30, ["time"]), (31, [])])
def test_how_much_time_may_differ_is_a_setting(minutes: int, expected: list[str]) -> None:
    assert codes(piece(facts={"taken_at": "2026-11-20T09:09:00+08:00"}), minutes=minutes) == expected


@pytest.mark.parametrize(
    ("latitude", "longitude", "expected"),
    [("41.123000", "121.350000", []), ("41.163000", "121.350000", []), ("41.173000", "121.350000", ["place"])],  # 0, 4.4 and 5.6 km
)
def test_where_the_file_was_taken_against_where_the_collector_was(latitude: str, longitude: str, expected: list[str]) -> None:
    assert codes(piece(latitude=latitude, longitude=longitude)) == expected


@pytest.mark.parametrize(("latitude", "expected"), [("41.160000", []), ("41.270000", ["far"]), ("", [])])
def test_where_the_file_was_taken_against_the_case_s_other_evidence(latitude: str, expected: list[str]) -> None:
    other = piece(2, facts={"latitude": latitude, "longitude": "121.350000" if latitude else ""})
    assert codes(piece(), others=[piece(), other]) == expected


def test_a_picture_taken_within_the_system_needs_no_exif() -> None:
    bare = {"exif": "empty", "taken_at": "", "latitude": "", "longitude": ""}
    assert codes(piece(facts=bare)) == ["no_exif"]
    assert codes(piece(facts=bare, latitude="41.123000", longitude="121.350000")) == []


def test_what_the_collector_explained_asks_for_nothing_more() -> None:
    (told,) = findings(piece(facts={"taken_at": "2026-11-20T01:30:00+08:00"}, remark="记录仪时钟慢八小时"), Around(now=NOW, began=BEGAN))
    assert (told.severity, told.next) == ("minor", "")
    assert "记录仪时钟慢八小时" in told.text
    assert "相差 8 小时 10 分" in told.text


def test_the_same_file_twice_and_in_another_case() -> None:
    both = [piece(1, file="x"), piece(2, file="x")]
    assert codes(both[0], others=both) == []
    assert codes(both[1], others=both, elsewhere={"x": ["安城管立〔2026〕3号"]}) == ["twice", "elsewhere"]


def test_the_same_picture_saved_again() -> None:
    both = [piece(1, likeness="00ff00ff00ff00ff"), piece(2, likeness="00ff00ff00ff00fc")]
    assert codes(both[1], others=both) == ["alike"]
    assert not alike("0" * 16, "0" * 16)
    assert not alike("00ff00ff00ff00ff", "ff00ff00ff00ff00")


def test_what_only_a_look_at_all_of_it_finds() -> None:
    seen = (Anomaly("black", "画面一直是黑的"), Anomaly("silent", "没有声音"))
    assert codes(piece(facts={"media_type": "video/mp4", "exif": ""}, anomalies=seen)) == ["black", "silent"]


def test_copies_and_pieces_without_a_file_are_not_looked_at() -> None:
    assert codes(piece(facts={"exif": "empty", "taken_at": ""}, parent="1")) == []
    assert codes(piece(nothing=True)) == []


def test_the_gravest_comes_first_and_says_what_to_do() -> None:
    told = findings(piece(facts={"taken_at": "2026-11-10T09:30:00+08:00", "software": "GIMP 2.10"}), Around(now=NOW, began=BEGAN))
    assert [one.severity for one in told] == ["major", "major", "minor"]
    assert all(one.next and one.text for one in told)


def test_distances_and_lengths_of_time() -> None:
    assert distance((41.123, 121.35), (41.123, 121.35)) == 0
    assert abs(distance((39.9042, 116.4074), (31.2304, 121.4737)) - 1067) < 5
    assert [spell(minutes) for minutes in (31, 60, 490, 2879, 2880, 20000)] == [
        " 31 分钟",
        " 1 小时",
        " 8 小时 10 分",
        " 47 小时 59 分",
        " 2 天",
        " 13 天",
    ]
