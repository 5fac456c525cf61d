"""执法主体与人员: organs, their units, officers with certificates, roles, delegations; and who may sign in."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from sanxiang.record.models import Projection

ROLES = {
    "handler": "承办人",
    "unit_head": "承办机构负责人",
    "reviewer": "法制审核人员",
    "head": "机关负责人",
    "discloser": "公示人员",
    "supervisor": "行政执法监督人员",
    "admin": "系统管理员",
}


DEVICE_KINDS = {
    "body_camera": "执法记录仪",
    "camera": "照相机",
    "video": "摄像机",
    "recorder": "录音机",
    "fixed": "固定音像设备（办案场所）",
}
DEVICE_STATES = {"idle": "在库", "issued": "领用中", "faulty": "故障", "scrapped": "已报废"}


class Organ(Projection):
    """行政机关、执法主体. Its id is its uscc (18 characters), which is also the id of its stream."""

    STREAMS = ("organ",)

    name = models.CharField("名称", max_length=100)
    short_name = models.CharField("文号简称", max_length=20)
    region = models.CharField("行政区划", max_length=60, blank=True)
    packs = models.JSONField("规则包", default=list)
    address = models.CharField("地址", max_length=200, blank=True)
    phone = models.CharField("电话", max_length=40, blank=True)
    duties = models.TextField("职责", blank=True)
    reconsideration_organ = models.CharField("复议机关", max_length=100, blank=True)
    court = models.CharField("管辖法院", max_length=100, blank=True)
    fine_bank = models.CharField("代收机构", max_length=200, blank=True)
    active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = "执法主体"


class Unit(Projection):
    """内设机构."""

    STREAMS = ("organ",)

    organ = models.CharField(max_length=18)
    name = models.CharField("名称", max_length=60)
    kind = models.CharField("性质", max_length=20, default="handling")

    class Meta:
        verbose_name = "内设机构"


class Officer(Projection):
    """执法人员 and other staff; the six columns of 《行政执法人员清单》 (YZ-07)."""

    STREAMS = ("organ",)

    organ = models.CharField(max_length=18, db_index=True)
    unit = models.CharField(max_length=80, blank=True)
    name = models.CharField("姓名", max_length=60)
    title = models.CharField("职务", max_length=60, blank=True)
    certificate = models.CharField("执法证号", max_length=40, blank=True)
    certificate_from = models.DateField("证件有效期起", null=True)
    certificate_until = models.DateField("证件有效期止", null=True)
    kinds = models.CharField("执法类别", max_length=120, blank=True)
    area = models.CharField("执法区域", max_length=120, blank=True)
    lawyer = models.BooleanField("具有法律职业资格", default=False)
    active = models.BooleanField("在岗", default=True)

    class Meta:
        verbose_name = "执法人员"


class RoleHeld(Projection):
    """A role that an officer holds in the organ."""

    STREAMS = ("organ",)

    organ = models.CharField(max_length=18)
    officer = models.CharField(max_length=80, db_index=True)
    role = models.CharField(max_length=20, choices=list(ROLES.items()))

    class Meta:
        verbose_name = "岗位"


class Delegation(Projection):
    """委托代办: while `officer` is away, `to` does the work of their role, both days included."""

    STREAMS = ("organ",)

    organ = models.CharField(max_length=18)
    officer = models.CharField(max_length=80)
    to = models.CharField(max_length=80, db_index=True)
    role = models.CharField(max_length=20)
    since = models.DateField()
    until = models.DateField()
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "委托代办"


class Dock(Projection):
    """采集站: brings in what body cameras recorded. `token`: SHA-256 of the secret that it shows."""

    STREAMS = ("organ",)

    organ = models.CharField(max_length=18, db_index=True)
    name = models.CharField("名称", max_length=60)
    token = models.CharField(max_length=64, db_index=True)
    active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = "采集站"


class Device(Projection):
    """音像记录设备 (XQ-07): body cameras, cameras, recorders, fixed rooms. `holder`: the officer to whom it is issued; `place` of a fixed one."""

    STREAMS = ("organ",)

    organ = models.CharField(max_length=18, db_index=True)
    kind = models.CharField("种类", max_length=20, choices=list(DEVICE_KINDS.items()))
    make = models.CharField("型号", max_length=80, blank=True)
    serial = models.CharField("设备编号", max_length=80, db_index=True)
    place = models.CharField("安装地点", max_length=120, blank=True)
    state = models.CharField("状态", max_length=10, choices=list(DEVICE_STATES.items()))
    holder = models.CharField("领用人", max_length=80, blank=True)
    since = models.DateField("自")
    remark = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = "音像记录设备"


class Users(BaseUserManager["User"]):
    """What Django's sign-in asks of a user model."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username=username)


class User(AbstractBaseUser):
    """登录账号: credentials only. What a person may do stands in RoleHeld, on the record."""

    OFF_THE_RECORD: ClassVar[str] = "登录凭据；人员、岗位、启用和停用在案（organs.* 行为）"

    id = models.CharField(max_length=80, primary_key=True)
    username = models.CharField("用户名", max_length=60, unique=True)
    officer = models.CharField(max_length=80, unique=True)
    organ = models.CharField(max_length=18, db_index=True)
    is_active = models.BooleanField(default=True)
    must_change = models.BooleanField("须改密码", default=False)

    USERNAME_FIELD = "username"
    objects = Users()

    class Meta:
        verbose_name = "账号"

    def has_perm(self, *_: Any) -> bool:
        """Django's own permissions are not used; roles decide (`queries.Person.must`)."""
        return False
