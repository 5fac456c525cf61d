"""What is odd about a piece of evidence: time and place against the case, a file that was edited, emptied, broken, or is there twice. Pure.

A finding accuses nobody: it says what was found, why it matters and what to do. Handler and reviewer see the same.
"""

import datetime
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from sanxiang.media.facts import Anomaly, Facts
from sanxiang.media.kinds import OF_CAMERAS, PICTURES

CHINA = datetime.timezone(datetime.timedelta(hours=8))  # a camera that names no offset keeps this clock
ARTICLE = "行政处罚法第四十六条"
EARTH = 6371.0088  # mean radius, km
ALIKE = 4  # bits of 64 by which a picture saved again may differ from itself
EDITORS = re.compile(
    r"photoshop|lightroom|gimp|snapseed|picsart|pixelmator|affinity|paint\.net|acdsee|meitu|美图|醒图|剪映|capcut|premiere|final cut|davinci|"
    r"after effects|imovie|handbrake|camtasia|vegas|会声会影|万兴|wondershare",
    re.IGNORECASE,
)
CONVERTERS = re.compile(r"lavf|ffmpeg|格式工厂|formatfactory", re.IGNORECASE)
BROKEN = {
    "empty": "文件是空的，请向采集人核对后重新取得。",
    "unreadable": "请用原设备核对能否打开；打不开的，说明情况并重新取得，本件保留在卷。",
    "crashed": "请用原设备核对能否打开；打不开的，说明情况并重新取得，本件保留在卷。",
    "too_large": "请核对它是否真是拍摄所得；需要查看的，下载后在专用电脑上打开。",
    "too_slow": "请核对文件是否完整；需要查看的，下载后在专用电脑上打开。",
    "truncated": "请从原设备重新导出完整的文件另行入卷；本件保留在卷。",
    "no_duration": "请检查设备并说明录制中断的原因；能恢复的，将恢复的文件另行入卷。",
}
ODD = {
    "attached": "请核对来源；附带内容不属于照片的，在说明里写明。",
    "misnamed": "请核对文件来源。系统按内容识别，不影响保存。",
    "exif_broken": "请从原设备重新导出，或者在说明里写明拍摄的时间、地点和设备。",
    "black": "请检查镜头是否被遮挡，并说明原因。",
    "silent": "请检查话筒，并说明原因。",
}


class Piece(msgspec.Struct, frozen=True):
    """A piece of evidence as the findings see it. collected_at: ISO moment. facts: what was read of its file, None without one."""

    id: str
    number: int
    title: str
    collected_at: str
    kind: str = ""
    file: str = ""
    facts: Facts | None = None
    latitude: str = ""
    longitude: str = ""
    parent: str = ""
    remark: str = ""
    likeness: str = ""
    anomalies: tuple[Anomaly, ...] = ()

    @property
    def spot(self) -> tuple[float, float] | None:
        """Where it was collected: as the collector's device said, or the file."""
        if self.latitude and self.longitude:
            return float(self.latitude), float(self.longitude)
        return spot_of(self.facts)


class Around(msgspec.Struct, frozen=True):
    """What is known besides. began: first day of the case; now: aware. others: all pieces of the case that stand; elsewhere: digest → numbers
    of other cases of the organ that hold the same file. minutes, kilometres: what may differ without a word."""

    now: datetime.datetime
    began: datetime.date | None = None
    others: Sequence[Piece] = ()
    elsewhere: Mapping[str, Sequence[str]] = {}
    minutes: int = 30
    kilometres: float = 5.0


class Told(msgspec.Struct, frozen=True):
    """A finding: severity major or minor, what was found, why or in which figures, what to do."""

    code: str
    severity: str
    title: str
    text: str = ""
    next: str = ""
    article: str = ""

    @property
    def word(self) -> str:
        return "应当核对" if self.severity == "major" else "提示"


def findings(piece: Piece, around: Around) -> list[Told]:
    """All that is odd about a piece, the gravest first. A derived copy is not looked at: its original is."""
    if piece.parent or not piece.file:
        return []
    if piece.facts is None:
        return [*_twice(piece, around)]
    found = [*_of_the_file(piece), *_time(piece, piece.facts, around), *_place(piece, piece.facts, around)]
    found += [*_camera(piece.facts), *(() if piece.latitude else _exif(piece.facts)), *_twice(piece, around)]
    return sorted(found, key=lambda one: one.severity != "major")


