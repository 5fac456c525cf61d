"""Acts of levies, requisitions, fees, confirmations and grants (征收、征用、收费、确认、给付)."""

from sanxiang.law.words.readers import Reader

OUTCOMES: tuple[str, ...] = ()
ACTS: dict[str, dict[str, Reader]] = {}
