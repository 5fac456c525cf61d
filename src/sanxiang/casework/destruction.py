"""销毁: after its retention a file is destroyed by two different persons, the one who proposes and the head who approves. A tombstone stays: the
digests, the basis, both names. The log, its proofs and the acts themselves stay as they were.
"""

import datetime
from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from sanxiang.casework import dossier_building, judging, queries, retention
from sanxiang.casework.custody_acts import ApproveDestruction, ProposeDestruction, ReturnDestruction
from sanxiang.casework.documents.values import clean as printable
from sanxiang.casework.footage_models import Footage
from sanxiang.casework.glass_models import Signature
from sanxiang.casework.models import Case, Destruction, Evidence, FileShow, Retention, Step
from sanxiang.casework.paper_models import OrganSeal, PublicDocument
from sanxiang.casework.taking import invalid
from sanxiang.law import periods
from sanxiang.organs.queries import Person
from sanxiang.record import files
from sanxiang.record import queries as acts
from sanxiang.record import services as record
from sanxiang.record.acts import Entry, Row
from sanxiang.record.models import Upload
from sanxiang.record.refusal import NotAllowed, NotFound, Refused

ARTICLE = retention.ARTICLE
RECORDING = "RET-13"  # what a recording is kept for in any case, as files of sound and picture
REMEDIES = {"reconsideration": "行政复议", "litigation": "行政诉讼"}


def propose(person: Person, case: str, pieces: list[str], reason: str, *, key: str = "") -> str:
    """提请销毁 these pieces of evidence (ids) of an archived case of the own organ. Returns the id of the proposal.

    For handlers and heads of units. Raises NotAllowed, NotFound, Invalid (no reason, no piece), Refused: the retention still runs or is for
    ever, a hold, a reconsideration or suit without an outcome, a piece that another case brought along.
    """
    role = person.must("unit_head", "handler", article=ARTICLE)
    if not printable(reason):
        raise invalid(reason="请写明销毁的理由")

    def do() -> str:
        with record.writing(case, additive=True) as stream:
            row = retention.of(stream, person)
            listed = _listed(stream, pieces)
            _free(stream, row, listed)
            if any(each["state"] == "waiting" for each in stream.rows.all(Destruction)):
                raise Refused("本案已有一份销毁清单等待批准", next="请等待机关负责人处理。")
            id = record.new_id()
            told = [
                {name: one[name] for name in ("number", "title", "size")} | {"evidence": one["id"], "digest": one["file"]} for one in listed
            ]
            act = ProposeDestruction(destruction=id, pieces=told, reason=printable(reason), basis=_basis(row))
            stream.append(act, actor=person.actor(role))
            return id

    return str(record.once(person.officer, key, ["propose_destruction", case, sorted(pieces), reason], do))


def approve(person: Person, destruction: str, *, key: str = "") -> None:
    """批准销毁, by a head who did not propose it. The tombstone is the act; once it stands, the files go.

    Raises NotAllowed (wrong role, the same person), NotFound, Refused (what `propose` refuses, looked at anew).
    """

    def do() -> None:
        with record.writing(_case_of(person, destruction), additive=True) as stream:
            row = _waiting(stream, destruction)
            role = _second(person, row)
            kept = retention.of(stream, person)
            _free(stream, kept, _listed(stream, [piece["evidence"] for piece in row["pieces"]]))
            digests = _unneeded(row["pieces"])
            act = ApproveDestruction(destruction=destruction, pieces=row["pieces"], destroys=digests, basis=_basis(kept))
            entry = stream.append(act, actor=person.actor(role))
            transaction.on_commit(lambda: _destroy(entry, digests), robust=True)

    record.once(person.officer, key, ["approve_destruction", destruction], do)


