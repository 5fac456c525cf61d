"""`python -m sanxiang.cli`: the same as the console script, for a process that knows only its interpreter."""

from sanxiang.cli import run

run()
