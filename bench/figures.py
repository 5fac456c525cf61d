"""One JSON line a figure on standard output; the table of all of them is __main__'s."""

import json
from typing import Any


def tell(measure: str, value: float, unit: str, *, goal: float | None = None, **more: Any) -> None:
    """Print a figure. `goal` is reached from above, except for milliseconds and seconds; `ratio` is that to the peer named in `beside`,
    and `ratio_goal` the least that it should be."""
    told = {"measure": measure, "value": rounded(value), "unit": unit}
    if goal is not None:
        told["goal"] = goal
    print(json.dumps(told | {name: rounded(one) for name, one in more.items()}, ensure_ascii=False), flush=True)


def rounded(value: Any) -> Any:
    """Three figures are more than a shared machine can tell."""
    if not isinstance(value, float):
        return value
    return round(value) if value >= 100 else round(value, 2)
