"""What can happen in disclosure. Each act carries the public's text as it was confirmed: a fold redacts nothing."""

import unicodedata
from collections.abc import Iterable
from typing import Any

from sanxiang.casework.acts import step_row
from sanxiang.disclosure.models import Publication, PublicDecision, PublicList, PublicOfficer, PublicOrgan
from sanxiang.record.acts import Act, Change, Entry, Rows, act, drop, put

SEARCHED = ("number", "title", "party", "cause", "facts", "basis", "content", "full_text", "organ_name")
# What a withdrawn or ended publication no longer says.
GONE: dict[str, Any] = {
    "party": "",
    "party_code": "",
    "cause": "",
    "facts": "",
    "basis": "",
    "kinds": [],
    "content": "",
    "outcome": "",
    "fine": None,
    "confiscated": None,
    "full_text": "",
    "hidden": [],
    "served_on": None,
    "findings": [],
    "title": "（已不再公示）",
}


def searchable(shown: dict[str, Any]) -> str:
    """The public words of a decision as search reads them: width and case folded, without spaces."""
    return "\n".join(folded(str(shown.get(name) or "")) for name in SEARCHED)


def folded(words: str) -> str:
    """Text as it is searched: NFKC, lower case, all brackets alike, no white space. What stands in `words` was folded so: never change it alone."""
    narrow = unicodedata.normalize("NFKC", words).lower().translate(BRACKETS)
    return "".join(narrow.split())


# Where disclosure stands on the spine of a case.
STAGE = "送达执行"
BRACKETS = str.maketrans("〔〕【】()<>〈〉{}", "[][][][][][]")


def public_row(id: str, organ: str, shown: dict[str, Any]) -> Change:
    """The row of the public's table for these public facts (the columns of PublicDecision)."""
    sort_on = shown.get("decided_on") or shown["published_on"]
    return put(
        PublicDecision, id, organ=organ, **({"state": "published", "sort_on": sort_on, "reason": "", "words": searchable(shown)} | shown)
    )


@act("disclosure.publish", stream="case")
class Publish(Act, frozen=True):
    """公示: the public facts of a decision, confirmed by an officer after redaction."""

    case: str
    shown: dict[str, Any]
    redacted: dict[str, int]  # kind → how many spans were taken out
    due_on: str | None = None
    until: str | None = None

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        day = self.shown["published_on"]
        yield put(
            Publication,
            self.case,
            organ=entry.organ,
            state="published",
            day=day,
            due_on=self.due_on,
            until=self.until,
            ground="",
            reason="",
        )
        yield public_row(self.case, entry.organ, self.shown)
        yield step_row(entry, "disclose", STAGE, {"full_text": bool(self.shown.get("full_text")), "until": self.until or ""})


@act("disclosure.withhold", stream="case")
class Withhold(Act, frozen=True):
    """不予公开: on one of the six grounds, with the reason."""

    case: str
    ground: str
    reason: str

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        yield put(Publication, self.case, organ=entry.organ, state="withheld", ground=self.ground, reason=self.reason)
        yield step_row(entry, "withhold", STAGE, {"ground": self.ground, "reason": self.reason})


@act("disclosure.withdraw", stream="case")
class Withdraw(Act, frozen=True):
    """撤下: the decision was revoked, changed or held unlawful (处罚法 §48 Ⅱ); the public sees that and why."""

    case: str
    day: str
    reason: str

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        yield put(Publication, self.case, state="withdrawn", reason=self.reason)
        yield from taken_down(rows, self.case, "withdrawn", self.reason)
        yield step_row(entry, "withdraw", STAGE, {"reasons": True})


@act("disclosure.end", stream="case")
class End(Act, frozen=True):
    """公示期满: the period of disclosure ended by itself."""

    case: str

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        yield put(Publication, self.case, state="ended")
        yield from taken_down(rows, self.case, "ended", "公示期届满")


@act("disclosure.withdraw_imported", stream="decision")
class WithdrawImported(Act, frozen=True):
    """撤下 an imported decision."""

    decision: str
    day: str
    reason: str

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        return taken_down(rows, self.decision, "withdrawn", self.reason)


@act("disclosure.end_imported", stream="decision")
class EndImported(Act, frozen=True):
    """公示期满 of an imported decision."""

    decision: str

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        return taken_down(rows, self.decision, "ended", "公示期届满")


def taken_down(rows: Rows, id: str, state: str, reason: str) -> Iterable[Change]:
    """The public row after it came down: its number and dates stay, what it said does not."""
    row = rows.get(PublicDecision, id)
    if row:
        yield put(
            PublicDecision,
            id,
            state=state,
            reason=reason,
            words=searchable({"number": row["number"], "organ_name": row["organ_name"]}),
            **GONE,
        )


@act("disclosure.show_organ", stream="organ")
class ShowOrgan(Act, frozen=True):
    """公示执法主体 and 《行政执法人员清单》: the organ's column as it stands, officers that left taken off."""

    organ: dict[str, Any]
    officers: list[dict[str, Any]]

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        yield put(PublicOrgan, entry.organ, **self.organ)
        shown = {officer["id"] for officer in self.officers}
        for old in rows.all(PublicOfficer):
            if old["id"] not in shown:
                yield drop(PublicOfficer, old["id"])
        for officer in self.officers:
            facts = {k: v for k, v in officer.items() if k != "id"}
            yield put(PublicOfficer, officer["id"], organ=entry.organ, organ_name=self.organ["name"], **facts)


@act("disclosure.show_list", stream="organ")
class ShowList(Act, frozen=True):
    """公示清单: one version of a list, and the end of the version before it."""

    list_id: str
    organ_name: str
    kind: str
    title: str
    version: int
    in_force_from: str
    approved_by: str
    published_on: str
    columns: list[list[str]]
    content: list[dict[str, Any]]

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        for old in rows.all(PublicList):
            if old["kind"] == self.kind and old["in_force_until"] is None:
                yield put(PublicList, old["id"], in_force_until=self.in_force_from)
        yield put(
            PublicList,
            self.list_id,
            organ=entry.organ,
            organ_name=self.organ_name,
            kind=self.kind,
            title=self.title,
            version=self.version,
            in_force_from=self.in_force_from,
            approved_by=self.approved_by,
            published_on=self.published_on,
            columns=self.columns,
            rows=self.content,
        )


@act("disclosure.publish_generated", stream="decision")
class PublishGenerated(Act, frozen=True):
    """A generated decision, for demonstrations and measurements; it says so in its `source`."""

    decision: str
    shown: dict[str, Any]

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        yield public_row(self.decision, entry.organ, self.shown)
