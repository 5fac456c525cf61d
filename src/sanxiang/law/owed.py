"""What a party owes on a day: the fine that is left, and the surcharge so far, with the computation in Chinese (行政处罚法第六十六条、第六十七条、第七十二条、第七十三条)."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

import msgspec

from sanxiang.law.calendar import DAY
from sanxiang.law.facts import Facts, penalises, remedied, service_day, views
from sanxiang.law.packs import Law
from sanxiang.law.periods import as_day
from sanxiang.law.surcharge import fen, left_out, yuan
from sanxiang.law.timeline import Act, Timeline
from sanxiang.law.timeline_keys import PARENT

ZERO = Decimal(0)
INTERPRETATION = "加处罚款以到期未缴的部分为基数，缴款当日计入逾期，不足一分的四舍五入（法律没有规定，按此解释）"
Span = tuple[date, date]


class Part(msgspec.Struct, frozen=True):
    """One part of a fine with its own last day: the whole, or one instalment. Amounts in yuan."""

    amount: Decimal
    due: date
    left: Decimal
    surcharge: Decimal


class Owed(msgspec.Struct, frozen=True):
    """What is owed on a day, in yuan. `steps`: how it was computed, line by line."""

    on: date
    fine: Decimal
    paid: Decimal
    left: Decimal
    surcharge: Decimal
    surcharge_paid: Decimal
    parts: tuple[Part, ...]
    steps: tuple[str, ...]

    @property
    def surcharge_left(self) -> Decimal:
        """The surcharge that is not yet paid; never below zero."""
        return max(ZERO, self.surcharge - self.surcharge_paid)

    @property
    def total(self) -> Decimal:
        return self.left + self.surcharge_left


def owed(law: Law, timeline: Timeline, on: date, party: int | None = None) -> Owed | None:
    """What the party owes by the penalty of this case, or of the case from which it springs, at the end of that day. party: the place in
    `case.parties` of the one who is asked about, where there are several; without it what they owe together.

    Pure, in exact decimals. None while there is no fine, its service is not told, or no rule of the day says how it is paid. The last
    approved deferral that tells `instalments` parts the fine, each part with its own last day; what they leave is due on `until`. Payments go to what fell due first.
    """
    facts = Facts(law, _own(timeline))
    seen = views(facts)
    if not seen:
        return owed_in(facts, on)
    return owed_in(seen[party], on) if party is not None else _together(facts, [owed_in(view, on) for view in seen])


def _together(facts: Facts, each: list[Owed | None]) -> Owed | None:
    """What several parties owe in sum, each computed by itself."""
    told = [(party.name or "", one) for party, one in zip(facts.case.parties, each, strict=True) if one is not None]
    if not told:
        return None
    owing = [one for _, one in told]
    sums = {name: sum((getattr(one, name) for one in owing), ZERO) for name in ("fine", "paid", "left", "surcharge", "surcharge_paid")}
    steps = tuple(f"{name}：{line}" for name, one in told for line in one.steps)
    return Owed(on=owing[0].on, parts=tuple(part for one in owing for part in one.parts), steps=steps, **sums)


def owed_in(facts: Facts, on: date) -> Owed | None:
    """The same of a case whose facts are at hand, by its own decision."""
    decide = next((act for act in reversed(facts.all("decide")) if penalises(act)), None)
    fine = decide.told.get("fine") if decide else None
    rate = facts.number("EXE-72a", on)
    if decide is None or not fine or rate is None:
        return None
    dues = _dues(facts, decide, fine)
    if dues is None:
        return None
    pays = [act for act in facts.all("pay") if decide.index < act.index and act.day <= on]
    gaps = [(as_day(gap.start), as_day(gap.end)) for gap in remedied(facts)]
    paid = [(act.day, fine if act.told.get("amount") is None else act.told["amount"]) for act in pays]
    parts, steps = [], [f"罚款{yuan(fine)}元"]
    for at, ((amount, due), own) in enumerate(zip(dues, _allotted(dues, paid), strict=True), 1):
        name = f"第{at}期" if len(dues) > 1 else "罚款"
        part, lines = _reckon(name, amount, due, own, rate, gaps, on)
        parts.append(part)
        steps += lines
    surcharge_paid = sum((act.told.get("surcharge") or ZERO for act in pays), ZERO)
    left, surcharge = sum((part.left for part in parts), ZERO), sum((part.surcharge for part in parts), ZERO)
    done = Owed(on, fine, fine - left, left, surcharge, surcharge_paid, tuple(parts), ())
    steps.append(
        f"截至{on}：罚款未缴{yuan(left)}元，加处罚款{yuan(surcharge)}元，已缴加处{yuan(surcharge_paid)}元，合计应缴{yuan(done.total)}元"
    )
    return msgspec.structs.replace(done, steps=(*steps, INTERPRETATION))


def _own(timeline: Timeline) -> Timeline:
    """The timeline with its parent's acts under their own names, where the case has no decision that imposes a fine itself."""
    if any(act.name == "decide" and act.told.get("fine") for act in timeline.acts):
        return timeline
    acts = [msgspec.structs.replace(act, name=act.name.removeprefix(PARENT)) for act in timeline.acts if _of_money(act)]
    return msgspec.structs.replace(timeline, acts=tuple(msgspec.structs.replace(act, index=at) for at, act in enumerate(acts, 1)))


