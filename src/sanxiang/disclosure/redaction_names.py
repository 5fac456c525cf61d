"""Natural persons' names in a decision: found where a label, a role or the words around tell that a person is named, then everywhere.

No list of names and no guess from likeness alone: a name needs evidence (被询问人：…, 驾驶员…, …，男，汉族, 对…进行询问). Organs, companies, shops,
statutes and places are not names; officers act for the organ in public and keep theirs.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

import msgspec

from sanxiang.disclosure.redaction_words import (
    COMMON_SURNAMES,
    COMPOUND_SURNAMES,
    DOUBTFUL_SURNAMES,
    FOLLOWERS,
    LABELS,
    NEVER_FIRST,
    NEVER_LAST,
    NO_VALUE,
    NOT_NAMES,
    OFFICERS,
    ORGANISATION_ENDS,
    ROLES,
    SELDOM_FIRST,
    TITLES,
)

_HAN = r"[一-鿿㐀-䶿]"
_FOLLOW = re.compile(f"(?:{'|'.join(sorted(FOLLOWERS.split('|'), key=len, reverse=True))})")
_FOLLOW_WORD = re.compile(f"(?:{'|'.join(word for word in FOLLOWERS.split('|') if len(word) > 1)})")
_EDGE = re.compile(r"[^一-鿿㐀-䶿·*某]|$")
_ENDS = re.compile(rf"^{_HAN}{{0,22}}?(?:{ORGANISATION_ENDS})")
_LONG_ENDS = re.compile(rf"{_HAN}{{0,16}}?(?:{'|'.join(end for end in ORGANISATION_ENDS.split('|') if len(end) > 1)})")
_SHOP = re.compile(
    rf"{_HAN}{{0,6}}?(?:{'|'.join(end for end in ORGANISATION_ENDS.split('|') if len(end) > 1)})"
    rf"|{_HAN}{{0,4}}(?:{'|'.join(end for end in ORGANISATION_ENDS.split('|') if len(end) == 1)})(?!{_HAN})"
)
_PARTICLE = re.compile(
    "(?:中国)?(?:农业|工商|建设|邮政|交通|招商|光大|民生|邮储|储蓄)?银行|[的在于对将从未被等向把称系与和及为是、经驾到由]"
)
_FUNCTION = re.compile("[的在于对将从未被等向把称系与和及为是]|位于|经营|销售|驾驶|到")
_NEXT_LABEL = re.compile(
    r"性别|男|女|民族|汉族|年龄|出生|身份证|公民身份|证件|住址|住所|住|地址|户籍|电话|手机|联系|职务|职业|统一社会|法定代表|经营|负责|工作单位|单位|签名|签字|日期|系|的"
)
_LABEL = re.compile(
    rf"(?<!无)(?P<label>{'|'.join(sorted(LABELS.split('|'), key=len, reverse=True))}|{ROLES})(?:[(][^()\n]{{0,14}}[)])?[ ]*:[ ]*(?=\S)"
)
_BARE = re.compile(
    rf"(?P<role>{'|'.join(sorted((LABELS + '|' + ROLES).split('|'), key=len, reverse=True))})(?:[(][^()\n]{{0,8}}[)])?(?:为|系|是|叫|名叫)?[ ]?(?=[{''.join(sorted(COMMON_SURNAMES))}]|{'|'.join(COMPOUND_SURNAMES)})"
)
_OFFICER = re.compile(
    rf"(?<![被受])(?P<role>{'|'.join(sorted(OFFICERS.split('|'), key=len, reverse=True))})(?:[(][^()\n]{{0,14}}[)])?[ ]*(?::|为|是)?[ ]*"
)
_PARTY_LABELS = re.compile(
    r"当事人|被处罚|受处罚|姓名|法定代表|法人代表|经营者|被询问|相对人|申请人|被许可人|被执行人|被征收人|被征用人|缴费人|行为人|嫌疑人|证人|举报人|投诉人|代理人"
)
_JOINED = re.compile(r"[ ]*(?:、|和|与|及|以及|,(?=[^,。;]{2,4}[,、等]))[ ]*")
_COURTESY = re.compile(r"(?:[(][^()\n]{0,40}[)])?")

_DOTTED_ROLE = re.compile(
    rf"(?P<role>(?:{'|'.join(sorted((LABELS + '|' + ROLES).split('|'), key=len, reverse=True))})+):?"
    rf"(?P<name>{_HAN}{{1,6}}(?:·{_HAN}{{2,5}}?){{1,3}})(?={_EDGE.pattern}|{_FOLLOW.pattern})"
)

# Words around a name where no role is told. In each, `{n}` is where the name begins.
_STARTS = (
    re.compile(r"(?:对|询问了?|讯问了?|约谈了?|传唤了?|走访了?|找到|查获|抓获|救出|联系上?|通知)(?=[一-鿿])"),
    re.compile(r"(?:由|与|和|给|从|向|替|帮|被|系|为|名为|雇佣|雇请|聘请|委托|伙同|指使|安排|经|据|及)(?=[一-鿿])"),
    re.compile(r"(?:^|(?<=[\n,。;:、.!?“”\"‘’()《》\s]))(?=[一-鿿])"),
    re.compile(r"(?<=[0-9][日时分])(?=[一-鿿])"),
    re.compile(r"(?<=[一-鿿][员师])(?=[一-鿿])"),
)
_AFTER = re.compile(
    r"(?:[,(、 ]{0,2}(?:联系)?(?:电话|手机)|进行了?(?:询问|调查|讯问|谈话|检查|约谈|批评|教育)|父子|母子|父女|母女|兄弟|姐妹|兄妹|姐弟|[,(、 ]{0,2}(?:性别:?)?[男女](?=[,,、;)性 ]|汉)|[,(、 ]{0,2}(?:居民|公民)?身份证?号?|[,(、 ]{0,2}公民身份|[,( ]{0,2}(?:汉|回|藏|苗|壮|满|彝|侗|瑶|土家|白|蒙古|维吾尔|朝鲜|布依|哈萨克|畲)族"
    r"|[,( ]{0,2}\d{2}岁|[,( ]{0,2}(?:19|20)\d{2}年\d{1,2}月(?:\d{1,2}日)?(?:出生|生)|[,(]系|[(](?:驾驶|另案|以下简称|已|曾用名|电话|手机|联系|住|经营者|法定|男|女)"
    r"|(?:的)?(?:询问|讯问|调查询问|谈话|调查|现场|陈述|辨认)?笔录|(?:的)?(?:居民)?身份证|(?:的)?(?:证人)?证言|的陈述|的申辩|(?:本人)?(?:签名|签字|签收|捺印|捺手印)|驾驶|驾车|先生|女士|同志|等[\d一二两三四五六七八九十]+人|等人|等名?[\d一二两三四五六七八九十]+[名位个]|[二两三四五]人|夫妇|夫妻|存在(?:以下|下列|如下)?违|、[^,。;:、]{2,24}存在(?:以下|下列|如下)?违|涉嫌|证券账户|控制(?:使用|利用)?|担任|作为|采取|共同|具体实施|具体违法"
    r"|(?:向|对)(?:我局|本局|本机关|我机关|执法人员|我委|本委)|(?:书面|口头)?(?:提出|提交|提供|放弃|要求)(?:了)?(?:书面|口头)?(?:陈述|申辩|听证|复核)|(?:的)?户籍|名下|家中|家里|(?:自述|供述|供认|述称|辩称|陈述|自认|承认|交代|交待)"
    r"|(?:拒绝|当场|现场)(?:签|承认|确认)|出生|受伤|死亡|雇佣|雇请|无证|未取得|使用|擅自|实施|非法|在(?:未|没有|明知|其|自家|家|河|现场|我)|于(?:19|20)\d{2}年|(?:以|从)[^,。]{1,14}(?:价格|元|处)|的?(?:银行|微信|支付宝|账户|手机|电话|车辆|名义|房屋|住宅|儿子|女儿|妻子|丈夫|父亲|母亲))"
)

# Where a clause begins, a three-character name needs less: a verb or particle that a person's name takes.
_CLAUSE_STARTS = _STARTS[2:4]
_CLAUSE = re.compile(
    r"在(?=[一-鿿\d])|于\d|将|自\d{4}|通过|利用|与(?=[一-鿿])|未|知悉|驾|雇|把|被|从|向|对|说|称|到|系|是|找|让|叫|有|没|的(?=[一-鿿]{2})|和|同意|得知|要求|负责|以|给|因|为了|共同|实际|组织|经营|采取|内幕"
)


class Named(msgspec.Struct, frozen=True):
    """A name, why it is one, and whether only an officer's role told it."""

    name: str
    reason: str
    start: int
    strong: bool = False
    officer: bool = False


