"""The two forms of a report, with the same sections: text for terminals, HTML for notebooks."""

from __future__ import annotations

import math
import re
import textwrap
from datetime import timedelta
from html import escape
from typing import Any, NamedTuple

from oversample._shown import html_bars, html_block, html_table, text_table
from oversample.inspection.figures import GROUPS

# Columns of words, not of figures.
_WORDS = ("class", "column", "kind", "rows")
# Columns shown, those that changed most; more would fill a screen.
_MOST_COLUMNS = 10


class _Section(NamedTuple):
    """A small table of words and figures, with a note on their meaning."""

    title: str
    header: list[str]
    rows: list[list[str]]
    note: str = ""


def as_text(report: Any) -> str:
    """Return a report as plain text; ASCII if names and labels are."""
    parts = [_headline(report)]
    for section in _sections(report):
        table = text_table(section.header, section.rows, _WORDS)
        lines = [f"{section.title}:", *(f"  {line}" for line in table)]
        parts.append("\n".join([*lines, *_wrapped(section.note)]))
    for title, sentences in _remarks(report):
        said = [line for text in sentences for line in _wrapped(f"- {text}")]
        parts.append("\n".join([f"{title}:", *said]))
    return "\n\n".join(parts)


def as_html(report: Any) -> str:
    """Return a report as HTML in the colours of its page, light or dark."""
    body = [f"<p><b>{escape(_headline(report))}</b></p>", _bars(report)]
    for section in _sections(report):
        note = f"<p class='note'>{escape(section.note)}</p>" if section.note else ""
        table = html_table(section.header, section.rows, _WORDS)
        body.append(f"<h4>{escape(section.title)}</h4>{table}{note}")
    for title, sentences in _remarks(report):
        said = "".join(f"<li>{escape(text)}</li>" for text in sentences)
        body.append(f"<h4>{title}</h4><ul>{said}</ul>")
    return html_block(body)


def _remarks(report: Any) -> list[tuple[str, tuple[str, ...]]]:
    """Return what is said in sentences, under its titles."""
    remarks = [("Columns to look at", report.concerns), ("Warnings", report.warnings)]
    return [(title, sentences) for title, sentences in remarks if sentences]


def _headline(report: Any) -> str:
    classes = report.classes
    n_new, n_all = int(classes["synthetic"].sum()), int(classes["after"].sum())
    kept = (
        f"{n_new:,} of the {n_all:,} rows of the result are synthetic ({_percent(n_new / n_all)})"
    )
    return f"{' '.join(repr(report.sampler).split())}: {kept}"


def _sections(report: Any) -> list[_Section]:
    classes = report.classes
    removed = ["removed"] if classes["removed"].any() else []
    counts = ["before", "synthetic", *removed, "after"]
    rows = [
        [str(label), *[f"{int(row[name]):,}" for name in counts], _percent(row["synthetic_share"])]
        for label, row in classes.iterrows()
    ]
    sections = [_Section("Rows", ["class", *counts, "synthetic share"], rows)]
    if classes["moved"].any():
        sections.append(_moves(classes))
    filled = classes[classes["synthetic"] > 0]
    if not len(filled):
        return sections
    if filled["bases"].notna().any():
        sections.append(_origins(filled))
    sections.append(_neighborhood(filled))
    shown = report.columns.sort_values("distance", ascending=False, kind="stable")
    shown = shown.head(_MOST_COLUMNS)
    sections.append(_drift(shown, len(report.columns) - len(shown)))
    times = shown[shown["kind"] == "time"]
    if times["mean_original"].notna().any():
        sections.append(_times(times))
    return sections


def _moves(classes: Any) -> _Section:
    moved = classes[classes["moved"] > 0]
    rows = [
        [
            str(label),
            f"{int(row['moved']):,}",
            _percent(row["moved"] / row["before"]),
            _number(row["displacement"]),
        ]
        for label, row in moved.iterrows()
    ]
    header = ["class", "rows moved", "of all", "mean displacement"]
    note = "Displacements are in units of the sampler's scale, of moved rows alone."
    return _Section("Where original rows were moved to", header, rows, note)


