"""Acts of levies, requisitions, fees, confirmations and grants (征收、征用、收费、确认、给付)."""

from sanxiang.law.words.readers import TOLD, WHEN, Reader, one_of, read_bool, read_date, read_money, read_names, read_text
from sanxiang.law.words.shared import APPROVAL, ON_SITE

# 征收、不予征收、全部减免 · 征用、不予征用 · 收费、免收 · 认定、不予认定；给付 has grant and refuse, as permits have.
OUTCOMES = ("levy", "no_levy", "exempt", "requisition", "no_requisition", "charge", "no_charge", "confirm", "not_confirm")

ACTS: dict[str, dict[str, Reader]] = {
    # ── what is owed: levies and fees ──
    "lead": {"lawful_basis": read_bool, "in_list": read_bool, "published": read_bool, "emergency": read_bool},
    "compute": {"amount": read_money},
    "notify": {"amount": read_money, "plead_until": read_date},
    "decide": {
        "amount": read_money,
        "until": read_date,
        "urgent": read_bool,
        "reasons": TOLD,
        "in_writing": read_bool,
    },
    "exempt_request": {"amount": read_money},
    "exempt": {**APPROVAL, "granted": read_bool, "amount": read_money, "informed": read_bool},
    "pay": {"amount": read_money, "surcharge": read_money, "receipt": TOLD, "to_treasury": read_bool},
    "refund": {**APPROVAL, "amount": read_money, "reason": TOLD},
    "refunded": {"amount": read_money},
    # ── requisition ──
    "inventory": {**ON_SITE, "list_given": read_bool, "signed": read_bool, "witness": TOLD},
    "requisition_approve": {"granted": read_bool, "by": read_names},
    "take_over": {**ON_SITE, "list_given": read_bool, "signed": read_bool},
    "give_back": {"whole": read_bool, "damaged": read_bool, "signed": read_bool},
    "compensate": {**APPROVAL, "amount": read_money, "granted": read_bool, "reason": TOLD, "remedies": read_bool},
    # ── on application: confirmations and grants ──
    "apply": {"applicant": one_of("employer", "worker", "kin", "union", "person", "organisation"), "event": read_date},
    "accept": {"plain": read_bool},
    "inquire": {**ON_SITE, "signed": read_bool},
    "evidence_notice": {"until": read_date, "served": WHEN},
    "evidence_answer": {"agrees": read_bool},
    "suspend": {"ground": read_text, "informed": read_bool},
    "resume": {"informed": read_bool},
    "announce": {"until": read_date, "published": read_bool},
    "objection": {"upheld": read_bool, "reviewed": read_bool},
    "pay_out": {"amount": read_money, "receipt": TOLD},
    "recheck": {**ON_SITE, "eligible": read_bool},
    "stop_notice": {"facts": read_bool, "grounds": read_bool, "rights": read_bool, "plead_until": read_date, "served": WHEN},
    "stop": {**APPROVAL, "reasons": TOLD, "remedies": read_bool, "from_day": read_date},
    "recover": {**APPROVAL, "amount": read_money, "until": read_date, "remedies": read_bool},
}
