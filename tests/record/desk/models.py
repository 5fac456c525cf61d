"""A small app for the tests of the record: a matter with notes, of every kind of column that projections have."""

from typing import ClassVar

from django.db import models

from sanxiang.record.models import Projection


class Matter(Projection):
    STREAMS: ClassVar[tuple[str, ...]] = ("matter",)

    title = models.CharField(max_length=100)
    day = models.DateField(null=True)
    at = models.DateTimeField(null=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    count = models.IntegerField(default=0)
    open = models.BooleanField(default=True)
    facts = models.JSONField(default=dict)

    class Meta:
        app_label = "desk"


class Note(Projection):
    STREAMS: ClassVar[tuple[str, ...]] = ("matter", "ledger")

    text = models.TextField()
    number = models.CharField(max_length=40, null=True, unique=True)

    class Meta:
        app_label = "desk"
