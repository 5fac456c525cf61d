"""What a document must say, somebody is asked for: of every procedure of every pack, every template of every step."""

import pytest

from sanxiang.casework import documents
from sanxiang.law import packs
from sanxiang.law.procedure import PACKS, Procedure, Step, known

TEMPLATES = {template.id: template for template in documents.templates()}
SECTORS = tuple(f"sectors/{path.name}" for path in sorted((PACKS / "sectors").iterdir()) if path.is_dir())
# What the case itself holds, and what every act has by having happened.
OF_THE_CASE = frozenset(["organ", "case", "party", "officers", "document", "served", "entries", "dossier"])
OF_EVERY_ACT = frozenset(["at", "by"])
# What must be so for a step to be open, and the acts that make it so.
# What a step tells itself where its document asks for it by another's name: a notice's service; what a penalty's application to the court says.
OWN = {
    ("serve_notice", "serve"): {},
    ("court_application", "obligation"): {"served": "decision_served"},
    ("court_application", "demand"): {"served": "demanded"},
}
OPEN = {"review": ("review_submit",), "preservation": ("preserve",), "seizure": ("seize",), "suspension": ("suspend",)}

PROCEDURES = [("", type, name) for type, names in known().items() for name in names]
PROCEDURES += [
    (sector, type, name)
    for sector in SECTORS
    for type, names in known(sector).items()
    for name in names
    if (PACKS / sector / "procedures" / f"{type}-{name}.yaml").is_file()
]


def procedure_of(sector: str, type: str, name: str) -> Procedure:
    return packs.load((sector,) if sector else ()).procedure(type, name)


def before(procedure: Procedure, step: Step) -> set[str]:
    """Acts that must have come before the step, by its guards and by theirs, and the act with which the case begins."""
    found = {procedure.steps[0].act}
    ahead = [step]
    while ahead:
        for guard in ahead.pop().guards:
            for act in required(guard.kind, guard.params):
                if act not in found and (one := procedure.step(act)):
                    found.add(act)
                    ahead.append(one)
    return found


def required(kind: str, params: dict[str, object]) -> tuple[str, ...]:
    """The acts that a guard wants done; of several, one was."""
    if kind == "open":
        return OPEN.get(str(params["what"]), ()) if "what" in params else named(params["began"])
    return named(params["step"]) if kind == "step-taken" else ()


def named(acts: object) -> tuple[str, ...]:
    return tuple(acts) if isinstance(acts, list | tuple) else (str(acts),)


def asks(step: Step, key: str, must: bool) -> bool:
    """Whether the step's form asks for it; `must`: and takes no empty answer."""
    if key in OF_EVERY_ACT or (key in ("approved_by", "approved_at", "head_opinion") and step.approver):
        return True
    told = {key for guard in step.guards if guard.kind == "told" for key in [guard.params["key"]] if isinstance(key, str)}
    return any(field.name == key and (field.required or key in told or not must) for field in step.fields)


def lacking(procedure: Procedure, step: Step, template: str, must: bool) -> list[str]:
    certain = before(procedure, step)
    found = []
    for field in TEMPLATES[template].fields:
        group, _, key = field.path.partition(".")
        if not field.required or group in OF_THE_CASE or "[]" in field.path:
            continue
        if (step.act, group) in OWN and not (step.act == "court_application" and procedure.step("obligation")):
            group, key = step.act, OWN[step.act, group].get(key, key)
        source = procedure.step(group)
        if source is None or not asks(source, key, must) or (must and group != step.act and group not in certain):
            found.append(field.path)
    return found


@pytest.mark.parametrize(("sector", "type", "name"), PROCEDURES, ids=["-".join(filter(None, one)) for one in PROCEDURES])
def test_every_document_of_every_step_can_be_made(sector: str, type: str, name: str) -> None:
    procedure = procedure_of(sector, type, name)
    wrong = []
    for step in procedure.steps:
        for template in step.documents:
            if template not in TEMPLATES:
                wrong.append(f"{step.act}：没有模板 {template}")
                continue
            first = template in step.documents[:1] and template not in step.made_when
            wrong += [f"{step.act} / {template}：{path}" for path in lacking(procedure, step, template, must=first)]
    assert wrong == []


def test_every_template_is_made_by_some_step() -> None:
    used = {document for one in PROCEDURES for step in procedure_of(*one).steps for document in step.documents}
    assert set(TEMPLATES) - used <= {"no_penalty_decision", "archive_transfer"}  # by an outcome, and by the register of a year
