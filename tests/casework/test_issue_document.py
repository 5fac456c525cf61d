"""签发: a document under the organ's seal is signed once, and whoever changes it is found out."""

import io
import pathlib
from typing import Any

import pytest
from django.conf import settings
from pyhanko.pdf_utils.reader import PdfFileReader
from pypdf import PdfReader

import cast
import pieces
import walks
from sanxiang.casework import documents, sealing, secrecy, services, signing
from sanxiang.casework.models import Document
from sanxiang.casework.paper_models import PublicDocument
from sanxiang.record import files
from sanxiang.record.queries import acts_of
from sanxiang.record.refusal import Invalid, NotAllowed, NotFound, Refused


@pytest.fixture
def decided(people: cast.Cast) -> walks.Walk:
    walk = walks.Walk(people)
    walk.to_decision()
    return walk


def paper_of(walk: walks.Walk, template: str) -> Document:
    return Document.objects.get(case=walk.case, template=template, state="")


def signed(people: cast.Cast, document: Document) -> bytes:
    return sealing.paper(people.handler, document.id).content.read()


def test_the_decision_is_signed_with_the_organs_certificate_and_its_digests_stand_on_the_record(
    people: cast.Cast, decided: walks.Walk
) -> None:
    document = paper_of(decided, "penalty_decision")
    pdf = signed(people, document)
    checked = signing.check(pdf)
    assert checked.intact
    issued = PublicDocument.objects.get(id=document.id)
    assert (checked.fingerprint, checked.signer) == (issued.fingerprint, issued.signer)
    assert issued.text == document.digest == documents.digest(documents.parse(documents.canonical(sealing.queries.as_document(document))))
    assert files.intact(issued.file)
    act = acts_of(decided.case)[-1]
    assert (act.name, act.data["file"], act.data["template"]) == ("case.issue_document", issued.file, "penalty_decision")


def test_it_is_signed_once_and_opened_as_the_same_bytes_ever_after(people: cast.Cast, decided: walks.Walk) -> None:
    document = paper_of(decided, "penalty_decision")
    first = signed(people, document)
    assert sealing.issue(document.id) == sealing.issue(document.id)
    assert signed(people, document) == first
    assert [act.name for act in acts_of(decided.case)].count("case.issue_document") == 1


def test_signing_puts_nobodys_form_out_of_date(people: cast.Cast, decided: walks.Walk) -> None:
    seen = services.note_facts(people.handler, decided.case, {"complex": True}).version
    sealing.issue(paper_of(decided, "penalty_decision").id)
    services.note_facts(people.handler, decided.case, {"complex": False}, seen=seen)


def test_every_page_bears_the_code_and_the_fingerprint_of_its_words(people: cast.Cast, decided: walks.Walk) -> None:
    document = paper_of(decided, "penalty_decision")
    pdf = signed(people, document)
    issued = PublicDocument.objects.get(id=document.id)
    for sheet in PdfReader(io.BytesIO(pdf)).pages:
        words = sheet.extract_text()
        assert sealing.grouped(issued.code) in words
        assert sealing.fingerprint(document.digest) in words


def test_it_stays_pdf_a_and_the_seal_is_the_signatures_own_appearance(people: cast.Cast, decided: walks.Walk) -> None:
    reader = PdfReader(io.BytesIO(signed(people, paper_of(decided, "penalty_decision"))))
    told = reader.xmp_metadata
    assert told is not None
    assert reader.trailer["/Root"]["/OutputIntents"][0]["/S"] == "/GTS_PDFA1"  # type: ignore[index]
    fields = [each.get_object() for sheet in reader.pages for each in sheet.get("/Annots", [])]
    seal = next(each for each in fields if each["/Subtype"] == "/Widget")
    assert seal["/F"] & 4  # printed: PDF/A wants it of every annotation
    assert not seal["/F"] & 2  # not hidden
    assert "/N" in seal["/AP"]
    assert seal["/V"]["/SubFilter"] == "/ETSI.CAdES.detached"


@pytest.mark.parametrize("where", [100, 5000, -3000])
def test_a_changed_byte_is_found(people: cast.Cast, decided: walks.Walk, where: int) -> None:
    pdf = bytearray(signed(people, paper_of(decided, "penalty_decision")))
    pdf[where] ^= 1
    assert not signing.check(bytes(pdf)).intact


def test_what_is_added_after_the_signature_is_found(people: cast.Cast, decided: walks.Walk) -> None:
    from pypdf import PdfWriter

    pdf = signed(people, paper_of(decided, "penalty_decision"))
    assert signing.check(pdf + b"\n%more").fault == "签名之后又改动过文件"
    added = PdfWriter(io.BytesIO(pdf), incremental=True)
    added.add_metadata({"/Title": "another"})
    out = io.BytesIO()
    added.write(out)
    assert out.getvalue().startswith(pdf)
    assert not signing.check(out.getvalue()).intact


