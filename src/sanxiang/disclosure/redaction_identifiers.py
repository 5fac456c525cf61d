"""Identifiers of persons in a decision (PUB-10: 银行账号、权属证书编号、家庭住址、身份证号、通讯方式), by shape and by the label before them."""

import re
from collections.abc import Callable, Iterator

from sanxiang.disclosure.redaction_spans import Span
from sanxiang.law.identifiers import born, id_fault, uscc_fault

_MASK = r"[*×✱●■□◆•Xx某]"
_ID_LABEL = re.compile(r"(?:身份证件?|身份证明|公民身份|身份号码|证件号|证件号码|驾驶证|护照|通行证|军官证|居住证)[^\n。;]{0,12}$")
_CODE_LABEL = re.compile(
    r"(?:信用代码|信用证代码|纳税人识别号|注册号|机构代码|税号|登记号|许可证编?号|批准文号|批号|条码|条形码|订单号|流水号|快递单号|执法证号?|执法证件号?|执照号|备案号|标准号?)[^\n。;,\d]{0,8}$"
)
_ID_SHAPE = re.compile(
    r"(?<![\dA-Za-z])\d{6} ?-?(?:18|19|20)\d{2} ?(?:0[1-9]|1[0-2]) ?(?:0[1-9]|[12]\d|3[01]) ?-?\d{3}[\dXx](?![\dA-Za-z])"
)
_ID_LABELLED = re.compile(
    r"(?:居民身份证|公民身份证|身份证件?|公民身份)(?:证件)?(?:号码|编号|号)?(?:为|是|[:(,])*\s*([1-9]\d{5}[\d -]{8,14}[\dXx]|[1-9]\d{14,17}[Xx]?)(?![\dA-Za-z])"
)
_DOCUMENT = re.compile(
    r"(?:护照|通行证|台胞证|回乡证|军官证|士兵证|警官证|居留证|居住证|户口簿|驾驶证档案|驾驶证|机动车驾驶证|社会保障|社保卡?|医保卡?|残疾证|准驾证|学生证)(?:证件)?(?:编号|号码|号|卡号)(?:为|是|:)?\s*([A-Za-z]{0,3}\d[\dA-Za-z-]{5,20})"
)
_MOBILE = re.compile(r"(?<![\dA-Za-z.])(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?![\dA-Za-z])")
_LANDLINE = re.compile(r"(?<![\d〔\[(-])(?:\(0\d{2,3}\)|0\d{2,3})[- ]?[2-9]\d{6,7}(?:[- ]\d{1,5})?(?!\d|号)")
_PHONE_LABELLED = re.compile(
    r"(?:联系电话|联系方式|手机号码|手机号|手机|电话号码|座机|电话|微信号码?|微信|QQ号码?|QQ)(?:为|是|:|\()*\s*([A-Za-z_]?[\dA-Za-z_-]{6,20})(?![\dA-Za-z])"
)
_OFFICE = re.compile(
    r"(?:监督|举报|咨询|投诉|本机关|我局|本局|我委|本委|办公|值班|服务|热线|单位地址|机关地址|行政机关|执法|局|委员会|法院|政府|法制|科|股|大队|中队|窗口)[^\n。;]{0,24}$"
)
_PARTICULARS = re.compile("身份证|公民身份|性别|[,、][男女][,、;]|当事人|被处罚|姓名|住址|家庭|工作单位")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_BANK_LABELLED = re.compile(
    r"(?:银行账号|银行帐号|银行账户|银行帐户|银行卡号?|收款账号|收款账户|缴款账号|开户账号|储蓄卡号?|信用卡号?|借记卡号?|卡号|账号|帐号|账户|帐户|户头|存折)(?:号码|号|为|是|:|\(|\)|尾号)*\s*((?:\d[ -]?){8,29}\d)(?!\d)"
)
_CARD = re.compile(r"(?<![\dA-Za-z])(?:62|60|4\d|5[1-5]|3[47])\d{2}(?:[ -]?\d{4}){2,3}(?:[ -]?\d{1,7})?(?![\dA-Za-z])")
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领军武][A-HJ-NP-Z] ?[·•・.\-— ]? ?(?=[A-HJ-NP-Z]{0,6}\d)[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳领](?![A-Za-z0-9])"
)
_RIGHTS = r"不动产权第?|不动产证明第?|房地产?权?证|房产证|房权证|房屋所有权证|房他证|国用|集用|集有|集建|土地使用证|土地证|土国用|林权?证|宅基地|宅字|农地承包权|农村土地承包经营权证?|海域使用权?证?|水域滩涂养殖证|字房|房字|地字|私字|产权字"
_PROPERTY = re.compile(
    rf"[一-鿿]{{0,6}}(?:[(〔\[]\d{{4}}[)〕\]])?[一-鿿]{{0,10}}?(?:{_RIGHTS})[一-鿿]{{0,6}}?(?:[(〔\[]\d{{4}}[)〕\]])?[一-鿿]{{0,4}}?第? ?[A-Za-z]{{0,3}}\d[\dA-Za-z-]{{2,20}} ?号"
)
_PROPERTY_LABELLED = re.compile(
    r"(?:不动产权证书?|不动产权?|不动产登记证明|房屋产权证|房屋所有权证|房产证|房权证|房屋权属证书|土地使用权?证|土地权属证书|权属证书|产权证书?|林权证|宅基地使用证|机动车登记证书|车辆登记证书|登记证书|车架号码?|车辆识别代号|车辆识别代码|发动机号码?|船舶所有权证书|船舶登记号|行驶证)(?:证书)?(?:编号|号码|证号|号|代码)?(?:为|是|:|\()+\s*([^\s,。;、()]{0,24}?(?:[(〔\[]\d{4}[)〕\]])?[^\s,。;、()]{0,24}?\d[\dA-Za-z-]{3,}号?)"
)
_DATE = r"(?:(?:19|20)\d{2} ?年 ?\d{1,2} ?月(?: ?\d{1,2} ?[日号])?|(?:19|20)\d{2}[-./]\d{1,2}[-./]\d{1,2}|(?:19|20)\d{2}[-./]\d{1,2}(?!\d)|(?:19|20)\d{6}(?!\d)|[一二][九〇○零O][〇○零O一二三四五六七八九]{2}年[元一二三四五六七八九十]{1,2}月(?:[一二三四五六七八九十]{1,3}日)?)"
_BIRTH = (
    re.compile(rf"(?:出生年月日|出生日期|出生年月|出生时间|出生于|生日|生于|出生)(?:为|是|:|\()*\s*({_DATE}|(?:19|20)\d{{2}}年)"),
    re.compile(rf"({_DATE}|(?:19|20)\d{{2}}年)\s*(?:出生|生于|生人|生(?=[,。;、)\s]))"),
)
# No identifier stands in a text without one of these: most sentences need no closer look.
POSSIBLE = re.compile(r"\d{5}|\d{3}[ -]\d{3}|[*＊×✱●■□◆A-Za-zＡ-Ｚａ-ｚ@]|出生|生于|生日|第 ?\d{3}|年生|日生")
_PARTLY = re.compile(rf"(?<![\dA-Za-z])\d(?:[\d ]|{_MASK}){{5,22}}(?![\dA-Za-z*])")


