"""Organs, people and accounts: the verbs."""

import datetime
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from stdnum.cn import uscc

from sanxiang.organs import acts
from sanxiang.organs.models import ROLES, Officer, Organ, RoleHeld, User
from sanxiang.organs.queries import Person
from sanxiang.record import services as record
from sanxiang.record.acts import Act, Row
from sanxiang.record.refusal import Invalid, NotFound, Refused
from sanxiang.record.services import SYSTEM, Actor


def establish(by: Actor, code: str, name: str, short_name: str, **facts: str | list[str]) -> str:
    """Make an organ, whose stream bears its code. Returns the code.

    code: uscc of 18 characters (GB 32100). short_name stands in document numbers.
    Raises Invalid for a wrong check digit or a second organ of that code.
    """
    code = code.strip().upper()
    if not uscc.is_valid(code):
        raise Invalid(
            f"统一社会信用代码 {code} 校验不通过", fields={"code": "请核对 18 位代码"}, next="请对照机关的统一社会信用代码证书填写。"
        )
    if Organ.objects.filter(id=code).exists():
        raise Invalid(f"代码 {code} 的机关已经存在", fields={"code": "已存在"}, next="如需修改机关信息，请使用“变更”。")
    _required({"name": name, "short_name": short_name})
    with record.begin("organ", code, code) as stream:
        stream.append(acts.Establish(title=name.strip(), short_name=short_name.strip(), **facts), actor=by)  # type: ignore[arg-type]
    return code


def appoint(by: Actor, organ: str, name: str, *, username: str = "", password: str = "", roles: tuple[str, ...] = (), **facts: Any) -> str:
    """Register an officer with roles and, if a username is given, an account. Returns the officer's id.

    facts: unit, title, certificate, certificate_from, certificate_until (ISO days), kinds, area, lawyer. Raises Invalid.
    """
    _required({"name": name})
    _days(facts)
    _known_roles(roles)
    if username:
        _check_account(username, password)
    if certificate := str(facts.get("certificate") or ""):
        _free_certificate(certificate)
    officer = record.new_id()
    with record.writing(organ) as stream:
        stream.append(acts.Appoint(officer=officer, person=name.strip(), **facts), actor=by)
        for role in roles:
            stream.append(acts.GiveRole(officer=officer, role=role), actor=by)
        if username:
            stream.append(acts.OpenAccount(officer=officer, username=username), actor=by)
            _make_account(organ, officer, username, password)
    return officer


def change(person: Person, organ: str, act: Act, *, seen: int | None = None) -> None:
    """An administrator's act on their own organ (units, officers' facts, roles, delegations). Raises NotAllowed."""
    person.must("admin")
    person.must_be_of(organ)
    with record.writing(organ, seen=seen) as stream:
        stream.append(act, actor=person.actor("admin"))


def set_roles(person: Person, officer: str, roles: tuple[str, ...]) -> None:
    """Give and take roles until the officer holds exactly these. Raises NotAllowed, Invalid."""
    _known_roles(roles)
    person.must("admin")
    with record.writing(person.organ) as stream:
        _of_organ(stream, officer)
        held = {r["role"] for r in stream.rows.all(RoleHeld) if r["officer"] == officer}
        if "admin" in held - set(roles):
            _administrator_besides(stream, officer)
        for role in sorted(set(roles) - held):
            stream.append(acts.GiveRole(officer=officer, role=role), actor=person.actor("admin"))
        for role in sorted(held - set(roles)):
            stream.append(acts.TakeRole(officer=officer, role=role), actor=person.actor("admin"))


def amend_officer(person: Person, officer: str, **facts: Any) -> None:
    """New facts of an officer (name, title, unit, certificate and its days, kinds, area). Raises NotAllowed, NotFound, Invalid."""
    person.must("admin")
    _required({"name": str(facts["name"])} if "name" in facts else {})
    _days(facts)
    with record.writing(person.organ) as stream:
        old = _of_organ(stream, officer)
        kept = {k: old[k] for k in ("unit", "title", "certificate", "certificate_from", "certificate_until", "kinds", "area", "lawyer")}
        name = str(facts.pop("name", old["name"])).strip()
        if (certificate := str(facts.get("certificate") or "")) and certificate != old["certificate"]:
            _free_certificate(certificate)
        stream.append(acts.Appoint(officer=officer, person=name, **(kept | facts)), actor=person.actor("admin"))


def amend_officer_and_roles(person: Person, officer: str, roles: tuple[str, ...], **facts: Any) -> None:
    """New facts and exactly these roles, both or neither. Raises as `amend_officer` and `set_roles`."""
    with transaction.atomic():
        amend_officer(person, officer, **facts)
        set_roles(person, officer, roles)


def dismiss(person: Person, officer: str, heir: str, reason: str) -> None:
    """离岗: end the officer's roles and account. Their open work is handed to `heir` by casework in the same transaction.

    Raises Invalid if the heir is not an officer in post of the organ.
    """
    person.must("admin")
    with record.writing(person.organ) as stream:
        _of_organ(stream, officer)
        if heir:
            _of_organ(stream, heir)
        _administrator_besides(stream, officer)
        stream.append(acts.Dismiss(officer=officer, heir=heir, reason=reason), actor=person.actor("admin"))
        stream.append(acts.CloseAccount(officer=officer), actor=person.actor("admin"))
        User.objects.filter(officer=officer).update(is_active=False)


