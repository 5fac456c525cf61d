"""What the organ's published lists ask of what a form tells: a reason where people choose otherwise than a list suggests, and what no list allows.

Each check tells what is wrong by field; `asked` gathers them into one refusal. Numbers come from the published rows.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from math import ceil, floor
from typing import Any

from sanxiang.casework import joint, listed, prior
from sanxiang.casework.listed import NONE
from sanxiang.casework.models import Case, Party, Step
from sanxiang.catalogue import amounts
from sanxiang.catalogue.kinds import EFFECTS, LeniencyRow, RandomRow, Tier
from sanxiang.law.reading import Reading
from sanxiang.record.refusal import Invalid, Refused

Values = Mapping[str, Any]
RANDOM = "国办发〔2015〕58号第二部分（一）"
REVIEW = "国办发〔2018〕118号（十二）"
DRAFT = "代拟稿"
OFTEN = "国办发〔2024〕54号"
DISCRETION = "国办发〔2022〕27号（十二）"
FIRST = "行政处罚法第三十三条"
CHOSEN = {"no_penalty": ("no_penalty",), "mitigated": ("penalty",), "lighter": ("penalty",), "heavier": ("penalty",)}


def asked(case: Values, parties: Iterable[Values], steps: Sequence[Values], act: str, told: Values, day: datetime.date) -> None:
    """The lists of the case have no objection to what this step's form tells.

    case, parties, steps: rows; told: the checked values. Raises Invalid naming the fields that want a reason, Refused with the article.
    """
    parties = list(parties)
    party = next((one for one in parties if one.get("role", "party") == "party"), {})
    if act in (*listed.WEIGHED_AT, "review_submit") and case["type"] == "penalty":
        wrong = weighed(case, party, act, told)
        for one, share in joint.each(told, parties) or [(party, told)]:
            wrong |= within_tier(case, one, steps, act, share)
        if wrong:
            article = FIRST if any(name.startswith("leniency") for name in wrong) else DISCRETION
            raise Invalid(
                "与本机关公布的清单不一致，有内容需要补充：" + "；".join(wrong.values()),
                fields=wrong,
                article=article,
                next="请补充后再提交；清单只作建议，由您决定。",
            )
    if (case["type"], case["procedure"]) == ("inspection", "random"):
        at_random(case, party, act, told, day)


# ── 不予、减轻、从轻、从重 ──


def weighed(case: Values, party: Values, act: str, told: Values) -> dict[str, str]:
    """A row is chosen or set aside with a reason; for 不予 every condition is established. Raises Refused for a first offence that is none."""
    found = listed.leniency(case)
    outcome = told.get("outcome") or told.get("proposal") or "penalty"
    if not found or outcome in ("transfer", "not_established"):
        return {}
    chosen, reason = told.get("leniency"), told.get("leniency_reason")
    if not chosen:
        return {"leniency": f"清单列有本案的情形（{'、'.join(row.name for row in found)}），请选择所适用的一项，或者选择不适用并写明理由"}
    row = next((row for row in found if row.code == chosen), None)
    if row is None and chosen != NONE:
        return {"leniency": "清单的这一项不是本案的事项，请另选"}
    if row is None or not follows(row, outcome, told):
        return {} if reason else {"leniency_reason": "未按清单的建议处理，请写明理由"}
    return established(row, case, party, told)


def follows(row: LeniencyRow, outcome: str, told: Values) -> bool:
    """Whether what is proposed or decided is what the row suggests."""
    wanted = row.effect if row.effect in ("mitigated", "lighter") else None
    return outcome in CHOSEN[row.effect] and (wanted is None or "mitigated" not in told or told["mitigated"] == wanted)


def conditions(row: LeniencyRow) -> list[str]:
    """The conditions of a row, those of 行政处罚法第三十三条 first."""
    flags = [name for name in ("first_offence", "minor_harm", "corrected") if getattr(row, name)]
    return [*flags, "listed"] if row.when else flags


def established(row: LeniencyRow, case: Values, party: Values, told: Values) -> dict[str, str]:
    """不予处罚 needs each condition; that it is the first offence is also looked up."""
    if row.effect != "no_penalty":
        return {}
    if row.first_offence and (earlier := earlier_of(case, party)):
        raise Refused(
            f"不能按首违不罚处理：本系统查到当事人{earlier}，不是初次违法",
            article=FIRST,
            next="请核对既往处罚；不适用该情形的，请另选并写明理由。",
        )
    lacking = [listed.CONDITIONS[name] for name in conditions(row) if name not in (told.get("leniency_conditions") or ())]
    return {"leniency_conditions": f"不予处罚的各项条件须逐项查证属实，尚未确认：{'、'.join(lacking)}"} if lacking else {}


def earlier_of(case: Values, party: Values) -> str:
    """The party's latest earlier penalty for the same cause that this system knows, in words. Two queries."""
    known = prior.penalties({"case": case.get("id", ""), **party}) if party else []
    same = [one for one in known if one["cause"] == case.get("cause")]
    return f"{same[0]['decided']}曾因{same[0]['cause']}受过处罚（{same[0]['number']}）" if same else ""


