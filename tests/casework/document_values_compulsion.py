"""What the documents of compulsory measures and executions print beside the values of a penalty, of the same fictional case."""

from typing import Any

GOODS = [
    {"name": "移动货架", "spec": "双层铁制 120cm×60cm", "quantity": "3", "unit": "组", "note": "绿色，右侧一组轮子缺失"},
    {"name": "卧式冰柜", "spec": "BD-210", "quantity": "1", "unit": "台", "note": "白色，八成新，能正常使用"},
]
LAW = "《安州市市容和环境卫生管理条例》第六十条。"
DUTY = "缴纳罚款，并清理堆放在人行道上的货架和冰柜，恢复人行道畅通。"
BANK = {"bank": "安州银行云溪支行", "account": "6200 0000 0000 0000 000", "amount": "20000"}
APPROVED = {"head_opinion": "同意", "approved_by": "赵明远", "approved_at": "2026-11-20"}
HOURS = {"began": "2026-11-20T09:30+08:00", "ended": "2026-11-20T10:20+08:00"}


def values() -> dict[str, Any]:
    """Groups as the templates' paths; a group that penalties have too is joined with theirs."""
    return {
        "measure_apply": {
            "measure": "扣押",
            "purpose": ["制止违法行为", "防止证据损毁"],
            "subject": "摆放在人行道上的货架3组、冰柜1台。",
            "facts_text": "经检查，当事人占用人行道6.5平方米，经责令改正后又继续占用。",
            "reason": "当事人拒不改正，涉案财物可能被转移。",
            "basis_text": LAW,
            "at": "2026-11-20",
            **APPROVED,
        },
        "seize": {
            "at": "2026-11-20T09:30+08:00",
            "basis_text": LAW,
            **HOURS,
            "party_present": False,
            "witness": "王立新",
            "content": "执法人员到达现场时，货架和冰柜仍摆放在人行道上。执法人员逐项清点、拍照并装车。",
            "statement": "当事人未提出陈述、申辩意见。",
        },
        "seize_approve": {
            "at": "2026-11-21T09:00+08:00",
            "reported_at": "2026-11-20T18:00+08:00",
            "granted": True,
            "opinion": "情况紧急，同意补办。",
            "by": "赵明远",
        },
        "testing": {"subject": "冰柜制冷剂种类", "institution": "安州市产品质量检验所", "until": "2026-12-05"},
        "seize_extend": {"days": 30, "until": "2027-01-18", "reason": "检测结论尚待复核，涉案财物的权属仍在核实。"},
        "seize_release": {
            "ground": "已经作出处理决定，不再需要查封扣押",
            "reason": "罚款已经缴清。",
            "goods": [dict(row) for row in GOODS],
            "proceeds": "860",
        },
        "seize_settle": {
            "manner": "依法拍卖抵缴罚款",
            "document": "安城管罚决字〔2026〕第96号",
            "reason": "当事人在法定期限内不申请行政复议或者提起行政诉讼，经催告仍不履行。",
            "goods": [dict(row) for row in GOODS],
        },
        "transfer": {
            "to": "安州市公安局云溪分局",
            "reason": "非法经营数额已达追诉标准。",
            "goods": [dict(row) for row in GOODS],
            "amount": "20000",
        },
        "freeze": {
            **BANK,
            **HOURS,
            "at": "2026-11-20T09:30+08:00",
            "reason": "当事人正在转移违法所得。",
            "basis_text": "某法第三十条",
            "until": "2026-12-20",
            "place": "安州银行云溪支行营业厅",
            "content": "执法人员出示执法证件，向金融机构交付冻结通知书，金融机构当场办理冻结。",
        },
        "freeze_extend": {"days": 30, "until": "2027-01-19", "reason": "款项来源涉及多个账户，尚在核实。"},
        "freeze_settle": {
            "manner": "依法划拨",
            "document": "安城管罚决字〔2026〕第96号",
            "amount": "2000",
            "reason": "当事人经催告仍不缴纳罚款。",
        },
        "freeze_release": {"ground": "冻结期限已经届满", "reason": "冻结满三十日，没有延长。"},
        "obligation": {
            "document": "安城管罚决字〔2026〕第96号",
            "decided": "2026-11-20",
            "served": "2026-11-21",
            "due": "2026-12-07",
            "remedies_end": "2027-05-21",
            "duty": DUTY,
            "amount": "2000",
            "harm": "已经或者将危害交通安全",
            "place": "安州市云溪区百合路88号门前",
            "subject": "砖混结构一层建筑物，面积36平方米",
            "power_basis": "某法第六十八条",
        },
        "surcharge": {"base": "2000", "since": "2026-12-08", "until": "2027-01-10", "excluded": 0, "days": 34, "amount": "2000"},
        "defer": {
            "kind": "分期缴纳",
            "applied_on": "2026-12-01",
            "at": "2026-12-02",
            "reason": "门店停业，资金周转困难，附近三个月的流水。",
            "plan": "2027年1月10日前缴纳1000元；\n2027年2月10日前缴纳1000元。",
            "until": "2027-02-10",
            **APPROVED,
        },
        "demand": {
            "at": "2027-01-11",
            "served": "2027-01-11",
            "duty": DUTY,
            "until": "2027-01-25",
            "manner_text": "到安州银行云溪支行缴纳罚款；自行清理货架和冰柜。",
            "amount": "2000",
            "surcharge": "2000",
        },
        "plead": {
            **HOURS,
            "place": "安州市城市管理局一楼接待室",
            "speaker": "周小满",
            "content": "门店生意不好，请求缓缴。",
            "review_text": "经核对流水，当事人有缴纳能力，理由不成立。",
            "accepted": False,
        },
        "announce": {
            "at": "2026-12-10",
            "place": "安州市云溪区百合路88号",
            "subject": "砖混结构一层建筑物，面积36平方米",
            "until": "2026-12-25",
        },
        "decide": {
            "manner": "拍卖或者依法处理查封扣押的财物",
            "perform_on": "2027-02-08",
            "amount": "4000",
            "moving_assets": True,
            "evidence_text": "当事人于2027年1月20日将两组货架转移至外地，有监控录像为证。",
            "subject": "货架3组、冰柜1台",
            "manner_text": "由清运单位搬离并堆放于指定场所。",
            "performer": "安州市安洁清运有限公司",
            "budget": "1500",
        },
        "demand_again": {"duty": DUTY, "perform_on": "2027-02-08", "until": "2027-02-05"},
        "execute": {
            **HOURS,
            "manner": "代履行",
            "institution": "安州市安洁清运有限公司",
            "place": "安州市云溪区百合路88号门前",
            "present": "当事人周小满在场",
            "content": "清运人员将货架3组、冰柜1台搬离人行道，逐项登记后存放于指定场所，人行道恢复畅通。",
            "amount": "4000",
        },
        "execute_at_once": {
            "place": "安州市云溪区百合路与长宁路路口",
            "content": "渣土车遗洒渣土约2立方米，占据两条机动车道。",
            "performer": "安州市安洁清运有限公司",
        },
        "cost": {"items": "人工4人次800元，车辆1台次500元，消纳200元。", "amount": "1500", "until": "2027-02-28"},
        "agree": {"content": "分两期缴纳，每期1000元。", "until": "2027-03-31", "remedied": True, "waived_surcharge": "1000"},
        "suspend": {"ground": "当事人履行确有困难或者暂无履行能力", "reason": "门店停业，账户余额不足。"},
        "resume": {"ground": "中止执行的情形已经消失", "reason": "当事人恢复营业。"},
        "terminate": {"ground": "执行标的灭失", "reason": "货架已经毁损，没有可供执行的财产。"},
        "court_application": {
            "court": "安州市云溪区人民法院",
            "duty": DUTY,
            "amount": "2000",
            "surcharge": "2000",
            "facts_text": "当事人占用人行道6.5平方米摆放货架和冰柜，经责令改正拒不改正。",
            "basis_text": LAW,
            "statement": "当事人收到催告书后请求缓缴，经复核理由不成立。",
            "subject": "银行存款4000元；被扣押的货架3组、冰柜1台。",
            "urgent": False,
            "preservation": True,
            "head": "赵明远",
            "materials": [
                {"name": "强制执行申请书", "quantity": "1"},
                {"name": "行政处罚决定书及送达回证", "quantity": "1"},
                {"name": "催告书及送达回证", "note": "复印件"},
            ],
        },
        "court_objection": {
            "court": "安州市中级人民法院",
            "of": "不予受理",
            "ruling": "（2027）安01行审3号",
            "reason": "申请没有超过法定期限。",
        },
    }
