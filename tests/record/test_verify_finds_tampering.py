"""Whatever a superuser does behind the record's back, verify names the place.

Every test here acts as the owner of the database, with all triggers off.
"""

import pathlib
import shutil
from collections.abc import Callable
from typing import Any

import orjson
import pytest
from django.db import connection, transaction

from record.desk.acts import Close, Correct, Open, Write
from sanxiang.record import keys, log, sequencer, services
from sanxiang.record.canonical import canonical
from sanxiang.record.models import ActBody, RecordedAct, Stream
from sanxiang.record.refusal import Refused
from sanxiang.record.seal import head_of, leaf_of, milliseconds
from sanxiang.record.verify import Report, verify
from sanxiang.tlog import checkpoint, merkle, note, tiles

pytestmark = pytest.mark.django_db
ORGAN, OTHER = "11990000MB00000001", "11990000MB00000002"
HANDLER = services.Actor("o-1", "handler")


@pytest.fixture(autouse=True)
def record() -> None:
    """Three matters of one organ and one of another, all in their places in the log; triggers off."""
    for id, organ in (("m1", ORGAN), ("m2", ORGAN), ("m3", ORGAN), ("x1", OTHER)):
        with services.begin("matter", organ, id) as stream:
            stream.append(Open(title=f"案件{id}", day="2026-11-01", amount="200", facts={"页": [1, 2]}), actor=HANDLER)
            stream.append(Write(note=f"{id}-n1", text="现场检查"), actor=HANDLER)
            stream.append(Write(note=f"{id}-n2", text="询问"), actor=HANDLER)
            stream.append(Correct(corrects=1, reason="笔误", title=f"案件{id}（更正）"), actor=HANDLER)
    assert verify(replay=True).ok
    sql("SET LOCAL session_replication_role = replica")


def sql(statement: str, *values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall()) if cursor.description else []


def act_id(stream: str, version: int) -> int:
    return RecordedAct.objects.get(stream=stream, version=version).id


def found(*words: str, replay: bool = False) -> Report:
    """Verification must find a problem in which all these words stand."""
    report = verify(replay=replay)
    assert not report.ok
    lines = [f"{problem.where}：{problem.what}" for problem in report.problems]
    assert any(all(word in line for word in words) for line in lines), lines
    return report


def rewrite(stream: str, version: int, change: Callable[[dict[str, Any]], None]) -> None:
    """What an expert would do who knows everything in the database: change a body and make all digests of the stream fit again."""
    chain = Stream.objects.get(id=stream)
    head = "0" * 64
    for act in RecordedAct.objects.filter(stream=stream).order_by("version"):
        body = ActBody.objects.get(act=act)
        told = orjson.loads(bytes(body.body))
        if act.version == version:
            change(told)
        told["prev"] = head
        encoded = canonical(told)
        leaf = leaf_of(bytes(chain.key), act.version, milliseconds(told["recorded_at"]), bytes(body.salt), encoded)
        sql("UPDATE record_actbody SET body = %s WHERE act_id = %s", encoded, act.id)
        sql("UPDATE record_act SET leaf = %s WHERE id = %s", leaf, act.id)
        head = head_of(leaf)
    sql("UPDATE record_stream SET head = %s WHERE id = %s", head, stream)


def rewrite_log(organ: str) -> None:
    """And the log in the database with it, signed with the stolen key: only what was published is out of reach."""
    found = sql("SELECT l.act, a.leaf FROM record_leaf l JOIN record_act a ON a.id = l.act WHERE l.organ = %s ORDER BY index", organ)
    for index, (act, _) in enumerate(found):
        sql("UPDATE record_leaf SET index = %s WHERE act = %s", index, act)
    for table in ("record_tile", "record_checkpoint"):
        sql(f"DELETE FROM {table} WHERE organ = %s", organ)
    edges: dict[int, bytes] = {}
    for level, n, data in tiles.grown(edges, 0, [merkle.leaf_hash(bytes(leaf)) for _, leaf in found]):
        sql("INSERT INTO record_tile (organ, level, n, data) VALUES (%s, %s, %s, %s)", organ, level, n, data)
    sign_again(organ, len(found), log.root_of(edges, len(found)))


def sign_again(organ: str, size: int, root: bytes) -> None:
    origin = log.log_of(organ).origin
    note = str(checkpoint.sign(checkpoint.Checkpoint(origin, size, root), keys.signer(organ, origin)))
    sql("UPDATE record_log SET size = %s WHERE organ = %s", size, organ)
    sql("INSERT INTO record_checkpoint (organ, size, note) VALUES (%s, %s, %s)", organ, size, note)


