"""What the tests of the office type into its forms."""

from typing import Any

PARTY = {"kind": "person", "name": "张小满", "address": "安州市和平路31号", "phone": "13900000000"}
LEAD = {"source": "inspection", "content": "巡查发现当事人占用人行道摆放桌椅四张"}


def filing(people: Any) -> dict[str, Any]:
    """What the form of 立案 brings in."""
    return {
        "cause": "擅自占用城市道路",
        "summary": "占用人行道摆放桌椅",
        "basis_text": "《城市道路管理条例》第二十七条",
        "handlers": [people.handler.officer, people.second.officer],
    }
