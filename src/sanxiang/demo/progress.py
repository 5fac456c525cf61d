"""How far it has come, on standard error: redrawn on a terminal, one line at the end elsewhere."""

import sys


def told(what: str, done: int, of: int) -> None:
    over = done == of
    if sys.stderr.isatty():
        print(f"\r{what} {done}/{of}", end="\n" if over else "", file=sys.stderr, flush=True)
    elif over:
        print(f"{what} {done}/{of}", file=sys.stderr, flush=True)
