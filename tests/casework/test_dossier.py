"""案卷: everything in its order with page numbers, originals and proofs beside it, nothing of the side file or kept apart for whoever may not."""

import hashlib
import io
import json
import pathlib
import zipfile
from typing import Any

import msgspec
import pytest
from PIL import Image
from pypdf import PdfReader

import archived
import cast
import pieces
import walks
from sanxiang.casework import dossier, dossier_building, secrecy
from sanxiang.casework.models import Document, Evidence
from sanxiang.casework.paper_models import DossierBuild
from sanxiang.law import dossiers
from sanxiang.law.pack_yaml import PackError
from sanxiang.organs.queries import Person
from sanxiang.record import sequencer
from sanxiang.record.queries import acts_of
from sanxiang.record.refusal import Invalid, NotAllowed, NotFound, Refused


def jpeg(colour: tuple[int, int, int] = (80, 120, 90), side: tuple[int, int] = (800, 600)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", side, colour).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def case(people: cast.Cast) -> str:
    return archived.case(people, jpeg())[0]


def built(person: Person, case: str, *, side: bool = False) -> DossierBuild:
    id = dossier_building.order(person, case, side=side)
    dossier_building.build(id)
    found = dossier_building.status(person, id)
    assert found.state == "ready", found.problem
    return found


def file(build: DossierBuild, name: str) -> pathlib.Path:
    return dossier_building.folder(build.id) / name


def words(build: DossierBuild, name: str) -> str:
    """Everything that a file says, without the spaces and lines that setting it made."""
    return "".join("".join(page.extract_text().split()) for page in PdfReader(file(build, name)).pages)


# ── the order ──


def placed(type: str, *papers: tuple[str, bool], packs: tuple[str, ...] = ()) -> list[str]:
    rows = [
        {
            "id": f"{at:02d}",
            "template": template,
            "step": "",
            "title": template,
            "number": "",
            "day": "2026-01-01",
            "internal": internal,
            "state": "",
        }
        for at, (template, internal) in enumerate(papers)
    ]
    found = dossier.arrange(dossiers.order(packs, type), "机关", rows, [], [])
    return [f"{'正' if piece in found.main else '副'}{piece.title}" for piece in (*found.main, *found.side)]


def test_market_supervision_has_seven_items_in_the_main_file_and_six_in_the_side_file() -> None:
    order = dossiers.order(["sectors/market"], "penalty")
    assert (len(order.main), len(order.side)) == (7, 6)
    assert order.article == "市场监督管理行政处罚程序规定第七十八条"


def test_the_order_is_the_provision_s_and_not_that_of_time() -> None:
    told = placed(
        "penalty",
        ("lead_verification", True), ("filing_approval", True), ("site_record", False), ("investigation_report", True), ("prior_notice", False),
        ("review_opinion", True), ("deliberation_record", True), ("hearing_record", False), ("hearing_report", True), ("penalty_decision", False),
        ("goods_disposal", True), ("closing_approval", True),
        packs=("sectors/market",),
    )  # fmt: skip
    assert told == [
        "正filing_approval", "正penalty_decision", "正prior_notice", "正site_record", "正hearing_record", "正goods_disposal",
        "副lead_verification", "副investigation_report", "副review_opinion", "副hearing_report", "副closing_approval", "副deliberation_record",
    ]  # fmt: skip


def test_every_type_has_a_place_for_every_template() -> None:
    from sanxiang.casework import documents
    from sanxiang.law.timeline_keys import TYPES

    for type in TYPES:
        order = dossiers.order([], type)
        for template in documents.templates():
            order.place(template.id, "", template.internal)


def test_a_permits_application_stands_behind_the_decision_and_its_examination_in_the_side_file() -> None:
    told = placed("permit", ("permit_application", False), ("permit_examination", True), ("permit_grant", False), ("permit_closing", True))
    assert told == ["正permit_grant", "正permit_application", "副permit_examination", "副permit_closing"]


def test_an_order_that_leaves_something_without_a_place_is_refused(tmp_path: pathlib.Path) -> None:
    order = dossiers.Order(main=(dossiers.Group("一", evidence=True),), side=(dossiers.Group("二", rest="inward"),))
    with pytest.raises(PackError, match="outward"):
        dossiers._complete("penalty", order, tmp_path / "dossier.yaml")


# ── the file ──


def test_the_main_file_has_cover_catalogue_pages_and_note(people: cast.Cast, case: str) -> None:
    build = built(people.handler, case)
    reader = PdfReader(file(build, "main.pdf"))
    told = ["".join(page.extract_text().split()) for page in reader.pages]
    assert "行政执法案卷" in told[0]
    assert "卷内文件目录" in told[1]
    assert "卷内备考表" in told[-1]
    assert "行政处罚决定书" in told[1]
    assert [item["/Title"] for item in reader.outline if not isinstance(item, list)][:3] == ["封面", "卷内目录", "立案审批表"]  # type: ignore[index]


def test_a_page_of_the_catalogue_is_the_page_that_bears_the_number(people: cast.Cast, case: str) -> None:
    build = built(people.handler, case)
    reader = PdfReader(file(build, "main.pdf"))
    for item in (one for group in reader.outline if isinstance(group, list) for one in group):
        page = reader.pages[reader.get_destination_page_number(item)]
        title = str(item.title).partition("：")[2] or str(item.title)
        assert title.replace("（", "")[:6] in page.extract_text().replace("\n", "").replace("（", ""), title


def test_the_seal_stays_on_the_page_and_no_broken_signature_comes_along(people: cast.Cast, case: str) -> None:
    reader = PdfReader(file(built(people.handler, case), "main.pdf"))
    assert "/AcroForm" not in reader.trailer["/Root"]  # type: ignore[operator]
    assert not any(page.get("/Annots") for page in reader.pages)
    sealed = [page for page in reader.pages if any(str(name).startswith("/Bound") for name in (page["/Resources"].get("/XObject") or {}))]  # type: ignore[union-attr]
    assert sealed


def test_the_side_file_is_built_for_those_who_may_read_it(people: cast.Cast, case: str) -> None:
    build = built(people.handler, case, side=True)
    assert "法制审核意见书" in words(build, "side.pdf")
    assert "法制审核意见书" not in words(build, "main.pdf")
    with pytest.raises(NotAllowed, match="副卷"):
        dossier_building.order(people.discloser, case, side=True)
    with pytest.raises(NotFound):
        dossier_building.order(people.outsider, case)


def test_what_is_kept_apart_is_listed_and_not_shown(people: cast.Cast, case: str) -> None:
    walk = walks.Walk(people)
    secret = pieces.photo(people.handler, walk.case, jpeg((10, 20, 30)), title="病历照片")
    pieces.photo(people.handler, walk.case, jpeg(), title="现场照片")
    secrecy.mark(people.handler, walk.case, secret.id, "privacy", "病历")
    build = built(people.supervisor, walk.case)
    told = words(build, "main.pdf")
    assert "（另卷保管）" in told
    assert "病历照片" not in told
    assert not file(build, "apart.pdf").exists()
    with zipfile.ZipFile(file(build, "dossier.zip")) as archive:
        assert secret.file not in {hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist()}
        assert not any("病历" in archive.read(name).decode(errors="ignore") for name in archive.namelist())
    own = built(people.handler, walk.case)
    assert "病历照片" in words(own, "apart.pdf")
    assert "病历照片" not in words(own, "main.pdf")


# ── the ZIP ──


def test_the_zip_holds_the_originals_and_whoever_has_it_can_check_each(people: cast.Cast, case: str) -> None:
    build = built(people.handler, case, side=True)
    with zipfile.ZipFile(file(build, "dossier.zip")) as archive:
        sums = dict(reversed(line.split("  ", 1)) for line in archive.read("SHA256SUMS").decode().splitlines())
        assert set(sums) == set(archive.namelist()) - {"SHA256SUMS"}
        for name, digest in sums.items():
            assert hashlib.sha256(archive.read(name)).hexdigest() == digest
        assert Evidence.objects.get(case=case).file in sums.values()
        from sanxiang.casework import signing

        decision = next(name for name in sums if "行政处罚决定书" in name)
        assert signing.check(archive.read(decision)).intact
        page = archive.read("index.html").decode()
    assert "http" not in page.replace("http-equiv", "")
    assert Document.objects.get(case=case, template="penalty_decision", state="").number in page


def test_the_receipt_of_the_whole_case_is_for_those_who_may_read_all_of_it(people: cast.Cast, case: str) -> None:
    sequencer.drain()
    with zipfile.ZipFile(file(built(people.handler, case, side=True), "dossier.zip")) as archive:
        assert json.loads(archive.read("回执/全案.json"))["stream_key"]
    with zipfile.ZipFile(file(built(people.supervisor, case), "dossier.zip")) as archive:
        proofs = [json.loads(archive.read(name)) for name in archive.namelist() if name.startswith("回执/")]
    assert proofs
    assert not any(proof.get("stream_key") for proof in proofs)
    assert not any("审核意见" in act["body"] for proof in proofs for act in proof["acts"])


def test_a_file_that_is_not_what_the_record_says_is_named(people: cast.Cast, case: str, monkeypatch: Any) -> None:
    import contextlib

    from sanxiang.record import files

    wanted, real = Evidence.objects.get(case=case).file, files.stream
    monkeypatch.setattr(
        files, "stream", lambda digest: contextlib.closing(io.BytesIO(jpeg((1, 2, 3)))) if digest == wanted else real(digest)
    )
    with zipfile.ZipFile(file(built(people.handler, case), "dossier.zip")) as archive:
        assert "与案件记录的摘要不符" in archive.read("index.html").decode()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"%PDF-1.7\nrubbish", "坏.pdf"),
        (b"\xff\xd8\xff\xe0" + b"0" * 5000, "坏.jpg"),
        (pieces.MP4, "录像.mp4"),
        ("说明".encode() * 50, "说明.txt"),
    ],
)
def test_what_cannot_be_printed_gets_an_entry_page(people: cast.Cast, content: bytes, name: str) -> None:
    from sanxiang.casework import evidence

    walk = walks.Walk(people)
    done = evidence.add(people.handler, walk.case, pieces.FACTS | {"title": "某件证据"}, pieces.File(content, name))
    told = words(built(people.handler, walk.case), "main.pdf")
    assert Evidence.objects.get(id=done.step).file[:16] in told


