"""The page on the command line: its examples run, and print what it says."""

import re
import shlex
from pathlib import Path

from oversample.__main__ import main

PAGE = (Path(__file__).parents[3] / "docs" / "command_line.md").read_text("utf-8")


def test_the_examples_of_the_page(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("people.csv").write_text(re.search(r"^```text\n(.*?)^```", PAGE, flags=re.M | re.S)[1])
    told = "".join(re.findall(r"^```console\n(.*?)^```", PAGE, flags=re.M | re.S))
    examples = re.findall(r"^\$ (.*)\n((?:[^$].*\n)*)", told, flags=re.M)
    assert len(examples) == 5
    for command, expected in examples:
        words = shlex.split(command)
        if words[0] == "cat":
            assert Path(words[1]).read_text() == expected
        else:
            assert words[:3] == ["python", "-m", "oversample"]
            assert main(words[3:]) == 0
            assert capsys.readouterr().out == expected
