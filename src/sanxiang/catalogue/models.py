"""清单: versions of an organ's lists."""

from typing import ClassVar

from django.db import models

from sanxiang.record.models import Projection

STATES = [("drafted", "草拟"), ("approved", "已批准"), ("published", "已公布"), ("withdrawn", "已撤回")]


class ListVersion(Projection):
    """A version of one list of one organ; `id` is stream:number. Published versions never change but for their end."""

    STREAMS: ClassVar[tuple[str, ...]] = ("list",)

    organ = models.CharField("执法主体", max_length=18)
    kind = models.CharField("种类", max_length=20)
    title = models.CharField("名称", max_length=200)
    number = models.IntegerField("版本")
    state = models.CharField("状态", max_length=10, choices=STATES)
    rows = models.JSONField("内容")
    drafted_by = models.CharField("起草人", max_length=80)
    approved_by = models.CharField("批准人", max_length=80, blank=True)
    approved_on = models.DateField("批准日期", null=True)
    published_on = models.DateField("公布日期", null=True)
    valid_from = models.DateField("施行日期", null=True)
    valid_until = models.DateField("失效日期", null=True)

    class Meta:
        verbose_name = "清单"
        constraints = [models.UniqueConstraint(fields=["organ", "kind", "number"], name="catalogue_one_version")]
        indexes = [models.Index(fields=["organ", "kind", "valid_from"], name="catalogue_in_force")]
