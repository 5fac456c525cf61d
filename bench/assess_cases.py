"""The cases of bench/assess.py that are made of others: a permit of forty acts, and penalties of ten to a thousand."""

from typing import Any

ON_SITE = {"officers": 2, "certificate_shown": True}
PERMIT: dict[str, Any] = {
    "type": "permit",
    "procedure": "ordinary",
    "packs": ["sectors/housing", "regions/hebei-xingtai"],
    "cause": "占用城市道路许可",
    "party": {"kind": "organisation", "name": "某公司"},
    "handlers": ["甲", "乙"],
    "reviewer": "丙",
    "head": "丁",
}
_ASKED = {"site_required": True, "others_interests": False, "hearing_required": False, "review_required": False, "proposal": "grant"}
_UNTIL = {"valid_from": "2024-09-25", "valid_until": "2025-09-24"}
PERMIT_ACTS: list[dict[str, Any]] = [
    {"act": "apply", "day": "2024-09-02", "safety": False},
    {"act": "accept", "day": "2024-09-06", "handling": "alone", "voucher": True},
    {"act": "examine", "day": "2024-09-09", **_ASKED},
    {"act": "review_notice", "day": "2024-09-09", "review_day": "2024-09-10", "officers": 2},
    *({"act": "review_on_site", "at": f"2024-09-10T{9 + hour:02}:00", "signed": True, **ON_SITE} for hour in range(14)),
    {
        "act": "decide",
        "day": "2024-09-25",
        "outcome": "grant",
        "reasons": True,
        "remedies": True,
        "number": True,
        "sealed": True,
        "by": "丁",
        **_UNTIL,
    },
    {"act": "issue", "day": "2024-09-26", "licence_number": True, "licence_name": "占用许可证", **_UNTIL},
    {"act": "disclose", "day": "2024-09-27", "full_text": True},
    *({"act": "supervise", "day": f"2024-10-{day:02}", "signed": True, **ON_SITE} for day in range(1, 18)),
    {"act": "close", "day": "2024-10-20", "ground": "granted"},
    {"act": "archive", "day": "2024-10-25"},
]


def grown(acts: list[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    """A lawful case of so many acts: the shortest one, and interviews in between."""
    few = [act for act in acts if act["act"] in ("lead", "file", "site_record", "notify", "decide", "serve", "disclose", "pay", "close")]
    shortest = list({act["act"]: act for act in few}.values())
    at = next(place for place, act in enumerate(shortest) if act["act"] == "notify")
    more = [{"act": "interview", "day": "2024-09-15", **ON_SITE} for _ in range(count - len(shortest))]
    return sorted([*shortest[:at], *more, *shortest[at:]], key=lambda act: str(act.get("day") or act["at"])[:10])
