"""Packs: the law as data, layered national ← sector ← region ← organ (docs/packs.md). `load` gives the `Law` that a case is judged by.

The stronger pack's rule speaks, of one layer the pack named last. But nothing loosens a statute: a pack that departs towards less from a
rule of a layer beneath, of higher or equal standing, is refused, unless that rule lets instruments of its level vary, or the departure is
declared and yields (`conflict`).
"""

import logging
import threading
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import msgspec

from sanxiang.law.calendar import DAY, Calendar
from sanxiang.law.pack_files import LAYERS, Pack, Placed, is_own, pack_names, read_calendar, read_pack, stamp
from sanxiang.law.pack_yaml import ROOT, PackError
from sanxiang.law.rules import LEVEL_NAMES, RANK, Demand, Rule, differences, looser

if TYPE_CHECKING:
    from sanxiang.law.procedure import Procedure

__all__ = ["Law", "PackError", "Rule", "available", "load"]
_Key = tuple[tuple[str, ...], Path]
_loading = threading.Lock()
_kept: "dict[_Key, _Kept]" = {}
MOST_KEPT = 64
log = logging.getLogger(__name__)


class Change(msgspec.Struct, frozen=True):
    """A rule that speaks differently on two days. `differs`: which of its fields (value, unit, article, …); one day's rule may be missing."""

    rule: str
    before: Rule | None
    after: Rule | None
    differs: tuple[str, ...]