def find(text: str) -> dict[str, Named]:
    """The names of natural persons in a text of half width, with the reason of the surest evidence. Officers are left out."""
    found = list(_evidence(text))
    officers = {named.name for named in _officers(text)}
    found += [beside for named in found for beside in _beside(text, named)]
    people: dict[str, Named] = {}
    for named in sorted(found, key=lambda named: not named.strong):
        if named.name not in officers or (named.strong and _PARTY_LABELS.search(named.reason)):
            people.setdefault(named.name, named)
    return _without_clipped(people, text)


def names_organisation(text: str, end: int) -> bool:
    """Whether a name that ends here is part of a shop's or company's, as in 安州市张某餐馆: that is not the person."""
    if _PARTICLE.match(text, end) or _FOLLOW_WORD.match(text, end):
        return False
    return bool(_SHOP.match(text, end))


def places(name: str, text: str) -> Iterator[int]:
    """Where a name stands in the text."""
    at = text.find(name)
    while at >= 0:
        yield at
        at = text.find(name, at + len(name))


def _evidence(text: str) -> Iterator[Named]:
    yield from _labelled(text)
    yield from _salutations(text)
    yield from _in_roles(text)
    yield from _among_words(text)
    yield from _dotted(text)


def _without_clipped(people: dict[str, Named], text: str) -> dict[str, Named]:
    """Without a two-character reading of a name that always stands in its three-character one, and the other way round."""
    kept = dict(people)
    for name in people:
        longer = [other for other in people if other != name and other.startswith(name)]
        if longer and text.count(name) <= sum(text.count(other) for other in longer):
            kept.pop(name, None)
    return kept


