"""Acts of permits (行政许可): from the application to the licence, its change, renewal, revocation (撤销) and cancellation (注销)."""

from sanxiang.law.words.readers import (
    MATERIALS,
    TOLD,
    Reader,
    either,
    one_of,
    read_bool,
    read_date,
    read_label,
    read_money,
    read_officers,
    read_text,
)
from sanxiang.law.words.shared import APPROVAL, ON_SITE

OUTCOMES = (
    "grant",
    "refuse",
    "change",
    "not_change",
    "renew",
    "not_renew",
    "revoke_licence",
    "recall_licence",
    "keep_licence",
    "cancel_licence",
    "not_cancel",
)
LICENCE: dict[str, Reader] = {
    "licence_number": either(read_bool, read_label),
    "licence_name": read_text,
    "valid_from": read_date,
    "valid_until": read_date,
}
# What keeps an applicant from applying again for a while (行政许可法第七十八条、第七十九条).
FALSE: dict[str, Reader] = {"false_materials": read_bool, "safety": read_bool}
REASONS: dict[str, Reader] = {"reasons": TOLD}

ACTS: dict[str, dict[str, Reader]] = {
    "apply": {
        **LICENCE,
        "materials": MATERIALS,
        "ours": read_bool,
        "safety": read_bool,
        "false_materials_on": read_date,
        "fraud_revoked_on": read_date,
    },
    "correct_once": {"in_full": read_bool, "in_list": read_bool, "voucher": read_bool, "until": read_date},
    "supply": {"in_full": read_bool},
    "accept": {
        "voucher": read_bool,
        "deemed": read_bool,
        "handling": one_of("alone", "joint", "lower"),
        "technical": read_bool,
    },
    "refuse_acceptance": {**FALSE, **REASONS, "ground": read_text, "voucher": read_bool, "remedies": read_bool},
    "examine": {
        "site_required": read_bool,
        "others_interests": read_bool,
        "hearing_required": read_bool,
        "review_required": read_bool,
        "proposal": read_text,
    },
    "first_review": {"materials": MATERIALS, "opinion": read_text},
    "review_notice": {"officers": read_officers, "review_day": read_date},
    "review_on_site": {**ON_SITE, "signed": read_bool},
    "special": {
        "of": one_of("hearing", "bidding", "expert_review"),
        "until": read_date,
        "informed": read_bool,
    },
    "notify": {"interested": TOLD, "reasons": TOLD},
    "announce_hearing": {"hearing_day": read_date, "public": read_bool},
    "extend": {**REASONS, "informed": read_bool, "by_government": read_bool},
    "decide": {**LICENCE, **FALSE, **REASONS, "on_spot": read_bool, "by_minutes": read_bool, "no_public_harm": read_bool},
    "deem_renewed": {**LICENCE},
    "issue": {**LICENCE},
    "withdraw_application": {"written": read_bool},
    "terminate": {**APPROVAL, "ground": read_text},
    "collect_licence": {"manner": one_of("returned", "announced"), "licence_number": either(read_bool, read_label)},
    "compensate": {**APPROVAL, "amount": read_money, "basis": read_text},
    "supervise": {**ON_SITE, "signed": read_bool, "result": read_text},
}
