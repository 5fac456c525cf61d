"""The log of an organ: places, tiles, checkpoints, files, and proofs that others can check."""

import pathlib

import pytest
from django.db import transaction

from record.desk.acts import Open, Write
from sanxiang.record import keys, log, sequencer, services, shelf
from sanxiang.record.models import Leaf, Pending, RecordedAct
from sanxiang.record.refusal import NotFound
from sanxiang.record.verify import verify
from sanxiang.tlog import checkpoint, merkle, note, proof, tiles

pytestmark = pytest.mark.django_db
ORGAN = "11990000MB00000001"
HANDLER = services.Actor("o-1", "handler")


def write(count: int, stream: str = "m1") -> None:
    """A matter with this many acts."""
    with services.begin("matter", ORGAN, stream) as matter:
        matter.append(Open(title="占道经营"), actor=HANDLER)
        for n in range(count - 1):
            matter.append(Write(note=f"{stream}-{n}", text="现场检查"), actor=HANDLER)


def vkey() -> note.VerifierKey:
    return note.verifier_key(log.log_of(ORGAN).key)


def test_a_proof_of_an_act_is_checked_with_the_key_alone() -> None:
    write(5)
    sequencer.drain()
    for version in range(1, 6):
        made = proof.parse(str(log.proof_of("m1", version)))
        leaf = bytes(RecordedAct.objects.get(stream="m1", version=version).leaf)
        assert proof.check(made, leaf, vkey()).size == 5


def test_an_act_without_a_place_has_no_proof_yet() -> None:
    write(1)
    with pytest.raises(NotFound, match="还没有编入日志"):
        log.proof_of("m1", 1)


def test_every_size_a_checkpoint_was_signed_for_continues_the_one_before() -> None:
    roots = []
    for at in range(6):
        write(at + 1, f"m{at}")
        sequencer.drain()
        found, _ = checkpoint.opened(log.checkpoint_note(ORGAN, log.log_of(ORGAN).size), vkey())
        roots.append((found.size, found.root))
    read = log.reader(ORGAN, roots[-1][0])
    for (old, old_root), (new, new_root) in zip(roots, roots[1:], strict=False):
        merkle.check_consistency(old, new, old_root, new_root, merkle.consistency(old, new, read))
    assert [size for size, _ in roots] == [1, 3, 6, 10, 15, 21]


def test_the_files_are_what_the_specification_asks_for(tmp_path: pathlib.Path) -> None:
    write(300)
    sequencer.drain(batch=250)
    folder = tmp_path / "log" / ORGAN
    names = {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}
    partial_at_250 = {"tile/0/000.p/250", "tile/entries/000.p/250"}
    assert names == partial_at_250 | {
        "checkpoint",
        "tile/0/000",
        "tile/0/001.p/44",
        "tile/1/000.p/1",
        "tile/entries/000",
        "tile/entries/001.p/44",
    }
    entries = [
        *tiles.unbundle((folder / "tile/entries/000").read_bytes()),
        *tiles.unbundle((folder / "tile/entries/001.p/44").read_bytes()),
    ]
    found, _ = checkpoint.opened((folder / "checkpoint").read_bytes(), vkey())
    assert (found.size, found.root) == merkle.head_of(entries)


def test_files_rebuilt_from_the_database_are_the_same_bytes(tmp_path: pathlib.Path) -> None:
    for at in range(4):
        write(70, f"m{at}")
        sequencer.drain(batch=33)
    shelf.write(log.log_of(ORGAN), tmp_path / "again")
    published = tmp_path / "log" / ORGAN
    for file in (file for file in (tmp_path / "again").rglob("*") if file.is_file()):
        assert file.read_bytes() == (published / file.relative_to(tmp_path / "again")).read_bytes()


def test_a_crash_before_the_files_were_written_is_made_good_by_the_next_act(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(3)
    with monkeypatch.context() as crash:
        crash.setattr(shelf, "publish", lambda organs=None: None)
        sequencer.drain()
    assert shelf.published(ORGAN) is None
    write(1, "m2")
    sequencer.drain()
    kept = shelf.published(ORGAN, log.log_of(ORGAN).key)
    assert kept is not None
    assert kept.size == 4


def test_a_crash_before_the_commit_leaves_the_queue_as_it_was() -> None:
    write(3)
    with transaction.atomic():
        sequencer.drain()
        transaction.set_rollback(True)
    assert (Leaf.objects.count(), Pending.objects.count(), log.logs()) == (0, 3, [])
    sequencer.drain()
    assert verify(replay=True).ok


def test_the_signing_key_is_readable_by_its_owner_alone(tmp_path: pathlib.Path) -> None:
    write(1)
    sequencer.drain()
    file = tmp_path / "keys" / f"log-{ORGAN}.key"
    assert file.stat().st_mode & 0o777 == 0o600
    assert str(keys.signer(ORGAN, log.log_of(ORGAN).origin).verifier) == log.log_of(ORGAN).key


def test_the_log_tells_nothing_of_the_case() -> None:
    write(2)
    sequencer.drain()
    (first, second) = log.entries(ORGAN, 0, 2)
    assert all(word not in first + second for word in (b"m1", "占道".encode(), b"o-1", ORGAN.encode()))


def test_a_log_costs_a_fixed_number_of_queries(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    write(200)
    sequencer.drain()
    with django_assert_num_queries(5):
        log.proof_of("m1", 100)
