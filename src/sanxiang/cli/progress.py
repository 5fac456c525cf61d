"""How far a long command is, on standard error."""

import sys
import time

from sanxiang.cli import tell


class Bar:
    """Redrawn on a terminal, a line now and then elsewhere. Called with what is done and all there is to do."""

    def __init__(self, done: str, unit: str) -> None:
        self.done, self.unit = done, unit
        self.begun = self.told = time.monotonic()
        self.often = 0.2 if sys.stderr.isatty() else 2.0

    def __call__(self, done: int, everything: int) -> None:
        now = time.monotonic()
        if not everything or (done < everything and now - self.told < self.often):
            return
        self.told = now
        rate = done / max(now - self.begun, 0.001)
        line = f"{self.done} {done:,}/{everything:,} {self.unit}（{100 * done // everything}%，每秒 {rate:,.0f} {self.unit}）"
        if not sys.stderr.isatty():
            tell(line)
            return
        bar = "█" * (20 * done // everything)
        print(f"\r{bar:░<20} {line}", end="\n" if done == everything else "", file=sys.stderr, flush=True)
