from django.apps import AppConfig


class RecordConfig(AppConfig):
    name = "sanxiang.record"
    verbose_name = "全过程记录"