def _of_the_file(piece: Piece) -> Iterator[Told]:
    assert piece.facts is not None
    for one in (*piece.facts.anomalies, *piece.anomalies):
        if one.code in BROKEN:
            yield Told(one.code, "major", "文件不完整或者打不开", one.text, BROKEN[one.code], ARTICLE)
        elif one.code in ODD:
            severe = "major" if one.code in ("black", "silent") else "minor"
            yield Told(one.code, severe, one.text, "", ODD[one.code])


def _time(piece: Piece, facts: Facts, around: Around) -> Iterator[Told]:
    taken = moment(facts.taken_at)
    if taken is None:
        return
    collected = moment(piece.collected_at) or taken
    apart = abs((taken - collected).total_seconds()) / 60
    if taken > around.now + datetime.timedelta(minutes=5):
        said = f"文件记载的时间是 {told(taken)}，还没有到"
        yield Told("future", "major", "文件时间在将来", said, "请校准设备时钟，并在说明里写明实际时间。", ARTICLE)
    elif apart > around.minutes:
        title, said = "文件时间与采集时间不一致", f"文件记载 {told(taken)}，填写的是 {told(collected)}，相差{spell(apart)}"
        yield _explained(piece, "time", title, said, "请核对采集时间；确有原因的（如设备时钟不准、事后取得），写明说明。")
    if around.began and taken.astimezone(CHINA).date() < around.began:
        said = f"文件记载 {told(taken)}，案件登记于 {around.began:%Y-%m-%d}"
        yield Told("before", "minor", "拍摄在案件登记之前", said, "请核对来源：当事人、举报人提供或者此前巡查所拍的，写明取得经过。")


def _place(piece: Piece, facts: Facts, around: Around) -> Iterator[Told]:
    taken = spot_of(facts)
    if taken is None:
        return
    if (
        piece.latitude
        and piece.longitude
        and (apart := distance(taken, (float(piece.latitude), float(piece.longitude)))) > around.kilometres
    ):
        said = f"文件记载的位置与采集时设备的位置相距 {apart:.1f} 公里"
        yield _explained(piece, "place", "文件位置与采集地点不一致", said, "请核对采集地点；确有原因的，写明说明。")
        return
    others = [(distance(taken, each.spot), each) for each in around.others if each.id != piece.id and not each.parent and each.spot]
    if not others:
        return
    apart, nearest = min(others, key=lambda pair: pair[0])
    if apart > around.kilometres:
        said = f"离本案其他证据的采集位置最近也有 {apart:.1f} 公里（证据{nearest.number}“{nearest.title}”）"
        yield _explained(piece, "far", "拍摄位置远离本案其他证据", said, "请核对是否属于本案、地点是否填对；确有原因的，写明说明。")


def _explained(piece: Piece, code: str, title: str, said: str, next: str) -> Told:
    """What the collector has explained is still told, but no longer asks for anything."""
    if piece.remark:
        return Told(code, "minor", title, f"{said}。说明：{piece.remark}")
    return Told(code, "major", title, said, next, ARTICLE)


def _camera(facts: Facts) -> Iterator[Told]:
    if not facts.readable:
        return
    if EDITORS.search(facts.software):
        said = f"文件由“{facts.software}”保存"
        yield Told(
            "edited", "major", "文件经图像或者视频编辑软件处理", said, "请将设备里的原始文件入卷，本件作为副本并说明做了什么。", ARTICLE
        )
    elif facts.family in ("video", "audio") and CONVERTERS.search(facts.software):
        said = f"文件由“{facts.software}”封装"
        yield Told("converted", "minor", "文件可能经软件转换", said, "执法记录仪直接生成的除外；由软件转换的，请将原始文件入卷。")
    taken, changed = moment(facts.taken_at), moment(facts.changed_at)
    if taken and changed and (changed - taken).total_seconds() > 60:
        said = f"拍摄于 {told(taken)}，修改于 {told(changed)}"
        yield Told("changed", "minor", "照片在拍摄后修改过", said, "请核对是否有原始照片。")


