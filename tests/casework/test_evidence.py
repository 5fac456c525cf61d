import hashlib
import pathlib
from collections.abc import Iterator

import pytest

import cast
import walks
from sanxiang.casework import evidence, queries
from sanxiang.casework.models import Evidence
from sanxiang.record import files
from sanxiang.record.refusal import Invalid, NotAllowed, NotFound

pytestmark = pytest.mark.django_db
FACTS = {
    "kind": "documentary", "title": "现场照片", "collected_at": "2026-11-20T09:10", "place": "解放路", "collector": "赵承办", "proves": "占道面积约十平方米",
}  # fmt: skip
JPEG = b"\xff\xd8\xff\xe0" + b"0" * 200_000


class File:
    def __init__(self, content: bytes, name: str = "照片.jpg") -> None:
        self.content, self.name = content, name

    def chunks(self) -> Iterator[bytes]:
        yield from (self.content[at : at + 65536] for at in range(0, len(self.content), 65536))


@pytest.fixture(autouse=True)
def folder(settings: object, tmp_path: pathlib.Path) -> pathlib.Path:
    settings.EVIDENCE_DIR = tmp_path / "evidence"  # type: ignore[attr-defined]
    return tmp_path / "evidence"


def test_a_file_is_kept_under_its_digest_and_the_case_names_it(people: cast.Cast, folder: pathlib.Path) -> None:
    walk = walks.Walk(people)
    evidence.add(people.handler, walk.case, FACTS, File(JPEG, "C:\\照片\\现场.jpg"))
    found = Evidence.objects.get()
    assert found.file == hashlib.sha256(JPEG).hexdigest()
    assert (found.filename, found.media_type, found.size, found.number) == ("现场.jpg", "image/jpeg", len(JPEG), 1)
    _, content = evidence.opened(people.handler, found.id)
    with content:
        assert content.read() == JPEG
    assert files.intact(found.file)
    assert [file.name for file in folder.rglob("*") if file.is_file()] == [found.file]


def test_all_five_facts_are_needed(people: cast.Cast, folder: pathlib.Path) -> None:
    walk = walks.Walk(people)
    with pytest.raises(Invalid) as refusal:
        evidence.add(people.handler, walk.case, {}, File(JPEG))
    assert set(refusal.value.fields) == {"kind", "title", "collected_at", "place", "collector", "proves"}
    assert not folder.exists()
    with pytest.raises(Invalid, match="不能晚于现在"):
        evidence.add(people.handler, walk.case, FACTS | {"collected_at": "2099-01-01T00:00"})
    with pytest.raises(Invalid, match="法定证据种类"):
        evidence.add(people.handler, walk.case, FACTS | {"kind": "rumour"})


@pytest.mark.parametrize(("content", "why"), [(b"", "空的"), (b"MZ\x90" + b"0" * 100, "程序"), (b"\x7fELF" + b"0" * 100, "程序")])
def test_what_cannot_be_evidence_is_refused_and_leaves_nothing(people: cast.Cast, folder: pathlib.Path, content: bytes, why: str) -> None:
    walk = walks.Walk(people)
    with pytest.raises(Invalid, match=why):
        evidence.add(people.handler, walk.case, FACTS, File(content))
    assert not Evidence.objects.exists()
    assert [file for file in folder.rglob("*") if file.is_file()] == []


def test_a_file_beyond_the_limit_is_refused_while_streaming(people: cast.Cast, folder: pathlib.Path, settings: object) -> None:
    settings.EVIDENCE_MAX_BYTES = 1024 * 1024  # type: ignore[attr-defined]
    walk = walks.Walk(people)
    with pytest.raises(Invalid, match="超过 1 MB"):
        evidence.add(people.handler, walk.case, FACTS, File(b"\xff\xd8\xff" + b"0" * 2_000_000))
    assert [file for file in folder.rglob("*") if file.is_file()] == []


def test_evidence_minds_nobody_s_other_acts(people: cast.Cast) -> None:
    walk = walks.Walk(people)
    evidence.add(people.handler, walk.case, FACTS)
    walk.file()
    evidence.add(people.second, walk.case, FACTS | {"title": "询问录像"})
    assert [one.number for one in queries.case_page(people.handler, walk.case).evidence] == [1, 2]


def test_the_same_key_adds_it_once(people: cast.Cast) -> None:
    walk = walks.Walk(people)
    first = evidence.add(people.handler, walk.case, FACTS, File(JPEG), key="k")
    assert evidence.add(people.handler, walk.case, FACTS, File(JPEG), key="k") == first
    assert Evidence.objects.count() == 1


def test_excluded_evidence_stays_marked(people: cast.Cast) -> None:
    walk = walks.Walk(people)
    id = evidence.add(people.handler, walk.case, FACTS).step
    with pytest.raises(Invalid):
        evidence.exclude(people.handler, walk.case, id, "")
    evidence.exclude(people.handler, walk.case, id, "来源不明")
    assert Evidence.objects.get().state == "excluded"
    with pytest.raises(NotFound):
        evidence.exclude(people.handler, walk.case, id, "再次")


def test_who_may_not_add_and_who_may_not_look(people: cast.Cast, folder: pathlib.Path) -> None:
    walk = walks.Walk(people)
    for name in ("second", "reviewer", "head", "supervisor", "discloser", "admin"):
        with pytest.raises(NotAllowed):
            evidence.add(getattr(people, name), walk.case, FACTS, File(JPEG))
    assert not folder.exists()
    id = evidence.add(people.handler, walk.case, FACTS, File(JPEG)).step
    for name in ("second", "reviewer", "head", "supervisor"):
        assert evidence.opened(getattr(people, name), id)
    for name in ("outsider", "admin"):
        with pytest.raises(NotFound):
            evidence.opened(getattr(people, name), id)