# --- a label and a colon -------------------------------------------------------------------------------------------------


def _labelled(text: str) -> Iterator[Named]:
    for match in _LABEL.finditer(text):
        if re.search(r"(?:机关|局|执法)$", text[: match.start()]) and "负责人" in match["label"]:
            continue
        yield from _values(text, match.end(), match["label"])


def _values(text: str, at: int, label: str) -> Iterator[Named]:
    """The names after a label, several where they are joined by 、 or 和."""
    for _ in range(12):
        name = _value(text, at)
        if not name and (organisation := _AN_ORGANISATION.match(text, at)):
            at = organisation.end()
            continue
        if not name:
            return
        yield Named(name.replace(" ", "") if " " not in text[at : at + len(name)] else name, label, at, strong=True)
        after = _COURTESY.match(text, at + len(name))
        joint = _JOINED.match(text, after.end() if after else at + len(name))
        if not joint:
            return
        at = joint.end()


def _value(text: str, at: int) -> str:
    """The name that is the value of a label at this place, or nothing."""
    line = re.split(r"[\n,。;:()、|]", text[at : at + 40], maxsplit=1)[0].rstrip()
    if match := re.match(rf"{_HAN}{{1,8}}(?:·{_HAN}{{1,8}})+", line):
        return match.group()
    if (match := re.fullmatch(r"[A-Za-z][A-Za-z .'-]{2,30}", line)) and "X" not in line.upper().replace("ALEX", ""):
        return match.group()
    spaced = re.match(rf"({_HAN}) {{1,3}}({_HAN})(?= |$)", line)
    if spaced and spaced[1] in COMMON_SURNAMES:
        return spaced.group()
    word = re.split(r" ", line, maxsplit=1)[0]
    if _is_whole_name(word):
        return word
    return _cut(word) or (name_at(text, at) if word[:1] in COMMON_SURNAMES or word[:2] in COMPOUND_SURNAMES else "")


def _cut(word: str) -> str:
    """The name before the next label that follows without a mark: 韩某某性别男."""
    for match in _NEXT_LABEL.finditer(word):
        if 2 <= match.start() <= 4 and _is_whole_name(word[: match.start()]):
            return word[: match.start()]
    return ""