def find(text: str) -> Iterator[Span]:
    """Identifiers in a text of half width, the surest first."""
    if not POSSIBLE.search(text):
        return
    for finder in _FINDERS:
        yield from finder(text)


def _spans(pattern: re.Pattern[str], text: str, kind: str, reason: str, keep: Callable[[re.Match[str]], bool] = bool) -> Iterator[Span]:
    group = 1 if pattern.groups else 0
    for match in pattern.finditer(text):
        if keep(match):
            yield Span(match.start(group), match.end(group), kind, reason)


def _before(match: re.Match[str], width: int = 24) -> str:
    return match.string[max(0, match.start() - width) : match.start()]


def _id_numbers(text: str) -> Iterator[Span]:
    yield from _spans(_ID_LABELLED, text, "id_number", "居民身份证号")
    yield from _spans(_ID_SHAPE, text, "id_number", "居民身份证号", _is_id)
    yield from _spans(_DOCUMENT, text, "id_number", "证件号码")


def _is_id(match: re.Match[str]) -> bool:
    number = re.sub(r"[ -]", "", match.group()).upper()
    if len(number) != 18 or born(number) is None:
        return False
    return id_fault(number) is None or not (_CODE_LABEL.search(_before(match)) or uscc_fault(number) is None)


def _partial_masks(text: str) -> Iterator[Span]:
    """Numbers masked so little that they still tell whose they are: seven digits or more of an identity or telephone number."""
    for match in _PARTLY.finditer(text):
        number = match.group().rstrip()
        visible, hidden = sum(c.isdigit() for c in number), len(re.findall(_MASK, number))
        if hidden < 2 or visible < 7 or _CODE_LABEL.search(_before(match)):
            continue
        if _is_partial_id(match, number) or (re.match(r"1[3-9]\d", number) and visible + hidden == 11) or _is_partial_card(match, visible):
            yield Span(match.start(), match.start() + len(number), "partial_mask", "遮掩不足，剩余数字仍可识别到人")


