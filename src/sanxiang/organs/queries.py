"""Who is who, and who may do what."""

import datetime
import json
from collections.abc import Iterable
from typing import Any

import msgspec
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from sanxiang.organs.models import ROLES, Delegation, Officer, Organ, RoleHeld, Unit, User
from sanxiang.record.refusal import NotAllowed
from sanxiang.record.services import Actor

# Who wields powers before the public needs a certificate valid that day.
WITH_CERTIFICATE = {"handler"}
CERTIFICATE_ARTICLE = "行政处罚法第四十二条"


class Person(msgspec.Struct, frozen=True):
    """A signed-in member of staff, as services see them. Made by `person()`."""

    user: str
    officer: str
    name: str
    organ: str
    organ_name: str
    region: str
    unit: str
    roles: frozenset[str]
    packs: tuple[str, ...]
    certificate: str = ""
    certificate_from: datetime.date | None = None
    certificate_until: datetime.date | None = None
    lawyer: bool = False
    stands_in_for: tuple[tuple[str, str], ...] = ()  # (officer, role) of those who delegated to this person today

    def holds_certificate(self, on: datetime.date) -> bool:
        """Whether the officer's certificate is valid that day (处罚法 §42)."""
        if not self.certificate:
            return False
        return (self.certificate_from is None or self.certificate_from <= on) and (
            self.certificate_until is None or on <= self.certificate_until
        )

    def may(self, role: str, on: datetime.date | None = None) -> bool:
        """Whether the person may act in this role that day (today if left out)."""
        if role not in self.roles and role not in {r for _, r in self.stands_in_for}:
            return False
        return role not in WITH_CERTIFICATE or self.holds_certificate(on or timezone.localdate())

    def must(self, *roles: str, article: str = "", on: datetime.date | None = None) -> str:
        """The first of these roles that the person may act in. Raises NotAllowed if there is none."""
        for role in roles:
            if self.may(role, on):
                return role
        wanted = "、".join(ROLES[r] for r in roles)
        if any(r in self.roles for r in roles):
            raise NotAllowed(
                "您没有在有效期内的执法证件，不能实施执法行为", article=CERTIFICATE_ARTICLE, next="请联系本单位管理员核对执法证号和有效期。"
            )
        raise NotAllowed(f"这一步由{wanted}办理，您的岗位不能办理", article=article, next=f"请转交本单位{wanted}。")

    def must_be_of(self, organ: str) -> None:
        """Raises NotAllowed unless the person belongs to this organ."""
        if self.organ != organ:
            raise NotAllowed("该事项属于其他机关，您无权办理", next="如需协助，请通过机关之间的协作渠道联系。")

    def actor(self, role: str) -> Actor:
        return Actor(self.officer, role)

    def is_self_or_stands_in_for(self, officer: str, role: str) -> bool:
        """Whether work of `officer` in this role is this person's today, by themselves or by delegation."""
        return officer == self.officer or (officer, role) in self.stands_in_for


# In SQL because every request of the office asks it: composing it anew cost more than asking it.
PERSON = """
SELECT o.id, o.name, o.organ, o.unit, o.certificate, o.certificate_from, o.certificate_until, o.lawyer, g.name, g.region, g.packs::text,
       ARRAY(SELECT role FROM organs_roleheld WHERE officer = o.id),
       ARRAY(SELECT ARRAY[officer, role] FROM organs_delegation WHERE "to" = o.id AND since <= %(today)s AND until >= %(today)s)
FROM organs_officer o JOIN organs_organ g ON g.id = o.organ WHERE o.id = %(officer)s AND o.active
"""


def person(user: User) -> Person:
    """The person behind an account, in one query. Raises NotAllowed if they left."""
    with connection.cursor() as cursor:
        cursor.execute(PERSON, {"officer": user.officer, "today": timezone.localdate()})
        found = cursor.fetchone()
    if found is None or not user.is_active:
        raise NotAllowed("您的账号已停用", next="如有疑问，请联系本单位管理员。")
    officer, name, organ, unit, certificate, since, until, lawyer, organ_name, region, packs, roles, standing = found
    return Person(
        user=user.id,
        officer=officer,
        name=name,
        organ=organ,
        organ_name=organ_name,
        region=region,
        unit=unit,
        roles=frozenset(roles),
        packs=tuple(json.loads(packs)),
        certificate=certificate,
        certificate_from=since,
        certificate_until=until,
        lawyer=lawyer,
        stands_in_for=tuple((one, role) for one, role in standing),
    )


def organ(code: str) -> Organ | None:
    return Organ.objects.filter(id=code).first()


def organs() -> QuerySet[Organ]:
    """Every organ in use, by name."""
    return Organ.objects.filter(active=True).order_by("name")


def units(code: str) -> QuerySet[Unit]:
    return Unit.objects.filter(organ=code).order_by("name")


def officers(code: str, *, role: str = "") -> QuerySet[Officer]:
    """Officers in post of an organ; with `role`, those who hold it."""
    found = Officer.objects.filter(organ=code, active=True).order_by("name", "id")
    return found.filter(id__in=RoleHeld.objects.filter(organ=code, role=role).values("officer")) if role else found


def of_region(region: str) -> dict[str, str]:
    """Id → name of a region's organs. One query."""
    return dict(Organ.objects.filter(region=region).order_by("id").values_list("id", "name"))


def names_of(codes: Iterable[str]) -> dict[str, str]:
    """Names of organs by code. One query."""
    return dict(Organ.objects.filter(id__in=list(codes)).values_list("id", "name"))


def officers_by_id(ids: list[str] | set[str]) -> dict[str, Officer]:
    return {o.id: o for o in Officer.objects.filter(id__in=ids)}


def roster(code: str) -> list[dict[str, Any]]:
    """Everyone of an organ with their roles and account. Three queries."""
    roles: dict[str, list[str]] = {}
    for held in RoleHeld.objects.filter(organ=code):
        roles.setdefault(held.officer, []).append(held.role)
    accounts = {u.officer: u for u in User.objects.filter(organ=code)}
    people = Officer.objects.filter(organ=code).order_by("-active", "name", "id")
    return [{"officer": o, "roles": sorted(roles.get(o.id, [])), "account": accounts.get(o.id)} for o in people]


def delegations(code: str, on: datetime.date) -> QuerySet[Delegation]:
    """Delegations of an organ that run on this day or later."""
    return Delegation.objects.filter(organ=code, until__gte=on).order_by("since", "id")


def officer_of(username: str) -> str:
    """The officer whose account this is, by id; empty if there is none."""
    return User.objects.filter(username=username).values_list("officer", flat=True).first() or ""


def empty_system() -> bool:
    """Whether nobody can sign in yet, so that the first-run page may begin the system."""
    return not User.objects.exists()
