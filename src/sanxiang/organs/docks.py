"""采集站: docks that bring in what body cameras recorded. Each bears a token, which can do that and nothing else."""

import hashlib
import secrets

from sanxiang.organs import acts
from sanxiang.organs.models import Dock
from sanxiang.organs.queries import Person
from sanxiang.record import services as record
from sanxiang.record.refusal import Invalid, NotFound


def admit(person: Person, title: str) -> str:
    """Let a dock of the person's organ bring recordings in. Returns its token, which is told once and kept nowhere. Raises NotAllowed, Invalid."""
    person.must("admin")
    title = "".join(c for c in title if c.isprintable()).strip()
    if not title or len(title) > 60:
        raise Invalid("请写明采集站的名称", fields={"title": "必填，不超过六十字"}, next="如“一中队采集站”。")
    token = f"dock-{secrets.token_urlsafe(32)}"
    with record.writing(person.organ) as stream:
        act = acts.AdmitDock(dock=record.new_id(), title=title, token=_digest(token))
        stream.append(act, actor=person.actor("admin"))
    return token


def dismiss(person: Person, dock: str) -> None:
    """From now on nothing comes in by this dock's token. Raises NotAllowed, NotFound."""
    person.must("admin")
    with record.writing(person.organ) as stream:
        row = stream.rows.get(Dock, dock)
        if row is None or not row["active"]:
            raise NotFound("没有这个采集站，或者它已停用", next="请刷新页面核对。")
        stream.append(acts.DismissDock(dock=dock), actor=person.actor("admin"))


def of_token(token: str) -> Dock | None:
    """The dock that bears this token; None if there is none, or not any more."""
    return Dock.objects.filter(token=_digest(token), active=True).first()


def of_organ(organ: str) -> list[Dock]:
    """The docks of an organ, those in use first. One query."""
    return list(Dock.objects.filter(organ=organ).order_by("-active", "name", "id"))


def by_id(ids: set[str]) -> dict[str, Dock]:
    return {dock.id: dock for dock in Dock.objects.filter(id__in=ids)}


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
