"""What a decision will look like to the public: its text hidden by rule, adjusted by the officer, and read again. Pure."""

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from sanxiang.casework import joint
from sanxiang.casework.values import case_name
from sanxiang.disclosure import redaction, redaction_names
from sanxiang.disclosure.redaction_spans import Finding, Span, apart
from sanxiang.disclosure.redaction_words import ORGANISATION_ENDS
from sanxiang.law import identifiers
from sanxiang.law.penalty_kinds import KIND_TITLES as KINDS

Row = Mapping[str, Any]
# Parts of one publication are hidden together, so that a person bears the same mask in all of them.
PART = "\n\x1e\n"
TEXTS = ("full_text", "title", "cause", "facts", "basis", "content", "outcome", "party")
OUTCOMES = {"no_penalty": "不予行政处罚", "not_established": "违法事实不能成立，不予行政处罚", "transfer": "移送司法机关"}


class Adjusted(msgspec.Struct, frozen=True):
    """What the officer changed after looking: more words to hide, and words that were hidden wrongly."""

    hide: tuple[str, ...] = ()
    show: tuple[str, ...] = ()


class Term(msgspec.Struct, frozen=True):
    """A period of disclosure that the organ's packs know of; the officer may choose it. None is chosen by itself."""

    rule: str
    title: str
    until: datetime.date
    citation: str
    unverified: bool


class Prepared(msgspec.Struct, frozen=True):
    """A publication ready to be confirmed: what the public would see, what was hidden in the original, and what to look at."""

    shown: dict[str, Any]
    original: str
    spans: list[Span]
    findings: list[Finding]
    party_kind: str
    due_on: datetime.date | None
    terms: list[Term] = []

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
    case: Row, decision: Row, parties: Sequence[Row], full_text: str, organ_name: str, due_on: datetime.date | None, adjusted: Adjusted,
    steps: Iterable[Row] = (),
) -> Prepared:  # fmt: skip
    """Hide, adjust, read again. `full_text` is the text of the decision document, empty where there is none; `steps` those of the case."""
    punished = [one for one in parties if one["role"] == "party"]
    steps = list(steps)
    told: Row = next((step["fields"] for step in steps if step["id"] == decision["id"]), {})
    original = dict.fromkeys(TEXTS, "") | {
        "full_text": full_text,
        "title": case_name(case),
        "cause": decision["cause"],
        "facts": decision["facts"],
        "basis": decision["basis"],
        "content": content(decision, parties, told),
        "outcome": "" if decision["type"] == "penalty" else content(decision, parties, told).partition("：")[0],
        "party": case["party_name"],
    }
    whole = PART.join(original[name] for name in TEXTS).translate(NO_MARKS)
    redacted = redaction.redact(whole, "organisation" if party_kind(punished) == "organisation" else "person")
    public_names = [one["name"] for one in parties if has_public_name(one)]
    spans = beside(public_names, whole, adjust(whole, redacted.spans, [*known(parties), *named(steps)], adjusted))
    texts, places = hidden(whole, spans)
    findings = [f for f in redacted.findings if f.kind != "leak"] + second_reading(whole, spans, texts, public_names)
    shown = texts | {"hidden": places} | facts_of(case, decision, punished, organ_name)
    return Prepared(shown, whole, spans, findings, party_kind(punished), due_on)


def party_kind(punished: Sequence[Row]) -> str:
    """The kind of the party; of several the one of whom most is hidden."""
    kinds = {one["kind"] for one in punished}
    return next((kind for kind in ("person", "individual_business", "organisation") if kind in kinds), "")


def hidden(whole: str, spans: Sequence[Span]) -> tuple[dict[str, str], list[list[Any]]]:
    """Each text with its places hidden, and where in the full text that public text hides something: [start, end, kind]."""
    pieces, moved, at = [], [], 0
    for number, span in enumerate(spans):
        pieces += [whole[at : span.start], BEGIN, whole[span.start : span.end], END]
        moved.append(msgspec.structs.replace(span, start=span.start + 2 * number + 1, end=span.end + 2 * number + 1))
        at = span.end
    marked = redaction.hide("".join([*pieces, whole[at:]]), moved)
    texts = dict(zip(TEXTS, marked.replace(BEGIN, "").replace(END, "").split(PART), strict=True))
    full_text = marked.split(PART)[TEXTS.index("full_text")]
    starts = [match.start() - 2 * n for n, match in enumerate(re.finditer(BEGIN, full_text))]
    ends = [match.start() - 2 * n - 1 for n, match in enumerate(re.finditer(END, full_text))]
    return texts, [[start, end, span.kind] for start, end, span in zip(starts, ends, spans, strict=False)]


# The full text stands first among the texts, so its places are the first of all.
BEGIN, END = "\x02", "\x03"
NO_MARKS = str.maketrans("", "", BEGIN + END)


def second_reading(whole: str, spans: Sequence[Span], texts: Mapping[str, str], public_names: Iterable[str]) -> list[Finding]:
    """What still stands in what the public would read. A person's name inside the public name of their own shop is no leak."""
    result = PART.join(texts[name] for name in TEXTS)
    for name in public_names:
        result = result.replace(name, "")
    return redaction.reread(whole, spans, result)


