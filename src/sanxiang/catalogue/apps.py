from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "sanxiang.catalogue"
    verbose_name = "清单"
