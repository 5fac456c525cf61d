"""Several parties in a timeline: what cannot be read is refused with its line."""

import pytest

from sanxiang.law.timeline import TimelineError, parse

TEXT = """case:
  type: penalty
  parties: [{kind: organisation, name: 甲}, {kind: person, name: 乙}]
acts:
  - {act: file, day: 2024-09-09}
  - {act: decide, day: 2024-11-25, shares: [{party: 甲, fine: 200}, {party: 2, fine: "100.50", kinds: [fine]}]}
  - {act: pay, day: 2024-12-01, party: 乙, amount: 100}
"""


def test_the_whole_is_added_up_and_parties_are_known_by_name_or_number() -> None:
    decide, pay = parse(TEXT).acts[1:]
    assert str(decide.told["fine"]) == "300.50"
    assert decide.told["kinds"] == ("fine",)
    assert [at for at, _ in decide.told["shares"]] == [0, 1]
    assert pay.told["party"] == (1,)


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("party: 乙, amount", "party: 丙, amount", "wrong_type", 7),
        ("party: 乙, amount", "party: 3, amount", "wrong_type", 7),
        ("{party: 甲, fine: 200}", "{party: 甲, fines: 200}", "unknown_key", 6),
        ("{party: 甲, fine: 200}", "{party: 甲, filmed: true}", "unknown_key", 6),
        ("{party: 甲, fine: 200}", "{fine: 200}", "missing", 6),
        ("{party: 2, fine", "{party: 1, fine", "wrong_type", 6),
        ("{act: file, day: 2024-09-09}", "{act: file, day: 2024-09-09, shares: []}", "unknown_key", 5),
        ("name: 乙}", "name: 甲}", "wrong_type", 6),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(old: str, new: str, code: str, line: int) -> None:
    with pytest.raises(TimelineError) as refused:
        parse(TEXT.replace(old, new, 1))
    assert (refused.value.code, refused.value.line) == (code, line)
