"""What makes a rule of the law work: the guards and periods of procedures that name it, and the checks whose code does.

Nothing is kept by hand: procedures are read as data, checks as the source of this package (a rule's id as a word of its own, or a demand).
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args

from sanxiang.law import procedure
from sanxiang.law.packs import Law
from sanxiang.law.procedure import Guard
from sanxiang.law.rules import Demand, Rule

SOURCE = Path(__file__).resolve().parent.parent
# Where a rule named in code is enforced: the brain's checks and guards, and what they reckon with.
CHECKS = ("law/checks_*.py", "law/guards*.py", "law/limits*.py", "law/facts*.py", "law/surcharge*.py")
# What a closed list of words or a form enforces without naming the rule: no other kind of penalty or evidence can be told, and so on.
BUILT_IN = {
    "PEN-09": "law.words.shared.KINDS",
    "PEN-46": "casework.evidence.check",
    "XT-14": "casework.evidence.check",
    "PUB-10": "disclosure.redaction.redact",
    "REC-23": "record.verify.verify",
    "RET-08a": "casework.destruction.propose",
    "RET-08b": "casework.destruction.propose",
    "RET-13": "casework.destruction.propose",
}
ID = re.compile(r"[A-Z]{2,4}-(?:[0-9A-Z]+[a-z]{0,2}|[A-Z]+-[a-z])")


def carried_by(law: Law) -> dict[str, list[str]]:
    """For each rule of this law, what carries it.

    `guard:penalty-ordinary/decide/step-taken` · `period:permit-ordinary/LIC-42a` · `check:law.checks_notice.pleading` (a function that names
    the rule, or acts on its demand). A rule that only repeats others has what carries those. Rules that nothing carries are left out.
    """
    found: dict[str, list[str]] = {}
    for id, carrier in [*_procedures(law), *_demands(law)]:
        found.setdefault(id, []).append(carrier)
    for id, carriers in _named().items():
        found.setdefault(id, []).extend(carriers)
    for id, place in BUILT_IN.items():
        found.setdefault(id, []).append(f"check:{place}")
    rules = law.all_rules()
    for rule in rules:
        found.setdefault(rule.id, []).extend(carrier for other in rule.repeats for carrier in found.get(other, ()))
    return {rule.id: sorted(set(found[rule.id])) for rule in rules if found.get(rule.id)}


def _procedures(law: Law) -> Iterator[tuple[str, str]]:
    for kind, names in procedure.known(*law.packs[1:]).items():
        for name in names:
            walked = law.procedure(kind, name)
            for step in walked.steps:
                yield from ((rule, f"guard:{kind}-{name}/{step.act}/{guard.kind}") for guard in step.guards for rule in _rules_of(guard))
            yield from ((limit.rule, f"period:{kind}-{name}/{limit.rule}") for limit in walked.periods)


def _rules_of(guard: Guard) -> list[str]:
    """The rule that a guard enforces, and those that it takes its numbers from."""
    named = [each for value in guard.params.values() for each in (value if isinstance(value, list | tuple) else [value])]
    return [guard.rule, *(each for each in named if isinstance(each, str) and ID.fullmatch(each))]


def _demands(law: Law) -> Iterator[tuple[str, str]]:
    acting = _named()
    for rule in law.all_rules():
        yield from ((rule.id, carrier) for carrier in acting.get(rule.demands or "", ()))


@cache
def _named() -> dict[str, list[str]]:
    """Rule ids and demands → the functions whose code names them as a word of its own."""
    found: dict[str, list[str]] = {}
    for pattern in CHECKS:
        for file in sorted(SOURCE.glob(pattern)):
            module = ".".join(file.relative_to(SOURCE).with_suffix("").parts)
            for word, function in _words(ast.parse(file.read_text(encoding="utf-8"))):
                found.setdefault(word, []).append(f"check:{module}.{function}" if function else f"check:{module}")
    return found


def _words(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """The rule ids and demands in a module, with the function in which each stands, empty for the module itself."""
    demands = get_args(Demand)
    for part in tree.body:
        name = part.name if isinstance(part, ast.FunctionDef | ast.ClassDef) else ""
        for node in ast.walk(part):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and (ID.fullmatch(node.value) or node.value in demands):
                yield node.value, name


def uncarried(law: Law) -> list[Rule]:
    """The rules that say they are enforced and that nothing carries."""
    carried = carried_by(law)
    return [rule for rule in law.all_rules() if rule.state == "enforced" and rule.id not in carried]
