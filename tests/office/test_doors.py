"""Every address × everybody: who may come in, who is sent to sign in, and that another organ's case is not known to exist."""

import datetime
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import resolve
from PIL import Image

import cast
from sanxiang.office.urls import urlpatterns

ALL = frozenset(["handler", "second", "reviewer", "head", "supervisor", "discloser", "admin", "outsider"])
READERS = ALL - {"admin"}
OUR = READERS - {"outsider"}  # who may read a case of the city's bureau
ACTORS = frozenset(["handler", "second", "reviewer", "head"])

# Address → who gets a page (200 or, after an action that lacks something, 302, 409 or 422) rather than 403 or 404.
PAGES: dict[str, frozenset[str]] = {
    "/": ALL,
    "/password": ALL,
    "/people": ALL,
    "/people/delegate": ALL,
    "/organ": frozenset(["admin"]),
    "/organ/seal": frozenset(["admin"]),
    "/organ/seal.png": frozenset(["admin"]),
    "/people/new": frozenset(["admin"]),
    "/people/{officer}": frozenset(["admin"]),
    "/lists": ALL,
    "/lists/item": ALL,
    "/lists/item/1": ALL - {"outsider"},  # the neighbours have a list of their own, without a first version
    "/lists/item/draft": ALL - {"supervisor"},
    "/lists/item/import": ALL - {"supervisor"},
    "/lists/item/1/compare/1": ALL - {"outsider"},
    "/lists/item/1/export/csv": ALL - {"outsider"},
    "/lists/changes": ALL,
    "/lists/changes/{change}": ALL - {"outsider"},
    "/lists/item/import/settle": frozenset(["handler"]),  # a table that is being imported is its importer's alone
    "/flowcharts": ALL,
    "/flowcharts/penalty-ordinary": ALL,
    "/cases": READERS,
    "/cases/new": frozenset(["handler", "second", "outsider"]),
    "/cases/{case}": OUR,
    "/cases/{case}/taken/1": OUR,
    "/cases/{case}/steps/site_record": ACTORS,
    "/cases/{case}/hand-over": frozenset(["handler", "second", "head"]),
    "/cases/{case}/parties/new": frozenset(["handler", "second"]),
    "/cases/{case}/parties/{party}": frozenset(["handler", "second"]),
    "/cases/{case}/facts": frozenset(["handler", "second", "head"]),
    "/cases/{case}/timeline.yaml": OUR,
    "/licences": READERS,
    "/field": frozenset(["handler", "second", "outsider"]),
    "/field/cases": frozenset(["handler", "second", "outsider"]),
    "/field/cases/{case}/papers": frozenset(["handler", "second"]),
    "/field/papers/{document}": frozenset(["handler", "second"]),
    "/field-worker.js": ALL,
    "/field.webmanifest": ALL,
    "/evidence/inbox": frozenset(["handler", "second", "outsider"]),
    "/organ/docks": frozenset(["admin"]),
    "/cases/{case}/evidence": OUR,
    "/cases/{case}/custody": OUR,
    "/cases/{case}/retention": OUR,
    "/cases/{case}/dossier": OUR,
    "/register": READERS,
    "/register/table": READERS,
    "/register/inside": READERS,
    "/transfers": frozenset(["handler", "second", "head", "admin", "outsider"]),
    "/transfers/pdf": frozenset(["handler", "second", "head", "admin", "outsider"]),
    "/retention": READERS,
    "/equipment": ALL,
    "/equipment/{device}": frozenset(["admin", "head", "supervisor"]),
    "/equipment/report": frozenset(["head", "supervisor", "outsider"]),
    "/consultations": frozenset(["head", "supervisor", "outsider"]),
    "/cases/{case}/review/submit": frozenset(["handler", "second"]),
    "/cases/{case}/proposals/{proposal}": OUR - {"discloser"},
    "/documents/{document}": OUR - {"discloser"},  # an internal one: it belongs to the side file
    "/documents/{document}/docx": OUR - {"discloser"},
    "/reviews": ACTORS | {"outsider"},
    "/publications": READERS - {"reviewer"} | {"outsider"},
    "/_components": ALL,
    "/begin": ALL,
    "/sign-in": ALL,
    "/display?theme=dark": ALL,
}
# Actions: who is let in to be told what is missing; nobody else is.
ACTIONS: dict[str, frozenset[str]] = {
    "/sign-out": ALL,
    "/people/units": frozenset(["admin"]),
    "/organ/docks/none/dismiss": frozenset(["admin"]),
    "/people/{officer}/dismiss": frozenset(["admin"]),
    "/people/{officer}/reset-password": frozenset(["admin"]),
    "/lists/item/1/settle": frozenset(["head", "discloser", "admin"]),
    "/lists/item/draft/discard": ALL - {"supervisor"},
    "/lists/officers/draw": ALL - {"supervisor"},
    "/cases/new/penalty-ordinary/draft": frozenset(["handler", "second", "outsider"]),
    "/cases/{case}/steps/site_record/draft": ACTORS,
    "/cases/{case}/evidence/none/exclude": frozenset(["handler", "second"]),
    "/cases/{case}/review/coordinate": ACTORS,
    "/cases/{case}/pieces/none/mark": frozenset(["handler", "second"]),
    "/equipment/{device}/act": frozenset(["admin"]),
    "/cases/{case}/retention/propose": frozenset(["handler", "second"]),
    "/cases/{case}/retention/hold": frozenset(["handler", "second", "head"]),
    "/cases/{case}/retention/none": frozenset(["head"]),
    "/documents/{document}/open": OUR - {"discloser"},
    "/cases/{case}/custody/receipt": frozenset(["handler", "second", "head", "supervisor"]),
    "/cases/{case}/publication/withhold": frozenset(["discloser"]),
    "/cases/{case}/publication/withdraw": frozenset(["discloser"]),
    "/publications/organ": frozenset(["discloser", "admin", "outsider"]),
}
# Pages of things that this case does not have yet: their own tests open them.
ELSEWHERE = {"dossier-build", "dossier-file", 
    "uploads", "upload", "dock-uploads", "dock-upload", "inbox-attach", "upload-facts", "review", "publication", "evidence-file", "evidence-playable", "evidence-thumb", "evidence-card",
    "evidence-cut", "evidence-obscure", "piece", "consult", "receipt", "field-add", "field-sign", "field-signature",
}  # fmt: skip
OPEN = {"/field-worker.js", "/field.webmanifest", "/sign-in", "/begin", "/display?theme=dark"}