def send_back(person: Person, destruction: str, opinion: str) -> None:
    """不同意销毁, with the reason. Raises NotAllowed, NotFound, Invalid."""
    if not printable(opinion):
        raise invalid(opinion="请写明不同意的理由")
    with record.writing(_case_of(person, destruction), additive=True) as stream:
        role = _second(person, _waiting(stream, destruction))
        stream.append(ReturnDestruction(destruction=destruction, opinion=printable(opinion)), actor=person.actor(role))


def _case_of(person: Person, destruction: str) -> str:
    found = Destruction.objects.filter(id=destruction, organ=person.organ).values_list("case", flat=True).first()
    if found is None:
        raise NotFound("没有这份销毁清单，或您无权办理", next="请从保管期限登记中打开。")
    return str(found)


def _waiting(stream: record.Writing, destruction: str) -> Row:
    row = stream.rows.get(Destruction, destruction)
    if row is None or row["state"] != "waiting":
        raise Refused("这份销毁清单已经处理", next="请刷新页面核对。")
    return row


def _second(person: Person, row: Row) -> str:
    """The role of the second person. Raises NotAllowed."""
    role = person.must("head", article=ARTICLE)
    if row["proposed_by"] == person.officer:
        raise NotAllowed("销毁由两人分别提请、批准，提请人不能自己批准", article=ARTICLE, next="请由另一名机关负责人批准。")
    return role


def _basis(row: Row) -> str:
    return f"{row['rule']} {row['title']}，保管至{row['until']}"


def _listed(stream: record.Writing, pieces: list[str]) -> list[Row]:
    """The rows of these pieces. Raises Invalid, NotFound."""
    if not pieces:
        raise invalid(pieces="请选择要销毁的材料")
    rows = [stream.rows.get(Evidence, id) for id in dict.fromkeys(pieces)]
    found = [row for row in rows if row and row["file"] and row["state"] != "destroyed"]
    if len(found) < len(rows):
        raise NotFound("清单里有的材料不在本案，没有文件，或者已经销毁", next="请刷新页面核对。")
    return found


# ── what stands against it ──


def _free(stream: record.Writing, row: Row, pieces: list[Row]) -> None:
    """Nothing stands against destroying these pieces today. Raises Refused with every reason."""
    today = timezone.localdate()
    if against := [*_periods(stream, row, pieces, today), *_needs(stream, row, pieces)]:
        raise Refused(f"不能销毁：{'；'.join(against)}", article=ARTICLE, next="请在保管期满、有关程序办结以后再提请。")


def _periods(stream: record.Writing, row: Row, pieces: list[Row], today: datetime.date) -> Iterable[str]:
    if row["until"] is None:
        yield "案卷永久保管"
    elif row["until"] >= today.isoformat():
        yield f"保管期限未满，保管至 {row['until']}"
    case = stream.rows.get(Case, stream.id)
    law = judging.law(case["packs"] if case else [])
    rule = law.rule(RECORDING, today)
    for piece in pieces:
        if rule is None or not piece["media_type"].startswith(("audio/", "video/")):
            continue
        collected = timezone.localdate(datetime.datetime.fromisoformat(piece["collected_at"]))
        if str(until := periods.due(rule, collected, law.calendar).due) >= today.isoformat():
            yield f"音像记录“{piece['title']}”至少保存至 {until}"


def _needs(stream: record.Writing, row: Row, pieces: list[Row]) -> Iterable[str]:
    if row["held_for"]:
        yield f"已暂停销毁（{row['held_for']}）"
    yield from (f"{REMEDIES[act]}尚无结果" for act in _pending(stream.rows.all(Step)))
    for piece in pieces:
        if Case.objects.filter(brought__contains=[piece["id"]]).exclude(id__in=_over().values("case")).exists():
            yield f"“{piece['title']}”被另案沿用，另案的案卷还在保管"


def _pending(steps: list[Row]) -> list[str]:
    """Reconsideration and suits of which no outcome is told."""
    standing = [step for step in steps if step["state"] != "annulled"]
    return [
        act for act in REMEDIES if (told := [step for step in standing if step["act"] == act]) and not told[-1]["fields"].get("outcome")
    ]