def test_a_pdf_that_came_as_evidence_is_bound_page_by_page(people: cast.Cast) -> None:
    from sanxiang.casework import documents

    walk = walks.Walk(people)
    scanned = io.BytesIO()
    Image.new("RGB", (1700, 900), (250, 250, 240)).save(scanned, "PDF", save_all=True, append_images=[Image.new("RGB", (900, 1700))])
    pieces.photo(people.handler, walk.case, scanned.getvalue(), title="合同")
    found = PdfReader(file(built(people.handler, walk.case), "main.pdf"))
    assert {(round(float(page.mediabox.width)), round(float(page.mediabox.height))) for page in found.pages} == {(595, 842)}
    assert documents


def test_it_leaves_the_house_by_an_act_with_its_digest(people: cast.Cast, case: str) -> None:
    build = built(people.handler, case)
    told, content = dossier_building.export(people.handler, build.id, "main.pdf")
    with content:
        assert hashlib.sha256(content.read()).hexdigest() == told.digest
    act = acts_of(case)[-1]
    assert (act.name, act.data["manner"], act.data["digest"]) == ("custody.consult", "export", told.digest)


def test_who_may_not_export_gets_nothing(people: cast.Cast, case: str) -> None:
    theirs = built(people.supervisor, case)
    with pytest.raises(Invalid):  # a supervisor says what for
        dossier_building.export(people.supervisor, theirs.id, "main.pdf")
    dossier_building.export(people.supervisor, theirs.id, "main.pdf", "案卷评查")
    with pytest.raises(NotFound):
        dossier_building.export(people.handler, theirs.id, "main.pdf")
    shown = built(people.discloser, case)
    with pytest.raises(NotAllowed):
        dossier_building.export(people.discloser, shown.id, "main.pdf", "看看")
    with pytest.raises(NotFound):
        dossier_building.export(people.supervisor, theirs.id, "../../keys/session-secret", "案卷评查")


