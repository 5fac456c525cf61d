"""What a decision will look like to the public: its text hidden by rule, adjusted by the officer, and read again. Pure."""

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from sanxiang.casework.values import case_name
from sanxiang.disclosure import redaction
from sanxiang.disclosure.redaction_spans import Finding, Span, apart

Row = Mapping[str, Any]
# Parts of one publication are hidden together, so that a person bears the same mask in all of them.
PART = "\n\x1e\n"
TEXTS = ("full_text", "title", "cause", "facts", "basis", "content", "party")
KINDS = {
    "warning": "警告",
    "criticism": "通报批评",
    "fine": "罚款",
    "confiscate_gains": "没收违法所得",
    "confiscate_goods": "没收非法财物",
    "suspend_licence": "暂扣许可证件",
    "lower_grade": "降低资质等级",
    "revoke_licence": "吊销许可证件",
    "restrict_business": "限制开展生产经营活动",
    "suspend_business": "责令停产停业",
    "close_business": "责令关闭",
    "ban_from_trade": "限制从业",
    "detention": "行政拘留",
    "other": "其他处罚",
}
OUTCOMES = {"no_penalty": "不予行政处罚", "not_established": "违法事实不能成立，不予行政处罚", "transfer": "移送司法机关"}


class Adjusted(msgspec.Struct, frozen=True):
    """What the officer changed after looking: more words to hide, and words that were hidden wrongly."""

    hide: tuple[str, ...] = ()
    show: tuple[str, ...] = ()


class Prepared(msgspec.Struct, frozen=True):
    """A publication ready to be confirmed: what the public would see, what was hidden in the original, and what to look at."""

    shown: dict[str, Any]
    original: str
    spans: list[Span]
    findings: list[Finding]
    party_kind: str
    due_on: datetime.date | None

    @property
    def counts(self) -> dict[str, int]:
        """How many places were hidden, by kind."""
        found: dict[str, int] = {}
        for span in self.spans:
            found[span.kind] = found.get(span.kind, 0) + 1
        return found

    @property
    def leaks(self) -> list[Finding]:
        """What still stands after hiding: nothing is published while there is any."""
        return [finding for finding in self.findings if finding.kind == "leak"]


def prepare(
    case: Row, decision: Row, parties: Sequence[Row], full_text: str, organ_name: str, due_on: datetime.date | None, adjusted: Adjusted
) -> Prepared:
    """Hide, adjust, read again. `full_text` is the text of the decision document, empty where there is none."""
    party: Row = next((one for one in parties if one["role"] == "party"), {})
    original = dict.fromkeys(TEXTS, "") | {
        "full_text": full_text,
        "title": case_name(case),
        "cause": decision["cause"],
        "facts": decision["facts"],
        "basis": decision["basis"],
        "content": content(decision),
        "party": party.get("name", ""),
    }
    whole = PART.join(original[name] for name in TEXTS)
    redacted = redaction.redact(whole, "organisation" if party.get("kind") == "organisation" else "person")
    spans = adjust(whole, redacted.spans, known(parties), adjusted)
    hidden = redaction.hide(whole, spans)
    shown = dict(zip(TEXTS, hidden.split(PART), strict=True))
    findings = [f for f in redacted.findings if f.kind != "leak"] + redaction.reread(whole, spans, hidden)
    return Prepared(shown | facts_of(case, decision, party, organ_name), whole, spans, findings, party.get("kind", ""), due_on)


def facts_of(case: Row, decision: Row, party: Row, organ_name: str) -> dict[str, Any]:
    """The public facts that are no text: they need no hiding."""
    code = party.get("id_number", "") if party.get("kind") != "person" else ""
    return {
        "organ_name": organ_name,
        "source": "case",
        "number": decision["number"],
        "party_kind": party.get("kind", ""),
        "party_code": code if re.fullmatch(r"[0-9A-Z]{18}", code) else "",
        "procedure": case["procedure"],
        "kinds": list(decision["kinds"]),
        "fine": decision["fine"],
        "confiscated": total(decision["gains"], decision["goods_value"]),
        "decided_on": decision["decided_on"],
    }


def total(*amounts: str | None) -> str | None:
    """The sum of decimal strings; None where none is told."""
    from decimal import Decimal

    told = [Decimal(amount) for amount in amounts if amount is not None]
    return str(sum(told, Decimal(0))) if told else None


def content(decision: Row) -> str:
    """The penalty in words, with its amounts in yuan."""
    if decision["outcome"] in OUTCOMES:
        return OUTCOMES[decision["outcome"]]
    amounts = {"fine": decision["fine"], "confiscate_gains": decision["gains"], "confiscate_goods": decision["goods_value"]}
    said = [KINDS.get(kind, kind) + (f"{amounts[kind]}元" if amounts.get(kind) else "") for kind in decision["kinds"]]
    return "；".join(said)


def known(parties: Iterable[Row]) -> list[tuple[str, str]]:
    """(words, kind) that the case itself tells of natural persons: they are hidden wherever they stand."""
    found: list[tuple[str, str]] = []
    for party in parties:
        if party["kind"] == "person":
            found += [(party["name"], "name"), (party["id_number"], "id_number"), (party["address"], "address")]
        found += [(party["representative"], "name"), (party["phone"], "phone")]
    return [(words, kind) for words, kind in found if len(words) > 1]


def adjust(text: str, spans: Iterable[Span], known: Iterable[tuple[str, str]], adjusted: Adjusted) -> list[Span]:
    """The spans after what the case knows and the officer said. The officer's word to show wins over a rule, never over the case's own facts."""
    kept = [span for span in spans if text[span.start : span.end] not in adjusted.show]
    more = [*_places(text, known, "当事人信息")]
    more += _places(text, ((words, "trade_secret") for words in adjusted.hide if words.strip()), "公示人员确认隐去")
    return apart([*more, *kept])


def _places(text: str, words: Iterable[tuple[str, str]], reason: str) -> Iterable[Span]:
    for word, kind in sorted(words, key=lambda pair: -len(pair[0])):
        for match in re.finditer(re.escape(word), text):
            yield Span(match.start(), match.end(), kind, reason, word if kind == "name" else "")
