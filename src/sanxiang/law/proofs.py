"""Which rows of the tables of tests show a rule on both sides of its boundary. Known only in a checkout, where the tests are."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

TABLES = Path(__file__).resolve().parents[3] / "tests" / "law" / "tables"
Row = Mapping[str, Any]


def proofs(folder: Path = TABLES) -> dict[str, list[str]]:
    """For each rule the rows, as `file: name`, in which it is breached and in which it is kept; a rule shown on one side only has none.

    A row of due.yaml tells a last day and so both sides. In the tables of cases a rule is breached where it is found, blocks a step or is
    missed, and kept where its period is met or, of a rule without one, where a row that changes the same keys does not find it, or in the
    lawful case (cases*.yaml) that the breaching row starts from: that one is proved to be without any finding.
    """
    found: dict[str, list[str]] = {}
    lawful = {name: f"{file.name}: {name}" for file in sorted(folder.glob("cases*.yaml")) for name in _read(file)}
    for rule, row in [*_judged(_rows(folder), lawful), *_due(folder / "due.yaml")]:
        found.setdefault(rule, []).append(row)
    return {rule: list(dict.fromkeys(rows)) for rule, rows in found.items()}


def _rows(folder: Path) -> list[Row]:
    """The rows of the tables of cases, each with its name as `file: name`."""
    tables = [(file.name, _read(file)) for file in sorted(folder.glob("assess-*.yaml"))]
    return [{"from": table.get("from"), **row, "name": f"{name}: {row['name']}"} for name, table in tables for row in table["rows"]]


def _due(file: Path) -> Iterator[tuple[str, str]]:
    for rows in _read(file).values() if file.is_file() else ():
        for row in rows:
            yield row["rule"], " ".join([f"{file.name}: {row['rule']}", str(row["from"]), *row.get("packs", ())])


def _judged(rows: list[Row], lawful: dict[str, str]) -> Iterator[tuple[str, str]]:
    breached = [(rule, row) for row in rows for rule in _breached(row)]
    for rule in dict.fromkeys(rule for rule, _ in breached):
        against = [row for each, row in breached if each == rule]
        kept = [str(row["name"]) for row in _kept(rule, rows, set().union(*map(_touched, against)))]
        kept = kept or [lawful[name] for row in against for name in _from(row) if name in lawful]
        if kept:
            yield from ((rule, name) for name in [*(str(row["name"]) for row in against), *kept])


def _from(row: Row) -> list[str]:
    """The lawful cases that a row starts from."""
    told = row.get("from") or []
    return [told] if isinstance(told, str) else list(told)


def _kept(rule: str, rows: list[Row], touched: set[str]) -> list[Row]:
    """The rows that meet the rule's period; for a rule without one, those that change the same keys and do not find it."""
    lawful = [row for row in rows if rule not in _breached(row)]
    return [row for row in lawful if _met(row, rule)] or [
        row for row in lawful if {"finds", "refused"} & set(row) and touched & _touched(row)
    ]


def _breached(row: Row) -> set[str]:
    """The rules that this row finds, that refuse a form or block a step in it, or whose period it misses."""
    found = {str(each).split()[0] for each in row.get("finds") or ()} | set(row.get("refused") or ())
    found |= {rule for rules in (row.get("blocked") or {}).values() for rule in rules}
    return found | {rule for rule, told in (row.get("periods") or {}).items() if told and told[-1] is False}


def _met(row: Row, rule: str) -> bool:
    told: list[Any] = (row.get("periods") or {}).get(rule) or [None]
    return told[-1] is True


def _touched(row: Row) -> set[str]:
    """What this row changes of the lawful case: keys of acts (`notify.facts`), acts left out (`-notify`) or added (`+notify`)."""
    changed = {f"{name.partition('#')[0]}.{key}" for name, keys in (row.get("change") or {}).items() for key in keys}
    form = row.get("form") or {}
    changed |= {f"{form['act']}.{key}" for key in form if key not in ("act", "day", "at")}
    changed |= {f"-{act}" for act in row.get("drop") or ()} | {f"+{act['act']}" for act in row.get("add") or ()}
    return changed | {f"case.{key}" for key in row.get("case") or () if key != "packs"}


def _read(file: Path) -> Any:
    return yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)  # noqa: S506
