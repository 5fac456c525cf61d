"""Files in ranges, as players ask for them."""

import io
from typing import Any

import pytest
from django.test import RequestFactory

from sanxiang.office.serving import bounds, served

CONTENT = bytes(range(100))


def ask(method: str = "GET", **headers: str) -> Any:
    request = getattr(RequestFactory(), method.lower())("/x", headers={name.replace("_", "-"): value for name, value in headers.items()})
    return served(request, lambda: io.BytesIO(CONTENT), 100, "abc", "video/mp4", "录像.mp4", keep=60)


@pytest.mark.parametrize(
    ("asked", "status", "said", "content"),
    [
        ("", 200, None, CONTENT),
        ("bytes=0-0", 206, "bytes 0-0/100", CONTENT[:1]),
        ("bytes=10-19", 206, "bytes 10-19/100", CONTENT[10:20]),
        ("bytes=90-", 206, "bytes 90-99/100", CONTENT[90:]),
        ("bytes=90-500", 206, "bytes 90-99/100", CONTENT[90:]),
        ("bytes=-5", 206, "bytes 95-99/100", CONTENT[95:]),
        ("bytes=-500", 206, "bytes 0-99/100", CONTENT),
        ("bytes=0-1,5-6", 200, None, CONTENT),
        ("bytes=-", 200, None, CONTENT),
        ("bytes=x-y", 200, None, CONTENT),
        ("pages=1-2", 200, None, CONTENT),
        ("bytes=100-", 416, "bytes */100", b""),
        ("bytes=-0", 416, "bytes */100", b""),
        ("bytes=20-10", 416, "bytes */100", b""),
    ],
)
def test_one_range_is_given(asked: str, status: int, said: str | None, content: bytes) -> None:
    answer = ask(**({"Range": asked} if asked else {}))
    assert (answer.status_code, answer.headers.get("Content-Range")) == (status, said)
    assert b"".join(answer.streaming_content if answer.streaming else [answer.content]) == content
    if status != 416:
        assert answer["Content-Length"] == str(len(content))
    assert answer["Accept-Ranges"] == "bytes"


def test_a_range_of_another_file_is_the_whole_of_this_one() -> None:
    assert ask(Range="bytes=0-9", If_Range='"abc"').status_code == 206
    assert ask(Range="bytes=0-9", If_Range='"other"').status_code == 200


def test_what_the_browser_has_is_not_sent_again() -> None:
    assert ask(If_None_Match='"abc"').status_code == 304


def test_head_tells_the_size_and_sends_nothing() -> None:
    answer = ask("HEAD")
    assert (answer["Content-Length"], answer.content) == ("100", b"")
    assert ask("HEAD", Range="bytes=0-9").status_code == 206


def test_a_file_is_taken_for_nothing_else_and_runs_nothing() -> None:
    answer = ask()
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer["Content-Disposition"] == "inline; filename*=utf-8''%E5%BD%95%E5%83%8F.mp4"
    assert answer["Cache-Control"] == "private, max-age=60"


def test_bounds_of_an_empty_file() -> None:
    assert bounds("", 0) == (0, 0)
    assert bounds("bytes=0-", 0) is None
    assert bounds("bytes=-5", 0) is None
