"""Guards of cases against several parties (共同违法): what is asked of each party alone."""

from collections.abc import Mapping

import msgspec

from sanxiang.law.checks_parties import adrift, name_of, unshared, without_share
from sanxiang.law.facts import of_party, penalises, views
from sanxiang.law.guards_shared import Draft, Kind, Sees
from sanxiang.law.procedure import Guard

# The kinds that look at one party: its rights, its share, its service and payment.
EACH = frozenset(
    [
        "waited",
        "hearing-offered",
        "hearing-held",
        "notice-matches-decision",
        "within-amount",
        "executed",
        "open",
        "at-most",
        "lapsed",
        "no-earlier",
        "not-done",
        "within-owed",
    ]
)


def drafts(draft: Draft) -> list[tuple[str, Draft]]:
    """The act as each party whose it is sees it, with the party's name."""
    found = []
    for at, view in enumerate(views(draft.facts)):
        own = of_party(draft.act, at)
        if own is not None:
            found.append((name_of(draft.facts, at), msgspec.structs.replace(draft, facts=view, act=own)))
    return found


def of_each(blocks: Sees) -> Sees:
    """The same question, asked of each party. A form that is still blank and will name one is refused where it is barred for all."""

    def sees(draft: Draft, guard: Guard) -> str:
        seen = [(name, blocks(one, guard)) for name, one in drafts(draft)]
        barred = [(name, said) for name, said in seen if said]
        if not barred or (len(barred) < len(seen) and _to_name_one(draft)):
            return ""
        if len({said for _, said in barred}) == 1 and len(barred) == len(seen):
            return barred[0][1]
        return "；".join(f"{name}：{said}" for name, said in barred)

    return sees


def _to_name_one(draft: Draft) -> bool:
    return draft.form == "blank" and any(field.type == "party" for field in draft.step.fields)


def of_several(kinds: Mapping[str, Kind]) -> dict[str, Kind]:
    """The kinds of guards as they ask where a case has several parties."""
    return {name: msgspec.structs.replace(kind, blocks=of_each(kind.blocks)) if name in EACH else kind for name, kind in kinds.items()}


def shared_out(draft: Draft, guard: Guard) -> str:
    """A notice or decision against several parties says of each what it gets, and the shares make up the whole."""
    facts, act = draft.facts, draft.act
    if not facts.case.parties or draft.form == "blank" or (act.name == "decide" and not penalises(act)):
        return ""
    if draft.form == "filled" and unshared(facts, act):
        return f"本案有{len(facts.case.parties)}个当事人，没有逐一写明各自的处罚"
    lacking = without_share(facts, act) if draft.form == "filled" and "shares" in act.told else []
    if lacking:
        return f"没有写明对{'、'.join(lacking)}的处罚"
    return adrift(facts, act)