# ── 裁量基准 ──


def bounds(tier: Tier, party: Values) -> tuple[Decimal, Decimal] | None:
    """The amounts of a tier for this party in yuan; None where the standard names none."""
    person = party.get("kind") == "person" and tier.person_low and tier.person_high
    low, high = (tier.person_low, tier.person_high) if person else (tier.low, tier.high)
    try:
        return (Decimal(low), Decimal(high)) if low and high else None
    except InvalidOperation:
        return None


def holding(case: Values, party: Values, fine: Decimal) -> list[Tier]:
    """The tiers within which a fine lies."""
    return [tier for tier in listed.tiers(case) if (span := bounds(tier, party)) and span[0] <= fine <= span[1]]


def outside(case: Values, party: Values, told: Values) -> str:
    """How a fine departs from the standard, in words; empty when it does not."""
    fine, tiers = told.get("fine"), listed.tiers(case)
    if not fine or not any(bounds(tier, party) for tier in tiers):
        return ""
    chosen = next((tier for tier in tiers if tier.name == told.get("tier")), None)
    held = holding(case, party, Decimal(fine))
    if chosen is None:
        return "" if held else f"罚款{fine}元不在裁量基准的任何阶次以内"
    span = bounds(chosen, party)
    return f"罚款{fine}元不在“{chosen.name}”阶次（{span[0]}元至{span[1]}元）以内" if span and chosen not in held else ""


def within_tier(case: Values, party: Values, steps: Sequence[Values], act: str, told: Values) -> dict[str, str]:
    """A fine outside the tier asks for the reason, and where it is decided for the approval (国办发〔2022〕27号（十二）)."""
    if not (why := outside(case, party, told)):
        return {}
    wrong = {} if told.get("tier_reason") else {"tier_reason": f"{why}，请写明理由"}
    if act != "decide":
        return wrong
    approval = told.get("tier_approval")
    if not approval:
        return wrong | {"tier_approval": f"{why}，须经主要负责人批准或者集体讨论，请选择"}
    if approval == "deliberation" and not any(step["act"] == "deliberate" and step["state"] != "annulled" for step in steps):
        return wrong | {"tier_approval": "本案还没有登记集体讨论，请先登记，或者选择经主要负责人批准"}
    return wrong


def applied(case: Values, party: Values, told: Values) -> str:
    """The tier applied, as the decision document says it; empty where no standard was published for the item or no fine is told."""
    row, fine = listed.discretion(case), told.get("fine")
    if row is None or not fine:
        return ""
    held = holding(case, party, Decimal(fine))
    tier = next((tier for tier in row.tiers if tier.name == told.get("tier")), held[0] if len(held) == 1 else None)
    words = [f"适用本机关公布的行政裁量基准“{row.name}”"]
    if tier is not None:
        words.append(f"的“{tier.name}”阶次（适用条件：{tier.when}；具体标准：{tier.standard}）")
    departs = outside(case, party, told)
    why = (
        f"；{departs}，调整适用的理由：{_bare(told.get('tier_reason'))}，{listed.APPROVALS.get(told.get('tier_approval', ''), '待批准')}"
        if departs
        else ""
    )
    return "".join(words) + why + "。"


def applied_to_each(case: Values, parties: Iterable[Values], told: Values) -> str:
    """The same for every party that has a share, each called by name where there are several."""
    said = [(one["name"], applied(case, one, share)) for one, share in joint.each(told, parties)]
    return said[0][1] if len(said) == 1 else "\n".join(f"对{name}，{words}" for name, words in said if words)


def _bare(text: Any) -> str:
    return str(text or "").strip().rstrip("。；")


# ── 法制审核目录 ──


def materials(case: Values, draft: Values, parties: Iterable[Values], told: Values) -> list[Any]:
    """The materials of a submission; what the rows that cover this decision list and is not among them is told to the reviewer with the reason.

    Raises Invalid naming what is missing where no reason is given.
    """
    given = list(told.get("materials") or ())
    lacking = missing(given, wanted(case, draft, parties))
    if not lacking:
        return given
    if not (reason := told.get("lacking_reason")):
        why = f"法制审核目录所列的材料还缺：{'、'.join(lacking)}"
        raise Invalid(
            why,
            fields={"materials": why, "lacking_reason": "确实没有的，请写明理由"},
            article=REVIEW,
            next="请补齐材料，或者写明没有的理由。",
        )
    return [*given, f"缺{'、'.join(lacking)}（理由：{_bare(reason)}）"]


def wanted(case: Values, draft: Values, parties: Iterable[Values]) -> list[str]:
    """Every material that the rows for this decision list, once."""
    parties = list(parties)
    covering = [row for row in listed.review(case) if listed.covers(row, case, parties, draft)]
    return list(dict.fromkeys(each for row in covering for each in row.materials))


def missing(given: Iterable[Any], wanted: Iterable[str]) -> list[str]:
    """What is listed and not given: a material is given where a line names it, with whatever else the line says; the draft decision always is."""
    lines = [" ".join(map(str, one.values())) if isinstance(one, Mapping) else str(one) for one in given]
    return [name for name in wanted if not name.endswith(DRAFT) and not any(name in line for line in lines)]


