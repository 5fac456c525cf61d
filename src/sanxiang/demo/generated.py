"""As much generated data as is wished: cases as they stand after their lead, and published decisions in the shape of real ones."""

import datetime
import random
from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone

from sanxiang.casework.acts import Open
from sanxiang.casework.services import rebuild_dues
from sanxiang.demo import progress
from sanxiang.demo.city import told
from sanxiang.demo.stories import told as stories
from sanxiang.disclosure.acts import PublishGenerated
from sanxiang.record import services as record
from sanxiang.record.services import SYSTEM, New

PLACES = ("清河", "南湖", "开发", "北山", "东岭", "西关", "柳泉", "平桥")
TRADES = ("商贸", "餐饮管理", "建筑工程", "物流", "食品", "物业服务", "汽车维修", "装饰工程", "广告传媒", "仓储")
WORDS = "安宁和顺瑞丰恒达远景悦来金桥绿源星光同心宏图捷运众力固本天街新程佳美广汇"


def fill(cases: int = 0, decisions: int = 0, seed: int = 20261121) -> dict[str, int]:
    """Add generated cases and published decisions, with progress on standard error. Returns how many of each were made."""
    chance = random.Random(seed + timezone.now().microsecond)
    with transaction.atomic():
        made = {
            "cases": _store("案件", cases, _cases(cases, chance)),
            "decisions": _store("公示决定", decisions, _decisions(decisions, chance)),
        }
    if cases:
        rebuild_dues()
    return made


def _store(what: str, count: int, news: Iterator[New]) -> int:
    done = 0
    for done in record.append_many(news, batch=2000):
        progress.told(what, done, count)
    return done


def _name(chance: random.Random) -> str:
    return f"安州{''.join(chance.sample(WORDS, 2))}{chance.choice(PLACES)}{chance.choice(TRADES)}有限公司"


def _day(chance: random.Random, today: datetime.date, days: int) -> datetime.date:
    return today - datetime.timedelta(days=chance.randrange(days))


def _cases(count: int, chance: random.Random) -> Iterator[New]:
    bureaus, kinds, today = told()["bureaus"], stories(), timezone.localdate()
    for _ in range(count):
        story = chance.choice(kinds)
        bureau = next(one for one in bureaus if one["short_name"] == story["bureau"])
        stream, day = record.new_id(), _day(chance, today, 60).isoformat()
        act = Open(
            number=f"{bureau['short_name']}案〔{day[:4]}〕G{stream[:8]}号",
            type="penalty",
            procedure=story["procedure"],
            stage="启动",
            cause=story["cause"],
            party={"kind": "organisation", "name": _name(chance), "role": "party"},
            item={"code": story["item"], "name": story["cause"]},
            packs=bureau["packs"],
            fields={"source": story["source"], "content": story["lead"]},
        )
        yield New(bureau["code"], stream, act, SYSTEM, day, "生成的演示数据")


def _decisions(count: int, chance: random.Random) -> Iterator[New]:
    bureaus, today = told()["bureaus"], timezone.localdate()
    kinds = [story for story in stories() if "investigation_report" in story["words"]]
    for at in range(count):
        story = chance.choice(kinds)
        bureau = next(one for one in bureaus if one["short_name"] == story["bureau"])
        report, decided, party = story["words"]["investigation_report"], _day(chance, today, 2000), _name(chance)
        fine = f"{chance.randrange(1, 500) * 100}.00"
        stream = record.new_id()
        shown = {
            "organ_name": bureau["name"],
            "source": "generated",
            "number": f"{bureau['short_name']}罚决字〔{decided.year}〕{at + 1}号",
            "title": f"{party}{story['cause']}案",
            "party": party,
            "party_kind": "organisation",
            "procedure": "ordinary",
            "cause": story["cause"],
            "facts": f"{party}（{story['place']}）：{report['facts_text']}",
            "basis": report.get("basis_text", ""),
            "kinds": report["kinds"],
            "content": f"罚款{fine}元",
            "fine": fine,
            "decided_on": decided.isoformat(),
            "published_on": (decided + datetime.timedelta(days=chance.randrange(1, 9))).isoformat(),
        }
        yield New(bureau["code"], stream, PublishGenerated(decision=stream, shown=shown), SYSTEM, decided.isoformat(), "生成的演示数据")
