"""`sanxiang rules`: every rule of the packs, what it says, since when, why, and what makes it work. Needs no database."""

import argparse
import unicodedata
from collections.abc import Iterable
from string import ascii_lowercase
from typing import Any

from sanxiang import cli
from sanxiang.cli.law import law_of, options_of
from sanxiang.law import carriers, packs
from sanxiang.law.pack_yaml import shown
from sanxiang.law.proofs import proofs
from sanxiang.law.rules import Rule

STATES = {"enforced": "强制", "watched": "计时", "informational": "提示"}
COLUMNS = ("规则", "名称", "数", "依据", "规则包", "效力期间", "状态")
WIDTH = 44  # a title or a citation longer than this is cut in the table; --json has it whole


def add(commands: Any) -> None:
    rules = commands.add_parser("rules", help="列出规则", description="列出这些规则包合在一起的规则")
    rules.add_argument("prefix", metavar="PREFIX", nargs="?", default="", help="只列规则号以此开头的，例如 PEN-6")
    options_of(rules)
    rules.set_defaults(do=_rules)


def _rules(options: argparse.Namespace) -> int:
    law = law_of(options.pack)
    rules = [rule for rule in law.all_rules() if rule.id.startswith(options.prefix)]
    if not rules and options.prefix:
        raise cli.BadUse("unknown_rule", f"没有以“{options.prefix}”开头的规则：去掉前缀列出全部；领域或者地方的规则须用 --pack 写明规则包")
    if options.json:
        cli.emit({"rules": rows(law, rules)})
    else:
        print(table([COLUMNS, *map(_cells, rules)]))
    return 0


def rows(law: packs.Law, rules: Iterable[Rule]) -> list[dict[str, Any]]:
    """The rules as docs/cli.md promises them. Raises BadUse where a procedure of the packs cannot be read."""
    try:
        carried = carriers.carried_by(law)
    except ValueError as error:
        raise cli.BadUse("procedure", str(error), getattr(error, "line", None)) from error
    shows = proofs()
    return [_row(law, rule) | {"carried_by": carried.get(rule.id, []), "tests": _tests(rule, shows)} for rule in rules]


def _tests(rule: Rule, shows: dict[str, list[str]]) -> list[str]:
    """The rows for the rule; for one that only holds the number of another (COE-18a) or says others again, the rows for those."""
    own = shows.get(rule.id) or shows.get(rule.id.rstrip(ascii_lowercase), [])
    return own or list(dict.fromkeys(row for other in rule.repeats for row in shows.get(other, ())))


def table(lines: list[tuple[str, ...]]) -> str:
    """Columns side by side; Chinese characters are two wide."""
    widths = [max(_wide(line[at]) for line in lines) for at in range(len(COLUMNS))]
    return "\n".join("  ".join(_padded(cell, width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines)


def _row(law: packs.Law, rule: Rule) -> dict[str, Any]:
    place = law.place(rule)
    return {
        "id": rule.id,
        "kind": rule.kind,
        "value": rule.value,
        "unit": rule.unit,
        "rolls": rule.rolls,
        "law": rule.law,
        "article": rule.article,
        "from": rule.valid_from.isoformat(),
        "until": rule.valid_until.isoformat() if rule.valid_until else None,
        "pack": rule.pack,
        "state": rule.state,
        "title": rule.title,
        "source": {"text": rule.source or rule.law, "file": shown(place.file), "line": place.line},
        "unverified": rule.unverified,
        "interpretation": rule.interpretation,
        "conflict": [_conflict(rule, other) for other in law.overruled(rule)],
    }


def _conflict(rule: Rule, other: Rule) -> dict[str, Any]:
    """Another number under the same id, why the one of this row is followed."""
    return {
        "followed": rule.pack,
        "pack": other.pack,
        "law": other.law,
        "article": other.article,
        "value": other.value,
        "unit": other.unit,
        "why": other.conflict if other.yields else rule.conflict,
    }


def _cells(rule: Rule) -> tuple[str, ...]:
    span = f"{rule.valid_from}起" + (f"至{rule.valid_until}" if rule.valid_until else "")
    state = STATES[rule.state] + ("，待核" if rule.unverified else "")
    return rule.id, _cut(rule.title), rule.amount or "—", _cut(rule.citation), rule.pack, span, state


def _cut(text: str) -> str:
    if _wide(text) <= WIDTH:
        return text
    while _wide(text) > WIDTH - 2:
        text = text[:-1]
    return text + "…"


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _wide(text))


def _wide(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)