def _exif(facts: Facts) -> Iterator[Told]:
    """What a camera would have written. Not asked of pictures that were taken within the system, whose device told time and place itself."""
    if not facts.readable:
        return
    again = "请从拍摄设备直接导出原图；没有原图的，写明取得经过。"
    if facts.media_type in OF_CAMERAS and facts.exif == "empty":
        yield Told("no_exif", "minor", "照片没有拍摄信息", "可能经社交软件转发、截图或者处理过，看不出何时、何地、何设备拍摄", again)
    elif facts.media_type in OF_CAMERAS and facts.exif == "present" and not facts.taken_at:
        yield Told("no_time", "minor", "照片没有记下拍摄时间", "", again)
    elif facts.media_type in PICTURES - OF_CAMERAS:
        yield Told("not_camera", "minor", "不是照相机直接生成的图片", "这种格式通常是截图或者另存的图片，不带拍摄信息", again)


def _twice(piece: Piece, around: Around) -> Iterator[Told]:
    earlier = [each for each in around.others if each.number < piece.number and each.id != piece.id and not each.parent]
    same = next((each for each in earlier if each.file == piece.file), None)
    if same:
        yield Told(
            "twice", "major", f"与证据{same.number}是同一个文件", "校验值相同", "请核对是否重复上传；重复的，排除其中一件并写明理由。"
        )
    elif piece.likeness and (like := next((each for each in earlier if alike(each.likeness, piece.likeness)), None)):
        yield Told("alike", "minor", f"与证据{like.number}画面十分相似", "可能是同一张照片的另一份", "请核对，保留原图。")
    if cases := around.elsewhere.get(piece.file):
        said = f"案件{'、'.join(cases[:3])}" + (f"等 {len(cases)} 件" if len(cases) > 3 else "") + "也有同一个文件"
        yield Told("elsewhere", "minor", "同一文件也是别案的证据", said, "请核对它与本案的关系，在证明对象里写明。")


def alike(one: str, other: str) -> bool:
    """Whether two dHashes (16 hex digits) are of the same picture. One colour all over is like everything and counts as nothing."""
    if not one or not other or one == other == "0" * 16:
        return False
    return (int(one, 16) ^ int(other, 16)).bit_count() <= ALIKE


def moment(text: str) -> datetime.datetime | None:
    """An ISO moment; one without an offset is China's."""
    try:
        at = datetime.datetime.fromisoformat(text)
        return at if at.tzinfo else at.replace(tzinfo=CHINA)
    except ValueError:
        return None


def spot_of(facts: Facts | None) -> tuple[float, float] | None:
    return (float(facts.latitude), float(facts.longitude)) if facts and facts.latitude and facts.longitude else None


def distance(one: tuple[float, float], other: tuple[float, float] | None) -> float:
    """Kilometres along the great circle (haversine)."""
    assert other is not None
    (north, east), (north2, east2) = ((math.radians(a), math.radians(b)) for a, b in (one, other))
    half = math.sin((north2 - north) / 2) ** 2 + math.cos(north) * math.cos(north2) * math.sin((east2 - east) / 2) ** 2
    return 2 * EARTH * math.asin(min(1.0, math.sqrt(half)))


def told(at: datetime.datetime) -> str:
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}"


def spell(minutes: float) -> str:
    """A length of time as people say it."""
    whole = round(minutes)
    if whole < 60:
        return f" {whole} 分钟"
    if whole < 2 * 24 * 60:
        return f" {whole // 60} 小时" + (f" {whole % 60} 分" if whole % 60 else "")
    return f" {whole // (24 * 60)} 天"


def read_of(stored: Mapping[str, Any]) -> Facts | None:
    """Facts as the record keeps them."""
    return msgspec.convert(stored, Facts) if stored else None


def anomalies_of(stored: Iterable[Mapping[str, str]]) -> tuple[Anomaly, ...]:
    return tuple(Anomaly(one["code"], one["text"]) for one in stored)