@pytest.mark.parametrize("rubbish", [b"", b"%PDF-1.7", b"\x00" * 5000, b"PK\x03\x04 no PDF"])
def test_what_is_no_signed_pdf_is_told_and_stops_nothing(rubbish: bytes) -> None:
    assert not signing.check(rubbish).intact


def test_a_certificate_of_ours_says_in_its_name_that_it_has_no_legal_force(people: cast.Cast, decided: walks.Walk) -> None:
    sealing.issue(paper_of(decided, "penalty_decision").id)
    issued = PublicDocument.objects.get(title="行政处罚决定书")
    assert issued.example
    assert "无法律效力" in issued.signer


def test_an_organs_own_certificate_is_used_and_trusted_by_its_root_alone(people: cast.Cast, tmp_path: pathlib.Path, settings: Any) -> None:
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

    settings.VAR, settings.SEAL_PASSWORD = tmp_path, "kou-ling"
    signing.signer("other", "另一机关")
    key, own, others = pkcs12.load_key_and_certificates(signing.key_file("other").read_bytes(), None)
    file = signing.key_file(people.organ)
    file.write_bytes(pkcs12.serialize_key_and_certificates(b"x", key, own, others, BestAvailableEncryption(b"kou-ling")))  # type: ignore[arg-type]
    assert signing.signer(people.organ, "安州市城市管理局").signing_cert.serial_number == own.serial_number  # type: ignore[union-attr]
    settings.SEAL_PASSWORD = "bu-dui"
    file.touch()
    signing._opened.cache_clear()
    with pytest.raises(Refused, match="打不开机关的签名证书"):
        signing.signer(people.organ, "安州市城市管理局")


@pytest.mark.parametrize(
    "name", ["安建", "安州市住房和城乡建设局", "某某壮族自治区某某市某某区综合行政执法局（某某市某某区城市管理局）" * 3]
)
def test_an_organ_of_any_name_gets_its_example(tmp_path: pathlib.Path, settings: Any, name: str) -> None:
    settings.VAR = tmp_path
    called = signing._called(signing.signer("x", name).signing_cert)
    assert called.startswith(name[:20])
    assert called.endswith(signing.EXAMPLE)


def test_no_example_takes_the_place_of_an_organs_own_certificate(people: cast.Cast, tmp_path: pathlib.Path, settings: Any) -> None:
    settings.VAR = tmp_path
    with pytest.raises(Refused, match="不在原处"):
        signing.signer(people.organ, "安州市城市管理局", own=True)
    assert not signing.key_file(people.organ).exists()
    signing.signer(people.organ, "安州市城市管理局")
    with pytest.raises(Refused, match="示例证书"):
        signing.signer(people.organ, "安州市城市管理局", own=True)


def test_the_signer_is_trusted_only_under_a_root_that_one_names(people: cast.Cast, decided: walks.Walk) -> None:
    from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

    pdf = signed(people, paper_of(decided, "penalty_decision"))
    _, root, _ = pkcs12.load_key_and_certificates(signing.key_file("example-root").read_bytes(), None)
    assert signing.check(pdf, root.public_bytes(Encoding.PEM)).intact  # type: ignore[union-attr]
    stranger = signing._example("别的机关")
    _, _, _ = pkcs12.load_key_and_certificates(stranger, None)
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    other = signing._certificate(root.subject, root.subject, key, key, authority=True)  # type: ignore[union-attr]
    assert signing.check(pdf, other.public_bytes(Encoding.PEM)).fault == "签名证书不是受信任的机构签发的"


def test_an_internal_document_and_one_without_a_seal_are_set_anew_each_time(people: cast.Cast, decided: walks.Walk) -> None:
    document = paper_of(decided, "filing_approval")
    paper = sealing.paper(people.handler, document.id)
    assert paper.issued is None
    assert not PdfFileReader(io.BytesIO(paper.content.read())).embedded_signatures


def test_whoever_checks_is_told_when_the_decision_was_annulled(people: cast.Cast, decided: walks.Walk) -> None:
    document = paper_of(decided, "penalty_decision")
    sealing.issue(document.id)
    services.amend(people.head, decided.case, document.step, "annulled", "当事人名称有误")
    assert PublicDocument.objects.get(id=document.id).state == "annulled"


def test_a_document_that_no_longer_stands_is_not_signed(people: cast.Cast, decided: walks.Walk) -> None:
    document = paper_of(decided, "penalty_decision")
    services.amend(people.head, decided.case, document.step, "annulled", "当事人名称有误")
    assert sealing.issue(document.id) is None


