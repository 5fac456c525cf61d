from django.apps import AppConfig


class OrgansConfig(AppConfig):
    name = "sanxiang.organs"
    verbose_name = "执法主体与人员"