def erase(*acts: int) -> None:
    for table, column in (("record_actbody", "act_id"), ("record_leaf", "act"), ("record_pending", "act"), ("record_act", "id")):
        sql(f"DELETE FROM {table} WHERE {column} = ANY(%s)", list(acts))


# The act's own row


def test_an_act_renamed() -> None:
    sql("UPDATE record_act SET name = 'matter.close' WHERE id = %s", act_id("m2", 2))
    found(ORGAN, "m2", "第 2 号", "行为名称")


def test_an_act_given_a_name_that_is_none() -> None:
    sql("UPDATE record_act SET name = 'matter.fly' WHERE id = %s", act_id("m2", 2))
    found("m2", "第 2 号", "没有名为 matter.fly 的行为")


def test_an_act_moved_in_time() -> None:
    sql("UPDATE record_act SET recorded_at = recorded_at - interval '30 days' WHERE id = %s", act_id("m1", 3))
    found("m1", "第 3 号", "记录时间")


def test_an_act_moved_by_a_microsecond() -> None:
    sql("UPDATE record_act SET recorded_at = recorded_at - interval '1 microsecond' WHERE id = %s", act_id("m1", 3))
    found("m1", "第 3 号", "记录时间")


def test_an_act_given_to_another_organ() -> None:
    sql("UPDATE record_act SET organ = %s WHERE id = %s", OTHER, act_id("m1", 2))
    found("m1", "第 2 号", "所属主体")


def test_an_act_moved_to_another_stream() -> None:
    sql("UPDATE record_act SET stream_id = 'm2', version = 5 WHERE id = %s", act_id("m1", 4))
    found("m2", "第 5 号", "行为链（m1）")
    found("行为链 m1", "实有到第 3 号")


def test_two_acts_that_changed_places() -> None:
    for old, new in ((2, 9), (3, 2), (9, 3)):
        sql("UPDATE record_act SET version = %s WHERE stream_id = 'm1' AND version = %s", new, old)
    found("m1", "第 2 号", "版本号")


def test_an_act_deleted_from_the_middle() -> None:
    erase(act_id("m1", 2))
    found("m1", "第 3 号", "版本号不连续")


def test_an_act_deleted_alone_leaves_its_body() -> None:
    id = act_id("m1", 2)
    sql("DELETE FROM record_act WHERE id = %s", id)
    found(f"行为 {id}", "只有内容")


def test_an_act_inserted() -> None:
    sql(
        "INSERT INTO record_act (organ, stream_id, version, name, recorded_at, leaf) SELECT organ, stream_id, 5, name, recorded_at, leaf "
        "FROM record_act WHERE id = %s",
        act_id("m1", 2),
    )
    found("m1", "第 5 号", "没有编入日志")
    found("m1", "第 5 号", "行为内容缺失")


def test_a_leaf_replaced_by_another_acts_leaf() -> None:
    sql("UPDATE record_act SET leaf = (SELECT leaf FROM record_act WHERE id = %s) WHERE id = %s", act_id("m2", 2), act_id("m1", 2))
    found("m1", "第 2 号", "标签")


def test_a_leaf_that_is_no_leaf() -> None:
    sql("UPDATE record_act SET leaf = 'x' WHERE id = %s", act_id("m1", 2))
    found("m1", "第 2 号", "公开叶损坏")


# The body


def test_a_body_changed_by_one_character() -> None:
    sql(
        "UPDATE record_actbody SET body = replace(convert_from(body, 'UTF8'), '现场检查', '现场核查')::bytea WHERE act_id = %s",
        act_id("m1", 2),
    )
    found("m1", "第 2 号", "承诺不符")


def test_a_body_with_another_happened_at() -> None:
    id = act_id("m1", 2)
    told = orjson.loads(bytes(ActBody.objects.get(act=id).body)) | {"happened_at": "2020-01-01"}
    sql("UPDATE record_actbody SET body = %s WHERE act_id = %s", canonical(told), id)
    found("m1", "第 2 号", "承诺不符")