def delegate(person: Person, to: str, role: str, since: datetime.date, until: datetime.date, reason: str = "") -> None:
    """While the person is away, `to` does their work in this role; `since` and `until` are both included. Raises Invalid, NotAllowed."""
    _known_roles((role,))
    person.must(role)
    if until < since:
        raise Invalid("结束日期早于开始日期", fields={"until": "不能早于开始日期"}, next="请核对委托起止日期。")
    with record.writing(person.organ) as stream:
        heir = _of_organ(stream, to)
        if not stream.rows.get(RoleHeld, f"{to}:{role}"):
            raise Invalid(
                f"{heir['name']}不具有“{ROLES[role]}”岗位，不能代办", fields={"to": "请选择同岗位人员"}, next="请改选同岗位人员。"
            )
        stream.append(
            acts.Delegate(
                delegation=record.new_id(),
                officer=person.officer,
                to=to,
                role=role,
                since=since.isoformat(),
                until=until.isoformat(),
                reason=reason,
            ),
            actor=person.actor(role),
        )


def day(text: str, field: str) -> datetime.date:
    """A day as a form gives it (YYYY-MM-DD). Raises Invalid naming the field."""
    try:
        return _of_our_times(datetime.date.fromisoformat(text))
    except ValueError:
        raise Invalid("日期没有填写完整，或者年份有误", fields={field: "请选择日期"}, next="请按 年-月-日 填写。") from None


def _of_our_times(day: datetime.date) -> datetime.date:
    if not 1900 <= day.year <= 2199:
        raise ValueError(f"{day} cannot be meant")
    return day


def reset_password(by: Person | Actor, officer: str, password: str) -> None:
    """Give an account a new password that must be changed at the next sign-in. Administrators of the organ, or the system itself."""
    user = User.objects.filter(officer=officer).first()
    if user is None:
        raise NotFound("该人员没有账号", next="请先为其开通账号。")
    if isinstance(by, Person):
        by.must("admin")
        by.must_be_of(user.organ)
    _check_password(password, user)
    with record.writing(user.organ) as stream:
        stream.append(acts.ResetPassword(officer=officer), actor=by.actor("admin") if isinstance(by, Person) else by)
        user.set_password(password)
        user.must_change = True
        user.save(update_fields=["password", "must_change"])


def change_password(user: User, old: str, new: str) -> None:
    """A person changes their own password. Raises Invalid."""
    if not user.check_password(old):
        raise Invalid("原密码不正确", fields={"old": "请重新输入"}, next="忘记密码请联系本单位管理员重置。")
    _check_password(new, user)
    with record.writing(user.organ) as stream:
        stream.append(acts.ResetPassword(officer=user.officer), actor=Actor(user.officer, "self"))
        user.set_password(new)
        user.must_change = False
        user.save(update_fields=["password", "must_change"])


def begin_system(code: str, name: str, short_name: str, username: str, password: str, admin: str, **facts: str | list[str]) -> str:
    """The first organ and administrator of an empty system, in one transaction. Returns the organ's code. Raises Invalid."""
    if User.objects.exists():
        raise Invalid("系统已经初始化", next="请用已有账号登录。")
    with transaction.atomic():
        code = establish(SYSTEM, code, name, short_name, **facts)
        appoint(SYSTEM, code, admin, username=username, password=password, roles=("admin",))
    return code


def _of_organ(stream: record.Writing, officer: str) -> Row:
    found = stream.rows.get(Officer, officer)
    if not found or not found["active"]:
        raise NotFound("本单位没有这名在岗人员", next="请在人员名单中选择。")
    return found


def _administrator_besides(stream: record.Writing, officer: str) -> None:
    """Somebody must be left who can administer the organ. Raises Refused."""
    admins = {row["officer"] for row in stream.rows.all(RoleHeld) if row["role"] == "admin"}
    if admins == {officer}:
        raise Refused("这是本单位唯一的系统管理员，不能取消其管理员岗位", next="请先给另一名有账号的人员授予系统管理员岗位。")


def _days(facts: dict[str, Any]) -> None:
    """The days of a certificate, where told. Raises Invalid."""
    told = {name: facts.get(name) for name in ("certificate_from", "certificate_until")}
    days = {name: day(str(value), name) for name, value in told.items() if value}
    if len(days) == len(told) and days["certificate_until"] < days["certificate_from"]:
        wrong = {"certificate_until": "不能早于有效期起"}
        raise Invalid("证件有效期的止日早于起日", fields=wrong, next="请对照执法证件核对有效期。")


def _required(values: dict[str, str]) -> None:
    empty = {name: "必填" for name, value in values.items() if not value.strip()}
    if empty:
        raise Invalid("有必填项没有填写", fields=empty, next="请补充后再提交。")


def _known_roles(roles: tuple[str, ...]) -> None:
    unknown = [r for r in roles if r not in ROLES]
    if unknown:
        raise Invalid(f"没有“{'、'.join(unknown)}”这样的岗位", fields={"roles": "请从列表选择"}, next=f"可选：{'、'.join(ROLES)}。")


def _free_certificate(certificate: str) -> None:
    if Officer.objects.filter(certificate=certificate, active=True).exists():
        raise Invalid(f"执法证号 {certificate} 已登记在另一人名下", fields={"certificate": "证号重复"}, next="请核对执法证号。")


def _check_account(username: str, password: str) -> None:
    if User.objects.filter(username=username).exists():
        raise Invalid(f"用户名 {username} 已被使用", fields={"username": "已被使用"}, next="请换一个用户名。")
    _check_password(password, User(username=username))


def _check_password(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid(
            "密码不符合要求：" + " ".join(error.messages), fields={"password": " ".join(error.messages)}, next="请换一个密码。"
        ) from error


def _make_account(organ: str, officer: str, username: str, password: str) -> None:
    user = User(id=record.new_id(), username=username, officer=officer, organ=organ)
    user.set_password(password)
    user.save()
