"""python -m oversample report."""

import pytest

from oversample.__main__ import main

from .tables import FEW, TEXT


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "in.csv"
    path.write_text(TEXT)
    return path


def test_it_is_the_report_of_the_package(source, capsys):
    assert main(["report", str(source), "--target", "fraud", *FEW]) == 0
    printed = capsys.readouterr().out
    assert "2 of the 10 rows of the result are synthetic" in printed
    assert "How columns changed" in printed


def test_it_is_written_as_text_or_as_a_page(source, tmp_path, capsys):
    for name, begin in (("r.txt", "SMOTE("), ("r.html", "<!doctype html>")):
        told = [str(source), str(tmp_path / name), "--target", "fraud", *FEW]
        assert main(["report", *told]) == 0
        assert (tmp_path / name).read_text().startswith(begin)
        assert main(["report", *told]) == 1
        assert "--force" in capsys.readouterr().err
