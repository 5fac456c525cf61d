"""保管期限: how long the dossier of a case is kept, from the tables of the packs (`packs/*/retention.yaml`) and the rules that they name."""

import datetime
from pathlib import Path

import msgspec
import yaml

from sanxiang.law import periods
from sanxiang.law.packs import Law
from sanxiang.law.rules import Rule

PACKS = Path(__file__).resolve().parent.parent / "packs"


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of the table: `of` is a procedure (`penalty-summary`) or a type (`penalty`), `rule` the id of the rule that speaks."""

    of: str
    rule: str


class Kept(msgspec.Struct, frozen=True):
    """How long: by which rule, in words, until which day, that day included. `until` None: for ever (永久)."""

    rule: Rule
    title: str
    until: datetime.date | None


class RetentionError(ValueError):
    """A table cannot be used, or no row of any fits; the message says what is wrong."""


def kept(law: Law, type: str, procedure: str, since: datetime.date, chosen: str = "") -> Kept:
    """How long a dossier is kept that was archived on `since`, by the law of that day: the longest that any pack, or who archived it, says.

    type, procedure: of the case. chosen: what the form of archiving says, `permanent` or years as `y30`. A rule without a period is for ever.
    Raises RetentionError where no row fits or names no rule of that day.
    """
    named = [row for pack in law.packs if (row := _fits(rows(pack), type, procedure))]
    rules = [rule for row in named if (rule := law.rule(row.rule, since))]
    if not rules:
        raise RetentionError(f"没有规则划定 {type}-{procedure} 案卷的保管期限")
    found = [*(_by_rule(law, rule, since) for rule in rules), *_by_choice(law, rules[0], since, chosen)]
    return max(found, key=lambda kept: kept.until or datetime.date.max)


def _by_rule(law: Law, rule: Rule, since: datetime.date) -> Kept:
    if rule.kind != "period":
        return Kept(rule, rule.title, None)
    return Kept(rule, f"{rule.title}{rule.amount}", _end(law, rule, since))


def _by_choice(law: Law, rule: Rule, since: datetime.date, chosen: str) -> list[Kept]:
    """What was chosen at archiving, beside the rule."""
    if chosen == "permanent":
        return [Kept(rule, "归档时划定永久保管", None)]
    if not chosen.removeprefix("y").isdecimal():
        return []
    years = msgspec.structs.replace(rule, kind="period", value=int(chosen.removeprefix("y")), unit="year")
    return [Kept(rule, f"归档时划定保管{years.amount}", _end(law, years, since))]


def _end(law: Law, rule: Rule, since: datetime.date) -> datetime.date:
    due = periods.due(rule, since, law.calendar).due
    assert not isinstance(due, datetime.datetime)
    return due


def _fits(table: tuple[Row, ...], type: str, procedure: str) -> Row | None:
    return next((row for row in table if row.of in (type, f"{type}-{procedure}")), None)


def rows(pack: str) -> tuple[Row, ...]:
    """The table of a pack, in its order; none where it has none. Raises RetentionError."""
    file = (PACKS / pack) / "retention.yaml"
    if not file.is_file():
        return ()
    raw = yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader) or {}  # noqa: S506
    try:
        return tuple(msgspec.convert(raw.get("retention", []), tuple[Row, ...]))
    except msgspec.ValidationError as error:
        raise RetentionError(f"{file.name}：{error}") from error


def whole_days(until: datetime.date) -> datetime.datetime:
    """The first moment after the last day, in Asia/Shanghai: until then a store that can lock holds the file."""
    return datetime.datetime.combine(until + datetime.timedelta(days=1), datetime.time(), periods.SHANGHAI)
