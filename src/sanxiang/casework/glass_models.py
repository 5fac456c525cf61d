"""签名: signatures on the glass."""

from typing import ClassVar

from django.db import models

from sanxiang.record.models import Projection


class Signature(Projection):
    """A party's signature of a document as it was shown, or that it was refused, and before whom. Personal data."""

    STREAMS: ClassVar[tuple[str, ...]] = ("case",)

    case = models.CharField(max_length=40, db_index=True)
    document = models.CharField("文书", max_length=80, db_index=True)
    digest = models.CharField("文书摘要", max_length=64)
    shown = models.CharField("所示文本摘要", max_length=64)
    signer = models.CharField("签名人", max_length=500)
    capacity = models.CharField("身份", max_length=500, blank=True)
    manner = models.CharField("方式", max_length=10)
    signed_at = models.DateTimeField("签名时间")
    reason = models.CharField("拒签理由", max_length=500, blank=True)
    witness = models.CharField("见证人", max_length=500, blank=True)
    picture = models.CharField("签名图片摘要", max_length=64, blank=True)
    strokes = models.JSONField("笔迹", default=list)
    by = models.CharField("经办人", max_length=80)

    class Meta:
        verbose_name = "屏上签名"
