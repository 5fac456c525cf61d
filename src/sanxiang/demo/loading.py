"""Loading the demonstration, with progress."""

import sys

from django.test.utils import override_settings
from django.utils import timezone

from sanxiang.demo import city, progress, stories
from sanxiang.organs.models import Organ

# The demonstration tells of months past in one go; an organ's own allowed delay stands in its settings.
A_YEAR = 24 * 400


def load() -> bool:
    """Make the demonstration city where there is no organ yet. Returns whether it was made."""
    if Organ.objects.exists():
        return False
    with override_settings(BACKFILL_AFTER_HOURS=A_YEAR):
        print("建立演示单位 安州市…", file=sys.stderr)
        bureaus = city.build()
        today = timezone.localdate()
        # The oldest first: documents are numbered in the order in which they are made.
        told = sorted(((stories.began(story, today), at, story) for at, story in enumerate(stories.told())), key=lambda one: one[:2])
        for at, (begin, _, story) in enumerate(told, 1):
            stories.tell(bureaus[story["bureau"]], story, begin)
            progress.told("演示案件", at, len(told))
    return True
