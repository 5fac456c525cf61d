"""Acts of inspections (行政检查): from the task to its result, the order to correct and the re-inspection."""

from sanxiang.law.words.readers import TOLD, WHEN, Reader, read_bool, read_count, read_date, read_text
from sanxiang.law.words.shared import APPROVAL, ON_SITE

# What an inspection comes to: nothing found, corrected at once, ordered to correct, a penalty case, another organ's business, not possible.
OUTCOMES = ("no_problem", "corrected", "ordered", "to_penalty", "to_other", "unable")
# What no inspection may do (许可法第五十八条、第六十三条): each is asked.
PROHIBITED: dict[str, Reader] = {"no_fee": read_bool, "no_disturbance": read_bool, "code_shown": read_bool}

ACTS: dict[str, dict[str, Reader]] = {
    "task": {"source": read_text, "lawful_basis": read_bool, "item_published": read_bool},
    "plan": {"lawful_basis": read_bool, "item_published": read_bool, "list_published": read_bool},
    "draw": {"random_objects": read_bool, "random_officers": read_bool, "traced": read_bool},
    "inspection_approval": {
        **APPROVAL,
        "visits_day": read_count,
        "visits_week": read_count,
        "visits_month": read_count,
        "visits_year": read_count,
        "clean_runs": read_count,
        "exceeding": read_bool,
        "exceeding_reason": TOLD,
        "beforehand": read_bool,
        "unannounced_reason": TOLD,
    },
    "inspection_notice": {
        "beforehand": read_bool,
        "reason": TOLD,
        "grounds": read_bool,
        "basis": read_bool,
        "rights": read_bool,
        "served": WHEN,
        "inspection_day": read_date,
    },
    "site_record": PROHIBITED,
    "reinspect": {**ON_SITE, **PROHIBITED, "corrected": read_bool, "signed": read_bool},
    "decide": {"in_writing": read_bool},
}
