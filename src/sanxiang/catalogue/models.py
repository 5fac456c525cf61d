"""清单: versions of an organ's lists, what is being typed of the next one, and changes of statutes that make rows be looked at."""

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


class Working(models.Model):
    """工作稿: what a person is typing or importing of a list's next version; `rows` are words in cells, as `catalogue.words` writes them."""

    OFF_THE_RECORD: ClassVar[str] = "尚未保存为草案的清单内容，保存后删除"

    organ = models.CharField(max_length=18)
    kind = models.CharField(max_length=20)
    officer = models.CharField(max_length=80)
    title = models.CharField(max_length=200, blank=True)
    rows = models.JSONField(default=list)
    base = models.CharField(max_length=80, blank=True)  # the version that it began from
    seen = models.IntegerField(null=True)  # the list's stream as it stood then
    source = models.JSONField(null=True)  # what is being imported (`catalogue.intake.Source`), and what is settled of it
    settled = models.JSONField(default=dict)
    aside = models.JSONField(default=list)  # rows that the import set aside: [number, text, reason]
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "清单工作稿"
        constraints = [models.UniqueConstraint(fields=["officer", "organ", "kind"], name="catalogue_one_working")]


class LawChange(Projection):
    """法规变动: a statute that changed, what changed and from when; its rows of lists are looked at one by one (动态调整)."""

    STREAMS: ClassVar[tuple[str, ...]] = ("law_change",)

    organ = models.CharField("机关", max_length=18)
    law = models.CharField("法规名称", max_length=200)
    what = models.TextField("变动内容")
    since = models.DateField("施行日期")
    noted_by = models.CharField("登记人", max_length=80)
    noted_on = models.DateField("登记日期")

    class Meta:
        verbose_name = "法规变动"
        indexes = [models.Index(fields=["organ", "-noted_on"], name="catalogue_changes")]


class RowToLook(Projection):
    """A row of a list in force that cites a statute that changed, until it is settled."""

    STREAMS: ClassVar[tuple[str, ...]] = ("law_change",)

    organ = models.CharField("机关", max_length=18)
    change = models.CharField("法规变动", max_length=40)
    kind = models.CharField("清单", max_length=20)
    version = models.CharField("版本", max_length=80)
    key = models.CharField("行", max_length=200)
    name = models.CharField("名称", max_length=400)
    cited = models.TextField("引用")
    outcome = models.CharField("处理", max_length=12, blank=True)  # revised, no_change; empty while open
    reason = models.TextField("理由", blank=True)
    settled_by = models.CharField("处理人", max_length=80, blank=True)
    settled_on = models.DateField("处理日期", null=True)

    class Meta:
        verbose_name = "待核对的清单行"
        indexes = [models.Index(fields=["organ", "outcome"], name="catalogue_to_look")]
