"""Cases that a file tells without the words of this system: which procedure it is, and an execution that tells the penalty itself."""

from weakref import WeakKeyDictionary

import msgspec

from sanxiang.law import procedure as procedures
from sanxiang.law.facts import Facts, penalises
from sanxiang.law.packs import Law
from sanxiang.law.plan import plan_of
from sanxiang.law.procedure import NoProcedure, Procedure
from sanxiang.law.timeline import Act, Timeline
from sanxiang.law.timeline_keys import PARENT

EXECUTION = "compulsory_execution"
ORDINARY = "ordinary"
_PROCEDURES: WeakKeyDictionary[Law, dict[tuple[str, str], Procedure | None]] = WeakKeyDictionary()


def procedure_of(law: Law, timeline: Timeline) -> Procedure | None:
    """The procedure of the case in this law; None when its type has none yet.

    A file that names none, or the ordinary one, but tells acts that only a sister knows (court_application, freeze, draw) walks the sister
    that knows most of its acts. A penalty is what it says.
    """
    case = timeline.case
    own = _procedure(law, case.type, case.procedure)
    if own is None or case.procedure != ORDINARY or case.type == "penalty":
        return own
    told = {act.name for act in with_parent(timeline).acts if not act.name.startswith(PARENT)}
    if told <= plan_of(own).steps.keys():
        return own
    sisters = [own, *(_procedure(law, case.type, name) for name in procedures.known(*law.packs).get(case.type, {}))]
    return max((one for one in sisters if one is not None), key=lambda one: len(told & plan_of(one).steps.keys()))


def _procedure(law: Law, type: str, name: str) -> Procedure | None:
    known = _PROCEDURES.setdefault(law, {})
    if (type, name) not in known:
        try:
            known[type, name] = law.procedure(type, name)
        except NoProcedure:
            known[type, name] = None
    return known[type, name]


def with_parent(timeline: Timeline) -> Timeline:
    """An execution that tells the penalty itself (decide, serve) instead of springing from its case: these acts become the parent's."""
    if timeline.case.type != EXECUTION:
        return timeline
    decide = next((act for act in reversed(timeline.acts) if act.name == "decide" and penalises(act)), None)
    if decide is None:
        return timeline
    serve = next((act.index for act in timeline.acts if act.name == "serve" and act.index > decide.index), decide.index)
    return msgspec.structs.replace(timeline, acts=tuple(_renamed(act, decide, serve) for act in timeline.acts))


def _renamed(act: Act, decide: Act, serve: int) -> Act:
    parents = act.index <= decide.index or act.index == serve
    return msgspec.structs.replace(act, name=f"{PARENT}{act.name}") if parents and not act.name.startswith(PARENT) else act


def facts_of_penalty(facts: Facts) -> Facts:
    """The case seen as that of the penalty which is executed: its decision and service, and all that followed, each at its own index."""
    acts = tuple(
        msgspec.structs.replace(act, name=act.name.removeprefix(PARENT)) for act in facts.acts if act.name not in ("decide", "serve")
    )
    return Facts(facts.law, Timeline(facts.case, acts, facts.as_of, facts.complete))
