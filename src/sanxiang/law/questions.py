"""从旧兼从轻 (行政处罚法第三十七条) as a question: where the law of the act's day and of the decision's day differ, the handler decides which is applied."""

from bisect import bisect_right
from datetime import date
from weakref import WeakKeyDictionary

import msgspec

from sanxiang.law.facts import Facts, is_person
from sanxiang.law.packs import Change, Law
from sanxiang.law.rules import Rule
from sanxiang.law.timeline import Timeline

_RULE = "PEN-37"
# What decides whether and how heavily an act is penalised. How a case is handled follows the law of each step's own day and is no question.
_SUBSTANCE = ("PEN-28", "PEN-29", "PEN-30", "PEN-30a", "PEN-30b", "PEN-31", "PEN-32", "PEN-33", "PEN-36a", "EXE-72a")


_BY_CASE = ("PEN-36b", "PEN-51a", "PEN-51b")
_DAYS: WeakKeyDictionary[Law, tuple[date, ...]] = WeakKeyDictionary()


class Differs(msgspec.Struct, frozen=True):
    """One rule on the two days, each as it is cited with its number; what one day did not have is said so."""

    rule: str
    title: str
    before: str
    after: str


class Question(msgspec.Struct, frozen=True):
    """What the handler is asked, by which article: from the end of the unlawful act (`since`) to the decision (`until`) these rules changed."""

    rule: str
    message: str
    law: str
    article: str
    since: date
    until: date
    differs: tuple[Differs, ...]


def questions(law: Law, timeline: Timeline) -> list[Question]:
    """Whether the law changed between the unlawful act and the decision (today, while there is none) in what decides on the penalty.

    Pure. Empty when it did not, when the day of the act is not told, and for types other than penalties. 行政处罚法第三十七条.
    """
    return asked_in(Facts(law, timeline))


def asked_in(facts: Facts) -> list[Question]:
    """The same of a case whose facts are at hand."""
    law = facts.law
    since = facts.case.act_until or facts.case.act_from
    decide = facts.last("decide")
    until = decide.day if decide else facts.as_of
    if facts.case.type != "penalty" or since is None or since > until or not _moved(law, since, until):
        return []
    rule = law.rule(_RULE, until)
    if rule is None:
        return []
    differs = tuple(_told(change) for change in law.changed(_asked(facts), since, until))
    if not differs:
        return []
    message = (
        f"违法行为终了于{since}，{'决定' if decide else '今天'}是{until}，其间{'、'.join(each.title for each in differs)}的规定有变化。"
        "适用违法行为发生时的规定；作出决定时的规定处罚较轻或者不认为是违法的，适用作出决定时的规定。请比较后在决定书中写明适用哪一规定和理由。"
    )
    return [Question(_RULE, message, rule.law, rule.article, since, until, differs)]


def _moved(law: Law, since: date, until: date) -> bool:
    """Whether any of these rules begins or ends between the two days: of nearly every case none does, and nothing need be compared."""
    days = _DAYS.get(law)
    if days is None:
        days = _DAYS[law] = tuple(sorted({day for id in (*_SUBSTANCE, *_BY_CASE) for day in law.turns(id)}))
    return bisect_right(days, since) < bisect_right(days, until)


def _asked(facts: Facts) -> list[str]:
    """The rules that matter to this case."""
    found = list(_SUBSTANCE)
    if facts.case.life_safety is not False:
        found.append("PEN-36b")
    if facts.summary:
        found += {True: ["PEN-51a"], False: ["PEN-51b"], None: ["PEN-51a", "PEN-51b"]}[is_person(facts)]
    return found


def _told(change: Change) -> Differs:
    one = change.after or change.before
    return Differs(change.rule, one.title if one else change.rule, _cited(change.before), _cited(change.after))


def _cited(rule: Rule | None) -> str:
    if rule is None:
        return "没有这条规定"
    return f"{rule.citation}{f'：{rule.amount}' if rule.amount else ''}{'（待核）' if rule.unverified else ''}"
