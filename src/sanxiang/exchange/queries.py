"""What was imported: reads with a fixed number of queries."""

from collections.abc import Iterable

from sanxiang.exchange.models import ImportedDecision, ImportRun
from sanxiang.organs.models import Organ


def contents(ids: Iterable[str]) -> dict[str, str]:
    """Decision id → digest of its content, for those that are on the record."""
    return dict(ImportedDecision.objects.filter(id__in=list(ids)).values_list("id", "content"))


def organ_names() -> dict[str, str]:
    """The organs of this system: code → name."""
    return dict(Organ.objects.values_list("id", "name"))


def aside_known(organ: str, digest: str) -> bool:
    """Whether an import of this very file is on the record for this organ, with the rows it set aside."""
    return ImportRun.objects.filter(organ=organ, digest=digest).exists()


def decision(id: str) -> ImportedDecision | None:
    return ImportedDecision.objects.filter(id=id).first()


def runs(organ: str = "") -> list[ImportRun]:
    """Imports, the latest by id last; of one organ or of all."""
    found = ImportRun.objects.order_by("stream")
    return list(found.filter(organ=organ) if organ else found)
