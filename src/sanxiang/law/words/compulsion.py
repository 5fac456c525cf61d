"""Acts of compulsory measures and compulsory execution (行政强制)."""

from sanxiang.law.words.readers import TOLD, Reader, read_bool, read_count, read_date, read_names, read_text
from sanxiang.law.words.shared import APPROVAL, ON_SITE

OUTCOMES: tuple[str, ...] = ()
ACTS: dict[str, dict[str, Reader]] = {
    "seize": {
        **ON_SITE,
        **APPROVAL,
        "urgent": read_bool,
        "party_present": read_bool,
        "witness": TOLD,
        "list_given": read_bool,
        "until": read_date,
        "measure": read_text,
    },
    "seize_approve": {"granted": read_bool, "by": read_names},
    "seize_extend": {**APPROVAL, "days": read_count, "until": read_date, "informed": read_bool},
    "seize_release": {**ON_SITE, "returned": read_bool},
}
