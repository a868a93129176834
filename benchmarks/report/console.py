"""The report on a terminal."""

from __future__ import annotations

import pandas as pd
from rich import box
from rich.console import Console
from rich.table import Table

from benchmarks.report.findings import findings
from benchmarks.report.headline import against_peers, headline
from benchmarks.report.markdown import shown


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
    for classifier, arms in shown(means).groupby(level="classifier", sort=False):
        table = Table(
            title=str(classifier),
            title_justify="left",
            box=box.SIMPLE_HEAD,
            padding=0,
        )
        table.add_column("method", no_wrap=True)
        for heading in arms:
            longest_word = max(map(len, heading.split()))
            table.add_column(heading, justify="right", min_width=longest_word)
        for method, texts in arms.droplevel("classifier").iterrows():
            table.add_row(str(method), *texts)
        console.print(table)
    for sentence in findings(rows, means, against_peers(rows)):
        console.print(sentence, highlight=False, markup=False, soft_wrap=True)
