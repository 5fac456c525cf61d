"""What can happen to an organ and its people. All on the organ's own stream, whose id is its code."""

import datetime
from collections.abc import Iterable

from sanxiang.organs.models import Delegation, Device, Dock, Officer, Organ, RoleHeld, Unit
from sanxiang.record.acts import Act, Change, Entry, Rows, act, drop, put


@act("organs.establish", stream="organ")
class Establish(Act, frozen=True):
    """设立执法主体."""

    title: str
    short_name: str
    region: str = ""
    packs: list[str] = []
    address: str = ""
    phone: str = ""
    duties: str = ""
    reconsideration_organ: str = ""
    court: str = ""
    fine_bank: str = ""

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        yield put(
            Organ,
            entry.organ,
            name=self.title,
            short_name=self.short_name,
            region=self.region,
            packs=self.packs,
            address=self.address,
            phone=self.phone,
            duties=self.duties,
            reconsideration_organ=self.reconsideration_organ,
            court=self.court,
            fine_bank=self.fine_bank,
        )


@act("organs.amend", stream="organ")
class Amend(Act, frozen=True):
    """变更执法主体信息: the changed columns only."""

    changes: dict[str, str | list[str] | bool]

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        yield put(Organ, entry.organ, **self.changes)


@act("organs.set_unit", stream="organ")
class SetUnit(Act, frozen=True):
    """设立或变更内设机构."""

    unit: str
    title: str
    kind: str = "handling"

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        yield put(Unit, self.unit, organ=entry.organ, name=self.title, kind=self.kind)


@act("organs.appoint", stream="organ")
class Appoint(Act, frozen=True):
    """登记执法人员: a new officer, or new facts of one."""

    officer: str
    person: str
    unit: str = ""
    title: str = ""
    certificate: str = ""
    certificate_from: str | None = None
    certificate_until: str | None = None
    kinds: str = ""
    area: str = ""
    lawyer: bool = False

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        yield put(
            Officer,
            self.officer,
            organ=entry.organ,
            unit=self.unit,
            name=self.person,
            title=self.title,
            certificate=self.certificate,
            certificate_from=self.certificate_from,
            certificate_until=self.certificate_until,
            kinds=self.kinds,
            area=self.area,
            lawyer=self.lawyer,
            active=True,
        )


@act("organs.give_role", stream="organ")
class GiveRole(Act, frozen=True):
    """授予岗位."""

    officer: str
    role: str

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        yield put(RoleHeld, f"{self.officer}:{self.role}", organ=entry.organ, officer=self.officer, role=self.role)


@act("organs.take_role", stream="organ")
class TakeRole(Act, frozen=True):
    """撤销岗位."""

    officer: str
    role: str

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        yield drop(RoleHeld, f"{self.officer}:{self.role}")


@act("organs.dismiss", stream="organ")
class Dismiss(Act, frozen=True):
    """离岗: the officer acts no more; `heir` takes over what was theirs."""

    officer: str
    heir: str = ""
    reason: str = ""

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        yield put(Officer, self.officer, active=False)
        for held in rows.all(RoleHeld):
            if held["officer"] == self.officer:
                yield drop(RoleHeld, held["id"])


@act("organs.delegate", stream="organ")
class Delegate(Act, frozen=True):
    """委托代办."""

    delegation: str
    officer: str
    to: str
    role: str
    since: str
    until: str
    reason: str = ""

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        yield put(
            Delegation,
            self.delegation,
            organ=entry.organ,
            officer=self.officer,
            to=self.to,
            role=self.role,
            since=self.since,
            until=self.until,
            reason=self.reason,
        )


@act("organs.end_delegation", stream="organ")
class EndDelegation(Act, frozen=True):
    """提前结束委托代办."""

    delegation: str

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        yield drop(Delegation, self.delegation)


@act("organs.open_account", stream="organ")
class OpenAccount(Act, frozen=True):
    """开通账号. The credentials themselves stay off the record."""

    officer: str
    username: str

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        return ()


@act("organs.reset_password", stream="organ")
class ResetPassword(Act, frozen=True):
    """重置密码: that it was done, never the password."""

    officer: str

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        return ()


@act("organs.close_account", stream="organ")
class CloseAccount(Act, frozen=True):
    """停用账号."""

    officer: str

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        return ()


@act("organs.admit_dock", stream="organ")
class AdmitDock(Act, frozen=True):
    """启用采集站; `token` is the digest of what it will show."""

    dock: str
    title: str
    token: str

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        yield put(Dock, self.dock, organ=entry.organ, name=self.title, token=self.token)


@act("organs.dismiss_dock", stream="organ")
class DismissDock(Act, frozen=True):
    """停用采集站."""

    dock: str

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        yield put(Dock, self.dock, active=False)


# ── 装备: body cameras and other devices ──


@act("organs.register_device", stream="organ", additive=True)
class RegisterDevice(Act, frozen=True):
    """登记音像记录设备."""

    device: str
    kind: str
    serial: str
    make: str = ""
    place: str = ""

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        facts = {"kind": self.kind, "serial": self.serial, "make": self.make, "place": self.place}
        yield put(Device, self.device, organ=entry.organ, state="idle", since=_day(entry), **facts)


@act("organs.issue_device", stream="organ", additive=True)
class IssueDevice(Act, frozen=True):
    """领用: an officer takes a device."""

    device: str
    officer: str

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        yield put(Device, self.device, state="issued", holder=self.officer, since=_day(entry), remark="")


@act("organs.move_device", stream="organ", additive=True)
class MoveDevice(Act, frozen=True):
    """归还、报修、修复、报废: what becomes of a device, and why; nobody holds it afterwards. `to`: idle, faulty, scrapped."""

    device: str
    to: str
    manner: str  # returned, fault, repaired, scrapped
    remark: str = ""

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        yield put(Device, self.device, state=self.to, holder="", since=_day(entry), remark=self.remark)


def _day(entry: Entry) -> str:
    """The day in Asia/Shanghai on which it happened."""
    if "T" not in entry.happened_at:
        return entry.happened_at
    return (datetime.datetime.fromisoformat(entry.happened_at) + datetime.timedelta(hours=8)).date().isoformat()
