"""A row of a published table → a penalty in the fields of 双公示, with what may be wrong with it. Pure; nothing is guessed, nothing is lost."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache

import msgspec

from sanxiang.exchange.layout import Column
from sanxiang.law import dates, docno, money
from sanxiang.law.identifiers import id_fault, masked, uscc_fault
from sanxiang.law.reading import tight

_DATES = ("处罚决定日期", "处罚有效期", "公示截止期", "公示日期", "数据更新时间")
_AMOUNTS = ("罚款金额", "没收违法所得、没收非法财物的金额")
_CODES = ("统一社会信用代码", "处罚机关统一社会信用代码", "数据来源单位统一社会信用代码")
_EMPTY = re.compile(r"^(?:无|空|暂无|不详|未提取|未填|null|none|nan|n/?a|[-—–/\\、.。*]+)$", re.IGNORECASE)
_RUNNING = re.compile(r"序\s*号|编\s*号|行号|№|no\.?|", re.IGNORECASE)
_CUT = re.compile(r"(?:…|\.{3,}|。{3,}|\[更多\]|\(?更多\)?|查看全文|详情)$")
_NOTICE = re.compile(r"(?:事先|听证|拟处罚|预先)[^,，。、;；《》]{0,8}告知|告知书")
_DECISION = re.compile(r"决定书|处罚决定(?!书?的?事先)")
_ANNOUNCED = re.compile(r"(?:^关于.*)?公告[\d一二三四五六七八九十()（）]*$")
_KINDS: tuple[tuple[str, str], ...] = (
    ("fine", r"罚款|罚金|处罚款"),
    ("warning", r"警告"),
    ("criticism", r"通报批评"),
    ("confiscate_gains", r"没收(?:违法|非法)?所得|没收违法收入"),
    ("confiscate_goods", r"没收(?:非法|违法)?(?:财物|物品|工具|产品|商品|渔具|渔获物|车辆|药品|食品|设备)"),
    ("suspend_licence", r"暂扣"),
    ("lower_grade", r"降低资质"),
    ("revoke_licence", r"吊销|撤销(?:许可|资格|资质)"),
    ("restrict_business", r"限制开展"),
    ("suspend_business", r"停产|停业|责令停止(?:建设|生产|经营|施工|使用)|停止执业"),
    ("close_business", r"责令关闭|关闭企业"),
    ("ban_from_trade", r"限制从业|市场禁入|禁止从业|终身禁|从业限制|禁业"),
    ("detention", r"拘留"),
    ("other", r"^其他$|^其它$|其他(?:行政)?处罚|法律、?行政法规规定的其他"),
)
# Where only an amount is told, it tells the kind. The column of confiscation holds gains and goods alike.
_BY_AMOUNT = (("罚款金额", "fine"),)
_FINED = re.compile(r"(?:罚款|罚金)(?:人民币|金额|合计|共计|计|为|[:：])*([^,，。;；、()（）]{0,24}?元)")
_TITLE_DOCNO = re.compile(r"[(（]([〔\[【(（]\d{4}[〕\]】)）][^()（）]{0,12}号)[)）]")
_TITLE_PARTY = re.compile(r"[(（]([^()（）]{2,120})[)）]\s*$")
_NO_PARTY = re.compile(r"^(?:[\d一二三四五六七八九十]+|简易.*|摘要|全文|.*号|附.*|更正.*|公告.*|试行|修订.*|.*程序|.*年.*)$")
_TITLE_ORGAN = re.compile(
    r"^(?!关于|收到|公司)([^(（《〔\[【]{2,40}?(?:局|委员会|委|队|厅|政府|会|院|部|办|中心|分行|支行|银行))(?:关于)?(?=行政处罚|市场禁入|处罚|当场|责令|不予|税务)"
)


class Penalty(msgspec.Struct, frozen=True):
    """A penalty that a row tells: canonical field → normal text, what stands in other columns, every cell as it was given, and the kinds of finding."""

    row: int
    fields: dict[str, str]
    extra: dict[str, str]
    given: list[list[str]]
    kinds: list[str]
    findings: list[str]

    def get(self, field: str) -> str:
        return self.fields.get(field, "")


class NotUnderstood(Exception):
    """A row that tells no penalty; the message is the reason, in Chinese."""


def understand(number: int, cells: Sequence[str], columns: Sequence[Column], today: date) -> Penalty:
    """What a row tells. Raises NotUnderstood when not even which penalty it is can be told."""
    given = [[column.title, cell] for column, cell in zip(columns, cells, strict=False) if cell]
    fields, units = _by_field(cells, columns)
    findings: set[str] = set()
    _from_title(fields)
    _check_identity(fields)
    if any("\ufffd" in cell for cell in cells):
        findings.add("garbled_text")
    _normal_docno(fields, findings)
    _normal_dates(fields, findings, today)
    _normal_amounts(fields, units, findings)
    _check_codes(fields, findings)
    kinds = _kinds(fields, findings)
    _fine_from_content(fields, findings)
    findings.update(_missing(fields, kinds))
    return Penalty(number, fields, _extra(cells, columns), given, kinds, sorted(findings))


def _extra(cells: Sequence[str], columns: Sequence[Column]) -> dict[str, str]:
    """What stands in columns that are no field of 双公示; a running number tells nothing about the penalty."""
    pairs = zip(columns, cells, strict=False)
    return {column.title: cell for column, cell in pairs if not column.field and cell and not _RUNNING.fullmatch(column.title)}


def _by_field(cells: Sequence[str], columns: Sequence[Column]) -> tuple[dict[str, str], dict[str, str | None]]:
    """The cells by canonical field; where several columns are one field, their different texts are joined."""
    parts: dict[str, list[str]] = {}
    units: dict[str, str | None] = {}
    for column, cell in zip(columns, cells, strict=False):
        text = cell.strip()
        if column.field and text and not _EMPTY.match(text):
            parts.setdefault(column.field, []).append(text)
            units.setdefault(column.field, column.unit)
    return {field: "、".join(dict.fromkeys(texts)) for field, texts in parts.items()}, units


def _from_title(fields: dict[str, str]) -> None:
    """Number, party and organ out of a title such as 某局行政处罚决定书〔2022〕2号(某公司), where no column gives them."""
    title = fields.get("案件名称", "")
    if not title:
        return
    plain = _TITLE_DOCNO.sub(r"\1", title)
    party = _TITLE_PARTY.search(plain)
    name = party[1] if party else ""
    if name and not _NO_PARTY.match(name):
        fields.setdefault("行政相对人名称", name)
        plain = plain[: party.start()]  # type: ignore[union-attr]
    if "处罚决定书文号" not in fields and _DECISION.search(plain) and (reading := docno.parse(plain)).ok:
        fields["处罚决定书文号"] = reading.normal
    if organ := _TITLE_ORGAN.match(title):
        fields.setdefault("处罚机关", organ[1])


def _check_identity(fields: Mapping[str, str]) -> None:
    if not fields:
        raise NotUnderstood("没有一个单元格属于认得的字段")
    if not {"行政相对人名称", "处罚决定书文号", "案件名称", "统一社会信用代码"} & fields.keys():
        raise NotUnderstood("没有当事人、文号和案件名称，不能确定是哪一件处罚")
    told = {
        "违法事实",
        "违法行为类型",
        "处罚内容",
        "处罚类别",
        "处罚依据",
        "罚款金额",
        "处罚决定日期",
        "案件名称",
        "处罚决定书文号",
    } & fields.keys()
    if not told:
        raise NotUnderstood("只有当事人，没有处罚的任何内容")


def _normal_docno(fields: dict[str, str], findings: set[str]) -> None:
    written = fields.get("处罚决定书文号")
    if not written:
        findings.add("missing_docno")
        return
    reading = docno.parse(written)
    if not reading.ok:
        findings.add("damaged_docno")
    fields["处罚决定书文号"] = reading.normal if reading.ok else " ".join(written.split())


def has_docno(penalty: Penalty) -> bool:
    """Whether the row has a whole document number, by which it is known again."""
    return not {"missing_docno", "damaged_docno"} & set(penalty.findings)


def _normal_dates(fields: dict[str, str], findings: set[str], today: date) -> None:
    for field in _DATES:
        if field not in fields:
            continue
        reading = _date(fields[field])
        if reading:
            fields[field] = reading
        elif field in ("处罚决定日期", "公示日期"):
            findings.add("bad_date")
    decided = _date(fields.get("处罚决定日期", ""))
    if not fields.get("处罚决定日期"):
        findings.add("missing_date")
    if decided and decided > today.isoformat():
        findings.add("future_date")
    ends = [end for field in ("处罚有效期", "公示截止期") if (end := _date(fields.get(field, "")))]
    if decided and ends and min(ends) < decided:
        findings.add("expired_before_decided")


@lru_cache(8192)
def _date(text: str) -> str:
    reading = dates.parse(text)
    return reading.normal if reading.ok else ""


def _normal_amounts(fields: dict[str, str], units: Mapping[str, str | None], findings: set[str]) -> None:
    for field in _AMOUNTS:
        if field not in fields:
            continue
        reading = money.parse(fields[field], units.get(field))
        if reading.ok:
            fields[field] = str(reading.value["yuan"])
        elif "单位" in reading.reason:
            findings.add("amount_without_unit")
        else:
            findings.add("bad_amount")


def amount(penalty: Penalty, field: str) -> str | None:
    """An amount in yuan with two places, or None where the cell was not understood."""
    text = penalty.get(field)
    return text if re.fullmatch(r"\d+\.\d{2}", text) and len(text) <= 16 else None


def day(penalty: Penalty, field: str) -> str | None:
    """A date in ISO form, or None where the cell was not understood."""
    text = penalty.get(field)
    return text if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else None


def _check_codes(fields: dict[str, str], findings: set[str]) -> None:
    for field in _CODES:
        if code := fields.get(field):
            fields[field] = code = tight(code).upper()
            if re.fullmatch(r"\d(?:\.\d+)?E\+?\d+", code):
                findings.add("code_as_number")
            elif not masked(code) and uscc_fault(code):
                findings.add("bad_uscc")
    for field in ("证件号码", "法定代表人证件号码"):
        number = tight(fields.get(field, "")).upper()
        kind = fields.get("证件类型" if field == "证件号码" else "法定代表人证件类型", "身份证")
        if number and "身份证" in kind and not masked(number) and id_fault(number):
            findings.add("bad_id_number")


def _kinds(fields: Mapping[str, str], findings: set[str]) -> list[str]:
    """The kinds of penalty (处罚法 §9) that the column of kinds names, or else the content."""
    written = fields.get("处罚类别", "")
    found: dict[str, None] = {}
    for word in re.split(r"[、,，;；/+|\s]+", written):
        codes = _codes(word)
        found.update(dict.fromkeys(codes))
        if word and not codes:
            findings.add("unknown_kind")
    return list(found) or list(dict.fromkeys(_codes(fields.get("处罚内容", "")))) or [code for field, code in _BY_AMOUNT if field in fields]


@lru_cache(8192)
def _codes(words: str) -> tuple[str, ...]:
    return tuple(code for code, pattern in _KINDS if re.search(pattern, words))


def _fine_from_content(fields: dict[str, str], findings: set[str]) -> None:
    """The fine that the content tells, where it tells one and no column does; where both do, whether they agree."""
    told = {str(reading.value["yuan"]) for text in _FINED.findall(fields.get("处罚内容", "")) if (reading := money.parse(text)).ok}
    if len(told) != 1:
        return
    fine = told.pop()
    if "罚款金额" not in fields:
        fields["罚款金额"] = fine
    elif re.fullmatch(r"\d+\.\d\d", fields["罚款金额"]) and fields["罚款金额"] != fine:
        findings.add("amount_mismatch")


def _missing(fields: Mapping[str, str], kinds: Sequence[str]) -> Iterable[str]:
    for field, kind in (("行政相对人名称", "missing_party"), ("处罚机关", "missing_organ"), ("处罚依据", "missing_basis")):
        if not fields.get(field):
            yield kind
    if not (fields.get("违法事实") or fields.get("违法行为类型")):
        yield "missing_facts"
    if not (fields.get("处罚内容") or kinds or fields.get("处罚类别")):
        yield "missing_content"
    if _CUT.search(fields.get("违法事实", "")):
        yield "truncated_facts"
    if any(_CUT.search(fields.get(field, "")) for field in ("处罚依据", "处罚内容")):
        yield "truncated_text"
    yield from _wrong_document(fields)


def _wrong_document(fields: Mapping[str, str]) -> Iterable[str]:
    title, number = fields.get("案件名称", ""), fields.get("处罚决定书文号", "")
    if (_NOTICE.search(title) and not re.search(r"(?<!事先)决定书", title)) or re.search(r"告知?字|告〔|听告", number):
        yield "prior_notice"
    elif title and _ANNOUNCED.search(title):
        yield "not_a_decision"
