"""Fictional data that shows every component in every state on the page /office/_components."""

from typing import Any

_RULE = {
    "id": "PEN-60",
    "title": "行政处罚决定的期限",
    "quote": "行政机关应当自行政处罚案件立案之日起九十日内作出行政处罚决定。法律、法规、规章另有规定的，从其规定。",
    "value": 90,
    "unit": "日",
    "valid_from": "2021-07-15",
    "pack": "国家",
    "also": ["简易转普通的案件", "移送退回的案件"],
    "url": "#article",
}
_PERIOD = {
    "title": "作出处罚决定",
    "start": "2026-04-13",
    "due": "2026-07-13",
    "today": "2026-06-08",
    "rule": "自立案之日起九十日内",
    "article": "处罚法 §60",
    "about": _RULE,
    "calendar": "2026-1",
    "sentence": "自2026年4月13日立案起九十日，末日7月12日是星期日，顺延至7月13日；今天6月8日，还有35日。",
    "days": [{"date": "2026-05-09", "kind": "makeup"}, *({"date": f"2026-05-0{day}", "kind": "rest"} for day in range(1, 6))],
}
_SHORT = {"unit": "working_day", "article": "浙江条例 §41", "calendar": "2026-1"}
_RULERS = [
    _PERIOD,
    {
        **_SHORT,
        "title": "公开处罚决定",
        "start": "2026-09-22",
        "due": "2026-10-09",
        "today": "2026-10-08",
        "days": [{"date": "2026-09-27", "kind": "makeup"}, *({"date": f"2026-10-0{d}", "kind": "rest"} for d in range(1, 8))],
        "rule": "作出之日起七个工作日内",
    },
    {
        **_SHORT,
        "title": "送达决定书",
        "start": "2026-03-02",
        "due": "2026-03-09",
        "today": "2026-03-20",
        "rule": "七日内送达",
        "article": "处罚法 §61",
    },
    {**_SHORT, "title": "答复陈述申辩", "start": "2026-03-02", "due": "2026-03-20", "finished": "2026-03-13", "rule": "收到之日起"},
    {
        "title": "查封期限（扣除鉴定期间）",
        "start": "2026-05-06",
        "due": "2026-06-19",
        "today": "2026-06-02",
        "suspended": [["2026-05-18", "2026-05-29"]],
        "rule": "三十日，鉴定期间不计入",
        "article": "强制法 §25",
    },
    {
        "title": "年度报告",
        "start": "2026-11-20",
        "due": "2027-01-31",
        "today": "2026-11-21",
        "provisional": True,
        "rule": "次年一月三十一日前",
        "article": "118号 (十五)",
    },
    {"title": "公示期限", "start": "2026-01-15", "due": "2029-01-15", "today": "2026-11-21", "rule": "公示满三年即撤下"},
]
_KNOTS_START = [
    {"title": "线索登记", "who": "陈立", "at": "4月10日 09:20", "sealed": "cosigned", "note": "市民反映，编号 X-0312"},
    {
        "title": "立案",
        "who": "陈立 · 批准 何敏",
        "at": "4月13日 16:05",
        "sealed": "cosigned",
        "documents": [{"title": "立案审批表", "url": "#"}],
    },
]
_KNOTS_NOW = [
    {
        "title": "现场检查",
        "who": "陈立、吴桐",
        "at": "4月14日 10:30",
        "sealed": "indexed",
        "documents": [{"title": "现场检查笔录", "url": "#"}],
        "url": "#",
    },
    {
        "title": "先行登记保存",
        "who": "陈立、吴桐",
        "at": "4月14日 11:10",
        "sealed": "indexed",
        "backfill": "现场无网络，次日录入",
        "branch": [{"title": "退还物品", "who": "吴桐", "at": "4月20日 15:00", "sealed": "recorded"}],
    },
    {
        "title": "询问当事人",
        "who": "陈立、吴桐",
        "at": "4月16日 09:00",
        "sealed": "recorded",
        "documents": [{"title": "询问笔录", "url": "#"}],
    },
]
_STAGES = [
    {"name": "启动", "state": "done", "knots": _KNOTS_START},
    {"name": "调查取证", "state": "now", "knots": _KNOTS_NOW, "note": "第 57 日"},
    {"name": "审核决定", "state": "ahead"},
    {"name": "送达执行", "state": "ahead"},
    {"name": "归档", "state": "ahead"},
]
_FIELDS = [
    {"name": "cause", "label": "案由", "type": "text", "value": "占用城市道路摆摊经营", "required": True, "filled": True},
    {"name": "found_on", "label": "发现日期", "type": "date", "value": "2026-04-10", "required": True},
    {"name": "checked_at", "label": "检查开始时间", "type": "datetime", "value": "2026-04-14T10:30"},
    {
        "name": "fine",
        "label": "罚款",
        "type": "money",
        "value": "12000.00",
        "help": "裁量基准：较轻一档 5000 元至 15000 元",
        "required": True,
    },
    {"name": "area", "label": "占道面积", "type": "integer", "value": "6", "unit": "平方米"},
    {"name": "item", "label": "执法事项", "type": "select", "choices": ["占用城市道路", "擅自设置户外广告"], "value": "占用城市道路"},
    {
        "name": "facts",
        "label": "违法事实",
        "type": "longtext",
        "value": "",
        "error": "没有写违法事实。请写明时间、地点、经过和后果（处罚法 §59）。",
        "required": True,
    },
    {
        "name": "review_kind",
        "label": "是否属于重大案件",
        "type": "choice",
        "choices": [("yes", "是，须经集体讨论"), ("no", "否")],
        "value": "no",
    },
    {
        "name": "officers",
        "label": "执法人员",
        "type": "officers",
        "required": True,
        "help": "不少于两人，证件须在有效期内。",
        "value": ["1"],
        "choices": [
            {"value": "1", "label": "陈立", "note": "证号 AZ-CG-0107，有效至 2028-12-31"},
            {"value": "2", "label": "吴桐", "note": "证号 AZ-CG-0113，有效至 2027-06-30"},
            {"value": "3", "label": "周宁", "note": "证号 AZ-CG-0098", "disabled": True, "reason": "证件已于 2026-03-31 到期"},
        ],
    },
    {"name": "read", "label": "已向当事人出示执法证件并告知权利", "type": "boolean", "value": True, "required": True},
    {"name": "party", "label": "当事人", "type": "party", "value": {"kind": "business", "name": "安州市河东区某某小吃店"}},
    {
        "name": "photos",
        "label": "照片和录像",
        "type": "file",
        "multiple": True,
        "accept": "image/*,video/*",
        "help": "每个文件由系统计算校验值。",
    },
    {
        "name": "goods",
        "label": "登记保存物品",
        "type": "items",
        "rows": [
            [
                {"name": "goods.0.name", "label": "名称", "type": "text", "value": "折叠桌"},
                {"name": "goods.0.count", "label": "数量", "type": "integer", "value": "4", "unit": "张"},
            ]
        ],
        "blank": [
            {"name": "goods.__n__.name", "label": "名称", "type": "text"},
            {"name": "goods.__n__.count", "label": "数量", "type": "integer", "unit": "张"},
        ],
    },
    {"name": "locked", "label": "文号", "type": "text", "value": "安城管罚〔2026〕12号", "disabled": True, "help": "由系统编号"},
]
_STEPS = [
    {"stage": "启动", "title": "立案", "actor": "承办人报，负责人批", "spans": ["发现线索之日起 15 日内"]},
    {"stage": "调查取证", "title": "调查取证", "actor": "两名以上执法人员", "note": "出示执法证件，制作笔录，全过程记录"},
    {"stage": "调查取证", "title": "先行登记保存", "optional": True, "occasion": "证据可能灭失或者以后难以取得的", "spans": ["七日内处理"]},
    {
        "stage": "审核决定",
        "title": "法制审核",
        "actor": "法制审核机构",
        "branches": [{"answer": "同意", "to": "作出决定"}, {"answer": "存在问题", "to": "处理后再次送审", "back": True}],
    },
    {"stage": "审核决定", "title": "告知、听取陈述申辩", "actor": "承办机构"},
    {"stage": "审核决定", "title": "听证", "optional": True, "note": "较大数额罚款等，当事人五日内要求的"},
    {"stage": "审核决定", "title": "集体讨论", "optional": True, "note": "情节复杂或者重大违法行为"},
    {"stage": "审核决定", "title": "作出决定", "actor": "机关负责人", "spans": ["立案之日起 90 日内"]},
    {"stage": "送达执行", "title": "送达决定书", "spans": ["7 日内"]},
    {"stage": "送达执行", "title": "执行罚款", "note": "收到决定书之日起 15 日内缴纳"},
    {"stage": "归档", "title": "公示", "spans": ["7 个工作日内"]},
    {"stage": "归档", "title": "结案归档", "ends": True},
]
_FINDINGS = [
    {
        "severity": "fatal",
        "text": "没有经过法制审核就作出了决定。",
        "article": "处罚法 §58",
        "rule": _RULE,
        "next": "撤销该决定，补正后重新报送审核。",
    },
    {
        "severity": "major",
        "text": "告知后第 2 日即作出决定，当事人的陈述申辩期还有 3 日。",
        "article": "处罚法 §44",
        "next": "等到 6 月 11 日，或者取得当事人放弃的书面声明。",
    },
    {"severity": "minor", "text": "询问笔录没有写明询问结束时间。", "article": "处罚法 §55"},
    {"severity": "kept", "text": "两名执法人员的证件均在有效期内。", "article": "处罚法 §42"},
]
_BLOCKS = [
    {"text": "未经法制审核。", "article": "处罚法 §58", "rule": _RULE, "next": "先报送法制审核，预计需要 3 个工作日。"},
    {"text": "陈述申辩期未满，还有 3 日。", "article": "处罚法 §44"},
]
_EVIDENCE = [
    {
        "title": "占道现场照片",
        "number": 1,
        "kind": "image",
        "word": "照片",
        "findings": [
            {"severity": "major", "title": "文件时间与采集时间不一致"},
            {"severity": "minor", "title": "照片没有拍摄信息"},
        ],
        "proves": "当事人占用人行道摆放桌椅四张",
        "collector": "陈立",
        "taken_at": "4月14日 10:42",
        "place": "河东区和平路 31 号门前",
        "size": "3.2 MB",
        "digest": "9f2c4e…71ab",
    },
    {
        "title": "询问同步录音",
        "number": 2,
        "kind": "sound",
        "word": "录音",
        "length": "12:40",
        "wave": {"width": 24, "path": "M1.5 40V60M4.5 22V78M7.5 8V92M10.5 30V70M13.5 44V56M16.5 18V82M19.5 34V66M22.5 46V54"},
        "proves": "当事人承认占道经营",
        "collector": "吴桐",
        "taken_at": "4月16日 09:00",
        "place": "本局询问室",
        "backfill": "设备故障，次日上传",
    },
]

