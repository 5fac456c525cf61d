"""Kinds of penalty (处罚种类), by the words of the timeline: 行政处罚法第九条."""

KIND_TITLES = {
    "warning": "警告",
    "criticism": "通报批评",
    "fine": "罚款",
    "confiscate_gains": "没收违法所得",
    "confiscate_goods": "没收非法财物",
    "suspend_licence": "暂扣许可证件",
    "lower_grade": "降低资质等级",
    "revoke_licence": "吊销许可证件",
    "restrict_business": "限制开展生产经营活动",
    "suspend_business": "责令停产停业",
    "close_business": "责令关闭",
    "ban_from_trade": "限制从业",
    "detention": "行政拘留",
    "other": "其他处罚",
}
AMOUNT_TITLES = {"fine": "罚款", "gains": "没收违法所得", "goods_value": "没收财物价值"}
