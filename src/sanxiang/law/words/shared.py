"""Acts that cases of every type know, and the groups of keys that acts share."""

from sanxiang.law.words.readers import (
    MATERIALS,
    TOLD,
    WHEN,
    Reader,
    one_of,
    read_bool,
    read_count,
    read_date,
    read_money,
    read_names,
    read_officers,
    read_recordings,
    read_text,
    read_time,
    some_of,
)

KINDS = (
    "warning",
    "criticism",
    "fine",
    "confiscate_gains",
    "confiscate_goods",
    "suspend_licence",
    "lower_grade",
    "revoke_licence",
    "restrict_business",
    "suspend_business",
    "close_business",
    "ban_from_trade",
    "detention",
    "other",
)

# Any act may tell when it began and ended, what was recorded of it, and why not all of it (docs/case-timeline.md).
ANY_ACT: dict[str, Reader] = {
    "note": read_text,
    "filmed": read_bool,
    "began": read_time,
    "ended": read_time,
    "recordings": read_recordings,
    "interruption_reason": TOLD,
    "recording_impossible": TOLD,
    "recording_report": TOLD,
    "no_recording_reason": TOLD,
}
ON_SITE: dict[str, Reader] = {"officers": read_officers, "certificate_shown": read_bool, "qualified": read_bool, "filmed": read_bool}
APPROVAL: dict[str, Reader] = {"approved": read_bool, "approved_by": read_text}
AMOUNTS: dict[str, Reader] = {
    "fine": read_money,
    "gains": read_money,
    "goods_value": read_money,
    "kinds": some_of(*KINDS),
}
REMEDY: dict[str, Reader] = {
    "until": read_date,
    "outcome": read_text,
}

SERVICE: dict[str, Reader] = {
    **ON_SITE,
    "manner": one_of("direct", "retained", "mail", "electronic", "announcement"),
    "consent": read_bool,
    "received": WHEN,
    "witness": TOLD,
    "until": read_date,
}
ACTS: dict[str, dict[str, Reader]] = {
    "recuse_request": {"of": read_names},
    "recuse_decide": {"of": read_names, "granted": read_bool, "by": read_names},
    "site_record": {**ON_SITE, "signed": read_bool},
    "interview": {**ON_SITE, "signed": read_bool},
    "testing": {**ON_SITE, "until": read_date, "informed": read_bool},
    "suspend": {**APPROVAL},
    "resume": {},
    "extend": {**APPROVAL, "of": one_of("lead", "handling", "review"), "days": read_count, "until": read_date, "deliberated": read_bool},
    "notify": {
        **AMOUNTS,
        "facts": read_bool,
        "grounds": read_bool,
        "basis": read_bool,
        "rights": read_bool,
        "hearing_offered": read_bool,
        "served": WHEN,
    },
    "plead": {"accepted": read_bool, "reviewed": read_bool},
    "hearing_request": {},
    "waive": {"what": one_of("plead", "hearing", "both")},
    "hearing_notice": {"hearing_day": read_date, "chair": read_names},
    "hearing": {
        "chair": read_names,
        "public": read_bool,
        "minutes": read_bool,
        "attended": read_bool,
        "filmed": read_bool,
    },
    "review_submit": {"materials": MATERIALS},
    "review": {
        "opinion": one_of("agree", "problems"),
        "by": read_names,
        "licensed": read_bool,
        "materials": MATERIALS,
    },
    "deliberate": {"by": read_names},
    "serve": SERVICE,
    "serve_notice": SERVICE,
    "disclose": {"full_text": read_bool, "names_party": read_bool, "social_impact": read_bool, "until": read_date},
    "withhold": {"ground": read_text, "reason": TOLD},
    "reconsideration": REMEDY,
    "litigation": REMEDY,
    "transfer": {**APPROVAL, "to": read_text},
    "close": {**APPROVAL, "ground": read_text},
    "archive": {},
    "revoke": {"by": read_names},
    "withdraw": {"reasons": TOLD},
}
