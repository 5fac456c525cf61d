"""服务指南: the fourteen fields. What the procedure and the packs know comes from them; the rest from the organ's list `service_guide`. Pure."""

from collections.abc import Mapping

from sanxiang.law.chart import Chart

# The fields in the order in which policy names them, by the columns of the list.
FIELDS = {
    "name": "事项名称",
    "basis": "依据",
    "accepted_by": "受理机构",
    "decided_by": "审批机构",
    "conditions": "许可条件",
    "benefits": "优惠政策",
    "materials": "申请材料",
    "process": "办理流程",
    "time_limit": "办理时限",
    "supervision": "监督方式",
    "accountability": "责任追究",
    "hours": "办公时间",
    "address": "办公地址",
    "phone": "办公电话",
}
Guide = list[tuple[str, list[str]]]


def guide(row: Mapping[str, str], chart: Chart | None, organ: Mapping[str, str]) -> Guide:
    """Each field with its lines; one that nobody knows is left out. `chart`: of its procedure, where one is known. `organ`: name, address, phone."""
    told = {name: [line for line in str(row.get(name) or "").splitlines() if line.strip()] for name in FIELDS}
    told["time_limit"] = [f"本机关承诺：{line}" for line in told["time_limit"]]
    if chart is not None:
        told["name"] = told["name"] or [chart.title.removesuffix("流程图")]
        told["basis"] += [f"程序依据：{'；'.join(articles(chart))}"]
        told["process"] += ["→".join(node.title for node in chart.nodes if node.always)]
        told["time_limit"] += [f"法定：{line}" for line in limits(chart)]
    for name, known in (("accepted_by", "name"), ("decided_by", "name"), ("address", "address"), ("phone", "phone")):
        told[name] = told[name] or [line for line in (organ.get(known, ""),) if line]
    return [(label, told[name]) for name, label in FIELDS.items() if told[name]]


def articles(chart: Chart) -> list[str]:
    """The provisions by which the steps that every case takes are taken, each once."""
    return list(dict.fromkeys(article for node in chart.nodes if node.always for article in node.article.split("；") if article))


def limits(chart: Chart) -> list[str]:
    """The statutory periods, in the order of the steps."""
    return list(dict.fromkeys(span.sentence for node in chart.nodes for span in node.spans))
