"""法规变动 through the pages."""

from typing import Any

from sanxiang.catalogue import law_changes

NOTED = {"law": "城市道路管理条例", "what": "修订第四十二条", "since": "2027-01-01"}


def test_a_change_is_noted_and_its_rows_are_settled(people: Any, signed_in: Any) -> None:
    client = signed_in("admin")
    text = client.post("/lists/changes", NOTED, follow=True).content.decode()
    assert "待核对的 2 行" in text
    assert "《城市道路管理条例》第四十二条" in text
    assert "2 行待核对" in signed_in("handler").get("/lists").content.decode()
    assert "2 行待核对" in signed_in("discloser").get("/").content.decode()
    assert "待核对" not in signed_in("handler").get("/").content.decode()
    change = law_changes.changes(people.organ)[0].id
    rows = [row.id for row in law_changes.rows_of(change)]
    refused = client.post(f"/lists/changes/{change}", {"rows": rows, "do": "no_change", "reason": ""})
    assert refused.status_code == 422
    assert f'value="{rows[0]}"' in refused.content.decode()
    assert "checked" in refused.content.decode()
    done = client.post(f"/lists/changes/{change}", {"rows": rows, "do": "no_change", "reason": "条款未变"}, follow=True).content.decode()
    assert "引用这部法规的各行都已核对" in done
    assert "条款未变" in done


def test_what_was_typed_stays_when_it_is_refused(people: Any, signed_in: Any) -> None:
    answer = signed_in("admin").post("/lists/changes", NOTED | {"what": "", "since": "x"})
    assert answer.status_code == 422
    assert "城市道路管理条例" in answer.content.decode()


def test_another_organs_change_is_not_known(people: Any, signed_in: Any) -> None:
    signed_in("admin").post("/lists/changes", NOTED)
    change = law_changes.changes(people.organ)[0].id
    assert signed_in("outsider").get(f"/lists/changes/{change}").status_code == 404


def test_a_supervisor_notes_for_the_region_and_reads_but_does_not_settle(people: Any, signed_in: Any) -> None:
    client = signed_in("supervisor")
    assert "已通知引用这部法规的1个机关核对" in client.post("/lists/changes", NOTED, follow=True).content.decode()
    change = law_changes.changes(people.organ)[0].id
    page = client.get(f"/lists/changes/{change}").content.decode()
    assert "由该机关逐行核对" in page
    assert "无需修改</button>" not in page
