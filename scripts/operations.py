"""Write the table of settings in docs/operations.md anew from settings.py's help texts."""

import pathlib

PAGE = pathlib.Path(__file__).resolve().parent.parent / "docs" / "operations.md"
BEGIN, END = "<!-- settings: written by scripts/operations.py -->\n", "<!-- end of settings -->"


def table() -> str:
    from sanxiang.settings import SETTINGS

    rows = [f"| `{name}` | {f'`{default}`' if default else '（空）'} | {about} |\n" for name, (default, about) in SETTINGS.items()]
    return "| 环境变量 | 默认 | 用途 |\n| --- | --- | --- |\n" + "".join(rows)


def page() -> str:
    """The whole page as it should stand."""
    before, rest = PAGE.read_text().split(BEGIN)
    return before + BEGIN + table() + END + rest.split(END)[1]


if __name__ == "__main__":
    PAGE.write_text(page())
