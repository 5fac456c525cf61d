"""截取、遮挡: a copy of evidence that is given out or used, made by a person, with a reason. The original is never altered; the copy names it."""

import functools
import pathlib
import tempfile
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from django.utils import timezone

from sanxiang import media
from sanxiang.casework import acts, file_shows, queries
from sanxiang.casework.documents.values import clean as printable
from sanxiang.casework.evidence import collects
from sanxiang.casework.models import Evidence
from sanxiang.casework.paper_acts import MarkPiece
from sanxiang.casework.paper_models import Mark
from sanxiang.casework.services import once
from sanxiang.casework.taking import Done, invalid
from sanxiang.casework.walk import walking
from sanxiang.organs.queries import Person
from sanxiang.record import files
from sanxiang.record import services as record
from sanxiang.record.canonical import plain
from sanxiang.record.refusal import NotFound, Refused

ORIGINALS_STAY = "内蒙古自治区人民政府令第244号第二十三条"
MOST_AREAS = 50
Area = tuple[float, float, float, float]
Make = Callable[[pathlib.Path, pathlib.Path], media.Copy]


def cut(person: Person, evidence: str, start: float, end: float, reason: str, *, key: str = "") -> Done:
    """截取 a part of a recording, from start to end in seconds. Returns Done with the copy's id as `step`.

    Raises NotAllowed (who does not handle the case), NotFound, Invalid (no reason, no such part), Refused (the file cannot be read).
    """
    found = _original(person, evidence, ("video", "audio"), "只有录音、录像可以截取")
    length = float((found.read or {}).get("duration") or 0)
    if not 0 <= start < end or (length and start >= length):
        raise invalid(end=f"请填写录制长度（{spell(length)}）以内的起止时间，起点在终点之前")
    end = min(end, length) if length else end
    make = functools.partial(media.cut, media_type=found.media_type, start=start, end=end)
    return _copied(person, found, lambda path, to: make(path, to=to), f"截取 {spell(start)}–{spell(end)}", reason, key)


def obscure(person: Person, evidence: str, areas: Sequence[Area], reason: str, *, key: str = "") -> Done:
    """遮挡 areas of a picture (left, top, right, bottom, each in parts of one). The copy bears none of the original's EXIF. Raises as `cut`."""
    found = _original(person, evidence, ("image",), "只有照片可以遮挡")
    if not 1 <= len(areas) <= MOST_AREAS or not all(_is_area(area) for area in areas):
        raise invalid(areas="请在照片上框出要遮挡的部分")
    return _copied(person, found, lambda path, to: media.obscure(path, to, areas), f"遮挡 {len(areas)} 处", reason, key)


def _is_area(area: Area) -> bool:
    left, top, right, bottom = area
    return 0 <= left < right <= 1 and 0 <= top < bottom <= 1


def _original(person: Person, evidence: str, families: tuple[str, ...], otherwise: str) -> Evidence:
    found = Evidence.objects.filter(id=evidence).first()
    if found is None or not found.file or found.state == "destroyed":
        raise NotFound("没有这件证据，或您无权查看", next="请核对链接，或者由本案承办人提供。")
    queries.visible(person, found.case)
    if found.media_type.partition("/")[0] not in families:
        raise Refused(otherwise, next="文件可以整件复制给出。")
    return found


def _copied(person: Person, found: Evidence, make: Make, what: str, reason: str, key: str) -> Done:
    why = printable(reason)
    if not why:
        raise invalid(reason="请写明制作副本的理由")
    with walking(person, found.case, additive=True) as walk:
        collects(walk)  # before minutes of work

    def do() -> Done:
        told = facts_of(found, what, why) | _made(found, make)
        with walking(person, found.case, additive=True) as walk:
            role = collects(walk)
            copy = record.new_id()
            entry = walk.append(acts.AddEvidence(evidence=copy, facts=told), role)
            mark = walk.stream.rows.get(Mark, found.id)
            if mark and mark["secrecy"]:  # what is kept apart is not let out by a copy; its handler may take the mark away, with a reason
                entry = walk.append(MarkPiece(id=copy, piece="evidence", secrecy=mark["secrecy"], reason=mark["reason"]), role)
            return Done(found.case, entry.version, step=copy)

    return once(person, key, ["copy", found.id, what, why], do)


def facts_of(found: Evidence, what: str, why: str) -> dict[str, Any]:
    """The five facts are the original's."""
    kept = {name: getattr(found, name) for name in ("kind", "place", "collector", "proves", "step", "latitude", "longitude")}
    title = f"{found.title[: 190 - len(what)]}（{what}）"
    return kept | {"title": title, "collected_at": plain(found.collected_at), "parent": found.id, "remark": why}


def _made(found: Evidence, make: Make) -> dict[str, Any]:
    """The copy in the store. Raises Refused when the original cannot be read."""
    with files.at_hand(found.file) as path, tempfile.TemporaryDirectory(dir=files.beside(), prefix=".copying-") as folder:
        to = pathlib.Path(folder) / "copy"
        copy = make(path, to)
        if not copy.media_type:
            said = copy.anomalies[0].text if copy.anomalies else "文件读不出来"
            raise Refused(f"没有做成副本：{said}", next="原件没有改动。请下载原件核对能否打开。")
        kept = files.keep(file_shows.pieces(to))
    read = file_shows.read(kept.digest)
    file_shows.begin(kept.digest, read, kept.size)
    ending = {"image/jpeg": ".jpg", "video/mp4": ".mp4"}.get(copy.media_type, ".m4a")
    name = f"{pathlib.PurePath(found.filename).stem[:200]}-副本{timezone.localtime():%Y%m%d%H%M%S}{ending}"
    told = {"file": kept.digest, "filename": name, "media_type": copy.media_type, "size": kept.size}
    return told | {"read": msgspec.to_builtins(read)}


def spell(seconds: float) -> str:
    """Seconds as a player shows them: 1:02:03 or 02:03."""
    whole = int(seconds)
    clock = f"{whole // 60 % 60:02d}:{whole % 60:02d}"
    return f"{whole // 3600}:{clock}" if whole >= 3600 else clock
