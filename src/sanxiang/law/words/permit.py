"""Acts of permits (行政许可)."""

from sanxiang.law.words.readers import Reader
from sanxiang.law.words.shared import ON_SITE

OUTCOMES = ("grant", "refuse")
ACTS: dict[str, dict[str, Reader]] = {
    "apply": {},
    "correct_once": {},
    "accept": {},
    "review_on_site": {**ON_SITE},
    "issue": {},
}
