"""Acts of inspections (行政检查)."""

from sanxiang.law.words.readers import Reader

OUTCOMES: tuple[str, ...] = ()
ACTS: dict[str, dict[str, Reader]] = {}
