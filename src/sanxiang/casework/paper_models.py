"""文书的签发、材料的密级标记、机关印章: tables of what makes a paper an issued paper, and of dossiers that are being built."""

from typing import ClassVar

from django.db import models

from sanxiang.record.models import Projection

SECRECY = {"secret": "国家秘密", "trade": "商业秘密", "privacy": "个人隐私"}
BUILD_STATES = {"waiting": "等待生成", "building": "正在生成", "ready": "可以下载", "failed": "生成失败"}


class PublicDocument(Projection):
    """签发的文书, as whoever holds it may check it: nothing personal. Its id is the document's; `code` is printed on it and nowhere else.

    `text`: digest of its words, of which every page bears the beginning; `file`: digest of the signed PDF as it is kept.
    """

    STREAMS: ClassVar[tuple[str, ...]] = ("case",)

    organ = models.CharField(max_length=18, db_index=True)
    organ_name = models.CharField(max_length=100)
    code = models.CharField("核验码", max_length=20)
    title = models.CharField("文书名称", max_length=200)
    number = models.CharField("文号", max_length=80, blank=True)
    day = models.DateField("文书日期")
    text = models.CharField("文本摘要", max_length=64)
    file = models.CharField("文件摘要", max_length=64, db_index=True)
    size = models.BigIntegerField("字节")
    signer = models.CharField("签名证书", max_length=300)
    fingerprint = models.CharField("证书指纹", max_length=64)
    example = models.BooleanField("示例证书", default=False)
    stamped = models.BooleanField("有时间戳", default=False)
    signed_at = models.CharField("签发时间", max_length=40)
    state = models.CharField("状态", max_length=12, blank=True)

    class Meta:
        db_table = 'public_face"."document'
        verbose_name = "签发的文书"
        constraints = [models.UniqueConstraint(fields=["code"], name="document_code")]


class Mark(Projection):
    """涉密、涉商业秘密、涉隐私: the piece (its id is the mark's) is kept apart, and opened only by whoever works on the case."""

    STREAMS: ClassVar[tuple[str, ...]] = ("case",)

    case = models.CharField(max_length=40, db_index=True)
    piece = models.CharField("材料", max_length=12)  # evidence | document
    secrecy = models.CharField("类别", max_length=10)
    reason = models.CharField("理由", max_length=500)
    by = models.CharField("标记人", max_length=80)

    class Meta:
        verbose_name = "材料标记"


class OrganSeal(Projection):
    """机关印章的图样: a picture that stands in the place of the one drawn from the organ's name. Its id is the organ's code."""

    STREAMS: ClassVar[tuple[str, ...]] = ("organ",)

    file = models.CharField("图样摘要", max_length=64)

    class Meta:
        verbose_name = "印章图样"


class DossierBuild(models.Model):
    """案卷的生成: one order for a dossier, its progress, and where the files lie until they are taken away again."""

    OFF_THE_RECORD: ClassVar[str] = "生成案卷文件的进度；导出本身是一个行为"

    id = models.CharField(primary_key=True, max_length=40)
    case = models.CharField(max_length=40, db_index=True)
    officer = models.CharField(max_length=80)
    side = models.BooleanField("含副卷", default=False)
    secret = models.BooleanField("含另卷保管的材料", default=False)
    state = models.CharField(max_length=10, default="waiting")
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    problem = models.CharField(max_length=500, blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "案卷生成"
