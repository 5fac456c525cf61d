from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "sanxiang.casework"
    verbose_name = "办案"

    def ready(self) -> None:
        from sanxiang.casework.documents import own
        from sanxiang.catalogue import checks, vocabulary

        checks.also("templates", own.faults)
        vocabulary.offer("templates", "code", own.titles)