def _is_partial_id(match: re.Match[str], number: str) -> bool:
    labelled = bool(_ID_LABEL.search(_before(match)))
    return labelled or (len(number) == 18 and bool(re.match(r"[1-8]\d{3}", number)))


def _is_partial_card(match: re.Match[str], visible: int) -> bool:
    return visible > 9 and bool(re.search(r"(?:卡号?|账号|帐号|账户)[^\n。;,]{0,6}$", _before(match)))


def _contacts(text: str) -> Iterator[Span]:
    yield from _spans(_EMAIL, text, "email", "电子邮箱")
    yield from _spans(_MOBILE, text, "phone", "手机号码", lambda match: not _CODE_LABEL.search(_before(match)))
    yield from _spans(_LANDLINE, text, "phone", "电话号码", lambda match: not _of_office(match))
    yield from _spans(
        _PHONE_LABELLED,
        text,
        "phone",
        "通讯方式",
        lambda match: any(c.isdigit() for c in match[1]) and not _of_office(match),
    )


def _of_office(match: re.Match[str]) -> bool:
    """Whether a telephone is an office's, to which the public may turn: words of an organ before it, and no person's particulars."""
    line = re.split(r"[\n。]", match.string[: match.start()])[-1]
    return bool(_OFFICE.search(_before(match, 40))) and not _PARTICULARS.search(line)


def _accounts(text: str) -> Iterator[Span]:
    yield from _spans(_BANK_LABELLED, text, "bank_account", "银行账号")
    yield from _spans(
        _CARD, text, "bank_account", "银行卡号", lambda match: _luhn(match.group()) and not _CODE_LABEL.search(_before(match))
    )


def _luhn(text: str) -> bool:
    digits = [int(c) for c in reversed(text) if c.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) if place % 2 else digit for place, digit in enumerate(digits)]
    return 15 <= len(digits) <= 19 and sum(doubled) % 10 == 0


def _property(text: str) -> Iterator[Span]:
    yield from _spans(_PLATE, text, "plate", "机动车号牌")
    yield from _spans(_PROPERTY_LABELLED, text, "property_number", "权属证书编号")
    yield from _spans(_PROPERTY, text, "property_number", "权属证书编号")


def _births(text: str) -> Iterator[Span]:
    for pattern in _BIRTH:
        yield from _spans(pattern, text, "birth_date", "出生日期")


_FINDERS: tuple[Callable[[str], Iterator[Span]], ...] = (_partial_masks, _id_numbers, _contacts, _accounts, _property, _births)
