from html import escape as html_escape
from io import StringIO

import numpy as np
import pandas as pd
import pytest
from markdown_it import MarkdownIt
from rich.console import Console

from benchmarks.protocol.results import MEASURES
from benchmarks.report import print_summary, write_report
from benchmarks.report.findings import findings
from benchmarks.report.headline import against_peers, headline
from benchmarks.report.markdown import escaped, markdown
from tests.benchmarks.result_tables import plausible_rows, rows_of


def summary(rows):
    return markdown(rows, headline(rows), against_peers(rows))


def test_everything_failed():
    rows = rows_of({"none": {"status": "failed", "reason": "x"}}, {"d": "f"})
    rows[[column.name for column in MEASURES]] = np.nan
    text = summary(rows)
    assert "| none | - | 0 |" in text
    assert "none, failed cells: 1 on d: x" in text


def test_markdown_says_what_was_run():
    rows = rows_of({"none": {"recall": 0.25}, "oversample-random": {}}, {"d": "f"})
    text = summary(rows)
    assert "1 data set of 1 family, 1 x 1 stratified folds" in text
    assert "| none | 0.250 |" in text
    assert "| d | f | 2 | 10 | 2 | 0 | 0 | 2 | 4.0 | - |" in text
    assert "Seed 0. a machine; python 3." in text
    assert "configurations" not in text
    assert "best of 8 configurations" in summary(rows.assign(n_configurations=8))


def test_terminal_and_markdown_say_the_same(tmp_path):
    rows = plausible_rows(n_datasets=3, n_folds=1)
    table, pairs = headline(rows), against_peers(rows)
    text = markdown(rows, table, pairs)
    with (tmp_path / "out").open("w+") as file:
        print_summary(rows, Console(file=file, width=80))
        file.seek(0)
        printed = file.read()
    assert "…" not in printed
    sentences = findings(rows, table, pairs)
    assert len(sentences) > 5
    for sentence in sentences:
        assert escaped(sentence) in text
        assert sentence in printed


@pytest.mark.parametrize("width", [80, 120])
def test_no_number_is_cut_off_on_a_terminal(tmp_path, width):
    """The number of cells is the last column; a narrow terminal has no room for the time."""
    methods = ("none", "oversample-smote", "oversample-balanced-mixup")
    rows = plausible_rows(n_datasets=2, n_folds=1, methods=methods, classifiers=("tree",))
    with (tmp_path / "out").open("w+") as file:
        print_summary(rows, Console(file=file, width=width))
        file.seek(0)
        lines = [line.split() for line in file.read().splitlines()]
    heading = next(words for words in lines if "method" in words)
    assert heading[-1] == "cells"
    assert ("ms" in heading) == (width == 120)
    assert all(words[-1] == "2" for words in lines if words[:1] == ["oversample-balanced-mixup"])


def test_names_are_shown_as_they_are_in_every_file(tmp_path):
    """A file's name is the name of its data set: no part of it may be taken for markup."""
    name = """<script>a | b</script> "c" & `d` *e* [f] it's"""
    rows = rows_of(
        {"none": {"status": "failed", "reason": name}, "oversample-smote": {}}, {name: name}
    )
    html, text, table = (path.read_text("utf-8") for path in write_report(rows, tmp_path))
    assert "<script" not in html
    assert html.count("&lt;script&gt;") > 2
    shown = MarkdownIt("commonmark").enable("table").render(text)
    assert "<script" not in shown
    cell = html_escape(name, quote=False).replace('"', "&quot;")
    assert f"<td>{cell}</td>" in shown
    assert f"failed cells: 1 on {cell}: {cell}" in shown
    assert set(pd.read_csv(StringIO(table))["method"]) == set(rows["method"])
    with (tmp_path / "out").open("w+") as file:
        print_summary(rows, Console(file=file, width=80))
        file.seek(0)
        assert f"failed cells: 1 on {name}: {name}" in file.read()


def test_files_are_written(tmp_path):
    rows = plausible_rows(n_datasets=2, n_folds=1, methods=("none", "oversample-smote"))
    paths = write_report(rows, tmp_path / "new")
    assert [path.name for path in paths] == ["report.html", "summary.md", "summary.csv"]
    assert all(path.parent == tmp_path / "new" for path in paths)
    assert paths[0].read_text(encoding="utf-8").startswith("<!doctype html>")
    assert paths[1].read_text(encoding="utf-8").startswith("# Benchmark")
    table = pd.read_csv(paths[2])
    assert set(table["method"]) == {"none", "oversample-smote"}
    assert {"classifier", "recall", "recall_verdict", "recall_low", "n_failed"} <= set(table)


def test_results_that_went_through_parquet_are_told_the_same(tmp_path):
    methods = ("none", "none-threshold", "imblearn-smote", "oversample-smote", "imblearn-kmeans")
    rows = plausible_rows(n_datasets=2, n_folds=1, methods=methods)
    rows.to_parquet(tmp_path / "results.parquet")
    again = pd.read_parquet(tmp_path / "results.parquet")
    first, second = (
        [path.read_bytes() for path in write_report(table, tmp_path)] for table in (rows, again)
    )
    assert first == second
