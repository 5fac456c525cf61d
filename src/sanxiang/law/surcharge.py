"""加处罚款: so many percent of the sum for each day overdue, never more than the sum itself, without the days of remedies.

行政处罚法第七十二条第一款第一项、第七十三条, 行政强制法第四十五条: the rate is the rule EXE-72a. Exact decimal arithmetic; what is left of a fen is
rounded half up once, at the end (解释: no provision says how).
"""

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import msgspec

from sanxiang.law.calendar import DAY

FEN = Decimal("0.01")


class Charge(msgspec.Struct, frozen=True):
    """What a surcharge comes to: yuan, the days that count, whether the cap was reached, and the computation in Chinese."""

    amount: Decimal
    days: int
    capped: bool
    steps: tuple[str, ...]


def charge(rate: int | Decimal, base: Decimal, first: date, last: date, without: Iterable[tuple[date, date]] = ()) -> Charge:
    """The surcharge on a sum.

    rate: percent a day (EXE-72a). base: yuan not paid. first, last: the first and last day overdue, both counted. without: spans of days that do
    not count (reconsideration, litigation), both ends included; where they overlap each day is left out once.
    """
    overdue, spared = max(0, (last - first).days + 1), left_out(without, first, last)
    days = overdue - spared
    return charged(rate, base, days, _counted(first, last, overdue, spared))


def charged(rate: int | Decimal, base: Decimal, days: int, told: Iterable[str] = ()) -> Charge:
    """The same for a number of days already counted. Raises ValueError: a negative sum or number of days."""
    if base < 0 or days < 0:
        raise ValueError("应缴数额和天数不能小于零")
    whole = base * rate * days / 100
    amount = fen(min(whole, base))
    steps = [*told, f"{yuan(base)}元×{rate}%×{days}日＝{yuan(fen(whole))}元"]
    if whole > base:
        steps.append(f"不得超出应缴数额，按{yuan(base)}元计")
    return Charge(amount, days, whole >= base > 0, tuple(steps))


def left_out(spans: Iterable[tuple[date, date]], first: date, last: date) -> int:
    """How many days from first to last lie in the spans."""
    covered, count = first - DAY, 0
    for begin, end in sorted(spans):
        begin, end = max(begin, covered + DAY), min(end, last)
        if end >= begin:
            count += (end - begin).days + 1
            covered = end
    return count


def fen(amount: Decimal) -> Decimal:
    """Yuan to the fen, half up."""
    return amount.quantize(FEN, ROUND_HALF_UP)


def yuan(amount: Decimal) -> str:
    """An amount as it is written: no fen where there are none."""
    return f"{amount:f}" if amount != amount.to_integral_value() else f"{amount.quantize(Decimal(1)):f}"


def _counted(first: date, last: date, overdue: int, spared: int) -> list[str]:
    if overdue == 0:
        return ["没有逾期"]
    without = f"，扣除复议、诉讼期间{spared}日，计{overdue - spared}日" if spared else ""
    return [f"自{first}至{last}逾期{overdue}日{without}"]
