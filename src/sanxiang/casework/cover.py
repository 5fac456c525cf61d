"""录音录像对步骤的覆盖: which recordings a step has, what is still lacking, and what a step must say of them. Pure.

A recording belongs to a step by the row of the step, or by the step's act where it was made before the step was put on record: then the
next such step takes it up.
"""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from sanxiang.casework.models import Evidence, Step
from sanxiang.casework.steps import local_day, row_id
from sanxiang.law import checks_recording, timeline
from sanxiang.law.facts import Facts
from sanxiang.law.packs import Law
from sanxiang.law.procedure import Field, Procedure
from sanxiang.law.procedure import Step as Wanted
from sanxiang.record.acts import Change, Entry, Rows, put
from sanxiang.record.canonical import moment

Row = Mapping[str, Any]
SHANGHAI = datetime.timezone(datetime.timedelta(hours=8))
KINDS = {"video": "video", "audio": "audio", "image": "picture"}
BEGAN = Field("began", "开始时间", "datetime", required=True, help="全程音像记录须覆盖开始至结束")
ENDED = Field("ended", "结束时间", "datetime", required=True)
REASONS = (
    Field("interruption_reason", "音像记录中断的原因", "longtext", help="有中断的填写；重新开始时已语音说明的也在此写明"),
    Field("recording_impossible", "无法进行音像记录的原因", "longtext", help="设备故障、天气恶劣、人为阻挠等客观原因确实无法记录的填写"),
    Field("recording_report", "无法记录的报告情况", "text", help="向哪位负责人报告、何时报告"),
)
ON_DEMAND = Field("no_recording_reason", "没有录音录像的理由", "longtext", help="文字记录能够全面有效记录的，可以不音像记录")


def fields(manner: str) -> tuple[Field, ...]:
    """What a form asks about recordings, by the manner in which its step is recorded."""
    return {"throughout": (BEGAN, ENDED, *REASONS), "on_demand": (ON_DEMAND,)}.get(manner, ())


def demanded(law: Law, step: Wanted, day: datetime.date) -> bool:
    """Whether the step is recorded throughout: by the procedure, the organ's list, or a rule of that day (国办发〔2018〕118号（八）)."""
    if step.recording == "throughout":
        return True
    rules = (law.rule(id, day) for id in law.demanding("recording"))
    return any(rule is not None and rule.state == "enforced" and step.act in rule.at for rule in rules)


# ── what a piece of evidence records ──


def recorded(facts: Row) -> dict[str, str]:
    """From when to when a file records, by its kind; empty for what is no recording.

    facts: `media_type`, `collected_at`, and how long: what the file tells (`read.duration`), else `duration` (seconds) or `recorded_until`.
    """
    kind = KINDS.get(str(facts.get("media_type") or "").partition("/")[0])
    since = _moment(facts.get("collected_at"))
    if not kind or since is None:
        return {}
    seconds = _seconds((facts.get("read") or {}).get("duration")) or _seconds(facts.get("duration"))
    until = since + datetime.timedelta(seconds=seconds) if seconds else _moment(facts.get("recorded_until")) or since
    return {"from": moment(since), "until": moment(max(since, until)), "kind": kind}


def _seconds(told: Any) -> float:
    """A duration of no more than a day; 0 for what is none."""
    try:
        seconds = float(told or 0)
    except ValueError:
        return 0
    return seconds if 0 < seconds <= 86_400 else 0


def _moment(text: Any) -> datetime.datetime | None:
    """A moment; one without a zone is Shanghai's. None where there is none."""
    try:
        at = datetime.datetime.fromisoformat(str(text or ""))
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=SHANGHAI)


# ── kept with the steps ──


def came_in(rows: Rows, entry: Entry, evidence: str, step: str, span: Row) -> Iterable[Change]:
    """A recording came in: it goes to its step, or to the step of its day where only the act is named."""
    kept = {**span, "uploaded": entry.recorded_at}
    yield put(Evidence, evidence, recorded=kept)
    found = rows.get(Step, step) or _of_act(rows, step, span)
    if found:
        yield put(Evidence, evidence, step=found["id"])
        yield put(Step, found["id"], recordings=[*found["recordings"], {"evidence": evidence, **kept}])


def _of_act(rows: Rows, act: str, span: Row) -> Row | None:
    steps = [row for row in rows.all(Step) if row["act"] == act and row["state"] != "annulled"]
    return next((row for row in reversed(steps) if row["day"] == local_day(span["from"])), None)


def taken(rows: Rows, entry: Entry, act: str, recording: str) -> Iterable[Change]:
    """A step was taken: it takes up the recordings of its act that were there before it."""
    waiting = [row for row in rows.all(Evidence) if row["step"] == act and row["recorded"] and not row["state"]]
    if recording or waiting:
        recordings = [{"evidence": row["id"], **row["recorded"]} for row in waiting]
        yield put(Step, row_id(entry), recording=recording, recordings=recordings)
        yield from (put(Evidence, row["id"], step=row_id(entry)) for row in waiting)


def without(rows: Rows, evidence: str) -> Iterable[Change]:
    """The step loses a recording that was excluded."""
    row = rows.get(Evidence, evidence)
    step = rows.get(Step, row["step"]) if row and row["recorded"] else None
    if step:
        yield put(Step, step["id"], recordings=[one for one in step["recordings"] if one["evidence"] != evidence])


# ── told to the brain and to people ──


def told(step: Row) -> dict[str, Any]:
    """`recordings` as the timeline tells them; nothing where none were asked for and there are none."""
    if not (step.get("recording") or step.get("recordings")):
        return {}
    return {
        "recordings": [{name: one[name] for name in ("from", "until", "kind", "uploaded") if one.get(name)} for one in step["recordings"]]
    }


def lacking(law: Law, procedure: Procedure, case: Row, step: Row) -> str:
    """What a step still lacks (“录像尚缺 09:10–09:25”); empty where nothing is."""
    from sanxiang.casework.timeline import act

    if not step["recording"] or step["state"] == "annulled":
        return ""
    one = timeline.read_act(1, act(step))
    read = timeline.Timeline(timeline.Case(case["type"], case["procedure"]), (one,), one.day)
    facts = Facts(law, read, procedure)
    return next((checks_recording.lacking(facts, act) for act, _ in checks_recording.demanded(facts)), "")
