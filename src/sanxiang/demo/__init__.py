"""The demonstration: 安州市, a fictional city, with two bureaus, people in every role, their lists, and cases in every stage.

Its tables are imported only when Django is ready: SITE is wanted before that.
"""

# What the portal's head and foot say in the demonstration, where the environment does not say otherwise.
SITE = {
    "SANXIANG_SITE_NAME": "安州市行政执法公示",
    "SANXIANG_SITE_REGION": "安州市",
    "SANXIANG_SITE_SPONSOR": "安州市司法局（演示）",
    "SANXIANG_SITE_PHONE": "12345",
}


def load() -> bool:
    """Make the demonstration city where there is no organ yet. Returns whether it was made."""
    from sanxiang.demo import loading

    return loading.load()


def accounts() -> list[tuple[str, str, str]]:
    """(user name, password, who it is) of everyone who may sign in."""
    from sanxiang.demo import city

    return city.accounts()


def fill(cases: int = 0, decisions: int = 0) -> dict[str, int]:
    """Add generated cases and published decisions, with progress on standard error. Returns how many of each were made."""
    from sanxiang.demo import generated

    return generated.fill(cases, decisions)
