"""Evidence as tests bring it in."""

from collections.abc import Iterator
from typing import Any

from sanxiang.casework import custody, evidence
from sanxiang.casework.models import Evidence

FACTS = {
    "kind": "documentary", "title": "现场照片", "collected_at": "2026-11-20T09:10", "place": "解放路", "collector": "赵承办", "proves": "占道面积约十平方米",
}  # fmt: skip
MP4 = b"\x00\x00\x00\x20ftypisom" + b"0" * 2000
JPEG = b"\xff\xd8\xff\xe0" + b"0" * 200_000


class File:
    """An upload: a name and chunks."""

    def __init__(self, content: bytes = JPEG, name: str = "照片.jpg") -> None:
        self.content, self.name = content, name

    def chunks(self) -> Iterator[bytes]:
        yield from (self.content[at : at + 65536] for at in range(0, len(self.content), 65536))


def photo(person: Any, case: str, content: bytes = JPEG, **facts: Any) -> Evidence:
    """A photograph in a case."""
    done = evidence.add(person, case, FACTS | facts, File(content))
    return Evidence.objects.get(id=done.step)


def thing(found: Evidence) -> custody.Thing:
    return custody.of_evidence(found)


def opened(client: Any, id: str) -> Any:
    """The file of a piece, as its page shows it once it was opened there."""
    page = client.post(f"/evidence/{id}/open", {"manner": "view"})
    assert page.status_code == 302, page.status_code
    return client.get(f"/evidence/{id}/file?" + page["Location"].partition("?")[2].partition("#")[0])
