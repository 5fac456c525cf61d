"""Every figure in one run, each beside its peer: `make bench`, or `python bench [NAME …]`. JSON lines first, then a table of them."""

import json
import pathlib
import subprocess
import sys
from typing import Any

HERE = pathlib.Path(__file__).parent
ALL = ("assess", "stored", "record", "peers", "million", "office", "portal", "imports", "keeping", "redaction", "ingest")
# Of these less is better.
SPENT = ("ms", "s", "MB")


def main(names: list[str]) -> int:
    figures: list[dict[str, Any]] = []
    failed = [name for name in names or ALL if not run(name, figures)]
    print(table(figures))
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return bool(failed)


def run(name: str, figures: list[dict[str, Any]]) -> bool:
    """Run one file of this folder; its JSON lines are shown as they come and kept."""
    with subprocess.Popen([sys.executable, HERE / f"{name}.py"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        for line in process.stdout:
            print(line, end="", flush=True)
            if line.startswith("{"):
                figures.append(json.loads(line))
    return process.returncode == 0


def table(figures: list[dict[str, Any]]) -> str:
    """The figures as a Markdown table, as docs/figures.md holds it."""
    lines = ["", "| measure | value | goal | beside its peer |", "| --- | --- | --- | --- |"]
    return "\n".join(lines + [row(figure) for figure in figures])


def row(figure: dict[str, Any]) -> str:
    unit, ratio = figure["unit"], figure.get("ratio")
    besides = [f"{ratio:.0%} of {figure['beside']}" if ratio is not None else "", *more(figure)]
    return f"| {figure['measure']} | {figure['value']:,} {unit} | {goal(figure)} | {'; '.join(filter(None, besides))} |"


def goal(figure: dict[str, Any]) -> str:
    if "ratio_goal" in figure:
        return f"≥ {figure['ratio_goal']:.0%} {mark(figure['ratio'] >= figure['ratio_goal'])}"
    wanted = figure.get("goal")
    if wanted is None:
        return ""
    spent = figure["unit"] in SPENT
    return f"{'≤' if spent else '≥'} {wanted:,} {mark(figure['value'] <= wanted if spent else figure['value'] >= wanted)}"


def mark(reached: bool) -> str:
    return "✓" if reached else "✗"


def more(figure: dict[str, Any]) -> list[str]:
    told = {"measure", "value", "unit", "goal", "ratio", "ratio_goal", "beside"}
    return [
        f"{name} {value:,}" if isinstance(value, int | float) else f"{name} {value}" for name, value in figure.items() if name not in told
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
