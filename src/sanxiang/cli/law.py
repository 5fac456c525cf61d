"""`sanxiang due` and `assess`: the brain asked from the command line. Neither needs a database."""

import argparse
import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec

from sanxiang import cli
from sanxiang.law import packs, periods
from sanxiang.law.rules import PERIODS, Rule, cite

SEVERITIES = {"fatal": "致命", "major": "严重", "minor": "轻微"}
MET = {True: "已按期完成", False: "逾期", None: "进行中"}


def add(commands: Any) -> None:
    due = commands.add_parser("due", help="算一个期限的届满日", description="按规则算期限：届满日、条文和每一步计算")
    due.add_argument("rule", metavar="RULE", help="规则号，例如 PEN-60")
    due.add_argument("--from", dest="start", metavar="WHEN", required=True, help="起算日 2024-09-09；按小时的 2024-09-09T15:00（北京时间）")
    due.add_argument("--extended", action="store_true", help="加上法定的延长")
    options_of(due)
    due.set_defaults(do=_due)
    assess = commands.add_parser("assess", help="评判一个案件时间线", description="评判案件时间线文件（格式见 docs/case-timeline.md）")
    assess.add_argument("file", metavar="FILE", type=Path, nargs="?")
    assess.add_argument("--all", action="store_true", help="评判系统中全部在办案件，并重算在计期限（需要数据库）")
    assess.add_argument("--organ", default="", metavar="CODE", help="与 --all 同用：只评判这个执法主体的案件")
    assess.add_argument("--json", action="store_true", help="输出 JSON")
    assess.set_defaults(do=_assess)


def options_of(command: argparse.ArgumentParser) -> None:
    """The packs, and JSON: what every command that asks the law takes."""
    command.add_argument(
        "--pack", action="extend", nargs="+", default=[], metavar="P", help=f"规则包，可多次：{'、'.join(packs.available()[1:])}"
    )
    command.add_argument("--json", action="store_true", help="输出 JSON")


def law_of(names: list[str]) -> packs.Law:
    """The law of these packs. Raises BadUse with the file's line."""
    try:
        return packs.load(names)
    except packs.PackError as error:
        raise cli.BadUse("pack", error.message, error.line) from error


def _due(options: argparse.Namespace) -> int:
    law = law_of(options.pack)
    start = _when(options.start)
    rule = _rule(law, options.rule, periods.as_day(start))
    try:
        found = periods.due(rule, start, law.calendar, extended=options.extended)
        answer = _answer(found, law)
    except periods.NoPeriod as error:
        raise cli.BadUse("no_period", str(error)) from error
    except (OverflowError, ValueError) as error:
        raise cli.BadUse("when", f"{options.start} 起算的期限超出了可以计算的年份（1至9999年），请核对起算日") from error
    if options.json:
        cli.emit(answer)
    else:
        print(_told(rule, answer))
    return 0


def _answer(found: periods.Due, law: packs.Law) -> dict[str, Any]:
    rule = found.rule
    steps = found.steps + [
        f"冲突：{other.pack} 依{other.citation}另写 {other.amount}。{other.conflict}。" for other in law.conflicts(rule.id, rule_day(found))
    ]
    start = periods.as_instant(found.start) if isinstance(found.start, datetime) else found.start
    return {
        "rule": rule.id,
        "from": start.isoformat(),
        "due": found.due.isoformat(),
        "provisional": found.provisional,
        "law": rule.law,
        "article": rule.article,
        "pack": rule.pack,
        "steps": steps,
    }


def rule_day(found: periods.Due) -> date:
    """The day whose law the period follows."""
    return periods.as_day(found.start)


def _told(rule: Rule, answer: dict[str, Any]) -> str:
    mark = "（暂定）" if answer["provisional"] else ""
    lines = [f"{rule.id} {rule.title}：{answer['due']}{mark}", f"依据：{rule.citation}（{rule.pack}）"]
    return "\n".join(lines + [f"{at}. {step}" for at, step in enumerate(answer["steps"], 1)])


def _when(text: str) -> date | datetime:
    """A date, or a date and time. Raises BadUse."""
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return date.fromisoformat(text)
        if re.match(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}", text):
            return datetime.fromisoformat(text)
    except ValueError:
        pass
    raise cli.BadUse("when", f"看不懂起算时间“{text}”：日期写作 2024-09-09，带时刻写作 2024-09-09T15:00（北京时间）")


def _rule(law: packs.Law, id: str, on: date) -> Rule:
    """The rule in force that day. Raises BadUse that names what could have been meant."""
    rule = law.rule(id, on)
    if rule is not None and rule.kind in PERIODS:
        return rule
    parts = [part for part in law.parts(id) if any(each.kind in PERIODS for each in law.spans(part))]
    if parts:
        named = "；".join(f"{part}（{law.spans(part)[-1].title}）" for part in parts)
        raise cli.BadUse("no_period" if rule else "unknown_rule", f"规则 {id} 有几个期间，请写明是哪一个：{named}")
    if rule is not None:
        raise cli.BadUse("no_period", _no_period(rule))
    if law.knows(id):
        first = law.spans(id)[0].valid_from
        raise cli.BadUse("not_in_force", f"规则 {id} 在 {on} 没有生效的值：已收录的值自 {first} 起。更早的法规没有收录，请查当时的法规")
    raise cli.BadUse("unknown_rule", f"没有规则“{id}”：用 sanxiang rules 查看规则号；领域或者地方的规则须用 --pack 写明规则包")


def _no_period(rule: Rule) -> str:
    reason = rule.interpretation or "它是条件或者数额，不是期限"
    return f"规则 {rule.id}（{rule.title}）没有期限可算：{reason}。用 sanxiang rules 查看有期限的规则，或用 --pack 加上领域规则包"


def _assess(options: argparse.Namespace) -> int:
    from sanxiang.law import assess, timeline

    if options.all:
        from sanxiang.cli import assessing

        return assessing.run(options)
    if options.file is None:
        raise cli.BadUse("missing", "请给出案件时间线文件，或者用 --all 评判系统中的全部案件")
    try:
        told = timeline.parse(_text(options.file))
    except timeline.TimelineError as error:
        raise cli.BadUse(error.code, error.message, error.line) from error
    found = assess.assess(law_of(list(told.case.packs)), told)
    if options.json:
        cli.emit(msgspec.to_builtins(found))
    else:
        print(_judged(found))
    return 1 if found.findings else 0


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise cli.BadUse("unreadable", f"读不了文件 {file}：请核对路径，并存为 UTF-8 文本") from error


def _judged(found: Any) -> str:
    """The assessment for a person to read."""
    lines = [f"发现 {len(found.findings)} 个问题" if found.findings else "没有发现问题"]
    for finding in found.findings:
        place = f"第{finding.act}项行为，" if finding.act else ""
        lines += [f"· [{SEVERITIES[finding.severity]}] {finding.message}（{place}{cite(finding.law, finding.article)}，{finding.rule}）"]
        lines += [f"  下一步：{finding.next}"] if finding.next else []
    for period in found.periods:
        mark = "（暂定）" if period.provisional else ""
        lines.append(f"期限 {period.rule}：{period.start} 起，{period.due} 届满{mark}，{MET[period.met]}")
    lines += [f"可办：{offer.step}" for offer in found.offers if offer.allowed]
    return "\n".join(lines)
