"""Reads the tables of lawful cases and their changes, so that a lawyer can add a row without writing code."""

import copy
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from sanxiang.law import assess, packs, timeline

TABLES = Path(__file__).parent / "tables"


class _Loader(yaml.SafeLoader):
    """Days and times stay text, as timelines are read."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506


BASES = {name: case for path in sorted(TABLES.glob("cases*.yaml")) for name, case in read(path).items()}


def rows(name: str) -> list[dict[str, Any]]:
    """The rows of one table; `from` and `case` of the table hold for every row that does not say otherwise. A row of several bases
    (`from: [ordinary, hearing]`) is one row for each."""
    table = read(TABLES / f"assess-{name}.yaml")
    common = {key: table[key] for key in ("from", "case", "until", "as_of", "complete") if key in table}
    found = [{**common, **row, "case": {**common.get("case", {}), **row.get("case", {})}} for row in table["rows"]]
    return [each for row in found for each in _each_base(row)]


def _each_base(row: dict[str, Any]) -> list[dict[str, Any]]:
    if not isinstance(row.get("from"), list):
        return [row]
    return [{**row, "from": base, "name": f"{row['name']}（{base}）"} for base in row["from"]]


def timeline_of(row: dict[str, Any]) -> timeline.Timeline:
    """The lawful case of `from`, cut after the act `until`, without `drop`, with `change` (`decide`, `notify#2`) and `add`."""
    base = copy.deepcopy(BASES[row["from"]]) if "from" in row else {"case": {}, "acts": []}
    acts = [act for act in base["acts"] if act["act"] not in row.get("drop", ())] if row.get("drop") else base["acts"]
    if "until" in row and row["until"]:
        acts = acts[: [act["act"] for act in acts].index(row["until"]) + 1]
    for name, keys in row.get("change", {}).items():
        _change(acts, name, keys)
    acts = sorted(acts + row.get("add", []), key=lambda act: str(act.get("day") or act["at"])[:10])
    case = {**base["case"], **row.get("case", {})}
    as_of = row.get("as_of") or (str(acts[-1].get("day") or acts[-1]["at"])[:10] if row.get("until") else base.get("as_of"))
    return timeline.build(case, [_plain(act) for act in acts], date.fromisoformat(str(as_of)), row.get("complete", True))


def _change(acts: list[dict[str, Any]], name: str, keys: dict[str, Any]) -> None:
    name, _, nth = name.partition("#")
    act = [act for act in acts if act["act"] == name][int(nth or 1) - 1]
    if "day" in keys:
        act.pop("at", None)
    if "at" in keys:
        act.pop("day", None)
    act.update(keys)
    for key in [key for key, value in act.items() if value is None]:
        del act[key]


def _plain(act: dict[str, Any]) -> dict[str, Any]:
    return {key: Decimal(str(value)) if isinstance(value, float) else value for key, value in act.items()}


def refused(row: dict[str, Any]) -> list[str]:
    """The rules by which the act `form` is refused after this case."""
    told = timeline_of(row)
    return sorted({block.rule for block in assess.refusals(packs.load(told.case.packs), told, _plain(row["form"]))})


def judged(row: dict[str, Any]) -> tuple[timeline.Timeline, assess.Assessment]:
    told = timeline_of(row)
    return told, assess.assess(packs.load(told.case.packs), told)


def day(value: date | datetime) -> str:
    return value.isoformat()[:10]