def test_a_build_is_no_longer_given_out_once_a_piece_is_kept_apart(people: cast.Cast) -> None:
    case = walks.Walk(people).case
    piece = pieces.photo(people.handler, case, jpeg())
    theirs = built(people.supervisor, case)
    secrecy.mark(people.handler, case, piece.id, "privacy", "涉及住址")
    with pytest.raises(Refused, match="另卷保管"):
        dossier_building.export(people.supervisor, theirs.id, "dossier.zip", "案卷评查")
    dossier_building.export(people.supervisor, built(people.supervisor, case).id, "dossier.zip", "案卷评查")


def test_a_build_is_not_given_out_to_who_no_longer_works_on_the_case(people: cast.Cast) -> None:
    case = walks.Walk(people).case
    secrecy.mark(people.handler, case, pieces.photo(people.handler, case, jpeg()).id, "privacy", "涉及住址")
    theirs = built(people.head, case, side=True)
    moved = msgspec.structs.replace(people.head, roles=frozenset(["supervisor", "discloser"]))
    for name in ("apart.pdf", "dossier.zip"):
        with pytest.raises(NotAllowed, match="现在不能查阅"):
            dossier_building.export(moved, theirs.id, name, "案卷评查")


def test_old_builds_are_taken_away(people: cast.Cast, case: str) -> None:
    build = built(people.handler, case)
    assert dossier_building.forget() == 0
    assert dossier_building.forget(days=-1) == 1
    assert not dossier_building.folder(build.id).exists()


def test_a_large_recording_passes_through_and_is_never_held(tmp_path: pathlib.Path) -> None:
    import tracemalloc

    piece = b"\x00" * dossier_building.PIECE
    with (tmp_path / "dossier.zip").open("wb") as out:
        hashed = dossier_building._Hashed(out)
        with zipfile.ZipFile(hashed, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
            tracemalloc.start()
            dossier_building._Archive(archive).put("录像.mp4", (piece for _ in range(64)))
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
    assert hashed.size > 64 * len(piece)
    assert peak < 8 * len(piece)