class Law:
    """The rules of several packs as one body of law, the calendar, and the procedures."""

    def __init__(self, packs: Sequence[Pack], calendar: Calendar) -> None:
        self.packs = tuple(pack.name for pack in packs)
        self.calendar = calendar
        self._spoken, self._yielded = _layer(packs)
        _refuse_unknown_repeats(self._spoken)
        demands = [(at.rule, id) for id, placed in self._spoken.items() for at in placed if at.rule.demands]
        self._demanding = {word: list(dict.fromkeys(id for rule, id in demands if rule.demands == word)) for word in get_args(Demand)}
        self._places = {word: frozenset(act for rule, _ in demands if rule.demands == word for act in rule.at) for word in get_args(Demand)}
        self._also = {other: id for id, placed in self._spoken.items() for at in placed for other in at.rule.also}

    def rule(self, id: str, on: date) -> Rule | None:
        """The rule in force that day, of the strongest pack that may speak, or None. `id` may be one of the rule's `also`."""
        for at in self._placed(id):
            if at.rule.holds(on):
                return at.rule
        return None

    def demanding(self, demand: Demand) -> Sequence[str]:
        """The ids of the rules that, on some day, ask this of a case."""
        return self._demanding[demand]

    def places(self, demand: Demand) -> frozenset[str]:
        """The acts at which some rule, on some day, asks this."""
        return self._places[demand]

    def rules(self, on: date) -> list[Rule]:
        """Every rule in force that day, in the order of the packs' files."""
        found = (self.rule(id, on) for id in self._spoken)
        return [rule for rule in found if rule is not None]

    def all_rules(self) -> list[Rule]:
        """Every rule as it speaks over time, in the order of the packs' files: of one id the spans follow each other without overlap."""
        return [rule for id in self._spoken for rule in self.spans(id)]

    def spans(self, id: str) -> list[Rule]:
        """The values of one rule over time, oldest first, each with the dates between which it speaks in this law; none for an unknown id."""
        versions = [at.rule for at in self._placed(id)]
        if not versions:
            return []
        starts = sorted({rule.valid_from for rule in versions} | {rule.valid_until + DAY for rule in versions if rule.valid_until})
        speaking = [(start, self.rule(id, start)) for start in starts]
        turns = [turn for at, turn in enumerate(speaking) if at == 0 or turn[1] is not speaking[at - 1][1]]
        ends = [start - DAY for start, _ in turns[1:]]
        return [
            msgspec.structs.replace(rule, valid_from=start, valid_until=end)
            for (start, rule), end in zip(turns, [*ends, None], strict=True)
            if rule is not None
        ]

    def knows(self, id: str) -> bool:
        """Whether any pack has a rule of this id, of whatever date."""
        return id in self._spoken or id in self._also

    def parts(self, id: str) -> list[str]:
        """The ids that begin with this one and a letter: EXE-71 → EXE-71a, EXE-71b."""
        return [other for other in self._spoken if other.startswith(id) and other[len(id) :].isalpha()]

    def conflicts(self, id: str, on: date) -> list[Rule]:
        """Declared departures of this id in force that day that yield: each one's `conflict` says why another rule is followed."""
        return [at.rule for at in self._yielded.get(id, ()) if at.rule.holds(on)]

    def place(self, rule: Rule) -> Placed:
        """Where a rule of this law stands: the file and line of its pack. Raises KeyError for a rule that is not of this law."""
        placed = [*self._placed(rule.id), *self._yielded.get(rule.id, [])]
        found = next((at for at in placed if at.rule.pack == rule.pack and at.rule.holds(rule.valid_from)), None)
        if found is None:
            raise KeyError(rule.id)
        return found

    def overruled(self, rule: Rule) -> list[Rule]:
        """What the other packs of this law say under the same id at some time with this rule, with another number: those that the rule beats
        (its own `conflict` says why) and those that yield to it (theirs does)."""
        beaten = [at.rule for at in self._placed(rule.id) if at.rule.pack != rule.pack] if rule.conflict else []
        others = [*beaten, *(at.rule for at in self._yielded.get(rule.id, ()))]
        return [
            other
            for other in others
            if _overlap(other, rule) and (other.value, other.unit, other.may_vary) != (rule.value, rule.unit, rule.may_vary)
        ]

    def changed(self, ids: Iterable[str], since: date, until: date) -> list["Change"]:
        """Which of these rules speak differently on the two days: the law of the act and the law of the decision (从旧兼从轻, PEN-37).

        It says that they differ and how; which is the milder one is for the handler to judge. A rule that one day lacks has None there.
        """
        days = [(id, self.rule(id, since), self.rule(id, until)) for id in ids]
        return [Change(id, old, new, told) for id, old, new in days if (told := differences(old, new))]

    def turns(self, id: str) -> list[date]:
        """The days on which what this rule says begins, or no longer holds."""
        rules = [at.rule for at in self._placed(id)]
        return [rule.valid_from for rule in rules] + [rule.valid_until + DAY for rule in rules if rule.valid_until]

    def _placed(self, id: str) -> Sequence[Placed]:
        return self._spoken.get(id) or self._spoken.get(self._also.get(id, ""), [])

    def procedure(self, type: str, name: str) -> "Procedure":
        """The procedure (`penalty`, `ordinary`) of the strongest pack that has it. Raises ProcedureError when none has."""
        from sanxiang.law import procedure

        for pack in reversed(self.packs):
            if (type, name) in procedure.files(ROOT / pack):
                return procedure.load(type, name, pack)
        return procedure.load(type, name)


def load(names: Iterable[str] = (), root: Path = ROOT) -> Law:
    """The law of these packs with the national one beneath, layered by kind whatever their order; cached.

    names: `sectors/housing`, `regions/hebei-xingtai`, …, or the path of an organ's own folder or YAML file. An organ's own pack that was
    edited is read anew; edited badly, the last good version goes on speaking and the log says so.
    Raises PackError (file, line, what is wrong, what would be right): no such pack, malformed, or it loosens a statute.
    """
    key = (tuple(names), root)
    with _loading:
        stamps = tuple(stamp(name) for name in key[0] if is_own(name, root))
        kept = _kept.get(key)
        if kept is None or kept.stamps != stamps:
            kept = _Kept(stamps, _load(*key) if kept is None else _again(key, kept.law))
            _keep(key, kept)
        return kept.law


def available(root: Path = ROOT) -> list[str]:
    """The names of the packs there are, in the order of their layers."""
    return sorted(pack_names(root), key=lambda name: (_layer_of(name), name))


class _Kept(msgspec.Struct, frozen=True):
    """A law as loaded, and what the organ's own packs in it looked like then."""

    stamps: tuple[tuple[tuple[str, int, int], ...], ...]
    law: Law


def _keep(key: _Key, kept: _Kept) -> None:
    if key not in _kept and len(_kept) >= MOST_KEPT:
        del _kept[next(iter(_kept))]
    _kept[key] = kept


