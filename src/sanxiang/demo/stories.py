"""Cases told step by step through the services, as their officers would take them, each on its own day."""

import datetime
import pathlib
from collections.abc import Mapping
from typing import Any

import yaml

from sanxiang.casework import evidence, queries, services
from sanxiang.casework.models import Step
from sanxiang.demo import films, pictures
from sanxiang.demo.city import Bureau
from sanxiang.disclosure import services as disclosure
from sanxiang.law import packs
from sanxiang.law.periods import due
from sanxiang.organs.queries import Person
from sanxiang.review import queries as review_queries
from sanxiang.review import services as review

HERE = pathlib.Path(__file__).parent
# The working day of its case on which each step is taken, and by whom, where a story says nothing else.
PLAN: dict[str, tuple[int, str]] = {
    "file": (3, "handler"),
    "site_record": (4, "handler"),
    "interview": (5, "handler"),
    "order_correction": (5, "handler"),
    "seize": (4, "handler"),
    "seize_release": (14, "handler"),
    "leniency": (12, "handler"),
    "educate": (12, "handler"),
    "investigation_report": (14, "handler"),
    "decline": (5, "handler"),
    "suspend": (12, "handler"),
    "notify": (16, "handler"),
    "plead": (18, "handler"),
    "waive": (19, "handler"),
    "hearing_request": (19, "handler"),
    "hearing_notice": (20, "handler"),
    "hearing": (30, "reviewer"),
    "review_submit": (23, "handler"),
    "review": (26, "reviewer"),
    "deliberate": (28, "head"),
    "decide": (29, "head"),
    "serve": (31, "handler"),
    "disclose": (33, "discloser"),
    "pay": (38, "handler"),
    "close": (42, "handler"),
    "archive": (46, "handler"),
    "revoke": (50, "head"),
    "withdraw": (51, "discloser"),
}
# Days that a form asks for: that of the step itself, or of another one.
ON_THE_DAY_OF = {"served": "", "received": "", "hearing_day": "hearing"}
# Days that a form fills by counting from today, and a story from its own day.
LAST_DAY_OF = {("seize", "until"): "COE-25a"}
SUMMARY = {"site_record": 0, "notify": 0, "waive": 0, "decide": 0, "report": 1, "disclose": 4, "pay": 6, "close": 8, "archive": 12}
SUMMARY_BY = {"decide": "handler", "disclose": "discloser"}


def told() -> list[dict[str, Any]]:
    """Every story: what its file says, with the words of its kind of offence beneath, and beneath those what all cases say."""
    data = yaml.safe_load((HERE / "stories.yaml").read_text(encoding="utf-8"))
    return [merged(data["words"], data["offences"][story["offence"]], story) for story in data["stories"]]


def merged(everywhere: dict[str, Any], offence: dict[str, Any], story: dict[str, Any]) -> dict[str, Any]:
    """A story over its offence; the story's words of a step are laid over the offence's, and those over what all say."""
    layers = everywhere, offence["words"], story.get("words", {})
    words: dict[str, Any] = {}
    for layer in layers:
        words |= {step: words.get(step, {}) | fields for step, fields in layer.items()}
    at = story.get("at") or story["party"]["address"]
    return offence | story | {"words": _placed(words, at), "lead": _placed(story.get("lead", offence["lead"]), at)}


def _placed(told: Any, at: str) -> Any:
    """Words with the place of this story in them."""
    if isinstance(told, dict):
        return {name: _placed(value, at) for name, value in told.items()}
    return told.replace("〔地点〕", at) if isinstance(told, str) else told