def _origins(filled: Any) -> _Section:
    rows = [
        [
            str(label),
            _percent(row["bases"]),
            f"{int(row['most_from_one']):,}",
            _percent(row["foreign_partners"]),
        ]
        for label, row in filled.iterrows()
    ]
    header = ["class", "rows started from", "most from one row", "partners of other classes"]
    return _Section("Where synthetic rows come from", header, rows)


def _neighborhood(filled: Any) -> _Section:
    rows = [
        [
            str(label),
            _percent(row["among_others"]),
            _percent(row["among_others_before"]),
            f"{int(row['duplicates']):,}",
            f"{int(row['near_copies']):,}",
        ]
        for label, row in filled.iterrows()
    ]
    header = ["class", "among others", "originals among others", "duplicates", "near copies"]
    note = (
        "Among others: most of the five nearest original rows are of other classes. Duplicates "
        "equal an original or an earlier synthetic row; near copies, duplicates among them, are "
        "closer to an original than a tenth of the class's usual distance between neighbours."
    )
    return _Section("Where synthetic rows lie", header, rows, note)


def _drift(shown: Any, left_out: int) -> _Section:
    rows = [
        [
            str(row["class"]),
            str(row["column"]),
            row["kind"],
            *[
                "-" if row["kind"] == "time" else _number(row[f"{figure}_{of}"])
                for figure in ("mean", "spread")
                for of in GROUPS
            ],
            _number(row["shift"]),
            _number(row["distance"]),
        ]
        for _, row in shown.iterrows()
    ]
    header = ["class", "column", "kind", "mean", "mean (new)", "spread", "spread (new)"]
    least = "one that changed least is" if left_out == 1 else f"{left_out} that changed least are"
    of_these = f" The {least} in .columns." if left_out else ""
    note = (
        "Synthetic against original rows of the class. Shift: difference of the means in original "
        "spreads. Distance: Kolmogorov-Smirnov for numbers and times, total variation for "
        f"categories, from 0 (alike) to 1.{of_these}"
    )
    return _Section("How columns changed", [*header, "shift", "distance"], rows, note)


def _times(times: Any) -> _Section:
    rows = [
        [
            str(row["class"]),
            str(row["column"]),
            of,
            *[moment(row[f"{figure}_{of}"]) for figure in ("min", "mean", "max")],
        ]
        for _, row in times.iterrows()
        for of in GROUPS
    ]
    header = ["class", "column", "rows", "smallest", "mean", "largest"]
    return _Section("Dates and durations", header, rows)


def _percent(share: float) -> str:
    if math.isnan(share):
        return "-"
    # Only 0 and 1 are written as 0 % and 100 %.
    percent = 100 * share
    if 0 < percent < 1:
        return "<1 %"
    return ">99 %" if 99 < percent < 100 else f"{percent:.0f} %"


def moment(cell: Any) -> str:
    """Return a date, an instant, a time of day or a duration as text, to the second."""
    import pandas as pd

    if pd.isna(cell):
        return "-"
    if isinstance(cell, timedelta):
        cell = pd.Timedelta(cell)
        if abs(cell) < pd.Timedelta(minutes=1):
            return f"{cell.total_seconds():.3g} s"
    text = re.sub(r"\.\d+|[+-]\d\d:\d\d$", "", str(cell).replace("T", " "))
    return text.removesuffix(" 00:00:00")


def _number(value: float) -> str:
    if math.isnan(value):
        return "-"
    # Three digits, or all before the point; what is longer than seven, as a power of ten.
    size = abs(value)
    return f"{value:.3g}" if size < 999.5 else f"{value:,.0f}" if size < 1e7 else f"{value:.4g}"


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, 88, initial_indent="  ", subsequent_indent="  ")


def _bars(report: Any) -> str:
    return html_bars(
        (str(label), int(row["after"] - row["synthetic"]), int(row["synthetic"]))
        for label, row in report.classes.iterrows()
    )