def _is_whole_name(word: str) -> bool:
    if not re.fullmatch(rf"{_HAN}{{2,4}}", word) or word in NO_VALUE or word in NOT_NAMES or "某" in word:
        return False
    if word[:2] in NOT_NAMES and (len(word) != 3 or word[0] in DOUBTFUL_SURNAMES):
        return False
    if word[:2] in COMPOUND_SURNAMES and len(word) > 2:
        return not _is_organisation(word)
    known = word[0] in COMMON_SURNAMES
    if (len(word) == 2 and not known) or re.search("董事|经理|主任|实际", word) or word[1:] in TITLES:
        return False
    if word[-1] in NEVER_LAST or word[1] in NEVER_FIRST or len(word) == 4:
        return False
    return not _is_organisation(word) if len(word) > 2 or not known else True


def _is_organisation(word: str) -> bool:
    return bool(re.search(rf"(?:{ORGANISATION_ENDS})$", word))


_AN_ORGANISATION = re.compile(rf"[一-鿿A-Za-z()·]{{4,40}}?(?:{ORGANISATION_ENDS})(?:[(][^()\n]{{0,20}}[)])?[、和及与]")


# --- a role or other words, and a name right after -----------------------------------------------------------------------


def _salutations(text: str) -> Iterator[Named]:
    """A line, or what follows a number or quotation mark, that is only names and a colon: 王某某、李某某：."""
    for match in re.finditer(rf"(?:^|(?<=[\n号:“]))[ ]*((?:{_HAN}{{2,4}})(?:、{_HAN}{{2,4}})*)(?:先生|女士|同志)?:", text):
        names = match[1].split("、")
        if all(name[0] in COMMON_SURNAMES and _is_whole_name(name) and name not in NO_VALUE for name in names) and not _LABEL.match(
            match[1] + ":"
        ):
            yield from (Named(name, "称呼", match.start(1), strong=True) for name in names)


def _in_roles(text: str) -> Iterator[Named]:
    for match in _BARE.finditer(text):
        if re.search(r"(?:机关|局|执法)$", text[: match.start()]) and "负责人" in match["role"]:
            continue
        yield from _joined(text, match.end(), match["role"])


def _joined(text: str, at: int, reason: str) -> Iterator[Named]:
    """A name after a role and those joined to it: 员工甲、乙和丙."""
    for _ in range(12):
        name = name_at(text, at)
        if not name:
            return
        yield Named(name, reason, at)
        after = _COURTESY.match(text, at + len(name))
        joint = _JOINED.match(text, after.end() if after else at + len(name))
        if not joint:
            return
        at = joint.end()


def _among_words(text: str) -> Iterator[Named]:
    for pattern in _STARTS:
        for match in pattern.finditer(text):
            at = match.end()
            if text[at : at + 1] in DOUBTFUL_SURNAMES:
                continue
            for name in _candidates(text, at):
                follows = _CLAUSE.match(text, at + len(name)) if len(name) > 2 and pattern in _CLAUSE_STARTS else None
                if follows or _AFTER.match(text, at + len(name)) and not _in_organisation(text, at):
                    yield Named(name, "上下文表明是自然人", at)
                    break
            else:
                yield from _enumerated(text, at)


def _enumerated(text: str, at: int) -> Iterator[Named]:
    """甲、乙、丙等人 / 甲、乙的询问笔录: names that only the end of their row shows to be names."""
    names: list[tuple[str, int]] = []
    place = at
    while len(names) < 12 and (match := re.compile(rf"({_HAN}{{2,4}})(?:、|和|及|与)").match(text, place)):
        if match[1][0] not in COMMON_SURNAMES or not _is_whole_name(match[1]):
            return
        names.append((match[1], place))
        place = match.end()
    if not names:
        return
    for last in _candidates(text, place):
        if _AFTER.match(text, place + len(last)):
            yield from (Named(name, "上下文表明是自然人", start) for name, start in [*names, (last, place)])
            return


_RIGHT = re.compile(rf"、({_HAN}{{2,4}})(?=[、,。;)\n]|等|和|及|与|的)")
_LEFT = re.compile(rf"(?:^|[,。;:、(\n])({_HAN}{{2,4}})、$")


