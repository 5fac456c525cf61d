"""What can happen when published tables are taken over. Each act carries the public's text as it was made: a fold redacts nothing."""

from collections.abc import Iterable
from typing import Any

from sanxiang.disclosure.acts import public_row
from sanxiang.disclosure.models import PublicDecision
from sanxiang.exchange.models import ImportedDecision, ImportRun
from sanxiang.record.acts import Act, Change, Entry, Rows, act, put


class _Decision(Act, frozen=True):
    """A decision as a row of a published table tells it, with what is shown of it."""

    run: str
    sheet: str
    row: int
    organ_name: str
    number: str
    party: str
    decided_on: str | None
    content: str
    fields: dict[str, str]
    extra: dict[str, str]
    given: list[list[str]]
    findings: list[str]
    shown: dict[str, Any]

    def row_of(self, entry: Entry) -> Change:
        return put(
            ImportedDecision,
            entry.stream,
            organ=entry.organ,
            organ_name=self.organ_name,
            number=self.number,
            party=self.party,
            decided_on=self.decided_on,
            content=self.content,
            run=self.run,
            sheet=self.sheet,
            row=self.row,
            fields=self.fields,
            extra=self.extra,
            findings=self.findings,
        )


@act("decision.imported", stream="decision")
class Imported(_Decision, frozen=True, kw_only=True):
    """导入: a decision published elsewhere is taken over, and published here as imported."""

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        yield self.row_of(entry)
        yield public_row(entry.stream, entry.organ, self.shown)


@act("decision.corrected", stream="decision")
class Corrected(_Decision, frozen=True, kw_only=True):
    """更正: a later table tells the same decision otherwise. What was withdrawn stays withdrawn."""

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        yield self.row_of(entry)
        public = rows.get(PublicDecision, entry.stream)
        if public and public["state"] == "published":
            yield public_row(entry.stream, entry.organ, self.shown)


@act("import.finished", stream="import")
class Finished(Act, frozen=True):
    """导入完毕: how many rows became what, and those set aside, each with its reason and cells."""

    file: str
    digest: str
    rows: int
    imported: int
    changed: int
    unchanged: int
    set_aside: list[dict[str, Any]]
    findings: dict[str, int]

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        yield put(
            ImportRun,
            entry.stream,
            organ=entry.organ,
            file=self.file,
            digest=self.digest,
            rows=self.rows,
            imported=self.imported,
            changed=self.changed,
            unchanged=self.unchanged,
            set_aside=self.set_aside,
            findings=self.findings,
        )
