"""Loading the demonstration, with progress."""

import sys
from typing import Any

from django.test.utils import override_settings
from django.utils import timezone

from sanxiang import media
from sanxiang.casework import file_shows
from sanxiang.demo import city, keeping, progress, stories, tales
from sanxiang.organs.models import Organ

# The demonstration tells of months past in one go; an organ's own allowed delay stands in its settings.
A_YEAR = 24 * 400


def load() -> bool:
    """Make the demonstration city where there is no organ yet. Returns whether it was made."""
    if Organ.objects.exists():
        return False
    with override_settings(BACKFILL_AFTER_HOURS=A_YEAR), media.ours():
        print("建立演示单位 安州市…", file=sys.stderr)
        bureaus = city.build()
        today = timezone.localdate()
        # The oldest first: documents are numbered in the order in which they are made.
        every: list[tuple[dict[str, Any], Any, Any]] = [
            *((story, stories.began, stories.tell) for story in stories.told()),
            *((tale, tales.began, tales.tell) for tale in tales.told()),
        ]
        told = sorted(((began(one, today), at, one, tell) for at, (one, began, tell) in enumerate(every)), key=lambda one: one[:2])
        for at, (begin, _, one, tell) in enumerate(told, 1):
            tell(bureaus[one["bureau"]], one, begin)
            progress.told("演示案件", at, len(told))
        keeping.build(bureaus)
        while file_shows.make_waiting():
            pass
    return True
