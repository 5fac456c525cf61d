"""The law of the day: which rules speak differently on two days, for the question of 从旧兼从轻 (PEN-37). The handler decides, not the program."""

from datetime import date

from sanxiang.law import packs

OLD, NEW = date(2021, 7, 14), date(2021, 7, 15)


def changed(ids: list[str], since: date, until: date, *names: str) -> dict[str, tuple[object, object, tuple[str, ...]]]:
    found = packs.load(names).changed(ids, since, until)
    return {each.rule: (each.before and each.before.value, each.after and each.after.value, each.differs) for each in found}


def test_a_number_that_rose_between_act_and_decision_is_told_with_both_values() -> None:
    assert changed(["PEN-51b"], OLD, NEW) == {"PEN-51b": (1000, 3000, ("value",))}


def test_days_that_became_working_days_are_told() -> None:
    assert changed(["PEN-64a"], OLD, NEW) == {"PEN-64a": (3, 5, ("value", "unit"))}
    assert changed(["PEN-56b"], OLD, NEW) == {"PEN-56b": (7, 7, ("unit",))}


def test_a_rule_that_one_of_the_days_did_not_have_is_told() -> None:
    assert changed(["PEN-60", "PEN-36b"], OLD, NEW) == {"PEN-60": (None, 90, ("in force",)), "PEN-36b": (None, 5, ("in force",))}


def test_a_rule_that_only_moved_to_another_article_has_not_changed() -> None:
    assert changed(["PEN-36a", "PEN-42", "EXE-67a", "PEN-28"], OLD, NEW) == {}


def test_two_days_under_the_same_law_have_no_change() -> None:
    law = packs.load()
    ids = [rule.id for rule in law.all_rules()]
    assert law.changed(ids, date(2025, 1, 2), date(2025, 12, 31)) == []


def test_a_sector_that_begins_between_the_days_is_told() -> None:
    assert changed(["PEN-60"], date(2022, 4, 30), date(2022, 5, 1), "sectors/housing") == {
        "PEN-60": (90, 90, ("excludes", "extension", "further"))
    }


def test_a_rule_that_nobody_knows_is_left_out() -> None:
    assert changed(["PEN-999"], OLD, NEW) == {}
