"""A reader that closes the pipe early (`sanxiang … | head`) has read enough: no command dies of it."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("words", [["due", "PEN-60", "--from", "2024-09-09"], ["rules", "--json"], ["--help"]])
def test_a_command_ends_quietly_when_nobody_reads_on(words: list[str]) -> None:
    command = subprocess.Popen([sys.executable, "-m", "sanxiang.cli", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert command.stdout is not None
    assert command.stderr is not None
    command.stdout.close()
    said = command.stderr.read().decode()
    command.stderr.close()
    assert command.wait() == 0, said
    assert not said