def _over() -> QuerySet[Retention]:
    """Those whose own period has run out."""
    return Retention.objects.filter(until__lt=timezone.localdate(), held_for="")


def _unneeded(pieces: list[dict[str, str]]) -> list[str]:
    """The digests of these pieces that no other evidence names, and those of what was drawn of them to be shown (thumbnail, playable copy)."""
    ids, digests = [piece["evidence"] for piece in pieces], {piece["digest"] for piece in pieces}
    free = digests - _named(digests, ids)
    drawn = _drawn(FileShow.objects.filter(file__in=free)) - _drawn(FileShow.objects.exclude(file__in=free))
    return sorted(free | (drawn - _named(drawn, ids)))


def _named(digests: Collection[str], but: Collection[str] = ()) -> set[str]:
    """Which of these digests anything on the record needs, besides these pieces of evidence: other evidence, recordings that wait for their case,
    issued documents, signatures on the glass, seals. Five queries."""
    found = set(Evidence.objects.filter(file__in=digests).exclude(state="destroyed").exclude(id__in=but).values_list("file", flat=True))
    found |= set(Footage.objects.filter(file__in=digests, case="").values_list("file", flat=True))
    found |= set(PublicDocument.objects.filter(file__in=digests).values_list("file", flat=True))
    found |= set(Signature.objects.filter(picture__in=digests).values_list("picture", flat=True))
    return found | set(OrganSeal.objects.filter(file__in=digests).values_list("file", flat=True))


def _drawn(shows: QuerySet[FileShow]) -> set[str]:
    return {digest for pair in shows.values_list("thumb", "playable") for digest in pair if digest}


# ── carrying it out ──


def _destroy(entry: Entry, digests: list[str]) -> None:
    """Destroy these files, except what something needs by now; with them goes what was drawn of them, and every dossier built with them."""
    # An upload may become evidence this minute; where it does not, the night after it has expired finds the file again.
    coming = Upload.objects.filter(Q(stays=True) | Q(expires_at__gt=timezone.now()), digest__in=digests)
    gone = set(digests) - _named(digests) - set(coming.values_list("digest", flat=True))
    FileShow.objects.filter(file__in=gone).delete()
    for digest in sorted(gone - _drawn(FileShow.objects.filter(Q(thumb__in=gone) | Q(playable__in=gone)))):
        files.destroy(digest, entry)
    dossier_building.forget_of(entry.stream)


def carry_out() -> int:
    """Destroy what was approved and is still there: the machine stopped between the act and the file (nightly). Returns how many files."""
    done = 0
    for row in Destruction.objects.filter(state="approved").values("case", "id"):
        for act in acts.acts_named(row["case"], "custody.approve_destruction"):
            left = [digest for digest in act.data["destroys"] if files.size(digest) is not None]
            entry = Entry(act.stream, "", act.version, act.name, act.happened_at, act.recorded_at, act.actor, act.role)
            if left:
                _destroy(entry, left)
            done += sum(files.size(digest) is None for digest in left)
    return done


def waiting(person: Person) -> list[Destruction]:
    """Lists that wait for a head, and those of the last settled, of the organs that the person reads. One query (two for a supervisor)."""
    return list(Destruction.objects.filter(organ__in=queries.reads(person)).order_by("-state", "-proposed_on", "id")[:100])


def of_case(case: str) -> list[Destruction]:
    """What was proposed for a case and how it was settled, the newest first. One query."""
    return list(Destruction.objects.filter(case=case).order_by("-proposed_on", "id"))


def destroyable(case: str) -> list[Evidence]:
    """The pieces of a case whose files are still there. One query."""
    return list(Evidence.objects.filter(case=case).exclude(file="").exclude(state="destroyed").order_by("number"))
