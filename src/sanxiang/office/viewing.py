"""Evidence seen: its small picture, the file and its copy in ranges, the player and the viewer, copies that are made of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from sanxiang.casework import custody, evidence, evidence_copies, evidence_seen, file_shows
from sanxiang.casework.evidence_findings import moment
from sanxiang.casework.evidence_seen import Seen
from sanxiang.media import Facts
from sanxiang.office import reading
from sanxiang.office.access import READERS, staff
from sanxiang.office.evidence import card, handles, wave
from sanxiang.office.serving import served
from sanxiang.record import files
from sanxiang.record.files_kinds import SHOWN
from sanxiang.record.refusal import NotFound, Refused

# How long a browser keeps what it was given: as long as the ticket of the consultation lasts, and a small picture for a working day.
KEEP_FILE, KEEP_THUMB = int(custody.LASTS.total_seconds()), 8 * 3600
KINDS = {
    "image/jpeg": "JPEG 照片", "image/heic": "HEIC 照片", "image/png": "PNG 图片", "image/gif": "GIF 图片", "image/webp": "WebP 图片",
    "image/tiff": "TIFF 图片", "image/bmp": "BMP 图片", "image/avif": "AVIF 图片", "video/mp4": "MP4 录像", "video/quicktime": "QuickTime 录像",
    "video/x-msvideo": "AVI 录像", "video/webm": "WebM 录像", "video/x-matroska": "Matroska 录像", "video/3gpp": "3GP 录像",
    "video/mp2t": "TS 录像", "video/mpeg": "MPEG 录像", "video/x-ms-asf": "WMV 录像", "video/x-flv": "FLV 录像", "audio/mpeg": "MP3 录音",
    "audio/mp4": "M4A 录音", "audio/aac": "AAC 录音", "audio/wav": "WAV 录音", "audio/amr": "AMR 录音", "audio/x-ms-wma": "WMA 录音",
    "audio/ogg": "OGG 录音", "audio/flac": "FLAC 录音", "audio/3gpp": "3GP 录音", "audio/webm": "WebM 录音",
}  # fmt: skip
CODECS = {
    "h264": "H.264",
    "hevc": "H.265",
    "aac": "AAC",
    "mp3float": "MP3",
    "mp3": "MP3",
    "mpeg4": "MPEG-4",
    "amrnb": "AMR",
    "wmav2": "WMA",
}


@staff(*READERS)
@require_safe
def file(request: Any, id: str) -> Any:
    """The file as it came, under the ticket of a consultation: what a browser may show in the page, all else as a download."""
    if not custody.admitted(request.me, id, request.GET.get("t", "")):
        return redirect("piece", id)
    found = evidence_seen.with_file(request.me, id)
    download = found.media_type not in SHOWN or "download" in request.GET
    open = lambda: evidence.opened(request.me, id)[1]  # noqa: E731
    return served(request, open, found.size, found.file, found.media_type, found.filename, download=download, keep=KEEP_FILE)


@staff(*READERS)
@require_safe
def playable(request: Any, id: str) -> Any:
    """The copy that browsers show of a file, under the same ticket as the file itself."""
    if not custody.admitted(request.me, id, request.GET.get("t", "")):
        return redirect("piece", id)
    found = evidence_seen.with_file(request.me, id)
    show = file_shows.of([found.file]).get(found.file)
    if show is None or not show.playable:
        raise NotFound("播放用的副本还没有做好", next="请稍后刷新，或者下载原件。")
    return stored(request, show.playable, show.playable_type, f"副本-{found.filename}", KEEP_FILE)


@staff(*READERS)
@require_safe
def thumb(request: Any, id: str) -> Any:
    """The small picture that stands in lists, for whoever may read the case: it is part of the list, and no consultation."""
    found = evidence_seen.with_file(request.me, id)
    show = file_shows.of([found.file]).get(found.file)
    if show is None or not show.thumb:
        raise NotFound("没有缩略图", next="请打开证据查看。")
    return stored(request, show.thumb, "image/jpeg", "缩略图.jpg", KEEP_THUMB)


def stored(request: Any, digest: str, media_type: str, name: str, keep: int) -> HttpResponseBase:
    size = files.size(digest)
    if size is None:
        raise NotFound("这个副本不在存储中", next="它会由系统重新制作；原件不受影响。")
    return served(request, lambda: files.stream(digest), size, digest, media_type, name, keep=keep)


@staff(*READERS)
@require_safe
def fragment(request: Any, id: str) -> HttpResponse:
    """The card of one piece again, for a page that waits until it is drawn."""
    _, seen = evidence_seen.one(request.me, id)
    return render(request, "office/evidence_card.html", {"one": card(seen)})


# ── the page of a piece ──


def media(me: Any, id: str, given: str) -> dict[str, Any]:
    """What the page of a piece shows of its file. given: the ticket of the consultation under which it was opened, or nothing."""
    case, seen = evidence_seen.one(me, id)
    row, show = seen.row, None if seen.closed else seen.show
    copy = bool(show and show.playable)
    src = ""
    plays = row.media_type in SHOWN and not (seen.facts and file_shows.needs_copy(seen.facts))
    if given and (copy or plays):
        src = f"{reverse('evidence-playable' if copy else 'evidence-file', args=[id])}?{urlencode({'t': given})}"
    return {
        "family": row.media_type.partition("/")[0],
        "src": src,
        "copy": copy,
        "waits": show is not None and seen.waits,
        "failed": bool(show and show.state == "failed"),
        "wave": wave(show.peaks) if show else None,
        "poster": reverse("evidence-thumb", args=[id]) if show and show.thumb else "",
        "length": seen.facts.duration if seen.facts else "",
        "told": [] if seen.closed else told(seen),
        "findings": seen.findings,
        "copies": seen.copies,
        "parent": evidence_seen.parent_of(row),
        "makes": handles(me, case) and bool(seen.facts and seen.facts.readable) and not row.state,
        "excludes": handles(me, case) and not row.state,
    }


def told(seen: Seen) -> list[tuple[str, str]]:
    """What the file says of itself, in words."""
    facts = seen.facts
    if facts is None:
        return []
    taken = moment(facts.taken_at)
    size = f"{facts.width} × {facts.height}" if facts.width else ""
    said = [
        ("文件类型", KINDS.get(facts.media_type, facts.media_type)),
        ("长度", evidence_copies.spell(float(facts.duration)) if facts.duration else ""),
        ("画面", " · ".join(filter(None, [size, f"每秒 {facts.frame_rate} 帧" if facts.frame_rate else ""]))),
        ("编码", streams(facts)),
        (
            "拍摄时间",
            f"{timezone.localtime(taken):%Y-%m-%d %H:%M:%S}" + ("" if has_offset(facts.taken_at) else "（设备未记时区）") if taken else "",
        ),
        ("拍摄位置", f"北纬 {facts.latitude}，东经 {facts.longitude}" if facts.latitude else ""),
        ("设备", " ".join(filter(None, [facts.make, facts.model])) + (f"（序列号 {facts.serial}）" if facts.serial else "")),
        ("软件", facts.software),
    ]
    return [(label, words) for label, words in said if words]


def streams(facts: Facts) -> str:
    if facts.family == "image":
        return ""
    names = [CODECS.get(name, name.upper()) for name in (facts.video_codec, facts.audio_codec) if name]
    return " · ".join([*names, *(["没有声音"] if facts.family == "video" and not facts.audio_codec else [])])


def has_offset(text: str) -> bool:
    return text.endswith("Z") or text[-6:-5] in ("+", "-")


# ── copies ──


@staff("handler")
@require_POST
def cut(request: Any, id: str) -> HttpResponse:
    """截取 a part of a recording."""
    start, end = (seconds(request.POST.get(name, "")) for name in ("start", "end"))
    done = evidence_copies.cut(request.me, id, start, end, request.POST.get("reason", ""), key=reading.key(request.POST))
    return made(request, done.step)


@staff("handler")
@require_POST
def obscure(request: Any, id: str) -> HttpResponse:
    """遮挡 areas of a picture."""
    done = evidence_copies.obscure(
        request.me, id, areas(request.POST.get("areas", "")), request.POST.get("reason", ""), key=reading.key(request.POST)
    )
    return made(request, done.step)


def made(request: Any, id: str) -> HttpResponse:
    messages.success(request, "副本已入卷，写明了原件和理由；原件没有改动。")
    return redirect("piece", id)


def seconds(text: str) -> float:
    """Seconds of 1:02:03, 02:03.5 or 123; -1 for what is none."""
    try:
        parts = [float(part) for part in text.strip().replace("：", ":").split(":")]
    except ValueError:
        return -1
    if len(parts) > 3 or not all(0 <= part < 1_000_000 for part in parts):
        return -1
    return sum(part * 60.0**at for at, part in enumerate(reversed(parts)))


def areas(text: str) -> list[tuple[float, float, float, float]]:
    """Areas as the page sends them, `left,top,right,bottom` in parts of one, between semicolons. Raises Refused."""
    try:
        found = [tuple(round(float(part), 4) for part in area.split(",")) for area in text.split(";") if area.strip()]
        if any(len(area) != 4 for area in found):
            raise ValueError
    except ValueError:
        raise Refused("要遮挡的部分没有收到", next="请回到证据页，在照片上重新框出。", status=422) from None
    return [(left, top, right, bottom) for left, top, right, bottom in found]


urlpatterns = [
    path("evidence/<str:id>/file", file, name="evidence-file"),
    path("evidence/<str:id>/playable", playable, name="evidence-playable"),
    path("evidence/<str:id>/thumb", thumb, name="evidence-thumb"),
    path("evidence/<str:id>/card", fragment, name="evidence-card"),
    path("evidence/<str:id>/cut", cut, name="evidence-cut"),
    path("evidence/<str:id>/obscure", obscure, name="evidence-obscure"),
]
