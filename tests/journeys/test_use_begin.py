"""Found by use: what a new organ's administrator meets before the first case."""

from typing import Any

import pytest

import cast
from sanxiang.organs import services
from sanxiang.organs.models import Organ, User

pytestmark = pytest.mark.django_db
CODE = "11990100000000001"


@pytest.fixture
def admin(db: None, client: Any) -> Any:
    from sanxiang.law.identifiers import uscc_check

    code = CODE + uscc_check(CODE)
    services.begin_system(code, "测试市水务局", "测水", "meng", cast.PASSWORD, "孟某")
    client.force_login(User.objects.get(username="meng"), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_home_says_what_is_lacking_before_the_first_case(admin: Any) -> None:
    told = admin.get("/").content.decode()
    for lack in ("补全本机关信息", "登记人员：承办人", "起草执法事项清单"):
        assert lack in told
    assert "预警" not in told


def test_the_organs_own_facts_are_kept_and_then_no_longer_lacking(admin: Any) -> None:
    facts = {
        "name": "测试市水务局", "short_name": "测水", "region": "测试市", "address": "一路1号", "phone": "0000-1", "duties": "",
        "reconsideration_organ": "测试市人民政府", "court": "测试市人民法院", "fine_bank": "测试银行", "packs": ["sectors/housing"],
    }  # fmt: skip
    assert admin.post("/organ", facts).status_code == 302
    organ = Organ.objects.get()
    assert (organ.court, organ.packs) == ("测试市人民法院", ["sectors/housing"])
    assert "补全本机关信息" not in admin.get("/").content.decode()


def test_an_organ_without_a_name_or_with_an_unknown_pack_is_refused_and_what_was_typed_stays(admin: Any) -> None:
    nameless = admin.post("/organ", {"name": "", "short_name": "测水", "court": "某法院"})
    assert nameless.status_code == 422
    assert "某法院" in nameless.content.decode()
    unknown = admin.post("/organ", {"name": "测试市水务局", "short_name": "测水", "packs": ["sectors/none"]})
    assert unknown.status_code == 422


def test_a_list_names_every_cell_that_is_not_filled(admin: Any) -> None:
    said = admin.post("/lists/item/draft", {"title": "执法事项清单", "rows.0.code": "SW-1", "rows.0.name": "取水"})
    assert said.status_code == 422
    told = said.content.decode()
    assert "第1项没有填写依据" in told
    assert "Object missing" not in told
    assert "SW-1" in told


def test_only_an_administrator_changes_the_organs_facts(db: None, client: Any) -> None:
    people = cast.city()
    client.force_login(people.users["handler"], backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/organ").status_code == 403