def _of_money(act: Act) -> bool:
    return act.name.startswith(PARENT) or act.name in ("pay", "defer", "reconsideration", "litigation")


def _dues(facts: Facts, decide: Act, fine: Decimal) -> list[tuple[Decimal, date]] | None:
    """The parts of the fine with their last days, in the order in which they fall due."""
    served = service_day(facts, decide)
    rule = facts.rule("EXE-67a", decide.day)
    if served is None or rule is None:
        return None
    first = as_day(facts.due(rule, served).due)
    defers = [act for act in facts.all("defer") if act.told.get("approved") is not False]
    parts, rest = [], fine
    for day, amount in defers[-1].told.get("instalments") or () if defers else ():
        parts.append((min(amount, rest), day))
        rest -= parts[-1][0]
    if rest:
        parts.append((rest, max([first, *(act.told["until"] for act in defers if act.told.get("until"))])))
    return [part for part in sorted(parts, key=lambda part: part[1]) if part[0]]


def _allotted(dues: Sequence[tuple[Decimal, date]], paid: Sequence[tuple[date, Decimal]]) -> Iterator[list[tuple[date, Decimal]]]:
    """Which payment goes to which part: what fell due first is paid first. What is paid beyond the fine goes to none."""
    money = list(paid)
    for amount, _ in dues:
        own: list[tuple[date, Decimal]] = []
        while amount and money:
            day, sum_ = money[0]
            taken = min(amount, sum_)
            own.append((day, taken))
            amount -= taken
            money[0:1] = [(day, sum_ - taken)] if sum_ > taken else []
        yield own


def _reckon(
    name: str, amount: Decimal, due: date, paid: Sequence[tuple[date, Decimal]], rate: int, gaps: Sequence[Span], on: date
) -> tuple[Part, list[str]]:
    """One part: what is left of it, and its surcharge from the day after its last day, no more than the part itself."""
    left, charged = amount, ZERO
    lines = [f"{name}{yuan(amount)}元，最迟{due}缴纳"]
    since = due + DAY
    for day, sum_ in [*paid, (on, ZERO)]:
        if left and day >= since:
            line, more = _span(left, rate, since, min(day, on), gaps)
            lines += [line]
            charged += more
            since = day + DAY
        left -= sum_
    if charged > amount:
        lines.append(f"加处罚款不得超出罚款数额，{name}按{yuan(amount)}元计")
    return Part(amount, due, left, fen(min(charged, amount))), lines


def _span(base: Decimal, rate: int, first: date, last: date, gaps: Sequence[Span]) -> tuple[str, Decimal]:
    overdue, spared = (last - first).days + 1, left_out(gaps, first, last)
    sum_ = base * rate * (overdue - spared) / 100
    without = f"，扣除复议、诉讼期间{spared}日" if spared else ""
    return f"自{first}至{last}逾期{overdue}日{without}：{yuan(base)}元×{rate}%×{overdue - spared}日＝{yuan(fen(sum_))}元", sum_