def test_two_bodies_swapped() -> None:
    one, other = act_id("m1", 2), act_id("m2", 2)
    sql("UPDATE record_actbody SET act_id = -1 WHERE act_id = %s", one)
    sql("UPDATE record_actbody SET act_id = %s WHERE act_id = %s", one, other)
    sql("UPDATE record_actbody SET act_id = %s WHERE act_id = -1", other)
    found("m1", "第 2 号", "承诺不符")
    found("m2", "第 2 号", "行为链（m1）")


def test_a_body_deleted() -> None:
    sql("DELETE FROM record_actbody WHERE act_id = %s", act_id("m1", 2))
    found("m1", "第 2 号", "行为内容缺失")


def test_a_body_without_an_act() -> None:
    sql("INSERT INTO record_actbody (act_id, salt, body) VALUES (987654, '', '')")
    found("行为 987654", "只有内容")


def test_a_salt_changed() -> None:
    sql("UPDATE record_actbody SET salt = sha256(salt) WHERE act_id = %s", act_id("m1", 2))
    found("m1", "第 2 号", "承诺不符")


def test_a_body_that_cannot_be_read() -> None:
    sql("UPDATE record_actbody SET body = '{}' WHERE act_id = %s", act_id("m1", 2))
    found("m1", "第 2 号", "无法读取", replay=True)


def test_an_older_body_restored() -> None:
    sql("UPDATE record_actbody SET (salt, body) = (SELECT salt, body FROM record_actbody WHERE act_id = %s) WHERE act_id = %s",
        act_id("m1", 1), act_id("m1", 4))  # fmt: skip
    found("m1", "第 4 号", "版本号（1）")


# The stream


def test_a_stream_set_back() -> None:
    sql("UPDATE record_stream SET version = 3 WHERE id = 'm1'")
    found("行为链 m1", "链上记为 3 个")


def test_a_stream_with_another_head() -> None:
    sql("UPDATE record_stream SET head = %s WHERE id = 'm1'", "f" * 64)
    found("行为链 m1", "链头")


def test_a_stream_with_another_key() -> None:
    sql("UPDATE record_stream SET key = sha256(key) WHERE id = 'm1'")
    found("m1", "第 1 号", "标签")


def test_a_stream_of_another_kind() -> None:
    sql("UPDATE record_stream SET kind = 'ledger' WHERE id = 'm1'")
    found("m1", "第 1 号", "不属于 ledger")


def test_a_stream_given_to_another_organ() -> None:
    sql("UPDATE record_stream SET organ = %s WHERE id = 'm1'", OTHER)
    found("m1", "第 1 号", "所属主体")


def test_a_stream_without_acts() -> None:
    sql("INSERT INTO record_stream (id, organ, kind, key, version, head) VALUES ('m9', %s, 'matter', '', 1, '')", ORGAN)
    found("行为链 m9", "行为全部缺失")


def test_a_stream_deleted_alone() -> None:
    sql("DELETE FROM record_stream WHERE id = 'm1'")
    found("行为链 m1", "行为链缺失")


# Consistent forgeries, by one who makes all digests in the database fit again


def test_a_body_rewritten_with_its_whole_stream() -> None:
    rewrite("m1", 2, lambda told: told["data"].update(text="未发现问题"))
    found("日志第 1 片", "与日志树不符")


def test_a_body_rewritten_with_stream_and_log_is_given_away_by_the_head_outside() -> None:
    rewrite("m1", 2, lambda told: told["data"].update(text="未发现问题"))
    sql("UPDATE desk_note SET text = '未发现问题' WHERE id = 'm1-n1'")
    rewrite_log(ORGAN)
    report = found(ORGAN, "历史被改写", replay=True)
    assert any("摘要不符" in problem.what for problem in report.problems)


def test_a_tail_cut_off_consistently() -> None:
    erase(act_id("m3", 4))
    head = head_of(bytes(RecordedAct.objects.get(stream="m3", version=3).leaf))
    sql("UPDATE record_stream SET version = 3, head = %s WHERE id = 'm3'", head)
    sql("UPDATE desk_matter SET title = '案件m3' WHERE id = 'm3'")
    rewrite_log(ORGAN)
    found(ORGAN, "日志变短", replay=True)


def test_a_whole_stream_deleted_consistently() -> None:
    erase(*(act_id("m2", version) for version in range(1, 5)))
    for table, column in (("record_stream", "id"), ("desk_matter", "stream"), ("desk_note", "stream")):
        sql(f"DELETE FROM {table} WHERE {column} = 'm2'")
    rewrite_log(ORGAN)
    found(ORGAN, "日志变短", replay=True)


