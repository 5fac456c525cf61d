"""What a file and its case say for the five facts, to be confirmed or corrected by whoever collected it. Pure."""

import datetime
from typing import Any

import msgspec
from django.utils import timezone

from sanxiang.casework.evidence_findings import moment
from sanxiang.media import Facts

TITLES = {"image": "现场照片", "video": "现场录像", "audio": "现场录音"}
LOOK = "与实际不符的请改正，并在“说明”里写明原因"


class Filled(msgspec.Struct, frozen=True):
    """The value for a field of the form, and a sentence on where it comes from."""

    value: str
    said: str


def filled(facts: Facts) -> dict[str, Filled]:
    """Field → what the file says for it. Only what it does say."""
    found: dict[str, Filled] = {}
    if facts.family in TITLES:
        kind = {"image": "照片", "video": "录像", "audio": "录音"}[facts.family]
        found["kind"] = Filled("audio_visual", f"文件是{kind}，按视听资料填入")
        found["title"] = Filled(TITLES[facts.family], "按文件类型填入，请写得具体些")
    elif facts.media_type == "application/pdf" or "officedocument" in facts.media_type:
        found["kind"] = Filled("documentary", "文件是文档，按书证填入")
    taken = moment(facts.taken_at)
    if taken and taken <= timezone.now() + datetime.timedelta(minutes=5):
        local = timezone.localtime(taken)
        found["collected_at"] = Filled(f"{local:%Y-%m-%dT%H:%M}", f"文件自带时间 {local:%Y-%m-%d %H:%M}，已填入；{LOOK}")
    if facts.latitude:
        found["place"] = Filled("", f"文件自带位置：北纬 {facts.latitude[:8]}，东经 {facts.longitude[:8]}；请核对地点")
    return found


def into(fields: list[dict[str, Any]], facts: Facts, typed: Any) -> list[dict[str, Any]]:
    """The fields of a form with what the file says, where nothing was typed yet that says otherwise."""
    told = filled(facts)
    return [_into(field, told.get(field["name"]), typed.get(field["name"], "")) for field in fields]


def _into(field: dict[str, Any], told: Filled | None, typed: str) -> dict[str, Any]:
    if told is None:
        return field
    keeps = not told.value or (field["name"] in ("title", "kind") and typed)
    return field | {"help": told.said} | ({} if keeps else {"value": told.value})
