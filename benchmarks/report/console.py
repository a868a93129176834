"""The report on a terminal."""

from __future__ import annotations

import pandas as pd
from rich import box
from rich.console import Console
from rich.table import Table

from benchmarks.report.advice import advice
from benchmarks.report.findings import findings
from benchmarks.report.headline import against_peers, headline
from benchmarks.report.markdown import tables_of

_WIDE = 1000


def print_summary(rows: pd.DataFrame, console: Console) -> None:
    """Print a table per classifier and the sentences about the run.

    Parameters
    ----------
    rows : pandas.DataFrame
        The tidy table of results.
    console : rich.console.Console
        Where to.
    """
    means = headline(rows)
    for classifier in means.index.unique("classifier"):
        for title, texts in tables_of(rows, means, classifier):
            table = _table(title or str(classifier), texts)
            if "ms" in texts and _least_width(table, console) > console.width:
                table = _table(title or str(classifier), texts.drop(columns="ms"))
            console.print(table)
    for sentence in findings(rows, means, against_peers(rows)):
        console.print(sentence, highlight=False, markup=False, soft_wrap=True)
    # Last, where a terminal is read first.
    first = advice(means)
    if first:
        console.print("\nIn thirty seconds:", highlight=False)
    for sentence in first:
        console.print(sentence, highlight=False, markup=False, soft_wrap=True)


def _least_width(table: Table, console: Console) -> int:
    """Return the width below which a table is cut off."""
    unbounded = console.options.update(max_width=_WIDE)
    return console.measure(table, options=unbounded).minimum


def _table(title: str, texts: pd.DataFrame) -> Table:
    """Return a table in which no word is cut."""
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, padding=0)
    for heading in texts:
        if heading == "method":
            table.add_column(heading, no_wrap=True)
        else:
            words = " ".join([heading, *texts[heading]]).split()
            table.add_column(heading, justify="right", min_width=max(map(len, words)))
    for row in texts.itertuples(index=False):
        table.add_row(*row)
    return table