def test_a_deletion_that_later_acts_make_up_for_in_number() -> None:
    test_a_whole_stream_deleted_consistently()
    with services.begin("matter", ORGAN, "m8") as stream:
        for number in range(6):
            stream.append(Open(title="补数") if not number else Write(note=f"m8-{number}", text="补数"), actor=HANDLER)
    found(ORGAN, "历史被改写")


def test_all_of_an_organ_deleted() -> None:
    erase(*(act_id("x1", version) for version in range(1, 5)))
    for table, column in (("record_stream", "id"), ("desk_matter", "stream"), ("desk_note", "stream")):
        sql(f"DELETE FROM {table} WHERE {column} = 'x1'")
    for table in ("record_log", "record_tile", "record_checkpoint"):
        sql(f"DELETE FROM {table} WHERE organ = %s", OTHER)
    found(OTHER, "库外有已发布的日志", replay=True)


# The log


def test_an_act_taken_out_of_the_log() -> None:
    sql("DELETE FROM record_leaf WHERE act = %s", act_id("m1", 4))
    found("m1", "第 4 号", "没有编入日志")
    found(ORGAN, "日志编号不连续")


def test_a_leaf_for_an_act_that_is_none() -> None:
    sql("INSERT INTO record_leaf (organ, index, act) VALUES (%s, 12, 987654)", ORGAN)
    found(ORGAN, "第 12 片", "行为 987654 缺失")


def test_two_places_in_the_log_swapped() -> None:
    one, other = act_id("m1", 2), act_id("m1", 3)
    sql("UPDATE record_leaf SET act = CASE act WHEN %s THEN -1 ELSE -2 END WHERE act IN (%s, %s)", one, one, other)
    sql("UPDATE record_leaf SET act = CASE act WHEN -1 THEN %s ELSE %s END WHERE act < 0", other, one)
    found("日志第 1 片", "与日志树不符")


def test_a_hash_of_the_tree_changed() -> None:
    sql("UPDATE record_tile SET data = set_byte(data, 5 * 32, 255 - get_byte(data, 5 * 32)) WHERE organ = %s AND level = 0", ORGAN)
    found("日志第 5 片", "与日志树不符")


def test_a_tile_too_many() -> None:
    sql("INSERT INTO record_tile (organ, level, n, data) VALUES (%s, 1, 0, 'x')", ORGAN)
    found(ORGAN, "瓦片的数量")


def test_a_checkpoint_that_the_log_never_signed() -> None:
    sql("UPDATE record_checkpoint SET note = replace(note, '12', '11') WHERE organ = %s", ORGAN)
    found(ORGAN, "检查点不能验证")


def test_a_checkpoint_over_something_else_signed_with_the_stolen_key() -> None:
    sql("DELETE FROM record_checkpoint WHERE organ = %s", ORGAN)
    sign_again(ORGAN, 12, bytes(32))
    found(ORGAN, "签名的检查点", "不符")


def test_the_checkpoints_deleted() -> None:
    sql("DELETE FROM record_checkpoint WHERE organ = %s", ORGAN)
    found(ORGAN, "签名的检查点（0 片叶）")


def test_a_log_under_another_name_or_key() -> None:
    sql("UPDATE record_log SET origin = 'other.example/log' WHERE organ = %s", ORGAN)
    found(ORGAN, "不符")
    sql("UPDATE record_log SET key = (SELECT key FROM record_log WHERE organ = %s) WHERE organ = %s", OTHER, ORGAN)
    found(ORGAN, "检查点不能验证")


def test_a_signing_key_lost_stops_the_log_and_not_the_record(tmp_path: pathlib.Path) -> None:
    (tmp_path / "keys" / f"log-{ORGAN}.key").unlink()
    with services.writing("m1") as stream:
        stream.append(Write(note="m1-n3", text="继续"), actor=HANDLER)
    with pytest.raises(Refused, match="签名密钥缺失"), transaction.atomic():
        sequencer.drain()
    assert not (tmp_path / "keys" / f"log-{ORGAN}.key").exists()
    found("日志", "签名密钥缺失")


def test_a_log_head_changed() -> None:
    sql("UPDATE record_log SET size = size - 1 WHERE organ = %s", ORGAN)
    found(ORGAN, "日志记为 11 片叶，实有 12 片")


