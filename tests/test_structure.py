"""The house itself: what its rooms may hold. What the record demands of models and folds stands in tests/record/test_declarations.py,
who may enter each address in tests/office/test_doors.py, and which package may import which in pyproject.toml."""

import ast
import importlib
import pathlib
import re
from collections.abc import Iterator

import pytest

from sanxiang.casework import documents, filling
from sanxiang.law import guards, packs, procedure, timeline_keys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "sanxiang"
FACES = ("portal", "office", "api", "cli")
ROOMS = ("law", "record", "organs", "catalogue", "casework", "review", "disclosure", "exchange")
# Words of drawers, not of an enforcement office.
DRAWERS = re.compile(r"utils?|helpers?|managers?|mixins?|signals|common|misc|adapter|.*_v\d+|.*_(service_adapter|helper)")
# Declared for the record's sake; no verb and no page take them yet.
WITHOUT_A_VERB = {"organs.amend", "organs.end_delegation"}
LONGEST_FILE, LONGEST_FUNCTION = 400, 60


def modules(*packages: str) -> Iterator[tuple[pathlib.Path, ast.Module]]:
    for package in packages:
        for path in sorted((SOURCE / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, ast.parse(path.read_text(encoding="utf-8"))


def functions(tree: ast.Module) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def test_faces_ask_queries_and_services_and_no_table_themselves() -> None:
    for path, tree in modules(*FACES):
        asked = [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "objects"]
        assert not asked, f"{path.relative_to(ROOT)}:{asked}: a face parses, calls a query or a service, and renders"


def test_public_functions_of_law_record_and_services_say_what_they_do() -> None:
    silent = [
        f"{path.relative_to(ROOT)}: {function.name}"
        for path, tree in modules("law", "record", *(room for room in ROOMS if room not in ("law", "record")))
        if path.name == "services.py" or path.parent.name == "record" and path.name in ("services.py", "queries.py", "verify.py", "seal.py")
        for function in tree.body
        if isinstance(function, ast.FunctionDef) and not function.name.startswith("_") and ast.get_docstring(function) is None
    ]
    assert not silent, f"say what it does, what it takes with units, what it raises, which article: {silent}"


def test_the_brains_entrances_cite_what_they_implement() -> None:
    for module, name in (
        ("assess", "assess"), ("periods", "due"), ("timeline", "parse"), ("timeline", "build"), ("packs", "load"), ("procedure", "load"),
        ("identifiers", "uscc_fault"), ("identifiers", "id_fault"), ("guards", "offers"),
    ):  # fmt: skip
        assert getattr(importlib.import_module(f"sanxiang.law.{module}"), name).__doc__, f"law.{module}.{name}"


# A number beside a unit of the law, in code or in its words: 7 日, 三千元, 15个工作日. Two is how many people a step takes, and no number of a rule.
NUMBER_OF_LAW = re.compile(r"(?<![\d〔-])(?:[3-9]|[1-9]\d+)\s*(?:个工作)?(?:日|天|元|小时|个月|年)(?![\d月])")
# Where a number is part of an example or of a form, not of a rule.
NOT_OF_LAW = re.compile(r"\d{4}年|如|例如|#")


def test_no_number_of_the_law_stands_in_code() -> None:
    found = []
    for path, tree in modules("casework", "review", "disclosure", "law"):
        docs = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if hasattr(node, "body") and isinstance(node.body, list) and node.body and isinstance(node.body[0], ast.Expr)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
                number = NUMBER_OF_LAW.search(node.value)
                if number and not NOT_OF_LAW.search(node.value):
                    found.append(f"{path.relative_to(ROOT)}:{node.lineno}: {number[0]}")
    assert not found, f"numbers of the law come from dated packs: {found}"


def test_no_drawers() -> None:
    for path, _ in modules(""):
        for part in path.relative_to(SOURCE).with_suffix("").parts:
            assert not DRAWERS.fullmatch(part), f"{path.relative_to(ROOT)}: a name is a word of the office, not of a drawer"


def test_files_and_functions_are_short() -> None:
    lengths = []
    for path, tree in modules(""):
        lines = path.read_text(encoding="utf-8").count("\n")
        assert lines < LONGEST_FILE, f"{path.relative_to(ROOT)} has {lines} lines: it is about more than one thing"
        for function in functions(tree):
            length = (function.end_lineno or 0) - function.lineno + 1
            assert length <= LONGEST_FUNCTION, f"{path.relative_to(ROOT)}:{function.lineno} {function.name} has {length} lines"
            lengths.append(length)
    lengths.sort()
    assert lengths[len(lengths) // 2] <= 9, "the median function is short"
    assert lengths[len(lengths) * 9 // 10] <= 40, "nine functions in ten are under forty lines"


def procedures() -> list[procedure.Procedure]:
    """Every procedure of every pack."""
    files = sorted((SOURCE / "packs").rglob("procedures/*-*.yaml"))
    names = [(str(file.parent.parent.relative_to(SOURCE / "packs")), file.stem.partition("-")) for file in files]
    return [procedure.load(kind, name, pack) for pack, (kind, _, name) in names]


def test_every_step_makes_documents_that_there_are() -> None:
    known = {template.id for template in documents.templates()}
    for each in procedures():
        for step in each.steps:
            assert set(step.documents) <= known, f"{each.title} {step.act}"


def test_every_template_is_made_by_some_step() -> None:
    made = {id for each in procedures() for step in each.steps for id in step.documents}
    made |= {"no_penalty_decision", "archive_transfer"}  # by an outcome, and by the register of a year
    assert {template.id for template in documents.templates()} <= made


def test_every_guard_is_of_the_closed_vocabulary_and_cites_a_rule_that_there_is() -> None:
    sectors = [str(pack.parent.relative_to(SOURCE / "packs")) for pack in (SOURCE / "packs").rglob("pack.yaml")]
    known = {rule.id for pack in sectors for rule in packs.load([pack] if pack != "national" else []).all_rules()}
    known |= {other for pack in sectors for rule in packs.load([pack] if pack != "national" else []).all_rules() for other in rule.also}
    for each in procedures():
        for step in each.steps:
            for guard in step.guards:
                assert guard.kind in guards.KINDS, f"{each.title} {step.act}: {guard.kind}"
                assert guard.rule in known, f"{each.title} {step.act}: {guard.rule} is no rule of any pack"


def test_every_field_is_filled_from_a_source_that_there_is() -> None:
    plain = {*filling.PLAIN, *filling.COMPUTED, "me", "case.next_number", "case.archive_number", "case.licence_number"}
    for each in procedures():
        for step in each.steps:
            for field in step.fields:
                for source in filter(None, field.fill.split("|")):
                    word, colon, rest = source.strip().partition(":")
                    where = f"{each.title} {step.act}.{field.name}: {source}"
                    if colon:
                        assert word in filling.WITH_ARGUMENT, where
                        assert word != "last" or rest.partition(".")[0] in timeline_keys.ACTS, where
                    else:
                        assert source in plain or source.partition(".")[0] in ("case", "party", "item", "organ", "earlier", "owed"), where


def test_every_act_that_can_be_recorded_is_spoken_of_in_a_test() -> None:
    from django.apps import apps

    from sanxiang.record.acts import ACTS

    for config in apps.get_app_configs():
        if config.name.startswith("sanxiang.") and (SOURCE / config.name.split(".")[1] / "acts.py").exists():
            importlib.import_module(f"{config.name}.acts")
    words = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py") if path != pathlib.Path(__file__))
    calls = _calls()
    ours = {name: act.__name__ for name, act in ACTS.items() if act.__module__.startswith("sanxiang.")}
    untested = [
        name for name, made in ours.items() if name not in words and not any(f"{one}(" in words for one in _leading_to(made, calls))
    ]
    assert set(untested) <= WITHOUT_A_VERB, f"write a test, with who may not: {untested}"


def _calls() -> dict[str, set[str]]:
    """The names of functions and classes that each function calls or hands on, by its own name."""
    found: dict[str, set[str]] = {}
    for _, tree in modules(""):
        for function in functions(tree):
            names = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
            found.setdefault(function.name, set()).update(
                names | {node.attr for node in ast.walk(function) if isinstance(node, ast.Attribute)}
            )
    return found


def _leading_to(name: str, calls: dict[str, set[str]]) -> set[str]:
    """The name, and every function that reaches it within three calls."""
    found = {name}
    for _ in range(3):
        found |= {caller for caller, called in calls.items() if called & found and caller != "do"}
    return found


def test_every_setting_says_what_it_is_for() -> None:
    from sanxiang import settings

    for name, (_, about) in settings.SETTINGS.items():
        assert len(about) >= 4, name


@pytest.mark.parametrize("name", ["README.md", "README.zh.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE"])
def test_a_stranger_finds_what_they_look_for(name: str) -> None:
    assert (ROOT / name).stat().st_size > 200
