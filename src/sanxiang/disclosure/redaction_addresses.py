"""Home addresses (PUB-10 家庭住址). An organisation's registered or business address is none, and is public."""

import re
from collections.abc import Iterator, Mapping

from sanxiang.disclosure.redaction_names import Named
from sanxiang.disclosure.redaction_spans import Span

_END = r"[^\n,。;()]"
_PLACE_NAME = r"(?!在|于|两个|的|地|、|均|都|不|未|全部|同)[一-鿿]{1,10}?(?:省|市|县|区|镇|乡|村|州|旗|路|街)"
_ALWAYS = re.compile(
    r"(?:家庭住址|家庭地址|家庭详细住址|现住址|现住所|现居住地|经常居住地|常住地址?|居住地址?|居住址|户籍所在地|户籍地址?|户籍住址|户籍|户口所在地|身份证住址|身份证地址|住宅地址|暂住地址?|暂住址|籍贯住址|家住|现住|暂住|租住|居住)"
    rf"(?:地)?(?:(?:为|是|在|于|位于)?:[ ]*({_END}{{4,60}})|(?:为|是|在|于|位于)?({_PLACE_NAME}{_END}{{0,50}}))"
)
_BY_PARTY = re.compile(
    rf"(?:住址|住所地?|地址|联系地址|通讯地址|通信地址|邮寄地址|送达地址|户址|住处)(?:\([^()\n]{{0,10}}\))?(?:为|是|:)+[ ]*({_END}{{4,60}})|(?:住址|住所|住处)({_PLACE_NAME}{_END}{{0,50}})"
)
_PLACED = re.compile(
    rf"(?:(?<=[,;、(\s族岁生])|(?<=\d))住(?:址|所|在|于)?(?=[一-鿿])((?!院|宿|宅|房|建|户)[一-鿿]{{1,12}}(?:省|市|县|区|镇|乡|村|州|旗|路|街|社区|小区){_END}{{0,50}})"
)
_OF_BUSINESS = re.compile(r"(?:经营|注册|营业|生产|登记|企业|单位|公司|工作|机关|网站|店铺|办公|违法|项目|工程|仓库|厂房)[^\n,。;:]{0,4}$")
_ROOM = re.compile(
    r"(?:(?![在于住称系其])[一-鿿\d]){2,24}?(?:小区|花园|公寓|家园|新村|公馆|苑|城|湾|府|园|里|村|社区|宿舍)[一-鿿]{0,4}?[\dA-Za-z一二三四五六七八九十]{1,4}(?:栋|幢|号楼|座|号)[^\n,。;、()的]{0,12}?[\dA-Za-z]{2,5}(?:室|房|户|号房|号)"
)
_NEXT = re.compile(
    r"[ ](?=[^ ]{2,10}:)|(?:统一社会信用代码|法定代表人|身份证|公民身份|联系电话|联系方式|电话|手机|邮编|邮政编码|职业|职务|工作单位|性别|民族|系|户籍)"
)
_PERSONAL = re.compile(
    r"身份证|公民身份|性别|[男女][,、;]|[,、;( ][男女](?=[,、;) ])|[一-鿿]{1,4}族|\d{4}年\d{1,2}月\d{0,2}日?[出生]|周?岁|家庭"
)
_PLACE = re.compile(r"[省市县区镇乡村组路街道巷弄号栋幢室屯社区旗州盟楼城园里]")


def find(text: str, party: str, people: Mapping[str, Named]) -> Iterator[Span]:
    """Home addresses in a text of half width: labelled as such, in the party's particulars if the party is a person, or in a person's."""
    for match in _ALWAYS.finditer(text):
        group = 1 if match[1] else 2
        yield from _span(text, match.start(group), match.end(group))
    for match in _BY_PARTY.finditer(text):
        group = 1 if match[1] else 2
        if not _OF_BUSINESS.search(text[: match.start()][-12:]) and _is_home(text, match.start(), party):
            yield from _span(text, match.start(group), match.end(group))
    for match in _PLACED.finditer(text):
        yield from _span(text, match.start(1), match.end(1))
    if party == "person":
        for match in _ROOM.finditer(text):
            yield Span(match.start(), match.end(), "address", "具体到房间的住址")


def _is_home(text: str, at: int, party: str) -> bool:
    """Whether an address belongs to a person: the particulars before it on the line, or else the party, decide."""
    start = max(text.rfind(mark, 0, at) for mark in ("\n", "。", ";"))
    line = text[start + 1 : at]
    if _PERSONAL.search(line):
        return True
    # After the particulars, an address without a person on its line is where to write, apply or pay.
    if at > 300 and at > len(text) // 2 and not text.startswith("住", at):
        return False
    organ = re.search(r"(?:联系人|本机关|我局|本局|行政机关|复议机关|法院|政府)[^。\n]{0,30}$", line)
    return party == "person" and not organ and not re.search(r"公司|统一社会信用代码|营业执照", line)


def _span(text: str, start: int, end: int) -> Iterator[Span]:
    value = text[start:end]
    if cut := _NEXT.search(value, 2):
        value = value[: cut.start()]
    value = value.rstrip(" 、:")
    if len(value) > 3 and _PLACE.search(value):
        yield Span(start, start + len(value), "address", "家庭住址")
