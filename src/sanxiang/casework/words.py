"""What a case is called by its type: who may enforce by which article, how its states read. Pure."""

import re

from sanxiang.casework.models import STATUSES
from sanxiang.catalogue.kinds import ENFORCEMENT_TYPES

TYPES = ENFORCEMENT_TYPES

# Who may enforce: the article that asks for the certificate.
QUALIFIED = {
    "penalty": "行政处罚法第四十二条",
    "compulsory_measure": "行政强制法第十七条",
    "compulsory_execution": "行政强制法第十七条",
}
CERTIFIED = "国办发〔2018〕118号（十六）"
# States that a type calls otherwise than penalties do.
STATES = {
    "permit": {"declined": "不予受理", "closed": "已办结"},
    "confirmation": {"declined": "不予受理", "closed": "已办结"},
    "grant": {"declined": "不予受理", "closed": "已办结"},
    "inspection": {"decided": "已作出检查结论", "closed": "已办结"},
    "compulsory_measure": {"decided": "已采取措施", "closed": "已办结"},
    "compulsory_execution": {"decided": "已决定执行", "closed": "已办结"},
    "levy": {"closed": "已办结"},
    "requisition": {"closed": "已办结"},
    "fee": {"closed": "已办结"},
}


def type_title(type: str) -> str:
    """行政许可"""
    return TYPES.get(type, type)


def qualified(type: str) -> str:
    """The article by which who enforces must hold a certificate."""
    return QUALIFIED.get(type, CERTIFIED)


def state(type: str, status: str) -> str:
    """How a state of a case of this type reads."""
    return STATES.get(type, {}).get(status) or dict(STATUSES)[status]


DAY = re.compile(r"(?<![\d-])(\d{4})-(\d\d)-(\d\d)(?![\d-])")


def with_days(text: str) -> str:
    """A sentence with its days as people write them: 2026年11月22日."""
    return DAY.sub(lambda day: f"{day[1]}年{int(day[2])}月{int(day[3])}日", text)
