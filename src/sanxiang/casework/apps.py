from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "sanxiang.casework"
    verbose_name = "办案"