class Told:
    """One case while it is told."""

    def __init__(self, bureau: Bureau | None, story: Mapping[str, Any], begin: datetime.date) -> None:
        self.bureau, self.story, self.begin = bureau, story, begin
        self.law = packs.load(())
        self.calendar = self.law.calendar
        self.case = ""

    def who(self, role: str) -> Person:
        """Somebody of the bureau by role; a story may name other handlers than the usual two."""
        assert self.bureau is not None
        return self.bureau.people[self.story.get("team", {}).get(role, role)]

    @property
    def team(self) -> list[str]:
        return [self.who("handler").officer, self.who("second").officer]

    def day(self, step: str) -> datetime.date:
        count = self.story.get("days", {}).get(step)
        if count is None:
            count = SUMMARY[step] if self.story["procedure"] == "summary" else PLAN[step][0]
        return self.calendar.add(self.begin, count) if count else self.begin

    def last_day(self, rule: str, start: datetime.date) -> str:
        found = self.law.rule(rule, start)
        assert found is not None
        return str(due(found, start, self.calendar).due)

    def by(self, step: str) -> str:
        return SUMMARY_BY.get(step, "handler") if self.story["procedure"] == "summary" else PLAN[step][1]


def began(story: Mapping[str, Any], today: datetime.date) -> datetime.date:
    """The working day on which a story must begin for its last step to fall `ago` working days before today."""
    case = Told(None, story, today)
    last = story.get("asks") or (story["steps"] or [""])[-1]
    end = today
    for _ in range(story["ago"]):
        end = case.calendar.previous_working(end)
    case.begin = end
    while last and case.day(last) > end:
        case.begin = case.calendar.previous_working(case.begin)
    return case.begin


def tell(bureau: Bureau, story: Mapping[str, Any], begin: datetime.date) -> str:
    """Tell a story that begins that day. Returns the case."""
    case = Told(bureau, story, begin)
    handler = case.who("handler")
    done = services.open_case(
        handler,
        item=story["item"],
        cause=story["cause"],
        party=story["party"],
        fields={"source": story["source"], "content": story["lead"]},
        procedure=story["procedure"],
        facts=story.get("facts"),
        happened=case.begin,
    )
    case.case = done.case
    for step in story["steps"]:
        take(case, step)
    if story.get("asks"):
        ask(case, story["asks"])
    return done.case


def ask(case: Told, step: str) -> None:
    """A step that waits for its approver, who has not answered yet."""
    handler = case.who("handler")
    services.take_step(handler, case.case, step, values(case, step, handler), happened=case.day(step))


def take(case: Told, step: str) -> None:
    """One step on its day, by who takes it; what needs the head's approval gets it the same day."""
    if step == "disclose":
        disclosure.publish(case.who("discloser"), case.case, happened=case.day(step))
    elif step == "withdraw":
        disclosure.withdraw(case.who("discloser"), case.case, case.story["words"]["withdraw"]["reasons"], happened=case.day(step))
    elif step == "review_submit":
        submit(case)
    elif step == "review":
        give_opinion(case)
    else:
        plain_step(case, step)
    if step == "site_record":
        photograph(case)


def plain_step(case: Told, step: str) -> None:
    person, day = case.who(case.by(step)), case.day(step)
    done = services.take_step(person, case.case, step, values(case, step, person), happened=day)
    if done.waiting:
        done = services.approve(case.who("head"), case.case, done.proposal, happened=day)
    film(case, done.step)


def values(case: Told, step: str, person: Person) -> dict[str, Any]:
    """The form as it comes prefilled, with the story's own words, on the story's day."""
    fields = queries.form(person, case.case, step).fields
    return filled(case, step, fields, case.story.get("words", {}).get(step, {}), case.day(step))


def filled(case: Told, step: str, fields: list[Any], own: Mapping[str, Any], day: datetime.date) -> dict[str, Any]:
    """The values of a form; days that it fills by today are the story's."""
    found = {}
    for field in fields:
        if (step, field.name) == ("pay", "surcharge") and field.name not in own:
            continue  # the form computes what is owed today; in the story the fine is paid on its own day
        value = own.get(field.name, field.value)
        if field.type == "officers" and field.name in ("handlers", "officers", "by", "drawn"):
            value = case.team
        elif field.type == "officers" and isinstance(value, list):
            value = [one["id"] if isinstance(one, Mapping) else one for one in value]
        if field.type == "datetime":
            value = f"{day}T{'09:30' if field.name == 'began' else '10:20'}"
        elif (step, field.name) in LAST_DAY_OF:
            value = case.last_day(LAST_DAY_OF[step, field.name], day)
        elif field.type == "date":
            value = _day_of(case, field.name, value, day)
        if value is not None:
            found[field.name] = value
    return found


