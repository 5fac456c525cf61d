"""Redaction of a decision before publication (PUB-10, PUB-11): identifiers and names are found, hidden, and the result is read again.

Pure: text in, text and places out. The same person is hidden under the same words everywhere (张某甲, 张某乙), so that a decision stays readable.
An officer confirms what is found; nothing here publishes.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from sanxiang.disclosure import redaction_addresses, redaction_identifiers, redaction_minors, redaction_names
from sanxiang.disclosure.redaction_spans import Finding, Span, apart, narrow
from sanxiang.disclosure.redaction_words import COMPOUND_SURNAMES, ORGANISATION_ENDS

KINDS = {
    "name": "自然人姓名",
    "id_number": "身份证件号码",
    "phone": "电话等通讯方式",
    "address": "家庭住址",
    "bank_account": "银行账号",
    "plate": "机动车号牌",
    "property_number": "动产、不动产权属证书编号",
    "birth_date": "出生日期",
    "email": "电子邮箱",
    "minor": "未成年人信息",
    "trade_secret": "商业秘密",
    "partial_mask": "遮掩不足的个人信息",
    "other": "其他依法不予公开的内容",
}
_HIDDEN = {"address": "（住址略）", "birth_date": "****年**月**日", "trade_secret": "（商业秘密略）", "minor": "（略）", "other": "（略）"}
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_SECRET = re.compile(
    r"[【〖\[](?:商业秘密|涉密|商秘)(?:开始)?[】〗\]](.*?)(?:[【〖\[]/?(?:商业秘密|涉密|商秘)?(?:结束|完|止)?[】〗\]]|$)|[【〖\[](?:商业秘密|商秘)[::](.+?)[】〗\]]",
    re.S,
)


class Redacted(msgspec.Struct, frozen=True):
    """The hidden text; where in the original what was hidden; what to look at; whether the party is a person or an organisation."""

    text: str
    spans: list[Span]
    findings: list[Finding]
    party: str
    inferred: bool


def redact(text: str, party: str | None = None) -> Redacted:
    """Hide what PUB-10 and PUB-11 forbid to publish.

    `party` is "person" or "organisation"; None infers it from the text (a party's address is a home only if the party is a person).
    Spans count code points of the original, end exclusive. Nothing is raised: what cannot be judged is a finding.
    """
    flat = narrow(text)
    kind = party or infer_party(flat)
    people = redaction_names.find(flat)
    secrets = list(_secrets(text))
    found = [
        *secrets,
        *redaction_identifiers.find(flat),
        *redaction_addresses.find(flat, kind, people),
        *redaction_minors.find(flat, people),
        *_name_spans(flat, people),
    ]
    spans = apart(found)
    hidden = _hide(text, spans, _aliases(spans, text))
    findings = [*_partial(spans), *redaction_minors.findings(spans), *reread(text, spans, hidden)]
    return Redacted(hidden, spans, findings, kind, party is None)


def hide_identifiers(text: str) -> tuple[str, list[Span]]:
    """A text that an organ has already published, without the identifiers that may not stand in it; names stay as published."""
    if not redaction_identifiers.POSSIBLE.search(text):
        return text, []
    spans = apart(list(redaction_identifiers.find(narrow(text))))
    return _hide(text, spans, {}), spans


def infer_party(text: str) -> str:
    """Whether the party of a decision is a "person" or an "organisation"; a person where nothing tells, which hides more."""
    text = narrow(text)
    label = re.search(
        r"(?:当事人|被处罚人|被处罚单位|受处罚人|相对人|被处罚对象|申请人|被许可人|被检查人|被检查单位|被执行人|被征收人|被征用人|缴费人)(?:姓名|名称|基本情况)?(?:[(][^()\n]{0,12}[)])?[ ]*:[ ]*([^\n,。;:()\s]{2,40})",
        text,
    )
    if label:
        return "organisation" if re.search(rf"(?:{ORGANISATION_ENDS})$|公司", label[1]) else "person"
    if re.search(rf"^[^:]{{0,200}}?(?:当事人|被处罚人|被处罚单位)[^\n,。;:()]{{4,40}}?(?:{ORGANISATION_ENDS})[(,。 ]", text):
        return "organisation"
    if re.search(r"统一社会信用代码|营业执照|法定代表人", text[:400]) or re.search(
        r"^[^\n:,]{4,40}(?:公司|厂|店|社|院|局|中心):", text, re.M
    ):
        return "organisation"
    return "organisation" if re.search(r"你公司|你单位|该公司|你\(单位\)", text) and not re.search("身份证|性别", text) else "person"


def hide(text: str, spans: Sequence[Span]) -> str:
    """The text with these places hidden; the same name under the same words everywhere."""
    return _hide(text, spans, _aliases(spans, text))


def reread(text: str, spans: Sequence[Span], result: str) -> list[Finding]:
    """What was hidden in the original and still stands in the result, and what in the result still looks personal.

    Serves every second reading: of the text, of a PDF's text layer, of metadata.
    """
    flat = narrow(result)
    leaks = {
        value: span
        for span in spans
        if len(value := narrow(text[span.start : span.end]).replace(" ", "")) > 1 and value in flat.replace(" ", "")
    }
    found = [Finding("leak", f"{KINDS[span.kind]}在隐去之后的文本中仍能读到，请人工处理", span.start, span.end) for span in leaks.values()]
    for span in apart(list(redaction_identifiers.find(flat))):
        if span.kind not in ("birth_date", "property_number"):
            found.append(Finding("leak", f"隐去之后的文本中仍有像{KINDS[span.kind]}的内容，请人工核对"))
    return found


def _secrets(text: str) -> Iterator[Span]:
    for match in _SECRET.finditer(text):
        yield Span(match.start(), match.end(), "trade_secret", "承办人标明的商业秘密")


def _name_spans(text: str, people: dict[str, redaction_names.Named]) -> Iterator[Span]:
    """Every place of every name, the longer names first; a name inside an organisation's name stays."""
    for name in sorted(people, key=len, reverse=True):
        for at in redaction_names.places(name, text):
            if not redaction_names.names_organisation(text, at + len(name)):
                yield Span(at, at + len(name), "name", people[name].reason, name)


def _partial(spans: Iterable[Span]) -> list[Finding]:
    return [
        Finding("partial_mask", "原文已遮掩，但剩余数字仍可识别到人，已全部隐去；发布前请核对原件", span.start, span.end)
        for span in spans
        if span.kind == "partial_mask"
    ]


def _aliases(spans: Iterable[Span], text: str) -> dict[str, str]:
    """Name → what stands for it: 张某, or 张某甲, 张某乙 where two share a surname or 张某 stands in the original."""
    names = list(dict.fromkeys(span.name for span in spans if span.name))
    families: dict[str, list[str]] = defaultdict(list)
    for name in names:
        families[_family(name)].append(name)
    aliases = {}
    for family, members in families.items():
        alone = len(members) == 1 and f"{family}某" not in text
        for number, name in enumerate(members):
            aliases[name] = f"{family}某" if alone else f"{family}某{_stem(number)}"
    return aliases


def _family(name: str) -> str:
    return name[:2] if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else name[0]


def _stem(number: int) -> str:
    return _STEMS[number] if number < len(_STEMS) else str(number + 1)


def _hide(text: str, spans: Sequence[Span], aliases: dict[str, str]) -> str:
    parts, at = [], 0
    for span in spans:
        parts += [text[at : span.start], aliases.get(span.name) or _HIDDEN.get(span.kind, "****")]
        at = span.end
    return "".join([*parts, text[at:]])