def _again(key: _Key, before: Law) -> Law:
    """The law after an organ's own pack was edited, or the one before where the new one cannot be used."""
    try:
        return _load(*key)
    except PackError as error:
        log.error("规则包改得不能使用，继续用上一个好的版本：%s", error)
        return before


def _load(names: tuple[str, ...], root: Path) -> Law:
    ordered = sorted(dict.fromkeys(name for name in names if name != "national"), key=_layer_of)
    packs = [read_pack(name, root) for name in ("national", *ordered)]
    return Law(packs, read_calendar(root))


def _layer_of(name: str) -> int:
    layer = name.split("/")[0]
    return LAYERS.index(layer) if layer in LAYERS else len(LAYERS)


def _layer(packs: Sequence[Pack]) -> tuple[dict[str, list[Placed]], dict[str, list[Placed]]]:
    """For each id its rules, the one that speaks first; and the declared departures that yield."""
    spoken: dict[str, list[Placed]] = {}
    yielding: dict[str, list[Placed]] = {}
    for pack in packs:
        own: dict[str, list[Placed]] = {}
        for at in pack.rules:
            for base in spoken.get(at.rule.id, ()):
                if _layer_of(base.rule.pack) < _layer_of(pack.name) and _overlap(at.rule, base.rule):
                    _refuse_loosening(at, base)
            if at.rule.yields:
                yielding.setdefault(at.rule.id, []).append(at)
            else:
                own.setdefault(at.rule.id, []).insert(0, at)
        for id, placed in own.items():
            spoken[id] = placed + spoken.get(id, [])
    return spoken, yielding


def _refuse_unknown_repeats(spoken: dict[str, list[Placed]]) -> None:
    for placed in spoken.values():
        for at in placed:
            if unknown := [id for id in at.rule.repeats if id not in spoken]:
                raise PackError(f"规则 {at.rule.id}：repeats 写的 {unknown[0]} 不存在；写国家规则或者本包的规则号", at.file, at.line)


def _overlap(one: Rule, other: Rule) -> bool:
    return (one.valid_until or date.max) >= other.valid_from and (other.valid_until or date.max) >= one.valid_from


def _refuse_loosening(at: Placed, base: Placed) -> None:
    rule, weaker = at.rule, base.rule
    if rule.yields or not (looser(rule, weaker) or _lets_more_vary(rule, weaker)) or _may_vary(rule, weaker):
        return
    raise PackError(
        f"规则 {rule.id}（{rule.title}）放宽了上位规定：{at.where} 依{rule.citation}（{LEVEL_NAMES[rule.level]}）写作 {_told(rule)}，"
        f"而 {base.where} 依{weaker.citation}（{LEVEL_NAMES[weaker.level]}）为 {_told(weaker)}。"
        f"请改为不宽于 {_told(weaker)}；确需保留时写明 conflict 并加 yields: true，以上位规定为准",
        at.file,
        at.line,
    )


def _may_vary(rule: Rule, base: Rule) -> bool:
    """Whether the rule's instrument is of a level that the base lets vary; where the base says nothing, whether it stands above it."""
    if base.may_vary is not None:
        return RANK[rule.level] >= RANK[base.may_vary]
    return RANK[rule.level] > RANK[base.level]


def _lets_more_vary(rule: Rule, base: Rule) -> bool:
    """Whether the rule would let lower instruments depart than its base does."""
    return rule.may_vary is not None and base.stricter != "any" and (base.may_vary is None or RANK[rule.may_vary] < RANK[base.may_vary])


def _told(rule: Rule) -> str:
    more = [f"可延长{each.value}" for each in (rule.extension, rule.further) if each]
    more += [f"不计入{'、'.join(rule.excludes)}"] if rule.excludes else []
    more += ["顺延"] if rule.rolls else []
    more += [] if rule.state == "enforced" else [f"state: {rule.state}"]
    more += [f"{LEVEL_NAMES[rule.may_vary]}以上另有规定的除外"] if rule.may_vary else []
    return (rule.amount or rule.title) + (f"（{'，'.join(more)}）" if more else "")