EXAMPLES: dict[str, Any] = {
    "title": "组件",
    "me": {"name": "陈立", "role": "承办人", "unit": "城市管理执法一中队", "organ": "安州市城市管理局"},
    "nav": [
        {"label": "我的任务", "url": "#", "icon": "tasks", "current": True, "count": 7},
        {"label": "案件", "url": "#", "icon": "cases"},
        {"label": "清单", "url": "#", "icon": "lists"},
        {"label": "审核", "url": "#", "icon": "review", "count": 2},
        {"label": "公示", "url": "#", "icon": "publish"},
        {"label": "人员", "url": "#", "icon": "people"},
    ],
    "rulers": _RULERS,
    "stages": _STAGES,
    "rule": _RULE,
    "fields": _FIELDS,
    "errors": [{"name": "facts", "text": "没有写违法事实。", "article": "处罚法 §59"}],
    "steps": _STEPS,
    "findings": _FINDINGS,
    "blocks": _BLOCKS,
    "evidence": _EVIDENCE,
    "organ": {
        "name": "安州市城市管理局",
        "kind": "行政机关",
        "code": "11XX0000MB00000000",
        "address": "安州市河东区人民路 1 号",
        "phone": "000-12319",
        "hours": "工作日 9:00—17:00",
    },
    "officer": {"name": "吴桐", "note": "证号 AZ-CG-0113，有效至 2027-06-30", "mark": "在岗", "mark_css": "kept"},
    "labels": ["一季度", "二季度", "三季度", "四季度"],
    "series": [{"name": "按期公开", "values": [212, 240, 231, 198]}, {"name": "逾期公开", "values": [9, 4, 2, 0]}],
}
