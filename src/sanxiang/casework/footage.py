"""待归案录音录像: what docks bring in is on the record as it arrives, and waits for a handler who says which case it belongs to."""

import datetime
import logging
import re
from collections.abc import Mapping
from typing import Any

from sanxiang.casework import evidence
from sanxiang.casework.footage_acts import AttachFootage, ReceiveFootage
from sanxiang.casework.footage_models import Footage
from sanxiang.casework.services import once
from sanxiang.casework.taking import Done
from sanxiang.organs.models import Dock
from sanxiang.organs.queries import Person
from sanxiang.record import files, uploads
from sanxiang.record import services as record
from sanxiang.record.models import Upload
from sanxiang.record.refusal import NotFound, Refused
from sanxiang.record.services import Actor
from sanxiang.record.uploads import Owner

PAGE = 50
# A camera's name for its file: which camera, then day and time, as in DSJ-A7_00012_20261121_093000.mp4.
CAMERA_NAME = re.compile(r"(?P<device>.*?)[-_ ]*(?P<day>20\d{6})[-_ T]?(?P<time>\d{6})")


def owner(dock: Dock) -> Owner:
    """Whose the uploads of a dock are."""
    return Owner(dock.organ, f"dock:{dock.id}")


def receive(upload: Upload) -> str:
    """Put a dock's complete upload on the record, its file in the store. The same again changes nothing. Returns the footage's id."""
    if upload.stays:
        kept = uploads.take(upload)
        device, taken_at = guessed(upload.filename)
        act = ReceiveFootage(
            dock=upload.by.removeprefix("dock:"), filename=upload.filename, file=kept.digest, size=kept.size, media_type=kept.media_type,
            sm3=kept.sm3, device=device, taken_at=taken_at,
        )  # fmt: skip
        if not Footage.objects.filter(id=upload.id).exists():
            with record.begin("footage", upload.organ, upload.id) as stream:
                stream.append(act, actor=Actor(upload.by, "dock"))
        uploads.settled(upload)
    return upload.id


def receive_waiting() -> int:
    """Receive what is complete and was not received, because a process ended between. For the worker. How many."""
    done = 0
    for upload in uploads.awaited():
        try:
            receive(upload)
            done += 1
        except (Refused, OSError):
            logging.getLogger(__name__).exception("采集站上传的文件 %s 暂时不能接收，稍后再试", upload.id)
    return done


def guessed(filename: str) -> tuple[str, str]:
    """Device and time (ISO, Shanghai, to the minute) that a camera wrote into the name of its file; empty where it did not."""
    found = CAMERA_NAME.match(filename)
    if not found:
        return "", ""
    try:
        at = datetime.datetime.strptime(found["day"] + found["time"], "%Y%m%d%H%M%S")
    except ValueError:
        return "", ""
    return found["device"][:60], at.isoformat(timespec="minutes")


def waiting(person: Person, before: str = "") -> list[Footage]:
    """What waits in the person's organ, the newest first, PAGE at a time; `before`: older than this one. Raises NotAllowed. One or two queries."""
    person.must("handler")
    found = Footage.objects.filter(organ=person.organ, case="").order_by("-received_at", "-id")
    last = found.filter(id=before).first() if before else None
    return list((found.filter(received_at__lt=last.received_at) if last else found)[:PAGE])


def count_waiting(organ: str) -> int:
    return Footage.objects.filter(organ=organ, case="").count()


def of(person: Person, id: str) -> Footage:
    """A recording of the person's organ. Raises NotAllowed, NotFound."""
    person.must("handler")
    found = Footage.objects.filter(id=id, organ=person.organ).first()
    if found is None:
        raise NotFound("没有这段录音录像，或您无权查看", next="请从待归案列表中重新打开。")
    return found


def attach(person: Person, id: str, case: str, facts: Mapping[str, Any], *, key: str = "") -> Done:
    """Make it a piece of evidence of a case, with its five facts (`evidence.add`). Raises what that raises, NotFound, Refused when another took it."""
    found = of(person, id)
    kept = files.Kept(found.file, found.size, found.media_type, found.sm3)
    arrived = evidence.Arrived(found.filename, lambda: kept)

    def do() -> Done:
        with record.writing(id) as stream:
            row = stream.rows.get(Footage, id)
            if row is None or row["case"]:
                raise Refused("这段录音录像已经归案", next="请刷新待归案列表。")
            done = evidence.add(person, case, facts, arrived)
            stream.append(AttachFootage(case=case, evidence=done.step), actor=person.actor("handler"))
            return done

    return once(person, key, ["attach", id, case, {name: str(value) for name, value in facts.items()}], do)
