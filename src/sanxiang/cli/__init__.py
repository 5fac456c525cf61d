"""The command line: `sanxiang COMMAND …`. Contracts of output and exit codes stand in docs/cli.md.

Each module here adds its commands with `add(commands)`; a command's function takes the parsed arguments and returns its exit code.
Only the module of the command that is asked for is imported, so `due` and `assess` start without Django.
"""

import argparse
import importlib
import json
import os
import sys
from collections.abc import Sequence
from typing import Any

# command → the module that has it. A module may have several.
MODULES = {
    "due": "law",
    "assess": "law",
    "rules": "rules",
    "parse": "text",
    "redact": "text",
    "setup": "house",
    "run": "house",
    "worker": "house",
    "sequencer": "house",
    "backup": "house",
    "restore": "house",
    "demo": "house",
    "organ": "people",
    "user": "people",
    "verify": "record",
    "log": "record",
    "witness": "witness",
    "mirror": "witness",
    "receipt": "receipts",
    "verify-receipt": "receipts",
    "import": "exchange",
    "dock": "dock",
}


class BadUse(Exception):
    """Bad use or unreadable input: exit 2, with the error as JSON on standard output."""

    def __init__(self, code: str, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.line = code, message, line


def emit(document: Any) -> None:
    """Print one JSON document on standard output."""
    print(json.dumps(document, ensure_ascii=False, default=str))


def tell(message: str) -> None:
    """A message for the person, on standard error."""
    print(message, file=sys.stderr)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> Any:
        raise BadUse("usage", f"{message}\n{self.format_usage()}".strip())


def parser(command: str | None) -> argparse.ArgumentParser:
    top = _Parser(prog="sanxiang", description="三项制度平台：行政执法公示、全过程记录、法制审核")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True, parser_class=_Parser)
    names = [MODULES[command]] if command in MODULES else dict.fromkeys(MODULES.values())
    for name in names:
        importlib.import_module(f"sanxiang.cli.{name}").add(commands)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        options = parser(words[0] if words else None).parse_args(words)
        return int(options.do(options) or 0)
    except BadUse as error:
        emit({"error": {"code": error.code, "message": error.message, "line": error.line}})
        tell(error.message)
        return 2


def run() -> None:
    """The console script. A reader that closes the pipe early (`… | head`) has read enough: no error."""
    try:
        code = main()
        sys.stdout.flush()
    except BrokenPipeError:
        # What Python would still flush at its end goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    sys.exit(code)