def has_public_name(party: Row) -> bool:
    """Whether a party's name is that of an organisation or shop, even where it holds a person's. A trader without a trade name bears their own."""
    if party["kind"] == "person" or party["name"] == party["representative"]:
        return False
    return party["kind"] == "organisation" or len(party["name"]) > LONGEST_NAME or bool(re.search(ORGANISATION_ENDS, party["name"]))


LONGEST_NAME = 4  # characters of a person's name without a dot in it


def beside(public_names: Iterable[str], whole: str, spans: Iterable[Span]) -> list[Span]:
    """The spans without names that stand inside the public name of an organisation."""
    kept = [match.span() for name in public_names for match in re.finditer(re.escape(name), whole)]
    return [s for s in spans if s.kind != "name" or not any(start <= s.start and s.end <= end for start, end in kept)]


def facts_of(case: Row, decision: Row, punished: Sequence[Row], organ_name: str) -> dict[str, Any]:
    """The public facts that are no text: they need no hiding."""
    return {
        "organ_name": organ_name,
        "source": "case",
        "type": case["type"],
        "number": decision["number"],
        "party_kind": party_kind(punished),
        "party_code": public_code(punished[0]) if len(punished) == 1 else "",
        "procedure": case["procedure"],
        "kinds": list(decision["kinds"]),
        "fine": decision["fine"],
        "confiscated": total(decision["gains"], decision["goods_value"]),
        "decided_on": decision["decided_on"],
    }


def public_code(party: Row) -> str:
    """A unified social credit code; never the identity number of a trader."""
    code = party["id_number"]
    return "" if party["kind"] == "person" or identifiers.uscc_fault(code) or not identifiers.id_fault(code) else code


def total(*amounts: str | None) -> str | None:
    """The sum of decimal strings; None where none is told."""
    told = [Decimal(amount) for amount in amounts if amount is not None]
    return str(sum(told, Decimal(0))) if told else None


def content(decision: Row, parties: Iterable[Row] = (), told: Row | None = None) -> str:
    """The decision in words; a penalty with its amounts in yuan, of several parties what each gets. told: the fields of the step."""
    if decision["type"] != "penalty":
        return str(decision["content"])
    if decision["outcome"] in OUTCOMES:
        return OUTCOMES[decision["outcome"]]
    shares = joint.rows(told or {})
    if shares:
        names = {one["id"]: one["name"] for one in parties}
        return "；".join(f"{names.get(one['party'], '')}：{joint.told(one).replace('；', '、')}" for one in shares)
    amounts = {"fine": decision["fine"], "confiscate_gains": decision["gains"], "confiscate_goods": decision["goods_value"]}
    said = [KINDS.get(kind, kind) + yuan(amounts.get(kind)) for kind in decision["kinds"]]
    return "；".join(said)


def yuan(amount: str | None) -> str:
    """3000.00 as 3000元; nothing where no amount is told."""
    return f"{amount.removesuffix('.00')}元" if amount else ""


def known(parties: Iterable[Row]) -> list[tuple[str, str]]:
    """(words, kind) that the case itself tells of natural persons: they are hidden wherever they stand."""
    found: list[tuple[str, str]] = []
    for party in parties:
        if not has_public_name(party):
            found.append((party["name"], "name"))
        if party["kind"] == "person":
            found += [(party["id_number"], "id_number"), (party["address"], "address")]
        found += [(party["representative"], "name"), (party["phone"], "phone")]
        if party["kind"] == "individual_business" and not public_code(party):
            found.append((party["id_number"], "id_number"))
    # 冯某 is hidden already.
    return [(words, kind) for words, kind in found if len(words) > 1 and not (kind == "name" and "某" in words)]


# Fields of steps in which a natural person is named who is no officer: the injured worker, who told, who saw, who took something.
NAMING = ("worker", "interviewee", "informant", "witness", "agent", "guardian", "speaker", "received_by", "recipient", "payee", "keeper",
          "educated", "present", "interested")  # fmt: skip


def named(steps: Iterable[Row]) -> list[tuple[str, str]]:
    """(words, kind) of the natural persons whom the steps of the case name; its officers are public."""
    told = [step["fields"] for step in steps]
    officers = {one.get("name", "") for fields in told for one in fields.get("officers") or () if isinstance(one, dict)}
    words = {word for fields in told for name in NAMING for word in re.split(r"[\s、，,；;（(]+", str(fields.get(name) or ""))}
    return [(word, "name") for word in sorted(words - officers) if redaction_names.is_name(word)]


def adjust(text: str, spans: Iterable[Span], known: Iterable[tuple[str, str]], adjusted: Adjusted) -> list[Span]:
    """The spans after what the case knows and the officer said. The officer's word to show wins over a rule, never over the case's own facts."""
    kept = [span for span in spans if text[span.start : span.end] not in adjusted.show]
    more = [*_places(text, known, "当事人信息")]
    more += _places(text, ((words, "other") for words in adjusted.hide if words.strip()), "公示人员确认隐去")
    return apart([*more, *kept])


def _places(text: str, words: Iterable[tuple[str, str]], reason: str) -> Iterable[Span]:
    for word, kind in sorted(words, key=lambda pair: -len(pair[0])):
        for match in re.finditer(re.escape(word), text):
            yield Span(match.start(), match.end(), kind, reason, word if kind == "name" else "")
