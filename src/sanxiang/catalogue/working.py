"""工作稿: what a person types or imports of a list's next version, kept until it becomes a draft. Off the record; no rule of the law is asked here
but whether the rows would be accepted."""

import msgspec
from django.db import transaction
from django.utils import timezone

from sanxiang.catalogue import checks, intake, queries, services, words
from sanxiang.catalogue.intake import Settled, Source
from sanxiang.catalogue.kinds import DRAWN, KINDS
from sanxiang.catalogue.models import Working
from sanxiang.catalogue.words import Fault
from sanxiang.organs.queries import Person
from sanxiang.record.models import Stream
from sanxiang.record.refusal import Invalid, Moved, NotFound, Refused
from sanxiang.sheets import plain

MOST_ROWS = 5000
MOST_CELL = 20_000
MOST_CHARACTERS = 20_000_000  # of a whole list
Cells = dict[str, str]


def of(person: Person, kind: str) -> Working:
    """The person's working copy of a list; a new one, not yet kept, begins from the draft there is, else the version in force, else the newest.

    Two queries, three where there is none yet. Raises NotAllowed, Invalid for an unknown kind, Refused for a list that is drawn.
    """
    person.must(*services.WRITERS, article=services.ARTICLE)
    services.known(kind)
    if kind in DRAWN:
        raise Refused("这份清单由人员档案生成，不能另行填写", article=services.ARTICLE, next="请在“人员”中更正，再重新生成草案。")
    found = Working.objects.filter(officer=person.officer, organ=person.organ, kind=kind).first()
    return found or _begun(person, kind)


def _begun(person: Person, kind: str) -> Working:
    base = queries.begins_from(person.organ, kind, timezone.localdate())
    made = Working(organ=person.organ, kind=kind, officer=person.officer, title=KINDS[kind][0], seen=0)
    if base is not None:
        made.title, made.rows, made.base = base.title, words.told(kind, base.rows), base.id
        made.seen = Stream.objects.values_list("version", flat=True).get(id=base.stream)
    return made


def keep(working: Working, title: str | None = None, rows: list[Cells] | None = None, at: int = 0, after: int = 0) -> Working:
    """Keep what was typed: `rows` in place of those from `at` on but for the last `after`. Raises Invalid when it is too much."""
    if title is not None:
        working.title = title.strip()[:200] or KINDS[working.kind][0]
    if rows is not None:
        working.rows = [*working.rows[:at], *rows, *working.rows[max(at, len(working.rows) - after) :]]
    if len(working.rows) > MOST_ROWS or sum(len(text) for row in working.rows for text in row.values()) > MOST_CHARACTERS:
        raise Invalid(f"清单太长：最多{MOST_ROWS}行", next="请拆成几次导入，或者删去不需要的行。")
    if any(len(text) > MOST_CELL for row in rows or () for text in row.values()):
        raise Invalid(f"一格的内容太长：最多{MOST_CELL}字", next="请缩短后再保存。")
    working.save()
    return working


def faults(working: Working, packs: tuple[str, ...]) -> list[Fault]:
    """What stands against the working copy becoming a draft, cell by cell."""
    rows, found = words.typed(working.kind, working.rows)
    return found or checks.faults(working.kind, rows, services.law_of(packs))


def submit(person: Person, working: Working) -> str:
    """Make the working copy the draft of the next version, for the head to approve. Returns the version's id; the copy is gone.

    Blank rows are left out. Raises Invalid naming every cell that cannot be taken, Refused when another person drafted meanwhile.
    """
    working.rows = [row for row in working.rows if any(text for name, text in row.items() if name)]
    working.save()
    rows, found = words.typed(working.kind, working.rows)
    if found:
        services.refuse(working.kind, found)
    try:
        with transaction.atomic():
            version = services.draft(person, working.kind, working.title, rows, seen=working.seen)
            Working.objects.filter(id=working.id).delete()
    except Moved as moved:
        working.seen = (working.seen or 0) + len(moved.since)
        working.save()
        raise Refused(
            "在您填写期间，这份清单已有新的草案或者版本",
            next="您填写的内容已保留。请先看清单页上的新版本；再次保存将以您的内容为准，也可放弃工作稿重新开始。",
        ) from moved
    return version


def discard(person: Person, kind: str) -> None:
    """Throw the person's working copy of a list away."""
    Working.objects.filter(officer=person.officer, organ=person.organ, kind=kind).delete()


def waiting(person: Person) -> frozenset[str]:
    """The kinds of which the person has a working copy. One query."""
    return frozenset(Working.objects.filter(officer=person.officer, organ=person.organ).values_list("kind", flat=True))


# ── import ──


def bring_in(working: Working, source: Source) -> Working:
    """Keep what is to be imported until it is settled what it means."""
    begun = Settled(shape=plain.shape(source.text) if source.text else "")
    working.source, working.settled = msgspec.to_builtins(source), msgspec.to_builtins(begun)
    working.save()
    return working


def brought_in(working: Working) -> Source:
    """What is being imported. Raises NotFound."""
    if working.source is None:
        raise NotFound("没有正在导入的表格", next="请先粘贴或者上传表格。")
    return msgspec.convert(working.source, Source)


def settled(working: Working) -> Settled:
    return msgspec.convert(working.settled, Settled)


def settle(working: Working, settlements: Settled) -> Working:
    """Keep what the user has settled so far."""
    working.settled = msgspec.to_builtins(settlements)
    working.save()
    return working


def take_in(working: Working, *, append: bool) -> Working:
    """Make the rows that were understood the working copy's, in place of its own or after them. Raises Invalid while something is unsettled."""
    understood = intake.understand(working.kind, brought_in(working), settled(working))
    if understood.open_:
        raise Invalid("还有内容没有确定：" + "；".join(understood.open_[:3]), next="请在预览页逐项选择，再生成草案内容。")
    if not understood.rows:
        raise Invalid("没有可以导入的行", next="请调整表头、分隔方式或者各行的处理方式。")
    working.source, working.settled = None, {}
    working.aside = [[each.number, each.text[:400], each.reason] for each in understood.aside][:500]
    return keep(working, rows=intake.cells(understood), at=len(working.rows) if append else 0)
