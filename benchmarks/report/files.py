"""The files of a report."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from benchmarks.report.headline import against_peers, headline
from benchmarks.report.markdown import markdown
from benchmarks.report.page import page
from benchmarks.running.atomic import write_atomically


def write_report(rows: pd.DataFrame, folder: Path) -> list[Path]:
    """Write what there is to say about a run.

    Parameters
    ----------
    rows : pandas.DataFrame
        The tidy table of results.
    folder : Path
        Where the files go; it is made when it does not exist.

    Returns
    -------
    list of Path
        ``report.html``, which needs nothing but a browser, ``summary.md`` and ``summary.csv``.
    """
    table, pairs = headline(rows), against_peers(rows)
    html, text = page(rows, table, pairs), markdown(rows, table, pairs)
    written = [folder / name for name in ("report.html", "summary.md", "summary.csv")]
    write_atomically(written[0], lambda path: path.write_text(html, encoding="utf-8"))
    write_atomically(written[1], lambda path: path.write_text(text, encoding="utf-8"))
    write_atomically(written[2], table.to_csv)
    return written