def _beside(text: str, named: Named) -> Iterator[Named]:
    """Names that stand in a row with a name: one of them shows the others to be names."""
    at = named.start + len(named.name)
    while match := _RIGHT.match(text, at):
        if not _plausible(match[1]):
            break
        yield Named(match[1], named.reason, match.start(1), officer=named.officer)
        at = match.end()
    at = named.start
    while match := _LEFT.search(text, max(0, at - 6), at):
        if not _plausible(match[1]):
            break
        yield Named(match[1], named.reason, match.start(1), officer=named.officer)
        at = match.start(1)


def is_name(word: str) -> bool:
    """Whether a word that stands alone reads as a natural person's name."""
    return _is_whole_name(word) and (word[0] in COMMON_SURNAMES or word[:2] in COMPOUND_SURNAMES)


def _plausible(word: str) -> bool:
    known = (word[0] in COMMON_SURNAMES and word[0] not in DOUBTFUL_SURNAMES and len(word) < 4) or word[:2] in COMPOUND_SURNAMES
    return known and _is_whole_name(word)


def _dotted(text: str) -> Iterator[Named]:
    """阿某·某某: names with a dot, where something around tells a person."""
    for match in re.finditer(rf"(?<!{_HAN}){_HAN}{{1,6}}(?:·{_HAN}{{1,6}}){{1,3}}", text):
        if _AFTER.match(text, match.end()):
            yield Named(match.group(), "上下文表明是自然人", match.start())
    for match in _DOTTED_ROLE.finditer(text):
        yield Named(match["name"], match["role"], match.start("name"))


def name_at(text: str, at: int) -> str:
    """The name that begins at this place, judged by its characters and by what follows; nothing if there is none."""
    if _in_organisation(text, at):
        return ""
    candidates = list(_candidates(text, at, SELDOM_FIRST))
    for name in candidates:
        if _EDGE.match(text, at + len(name)) or _FOLLOW.match(text, at + len(name)):
            return name
    return ""


def _candidates(text: str, at: int, tolerated: frozenset[str] = frozenset()) -> Iterator[str]:
    """Readings of a name at this place, the likelier first; `tolerated` are unlikely first characters that may pass."""
    surname = 2 if text[at : at + 2] in COMPOUND_SURNAMES else 1
    if surname == 1 and text[at : at + 1] not in COMMON_SURNAMES:
        return
    if text[at : at + 2] in NOT_NAMES or text[at : at + 2] in NO_VALUE:
        return
    short, long = text[at : at + surname + 1], text[at : at + surname + 2]
    readings = [name for name in (long, short) if re.fullmatch(rf"{_HAN}{{2,4}}", name) and "某" not in name]
    readings = [name for name in readings if len(name) > surname and (name[surname] not in NEVER_FIRST or name[surname] in tolerated)]
    readings = [name for name in readings if not name[surname:].startswith(TITLES) and not text.startswith(TITLES[:-1], at + len(name) - 1)]
    readings = [name for name in readings if not (len(name) == surname + 2 and name[-1] in NEVER_LAST)]
    if len(readings) == 2 and _FOLLOW_WORD.match(text, at + len(short)):
        readings = [short]
    if len(readings) == 2 and _varies(text, short, long):
        readings.reverse()
    yield from readings


@lru_cache(2048)
def _varies(text: str, short: str, long: str) -> bool:
    """Whether the text goes on after the short reading in several ways, so that the third character is not the name's."""
    nexts = Counter(text[at + len(short) : at + len(short) + 1] for at in places(short, text))
    others = sum(count for character, count in nexts.items() if character != long[-1])
    return others >= nexts[long[-1]] and others > 0


def _in_organisation(text: str, at: int) -> bool:
    """Whether what begins here runs on into the name of an organisation, without a word between."""
    match = _LONG_ENDS.match(text, at)
    return match is not None and not _FUNCTION.search(match.group(), 2)


def _officers(text: str) -> Iterator[Named]:
    for match in _OFFICER.finditer(text):
        at = match.end()
        for _ in range(6):
            name = _value(text, at) if ":" in match.group() or "、" in text[at - 1 : at] else name_at(text, at)
            if not name or name[:1] not in COMMON_SURNAMES | {name[:1] for name in COMPOUND_SURNAMES}:
                break
            yield Named(name, match["role"], at, officer=True)
            after = _COURTESY.match(text, at + len(name))
            joint = _JOINED.match(text, after.end() if after else at + len(name))
            if not joint:
                break
            at = joint.end()
