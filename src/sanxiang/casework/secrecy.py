"""另卷保管: pieces of a case that hold secrets of the state, of a trade or of a person are opened only by whoever works on the case."""

from collections.abc import Collection

from sanxiang.casework.documents.values import clean
from sanxiang.casework.models import Case, Document, Evidence
from sanxiang.casework.paper_acts import MarkPiece
from sanxiang.casework.paper_models import SECRECY, Mark
from sanxiang.casework.services import once
from sanxiang.casework.taking import Done, invalid
from sanxiang.casework.walk import walking
from sanxiang.organs.queries import Person
from sanxiang.record.refusal import NotAllowed, NotFound

ARTICLE = "国办发〔2018〕118号（九）（归档从严：涉密、商业秘密、个人隐私）"
KEPT_APART = "（另卷保管）"


def mark(person: Person, case: str, id: str, secrecy: str, reason: str, *, key: str = "") -> Done:
    """标记: keep a piece of evidence or a document (its id) apart; `secrecy` one of SECRECY, or empty to take the mark away again.

    By a handler of the case, with the reason. Raises NotAllowed, NotFound, Invalid, Refused (archived).
    """

    def do() -> Done:
        wrong = {} if not secrecy or secrecy in SECRECY else {"secrecy": "请选择涉密、商业秘密或者个人隐私"}
        if not clean(reason):
            wrong["reason"] = "请说明理由"
        if wrong:
            raise invalid(**wrong)
        with walking(person, case, additive=True) as walk:
            role = walk.handler()
            piece = "evidence" if walk.stream.rows.get(Evidence, id) else "document" if walk.stream.rows.get(Document, id) else ""
            if not piece:
                raise NotFound("本案没有这件材料", next="请刷新页面核对证据和文书目录。")
            entry = walk.append(MarkPiece(id=id, piece=piece, secrecy=secrecy, reason=clean(reason)[:500]), role)
            return Done(case, entry.version, step=id)

    return once(person, key, ["mark", case, id, secrecy, reason], do)


def marks(case: str) -> dict[str, Mark]:
    """The pieces of a case that are kept apart, by id. One query."""
    return {found.id: found for found in Mark.objects.filter(case=case).exclude(secrecy="")}


def trusted(person: Person, case: Case) -> bool:
    """Whether the person works on the case: handler, its reviewer, a head of its organ."""
    if person.organ != case.organ:
        return False
    ids = [officer["id"] for officer in case.handlers] or [case.opened_by]
    handles = any(person.is_self_or_stands_in_for(id, "handler") for id in ids)
    return handles or person.officer == case.reviewer or "head" in person.roles


def reads_side(person: Person, case: Case) -> bool:
    """Whether the person may read the side file (副卷): approvals, reviews, deliberations. Never a party; in the organ, whoever works on cases."""
    inside = person.organ == case.organ and bool({"handler", "unit_head", "reviewer", "head"} & person.roles)
    return inside or "supervisor" in person.roles


def must_see(person: Person, case: Case, id: str) -> None:
    """Raises NotAllowed for a piece of the case that is kept apart from this person. One query."""
    found = Mark.objects.filter(id=id).exclude(secrecy="").first()
    if found is None or trusted(person, case):
        return
    raise NotAllowed(
        f"该材料涉及{SECRECY[found.secrecy]}，另卷保管", article=ARTICLE, next="确需查阅的，请由本案承办人或者机关负责人办理。"
    )


def hidden(person: Person, case: Case, marked: Collection[str]) -> frozenset[str]:
    """Of these marked pieces, the ones that this person may not open."""
    return frozenset() if trusted(person, case) else frozenset(marked)
