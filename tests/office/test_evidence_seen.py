"""Evidence seen: what a file says is put into the form, cards tell what is odd, players get ranges, copies name their original."""

import datetime
import pathlib
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from media import made
from sanxiang.casework import file_shows
from sanxiang.casework.models import Evidence, FileShow

FACTS = {
    "kind": "audio_visual",
    "title": "现场照片",
    "proves": "占道",
    "collected_at": "2026-11-20T09:35",
    "place": "和平路31号",
    "collector": "赵承办",
}


@pytest.fixture(autouse=True)
def own_store(settings: Any, tmp_path: Any) -> None:
    settings.EVIDENCE_DIR = tmp_path / "evidence"


@pytest.fixture(autouse=True)
def ordered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the worker was ordered to draw."""
    found: list[str] = []
    monkeypatch.setattr(file_shows, "later", lambda task, file: found.append(file))
    return found


def photo(**how: Any) -> SimpleUploadedFile:
    return SimpleUploadedFile("现场.jpg", made.jpeg(told=made.exif(**how)), content_type="image/jpeg")


def film(tmp_path: pathlib.Path, video: str = "libx265", name: str = "a.mp4") -> SimpleUploadedFile:
    return SimpleUploadedFile("执法录像.mp4", made.recording(tmp_path / name, video, "aac", seconds=4).read_bytes())


def added(client: Any, case: str, file: Any, **facts: str) -> Evidence:
    answer = client.post(f"/cases/{case}/evidence", FACTS | facts | {"file": file})
    assert answer.status_code == 302, answer.content.decode()
    return Evidence.objects.get(id=answer["Location"].partition("added=")[2])


def ticket(client: Any, piece: Evidence) -> str:
    answer = client.post(f"/evidence/{piece.id}/open", {"manner": "view"})
    return str(re.search(r"t=([^#]+)", answer["Location"])[1])  # type: ignore[index]


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


def test_a_photo_is_read_first_and_its_time_put_into_the_form(filed: str, signed_in: Any) -> None:
    client = signed_in("handler")
    page = client.post(f"/cases/{filed}/evidence", {"file": photo(), "read": "1"}).content.decode()
    assert "已收到“现场.jpg”" in page
    assert 'value="2026-11-20T09:30"' in page
    assert "文件自带时间 2026-11-20 09:30，已填入" in page
    assert "北纬 41.12300" in page
    assert not Evidence.objects.exists()
    upload = re.search(r'name="upload" value="(\w+)"', page)
    assert upload
    told = client.get(f"/uploads/{upload[1]}/facts").json()
    assert told["fields"]["collected_at"]["value"] == "2026-11-20T09:30"
    done = client.post(f"/cases/{filed}/evidence", FACTS | {"upload": upload[1]})
    piece = Evidence.objects.get(id=done["Location"].partition("added=")[2])
    assert (piece.filename, piece.read["taken_at"], piece.media_type) == ("现场.jpg", "2026-11-20T09:30:00+08:00", "image/jpeg")


def test_a_refused_form_keeps_its_file(filed: str, signed_in: Any) -> None:
    client = signed_in("handler")
    answer = client.post(f"/cases/{filed}/evidence", FACTS | {"proves": "", "file": photo()})
    assert answer.status_code == 422
    upload = re.search(r'name="upload" value="(\w+)"', answer.content.decode())
    assert upload
    assert client.post(f"/cases/{filed}/evidence", FACTS | {"upload": upload[1]}).status_code == 302
    assert Evidence.objects.get().file


def test_what_was_corrected_stays_beside_what_the_file_says(filed: str, signed_in: Any) -> None:
    client = signed_in("handler")
    piece = added(client, filed, photo(), collected_at="2026-11-20T13:00", remark="记录仪时钟慢了")
    assert (piece.remark, piece.read["taken_at"]) == ("记录仪时钟慢了", "2026-11-20T09:30:00+08:00")
    page = client.get(f"/evidence/{piece.id}").content.decode()
    assert "相差 3 小时 30 分" in page
    assert "说明：记录仪时钟慢了" in page


def test_handler_and_reviewer_see_what_is_odd(filed: str, signed_in: Any) -> None:
    piece = added(signed_in("handler"), filed, photo(Software="Adobe Photoshop 25.0"))
    page = signed_in("handler").get(f"/cases/{filed}/evidence").content.decode()
    assert "文件经图像或者视频编辑软件处理" in page
    assert "有提示<span>1</span>" in page
    assert "应当核对" in signed_in("reviewer").get(f"/evidence/{piece.id}").content.decode()


def test_the_review_page_says_why_and_what_to_do(filed: str, signed_in: Any, people: Any) -> None:
    import walks

    walk = walks.Walk(people)
    added(signed_in("handler"), walk.case, photo(Software="GIMP 2.10"))
    walk.to_review()
    page = signed_in("reviewer").get(f"/cases/{walk.case}/review").content.decode()
    assert "证据1：文件经图像或者视频编辑软件处理" in page
    assert "请将设备里的原始文件入卷" in page


def test_the_same_file_in_another_case_of_the_organ_is_told(filed: str, signed_in: Any, people: Any) -> None:
    import walks

    other = walks.Walk(people).case
    client = signed_in("handler")
    added(client, other, photo())
    piece = added(client, filed, photo())
    assert "同一文件也是别案的证据" in client.get(f"/evidence/{piece.id}").content.decode()


def test_a_small_picture_is_drawn_at_once_and_a_recording_by_the_worker(
    filed: str, signed_in: Any, ordered: list[str], tmp_path: pathlib.Path
) -> None:
    client = signed_in("handler")
    picture, video = added(client, filed, photo()), added(client, filed, film(tmp_path))
    assert ordered == [video.file]
    thumb = client.get(f"/evidence/{picture.id}/thumb")
    assert (thumb.status_code, thumb["Content-Type"]) == (200, "image/jpeg")
    assert body(thumb).startswith(b"\xff\xd8\xff")
    page = client.get(f"/cases/{filed}/evidence").content.decode()
    assert page.count("正在处理") == 1
    assert f'hx-get="/evidence/{video.id}/card"' in page
    file_shows.show(video.file)
    card = client.get(f"/evidence/{video.id}/card").content.decode()
    assert "正在处理" not in card
    assert f"/evidence/{video.id}/thumb" in card
    assert "录像 00:04" in card


def test_a_film_that_browsers_cannot_play_is_played_from_its_copy_in_ranges(filed: str, signed_in: Any, tmp_path: pathlib.Path) -> None:
    client = signed_in("handler")
    piece = added(client, filed, film(tmp_path))
    given = ticket(client, piece)
    assert "正在制作可以在网页里播放的副本" in client.get(f"/evidence/{piece.id}?t={given}").content.decode()
    file_shows.show(piece.file)
    page = client.get(f"/evidence/{piece.id}?t={given}").content.decode()
    assert f'<video src="/evidence/{piece.id}/playable?t=' in page
    assert "这是播放用的副本" in page
    assert "data-wave" in page
    part = client.get(f"/evidence/{piece.id}/playable?t={given}", headers={"range": "bytes=0-99"})
    assert (part.status_code, part["Content-Type"], len(body(part))) == (206, "video/mp4", 100)
    original = client.get(f"/evidence/{piece.id}/file?t={given}&download=1")
    assert original["Content-Disposition"].startswith("attachment")
    assert len(body(original)) == piece.size


def test_heic_is_shown_by_a_jpeg(filed: str, signed_in: Any) -> None:
    client = signed_in("handler")
    piece = added(client, filed, SimpleUploadedFile("IMG.HEIC", made.heic()))
    given = ticket(client, piece)
    page = client.get(f"/evidence/{piece.id}?t={given}").content.decode()
    assert "这是播放用的副本" in page
    assert piece.file[:16] in page
    assert client.get(f"/evidence/{piece.id}/playable?t={given}")["Content-Type"] == "image/jpeg"


def test_without_a_consultation_no_copy_is_given_either(filed: str, signed_in: Any) -> None:
    client = signed_in("handler")
    piece = added(client, filed, SimpleUploadedFile("IMG.HEIC", made.heic()))
    for address in ("playable", "file"):
        assert client.get(f"/evidence/{piece.id}/{address}")["Location"] == f"/evidence/{piece.id}"
    assert signed_in("outsider").get(f"/evidence/{piece.id}/thumb").status_code == 404
    assert signed_in("outsider").get(f"/evidence/{piece.id}/card").status_code == 404
    assert signed_in("admin").get(f"/evidence/{piece.id}/thumb").status_code == 403


def test_a_part_is_cut_out_as_a_copy_with_a_reason(filed: str, signed_in: Any, tmp_path: pathlib.Path) -> None:
    client = signed_in("handler")
    piece = added(client, filed, film(tmp_path, "libx264"))
    answer = client.post(f"/evidence/{piece.id}/cut", {"start": "00:01", "end": "00:02.5", "reason": "听证出示"})
    copy = Evidence.objects.exclude(id=piece.id).get()
    assert answer["Location"] == f"/evidence/{copy.id}"
    assert (copy.parent, copy.remark, copy.title) == (piece.id, "听证出示", "现场照片（截取 00:01–00:02）")
    assert 1.3 < float(copy.read["duration"]) < 1.8
    page = client.get(f"/evidence/{copy.id}").content.decode()
    assert "这是副本" in page
    assert f'href="/evidence/{piece.id}"' in page
    assert copy.title in client.get(f"/evidence/{piece.id}").content.decode()


def test_areas_of_a_picture_are_covered_in_a_copy(filed: str, signed_in: Any) -> None:
    client = signed_in("handler")
    piece = added(client, filed, photo())
    client.post(f"/evidence/{piece.id}/obscure", {"areas": "0.1,0.1,0.5,0.5;0.6,0.6,0.9,0.9", "reason": "遮挡无关人员"})
    copy = Evidence.objects.exclude(id=piece.id).get()
    assert (copy.parent, copy.title, copy.read.get("taken_at")) == (piece.id, "现场照片（遮挡 2 处）", None)
    assert copy.file != piece.file


@pytest.mark.parametrize(
    ("action", "data", "status"),
    [
        ("cut", {"start": "0", "end": "1", "reason": ""}, 422),
        ("cut", {"start": "3", "end": "1", "reason": "理由"}, 422),
        ("cut", {"start": "x", "end": "1", "reason": "理由"}, 422),
        ("obscure", {"areas": "0,0,1,1", "reason": "理由"}, 409),
    ],
)
def test_a_copy_that_cannot_be_made_is_refused(
    filed: str, signed_in: Any, tmp_path: pathlib.Path, action: str, data: dict[str, str], status: int
) -> None:
    client = signed_in("handler")
    piece = added(client, filed, film(tmp_path, "libx264"))
    assert client.post(f"/evidence/{piece.id}/{action}", data).status_code == status
    assert Evidence.objects.count() == 1


@pytest.mark.parametrize("areas", ["", "0.5,0.5,0.1,0.9", "0,0,2,2", "a,b,c,d", "1,2,3"])
def test_areas_that_are_none_are_refused(filed: str, signed_in: Any, areas: str) -> None:
    client = signed_in("handler")
    piece = added(client, filed, photo())
    assert client.post(f"/evidence/{piece.id}/obscure", {"areas": areas, "reason": "理由"}).status_code == 422


def test_who_may_not_make_copies(filed: str, signed_in: Any) -> None:
    piece = added(signed_in("handler"), filed, photo())
    told = {"areas": "0,0,1,1", "reason": "理由"}
    for name, status in (("reviewer", 403), ("supervisor", 403), ("head", 403), ("outsider", 404)):
        assert signed_in(name).post(f"/evidence/{piece.id}/obscure", told).status_code == status, name
    assert "遮挡后另存副本" not in signed_in("reviewer").get(f"/evidence/{piece.id}").content.decode()


def test_a_copy_does_not_void_a_review(filed: str, signed_in: Any) -> None:
    from sanxiang.casework import binding

    piece = {"id": "a", "file": "x", "title": "t", "proves": "p", "parent": ""}
    copy = piece | {"id": "b", "parent": "a"}
    assert binding.bound("占道", [], {}, [piece, copy]) == binding.bound("占道", [], {}, [piece])


def test_what_nobody_drew_is_found_by_the_hour(filed: str, signed_in: Any) -> None:
    piece = added(signed_in("handler"), filed, photo())
    FileShow.objects.all().delete()
    assert file_shows.make_waiting() == 1
    assert FileShow.objects.get(file=piece.file).thumb
    FileShow.objects.update(state="working", began_at=timezone.now() - datetime.timedelta(hours=1))
    assert file_shows.make_waiting() == 0
    FileShow.objects.update(state="working", began_at=timezone.now() - datetime.timedelta(hours=10))
    assert file_shows.make_waiting() == 1


def test_the_page_has_a_fixed_number_of_queries(filed: str, signed_in: Any, django_assert_max_num_queries: Any) -> None:
    client = signed_in("handler")
    for seed in range(3):
        added(client, filed, SimpleUploadedFile("a.jpg", made.jpeg(made.drawing(seed=seed + 1))))
    with django_assert_max_num_queries(24):
        assert client.get(f"/cases/{filed}/evidence").status_code == 200


def test_what_is_kept_apart_shows_no_picture_and_neither_do_its_copies(filed: str, signed_in: Any) -> None:
    client = signed_in("handler")
    piece = added(client, filed, photo())
    assert client.post(f"/cases/{filed}/pieces/{piece.id}/mark", {"secrecy": "privacy", "reason": "涉及个人隐私"}).status_code == 302
    client.post(f"/evidence/{piece.id}/obscure", {"areas": "0,0,0.5,0.5", "reason": "遮挡面部"})
    copy = Evidence.objects.get(parent=piece.id)
    other = signed_in("supervisor")
    for id in (piece.id, copy.id):
        assert client.get(f"/evidence/{id}/thumb").status_code == 200
        assert other.get(f"/evidence/{id}/thumb").status_code == 403
        card = other.get(f"/evidence/{id}/card").content.decode()
        assert "另卷保管" in card
        assert "/thumb" not in card
        assert "北纬" not in other.get(f"/evidence/{id}").content.decode()


def test_a_text_that_is_called_a_picture_is_told_and_the_same_document_twice_too(filed: str, signed_in: Any) -> None:
    for at in range(2):
        file = SimpleUploadedFile("现场.jpg" if at else "说明.txt", "并不是照片".encode())
        added(signed_in("handler"), filed, file)
    page = signed_in("handler").get(f"/cases/{filed}/evidence").content.decode()
    assert "文件名以 .jpg 结尾，内容却是文本" in page
    assert "与证据1是同一个文件" in page