def test_an_act_that_was_never_queued() -> None:
    with services.writing("m1") as stream:
        stream.append(Close(), actor=HANDLER)
    sql("DELETE FROM record_pending")
    found("m1", "第 5 号", "没有编入日志，也不在队列中")


def test_a_place_in_the_queue_without_an_act() -> None:
    sql("INSERT INTO record_pending (act) VALUES (987654)")
    found("行为 987654", "队列")


def test_a_published_checkpoint_damaged(tmp_path: pathlib.Path) -> None:
    (tmp_path / "log" / ORGAN / "checkpoint").write_text("{")
    found(ORGAN, "库外的检查点不能验证")
    assert sequencer.drain() == 0


def test_a_published_checkpoint_forged(tmp_path: pathlib.Path) -> None:
    file = tmp_path / "log" / ORGAN / "checkpoint"
    file.write_text(file.read_text().replace("12", "13"))
    found(ORGAN, "库外的检查点不能验证")


def test_files_that_were_lost_before_they_were_written_are_written_again(tmp_path: pathlib.Path) -> None:
    shutil.rmtree(tmp_path / "log")
    assert verify().ok
    assert checkpoint.parse(note.parse((tmp_path / "log" / ORGAN / "checkpoint").read_text()).text).size == 12
    assert len((tmp_path / "log" / ORGAN / "tile/0/000.p/12").read_bytes()) == 12 * 32
    assert len(tiles.unbundle((tmp_path / "log" / ORGAN / "tile/entries/000.p/12").read_bytes())) == 12


# Projections: found by replay


def test_a_column_changed() -> None:
    sql("UPDATE desk_matter SET amount = 20 WHERE id = 'm1'")
    found(ORGAN, "m1", "表 desk_matter", "行 m1", "列 amount", "200.00", "20.00", replay=True)


@pytest.mark.parametrize(
    ("column", "value"),
    [("day", "'2026-11-02'"), ("at", "at + interval '1 second'"), ("title", "''"), ("open", "false"), ("count", "3"), ("day", "NULL")],
)
def test_every_kind_of_column_is_compared(column: str, value: str) -> None:
    sql(f"UPDATE desk_matter SET {column} = {value} WHERE id = 'm1'")
    found("表 desk_matter 行 m1", f"列 {column}", replay=True)


@pytest.mark.parametrize("value", ['{"页": [1, 3]}', '{"页": [1, 2], "多": null}', '{"页": [1.0, 2]}', '{"页": [true, 2]}', "{}"])
def test_a_json_column_changed(value: str) -> None:
    sql("UPDATE desk_matter SET facts = %s::jsonb WHERE id = 'm1'", value)
    found("表 desk_matter 行 m1", "列 facts", replay=True)


def test_a_row_deleted() -> None:
    sql("DELETE FROM desk_note WHERE id = 'm1-n1'")
    found("表 desk_note 行 m1-n1", "行缺失", replay=True)


def test_a_row_added_to_a_stream() -> None:
    sql("INSERT INTO desk_note (id, stream, text) VALUES ('extra', 'm1', '添加')")
    found("m1", "表 desk_note 行 extra", "多出的行", replay=True)


def test_a_row_added_to_no_stream() -> None:
    sql("INSERT INTO desk_note (id, stream, text) VALUES ('extra', 'nowhere', '添加')")
    found("表 desk_note 行 extra", "没有行为链 nowhere", replay=True)


def test_a_row_moved_to_another_stream() -> None:
    sql("UPDATE desk_note SET stream = 'm2' WHERE id = 'm1-n1'")
    report = found("m1", "行 m1-n1", "行缺失", replay=True)
    assert any("m2" in p.where and "多出的行" in p.what for p in report.problems)


def test_a_row_given_another_id() -> None:
    sql("UPDATE desk_note SET id = 'other' WHERE id = 'm1-n1'")
    found("行 m1-n1", "行缺失", replay=True)


def test_a_row_of_a_stream_that_does_not_write_this_table() -> None:
    sql("UPDATE record_stream SET kind = 'ledger' WHERE id = 'x1'")
    found("表 desk_matter 行 x1", "ledger 类的行为链 x1 不写这张表", replay=True)


def test_a_projection_emptied() -> None:
    sql("TRUNCATE desk_note")
    assert len(verify(replay=True).problems) == 8


def test_without_replay_a_changed_projection_is_not_looked_at() -> None:
    sql("UPDATE desk_matter SET amount = 20 WHERE id = 'm1'")
    assert verify().ok
