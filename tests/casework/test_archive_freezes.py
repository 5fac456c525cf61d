"""归档: afterwards nothing is added, changed or taken out, by any act of casework; who looked, and what the public sees, goes on."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

import archived
import cast
import pieces
import walks
from sanxiang.casework import custody, evidence, sealing, secrecy, services
from sanxiang.casework.models import Document, Party
from sanxiang.casework.models import Step as StepRow
from sanxiang.casework.walk import AFTER_ARCHIVE, walking
from sanxiang.record.acts import ACTS, Act
from sanxiang.record.queries import acts_of
from sanxiang.record.refusal import Refused
from sanxiang.review import services as review

# Acts on a case's stream that do not go through a walk: custody and the log's own, which are no part of the dossier; and the act of signing
# what was made before, which is done before the archive is taken.
APART = ("custody.", "disclosure.")
BEFORE = {"case.issue_document", "case.open"}


def acts() -> list[str]:
    return sorted(
        name
        for name, act in ACTS.items()
        if act.STREAM == "case" and not name.startswith(APART) and name not in BEFORE and not name.endswith("*")
    )


def empty(of: type) -> Any:
    """Some value of a field: what it says does not matter, since nothing of it is taken."""
    told = str(of)
    return (
        [] if "list" in told or "Officers" in told else {} if "dict" in told else 1 if "int" in told else False if "bool" in told else "x"
    )


def some(act: type[Act]) -> Act:
    return act(**{field.name: empty(field.type) for field in msgspec.structs.fields(act) if field.required})


@pytest.fixture
def case(people: cast.Cast) -> str:
    return archived.case(people)[0]


def test_there_are_acts_to_try() -> None:
    assert {"case.add_evidence", "case.make_document", "case.annul", "review.submit"} <= set(acts())


@pytest.mark.parametrize("name", acts())
def test_no_act_gets_onto_the_record_of_an_archived_case(people: cast.Cast, case: str, name: str) -> None:
    before = [act.name for act in acts_of(case)]
    with pytest.raises(Refused, match="已经归档"), walking(people.handler, case, additive=True) as walk:
        walk.append(some(ACTS[name]), "handler")
    assert [act.name for act in acts_of(case)] == before


def test_no_step_of_its_procedure_either(people: cast.Cast, case: str) -> None:
    from sanxiang.casework.acts import Take

    with walking(people.handler, case, additive=True) as walk:
        steps = [step for step in walk.procedure.steps if f"case.{step.act}" not in AFTER_ARCHIVE]
    for step in steps:
        with pytest.raises(Refused, match="已经归档"), walking(people.handler, case, additive=True) as walk:
            walk.append(Take(step=step.act, stage=step.stage), "handler")


SERVICES: dict[str, Callable[[cast.Cast, str], object]] = {
    "note_facts": lambda people, case: services.note_facts(people.handler, case, {"complex": True}),
    "hand_over": lambda people, case: services.hand_over(people.head, case, [people.second.officer], "调岗"),
    "add_party": lambda people, case: services.add_party(people.handler, case, walks.COMPANY | {"name": "另一公司"}),
    "change_party": lambda people, case: services.add_party(
        people.handler, case, walks.COMPANY, change=Party.objects.filter(case=case)[0].id
    ),
    "amend": lambda people, case: services.amend(people.head, case, StepRow.objects.get(case=case, act="close").id, "annulled", "写错了"),
    "take_step": lambda people, case: services.take_step(people.handler, case, "pay", {"party": "x", "amount": "1", "receipt": "y"}),
    "add_evidence": lambda people, case: pieces.photo(people.handler, case),
    "exclude": lambda people, case: evidence.exclude(people.handler, case, pieces.Evidence.objects.filter(case=case)[0].id, "不真实"),
    "mark": lambda people, case: secrecy.mark(people.handler, case, pieces.Evidence.objects.filter(case=case)[0].id, "trade", "理由"),
    "submit": lambda people, case: review.submit(people.handler, case, walks.DRAFT, walks.MATERIALS),
    "coordinate": lambda people, case: review.coordinate(people.head, case, "协调一致"),
}


@pytest.mark.parametrize("verb", SERVICES)
def test_every_verb_is_refused_and_leaves_nothing(people: cast.Cast, case: str, verb: str) -> None:
    before = [act.name for act in acts_of(case)]
    with pytest.raises(Refused):
        SERVICES[verb](people, case)
    assert [act.name for act in acts_of(case)] == before


def test_what_bears_the_seal_is_signed_before_the_case_is_archived(people: cast.Cast, case: str) -> None:
    names = [act.name for act in acts_of(case)]
    assert names.index("case.issue_document") < names.index("case.archive")
    before = len(names)
    for document in Document.objects.filter(case=case):
        sealing.paper(people.handler, document.id).content.close()
    assert len(acts_of(case)) == before


def test_who_looks_is_still_put_on_the_record(people: cast.Cast, case: str) -> None:
    custody.consult(people.supervisor, custody.Thing(case, "dossier", case), "view", "案卷评查")
    assert acts_of(case)[-1].name == "custody.consult"
