"""What the tests of disclosure share: decided cases of each kind of party, and the record read again."""

import datetime
from typing import Any

import cast
import walks
from sanxiang.law.identifiers import id_check
from sanxiang.record.verify import verify

START = datetime.date(2026, 9, 1)  # all steps on one day, a Tuesday; the seventh working day after is 2026-09-10
LAST_DAY = datetime.date(2026, 9, 10)
ADDRESS = "安州市清河区柳荫巷7号3单元502室"


def id_number(first17: str = "11990119800101001") -> str:
    """An identity number of a region that there is not."""
    return first17 + id_check(first17)


PERSON = {
    "kind": "person", "name": "孔令生", "id_number": id_number(), "representative": "", "address": ADDRESS, "phone": "13900000001",
}  # fmt: skip
CHILD = PERSON | {"id_number": id_number("11990120120101001")}
SHOP = {
    "kind": "individual_business", "name": "清河区孔令生小吃店", "id_number": "", "representative": "孔令生", "address": "安州市清河区中山路31号", "phone": "",
}  # fmt: skip
TRADER = SHOP | {"name": "孔令生", "id_number": id_number()}
COMPANY_ADDRESS = walks.COMPANY["address"]


def decided(people: cast.Cast, party: dict[str, str] | None = None, **draft: Any) -> str:
    """A decided case of the ordinary procedure."""
    walk = walks.Walk(people, START, party=party or walks.COMPANY)
    walk.to_notice().submit(draft).agree().decide(**draft)
    return walk.case


def record_is_whole() -> bool:
    """Every stream folds to its live rows."""
    report = verify(replay=True)
    assert report.ok, report.problems
    return True
