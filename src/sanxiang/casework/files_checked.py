"""Every file that evidence names, held against the store: there and unchanged, missing, changed, or destroyed as the record says."""

from collections.abc import Callable, Iterator

import msgspec

from sanxiang.casework.models import Evidence
from sanxiang.record import files
from sanxiang.record.verify import Problem


class Checked(msgspec.Struct, frozen=True):
    """How many files are whole, how many were destroyed by two persons after their retention, and what is wrong with the others."""

    whole: int
    destroyed: int
    problems: list[Problem]


def check(progress: Callable[[int], None] | None = None) -> Checked:
    """Read every file anew and compare. progress(files) is told after each. Two pieces may name one file: it is there while one of them stands."""
    standing = set(Evidence.objects.exclude(file="").exclude(state="destroyed").values_list("file", flat=True))
    gone = set(Evidence.objects.filter(state="destroyed").exclude(file="").values_list("file", flat=True)) - standing
    problems = list(_problems(sorted(standing), progress))
    problems += [Problem(f"文件 {digest}", "已批准销毁，文件仍在存储中") for digest in sorted(gone) if files.size(digest) is not None]
    return Checked(len(standing) - sum("仍在" not in each.what for each in problems), len(gone), problems)


def _problems(digests: list[str], progress: Callable[[int], None] | None) -> Iterator[Problem]:
    for done, digest in enumerate(digests, start=1):
        if not files.intact(digest):
            yield Problem(f"文件 {digest}", "文件缺失" if files.size(digest) is None else "文件已被改动")
        if progress:
            progress(done)
