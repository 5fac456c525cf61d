from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "sanxiang.exchange"
    verbose_name = "数据交换"
