"""What goes to the log of a fault: what kind and where. What an exception says may name somebody, so it stays out."""

import logging
import traceback
from types import TracebackType


class Discreet(logging.Formatter):
    """Tracebacks without the messages of their exceptions, in the order in which they came about."""

    def formatException(self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]) -> str:  # noqa: N802
        return "\n".join(reversed(list(map(self._one, chain(ei[1])))))

    @staticmethod
    def _one(error: BaseException) -> str:
        frames = "".join(traceback.format_tb(error.__traceback__))
        state = getattr(error, "sqlstate", None)
        return (
            f"Traceback (most recent call last):\n{frames}{type(error).__module__}.{type(error).__qualname__}{f' {state}' if state else ''}"
        )


def chain(error: BaseException | None) -> list[BaseException]:
    """An exception and those that it came from, the last first."""
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return found