def _day_of(case: Told, name: str, value: Any, day: datetime.date) -> Any:
    """A day that a form asks for: of this step or of another one, a number of days from this one, or as it came."""
    if name in ON_THE_DAY_OF:
        other = ON_THE_DAY_OF[name]
        return (case.day(other) if other else day).isoformat()
    return (day + datetime.timedelta(days=value)).isoformat() if isinstance(value, int) else value


def submit(case: Told) -> None:
    handler = case.who("handler")
    submission = review_queries.submission(handler, case.case)
    own = case.story.get("words", {})
    draft = {field.name: own.get("decide", {}).get(field.name, field.value) for field in submission.draft}
    fields = {field.name: own.get("review_submit", {}).get(field.name, field.value) for field in submission.form.fields}
    fields["materials"] = fields.get("materials") or ["调查终结报告", "决定代拟稿", "证据"]
    draft = {name: value for name, value in draft.items() if value is not None}
    fields = {name: value for name, value in fields.items() if value is not None}
    review.submit(handler, case.case, draft, fields, happened=case.day("review_submit"))


POINTS = ("subject_ok", "procedure_ok", "facts_ok", "law_ok", "discretion_ok", "powers_ok", "documents_ok", "transfer_ok")


def give_opinion(case: Told) -> None:
    reviewer = case.who("reviewer")
    own = case.story.get("words", {}).get("review", {})
    fields = {field.name: field.value for field in queries.form(reviewer, case.case, "review").fields if field.value is not None}
    fields |= dict.fromkeys(POINTS, True)
    fields |= {"opinion": "agree", "opinion_text": "事实清楚，证据确凿，适用依据正确，程序合法，裁量适当，同意。"} | own
    review.give_opinion(reviewer, case.case, fields, happened=case.day("review"))


class Picture:
    """A drawn picture, as a request would bring it in."""

    def __init__(self, name: str, content: bytes) -> None:
        self.name, self.content = name, content

    def chunks(self) -> list[bytes]:
        return [self.content]


def film(case: Told, id: str) -> None:
    """The recording of all of a step, where it must be recorded throughout."""
    step = Step.objects.get(id=id)
    if not step.recording:
        return
    began, ended = (datetime.datetime.fromisoformat(step.fields[name]) for name in ("began", "ended"))
    facts = {
        "kind": "audio_visual",
        "title": "执法记录仪录像",
        "collected_at": step.fields["began"],
        "place": step.fields.get("place") or case.story.get("place") or case.story["party"]["address"],
        "collector": case.who("second").name,
        "proves": "证明执法全过程",
        "step": id,
    }
    scene, seconds = case.story.get("offence", "road"), int((ended - began).total_seconds())
    seen = films.film(scene, int(case.case[:8], 16) + step.number, seconds)
    evidence.add(case.who("handler"), case.case, facts | {"duration": seconds}, Picture("执法记录仪.mp4", seen))


def photograph(case: Told) -> None:
    """Two photographs of the place, which are not there in life either."""
    day, scene = case.day("site_record"), case.story["offence"]
    for minute, view in ((42, "全景"), (45, "近景")):
        facts = {
            "kind": "audio_visual",
            "title": f"现场照片（{view}）",
            "collected_at": f"{day}T09:{minute}",
            "place": case.story["place"],
            "collector": case.who("second").name,
            "proves": f"证明当事人{case.story['cause']}的事实",
        }
        seed, taken = int(case.case[:8], 16) + minute, datetime.datetime.fromisoformat(facts["collected_at"])
        evidence.add(
            case.who("handler"), case.case, facts, Picture(f"现场照片-{view}.jpg", pictures.photograph(scene, seed, taken, view == "近景"))
        )