@pytest.mark.parametrize("answer", [None, b"", b"x" * 1000, b"\x30\x03\x02\x01\x02", b"\x30\x05\x30\x03\x02\x01\x00", b"\x30\x80" * 9000])
def test_an_authority_that_does_not_answer_or_answers_nonsense_stops_nothing(
    people: cast.Cast, decided: walks.Walk, monkeypatch: Any, settings: Any, answer: bytes | None
) -> None:
    def asked(url: str, query: bytes) -> bytes:
        if answer is None:
            raise OSError("no answer")
        return answer

    settings.TSA = "http://127.0.0.1:1/"
    monkeypatch.setattr(signing, "over_http", asked)
    sealing.issue(paper_of(decided, "penalty_decision").id)
    assert not PublicDocument.objects.get(title="行政处罚决定书").stamped


def test_another_organ_does_not_read_it(people: cast.Cast, decided: walks.Walk) -> None:
    with pytest.raises(NotFound):
        sealing.paper(people.outsider, paper_of(decided, "penalty_decision").id)


# ── the seal's picture ──


def png(side: int = 400, mode: str = "RGBA") -> pieces.File:
    from PIL import Image

    out = io.BytesIO()
    Image.new(mode, (side, side), (200, 20, 20, 255) if mode == "RGBA" else 1).save(out, "PNG")
    return pieces.File(out.getvalue(), "印章.png")


def test_an_organs_own_picture_stands_in_the_signature(people: cast.Cast, decided: walks.Walk) -> None:
    digest = sealing.set_seal(people.admin, png())
    assert sealing.seal_of(people.organ) == digest
    pdf = signed(people, paper_of(decided, "penalty_decision"))
    assert signing.check(pdf).intact
    assert b"/Image" in pdf


def test_only_an_administrator_sets_the_seal(people: cast.Cast) -> None:
    for person in (people.handler, people.head, people.discloser, people.supervisor):
        with pytest.raises(NotAllowed):
            sealing.set_seal(person, png())


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", b"", b"\x89PNG\r\n\x1a\n" + b"\x00" * 400,
        b"\x89PNG\r\n\x1a\n" + b"x" * 3_000_000, png(50).content, b"GIF89a" + b"\x00" * 500,
    ],
)  # fmt: skip
def test_what_is_no_picture_of_a_seal_is_refused(people: cast.Cast, content: bytes) -> None:
    with pytest.raises(Invalid):
        sealing.set_seal(people.admin, pieces.File(content, "印章.png"))
    assert sealing.seal_of(people.organ) == ""


def test_what_hides_behind_a_picture_is_not_kept(people: cast.Cast) -> None:
    digest = sealing.set_seal(people.admin, pieces.File(png().content + b"<script>alert(1)</script>", "印章.png"))
    with files.stream(digest) as kept:
        assert b"script" not in kept.read()


def test_the_seal_drawn_from_the_name_comes_back(people: cast.Cast) -> None:
    sealing.set_seal(people.admin, png())
    sealing.set_seal(people.admin, None)
    assert sealing.seal_of(people.organ) == ""


# ── kept apart ──


def test_a_marked_document_opens_for_those_who_work_on_the_case_alone(people: cast.Cast, decided: walks.Walk) -> None:
    document = paper_of(decided, "penalty_decision")
    secrecy.mark(people.handler, decided.case, document.id, "privacy", "写有当事人的病情")
    for person in (people.handler, people.second, people.reviewer, people.head):
        sealing.paper(person, document.id)
    for person in (people.supervisor, people.discloser):
        with pytest.raises(NotAllowed, match="另卷保管"):
            sealing.paper(person, document.id)
    secrecy.mark(people.handler, decided.case, document.id, "", "误标")
    sealing.paper(people.supervisor, document.id)


def test_only_a_handler_of_the_case_marks_and_with_a_reason(people: cast.Cast, decided: walks.Walk) -> None:
    document = paper_of(decided, "penalty_decision")
    for person in (people.head, people.reviewer, people.discloser):
        with pytest.raises(NotAllowed):
            secrecy.mark(person, decided.case, document.id, "trade", "理由")
    with pytest.raises(Invalid):
        secrecy.mark(people.handler, decided.case, document.id, "trade", " ")
    with pytest.raises(Invalid):
        secrecy.mark(people.handler, decided.case, document.id, "机密", "理由")
    with pytest.raises(NotFound):
        secrecy.mark(people.handler, decided.case, "no-such-piece", "trade", "理由")


def test_the_key_is_for_its_owner_alone(people: cast.Cast, decided: walks.Walk) -> None:
    sealing.issue(paper_of(decided, "penalty_decision").id)
    assert signing.key_file(people.organ).stat().st_mode & 0o077 == 0
    assert signing.key_file(people.organ).is_relative_to(settings.VAR)
