"""用语指引: what officers say at each link of their work, from `packs/national/phrases.yaml`. Own sentences, no words of a statute."""

from functools import cache

import msgspec

from sanxiang.law.procedure import PACKS

FILE = PACKS / "national" / "phrases.yaml"


class Phrases(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is said at the beginning, of the party's rights, at the end, after an interruption, and at each act."""

    opening: tuple[str, ...]
    rights: tuple[str, ...]
    closing: tuple[str, ...]
    interrupted: tuple[str, ...]
    acts: dict[str, tuple[str, ...]]


@cache
def phrases() -> Phrases:
    return msgspec.yaml.decode(FILE.read_bytes(), type=Phrases)


def said_at(act: str) -> list[str]:
    """What is said at this act, in order; empty where nothing is said to anybody."""
    words = phrases()
    own = words.acts.get(act)
    return [*words.opening, *words.rights, *own, *words.closing] if own else []