# ── 双随机 ──


def at_random(case: Values, party: Values, act: str, told: Values, day: datetime.date) -> None:
    """Only what is on the published list is inspected at random, to its ratio and no oftener than it says."""
    row = listed.random(case)
    if act == "plan":
        planned(case, row, told)
    elif act == "draw" and row is not None:
        drawn(row, told)
        seldom(case, party, row, day)


def planned(case: Values, row: RandomRow | None, told: Values) -> None:
    if row is None:
        raise Refused(
            "该事项未列入本机关公布的随机抽查事项清单，不得随机抽查", article=RANDOM, next="请先将事项列入清单，经批准公布后再抽查。"
        )
    wrong = {} if told.get("list_item") in (row.name, row.code) else {"list_item": f"公布的事项是“{row.name}”"}
    for name, read in (("ratio", amounts.ratio), ("frequency", amounts.frequency)):
        if not same(read(told.get(name, "")), read(getattr(row, name)), told.get(name), getattr(row, name)):
            wrong[name] = f"公布的是“{getattr(row, name)}”"
    if wrong:
        raise Invalid(
            "与公布的随机抽查事项清单不一致：" + "；".join(wrong.values()),
            fields=wrong,
            article=RANDOM,
            next="请按公布的清单填写；需要调整的，先修订清单。",
        )


def same(one: Reading, other: Reading, *words: Any) -> bool:
    return one.normal == other.normal if one.ok and other.ok else words[0] == words[1]


def drawn(row: RandomRow, told: Values) -> None:
    """The draw is as large as the published ratio says. Raises Invalid."""
    least, most = size(amounts.ratio(row.ratio), int(told.get("objects_count") or 0))
    count = int(told.get("drawn_count") or 0)
    if least <= count and (most is None or count <= most):
        return
    span = f"{least}户" if least == most else f"不少于{least}户" if most is None else f"{least}户至{most}户"
    why = f"公布的抽查比例是“{row.ratio}”，名录库{told.get('objects_count')}户应抽取{span}，实际{count}户"
    raise Invalid(why, fields={"drawn_count": why}, article=RANDOM, next="请按公布的比例重新抽取。")


def size(ratio: Reading, objects: int) -> tuple[int, int | None]:
    """How many objects a ratio wants of so many, at least and at most (None: no bound); a share of a household is rounded either way."""
    if not ratio.ok:
        return 0, None
    low, high = (ratio.value.get(name) for name in ("low", "high"))
    if ratio.value["unit"] != "%":
        return min(int(float(low or 0)), objects), int(float(high)) if high else None
    share = [None if part is None else Fraction(part) * objects / 100 for part in (low, high)]
    return max(floor(share[0]), 1 if objects else 0) if share[0] is not None else 0, None if share[1] is None else max(ceil(share[1]), 1)


def seldom(case: Values, party: Values, row: RandomRow, day: datetime.date) -> None:
    """The organ has not yet inspected this party so often in the period as the list allows. Raises Refused. Two queries."""
    often = amounts.frequency(row.frequency)
    most = often.value.get("high") if often.ok else None
    if most is None:
        return
    since, words = begun(str(often.value["every"]), day)
    if (count := inspected(case, party, since, day)) >= int(float(most)):
        raise Refused(
            f"{words}本机关已对{party['name']}就该事项检查{count}次，公布的频次是“{row.frequency}”，不能再次抽查",
            article=f"{OFTEN}；{RANDOM}", next="请重新抽取其他对象，或者待下一周期再抽查。",
        )  # fmt: skip


def begun(every: str, day: datetime.date) -> tuple[datetime.date, str]:
    """The first day of the period in which a day lies, and its words."""
    if every == "day":
        return day, "当日"
    if every == "week":
        return day - datetime.timedelta(days=day.weekday()), "本周"
    months = {"year": 12, "half_year": 6, "quarter": 3, "month": 1}[every]
    words = {"year": "本年度", "half_year": "本半年", "quarter": "本季度", "month": "本月"}[every]
    return day.replace(month=(day.month - 1) // months * months + 1, day=1), words


def inspected(case: Values, party: Values, since: datetime.date, until: datetime.date) -> int:
    """How often the organ visited this party for the item from `since` until the day, in other cases: those with a record of the visit."""
    same = Party.objects.filter(role="party").exclude(case=case.get("id", ""))
    same = (
        same.filter(id_number=party["id_number"])
        if party.get("id_number")
        else same.filter(name=party.get("name", ""), kind=party.get("kind", ""))
    )
    cases = Case.objects.filter(organ=case["organ"], type="inspection", item_code=case["item_code"], id__in=same.values("case"))
    visits = Step.objects.filter(case__in=cases.values("id"), act="site_record", day__gte=since, day__lte=until).exclude(state="annulled")
    return visits.values("case").distinct().count()


__all__ = ["EFFECTS", "applied", "asked", "conditions", "earlier_of", "outside"]
