"""The commands of the package."""

import os
import subprocess
import sys

import pytest

from oversample import __main__ as commands
from oversample import _compile


def test_help_teaches(capsys):
    with pytest.raises(SystemExit, match="0"):
        commands.main(["compile", "--help"])
    printed = capsys.readouterr().out
    for word in ("NUMBA_CACHE_DIR", "Dockerfile", "--only", "container"):
        assert word in printed


def test_without_a_command_the_commands_are_named(capsys):
    with pytest.raises(SystemExit, match="2"):
        commands.main([])
    assert "command" in capsys.readouterr().err


@pytest.mark.skipif(bool(os.environ.get("NUMBA_DISABLE_JIT")), reason="nothing is compiled")
@pytest.mark.parametrize(("given", "done"), [([], ["a", "b"]), (["--only", "images"], ["b"])])
def test_compile_runs_the_parts(given, done, monkeypatch, capsys):
    ran = []
    parts = {"neighbors": lambda: ran.append("a"), "images": lambda: ran.append("b")}
    monkeypatch.setattr(_compile, "PARTS", parts)
    assert commands.main(["compile", *given]) == 0
    assert ran == done
    assert "ready" in capsys.readouterr().out


def test_without_compilation_it_is_said():
    command = [sys.executable, "-m", "oversample", "compile"]
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1"}
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert "NUMBA_DISABLE_JIT" in run.stderr