@pytest.fixture
def names(people: cast.Cast, filed: str) -> dict[str, str]:
    from sanxiang.casework import queries, sealing
    from sanxiang.catalogue import intake, law_changes, working
    from sanxiang.organs import equipment

    seal = io.BytesIO()
    Image.new("RGBA", (300, 300), (200, 0, 0, 255)).save(seal, "PNG")
    sealing.set_seal(people.admin, SimpleUploadedFile("seal.png", seal.getvalue()))
    working.bring_in(working.of(people.handler, "item"), intake.Source("粘贴的内容", "编号,名称\nCG-001,占道"))
    page = queries.case_page(people.handler, filed)
    return {
        "case": filed,
        "officer": people.second.officer,
        "party": page.parties[0].id,
        "document": page.documents[0].id,
        "proposal": page.proposals[0].id,
        "device": equipment.register(people.admin, "body_camera", "AZ-J-001"),
        "change": law_changes.note(people.handler, "城市道路管理条例", "修订", datetime.date(2027, 1, 1)),
    }


@pytest.mark.parametrize("who", sorted(ALL))
def test_each_page_opens_for_those_who_may_and_nobody_else(who: str, signed_in: Any, names: dict[str, str]) -> None:
    client = signed_in(who)
    for address, may in PAGES.items():
        status = client.get(address.format(**names)).status_code
        open = (200, 302, 409, 422)  # 422: nothing is there yet to be put on a list of transfers
        assert status in (open if who in may else (403, 404)), (who, address, status)


@pytest.mark.parametrize("who", sorted(ALL))
def test_each_action_is_refused_to_those_who_may_not(who: str, signed_in: Any, names: dict[str, str]) -> None:
    for address, may in ACTIONS.items():
        status = signed_in(who).post(address.format(**names), {"reason": "理由", "text": "说明", "ground": "secret"}).status_code
        wanted = (200, 204, 302, 404, 409, 422) if who in may else (403, 404)
        assert status in wanted, (who, address, status)


def test_the_anonymous_are_sent_to_sign_in(names: dict[str, str]) -> None:
    for address in [*PAGES, *ACTIONS]:
        if address in OPEN or address in ("/_components", "/sign-out"):
            continue
        answer = Client().get(address.format(**names)) if address in PAGES else Client().post(address.format(**names))
        assert answer.status_code == 302, address
        assert answer["Location"].startswith("/sign-in?next="), address
    assert Client().get("/_components").status_code == 404


def test_another_organs_case_is_not_known_to_exist(signed_in: Any, names: dict[str, str]) -> None:
    client = signed_in("outsider")
    for address in PAGES:
        if "{case}" in address or "{document}" in address:
            answer = client.get(address.format(**names))
            assert answer.status_code in (403, 404), address
            assert "张小满" not in answer.content.decode()


def test_every_address_stands_in_the_table() -> None:
    told = {address.partition("?")[0] for address in [*PAGES, *ACTIONS]}
    known = {
        resolve(address.format(case="x", officer="x", party="x", document="x", proposal="x", change="x", device="x")).url_name
        for address in told
    }
    assert {each.name for each in urlpatterns if getattr(each, "name", None)} == known - {"display"} | ELSEWHERE


def test_an_address_with_a_null_character_is_not_found(signed_in: Any, people: cast.Cast) -> None:
    assert signed_in("handler").get("/cases/%00").status_code == 404
    assert signed_in("handler").get("/cases?q=%00").status_code in (200, 404)
