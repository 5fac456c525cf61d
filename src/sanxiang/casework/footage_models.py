"""待归案录音录像: a table for what docks brought in."""

from typing import ClassVar

from django.db import models

from sanxiang.record.models import Projection


class Footage(Projection):
    """A recording that a dock brought in, on the record from then on; once it is part of a case, `case` and `evidence` say where.

    `device` and `taken_at` (Shanghai, to the minute) are read from the file's name: for forms to be filled with, proven by nothing.
    """

    STREAMS: ClassVar[tuple[str, ...]] = ("footage",)

    organ = models.CharField(max_length=18)
    dock = models.CharField("采集站", max_length=80)
    filename = models.CharField("文件名", max_length=255)
    device = models.CharField("设备", max_length=60, blank=True)
    taken_at = models.CharField("拍摄时间", max_length=16, blank=True)
    file = models.CharField("文件摘要", max_length=64, db_index=True)
    sm3 = models.CharField("文件摘要（SM3）", max_length=64, blank=True)
    media_type = models.CharField("文件类型", max_length=80)
    size = models.BigIntegerField("字节")
    received_at = models.DateTimeField("到达时间")
    case = models.CharField(max_length=40, blank=True, db_index=True)
    evidence = models.CharField(max_length=80, blank=True)

    class Meta:
        verbose_name = "待归案录音录像"
        indexes = [models.Index(fields=["organ", "case", "-received_at"], name="casework_footage_inbox")]
