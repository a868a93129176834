"""The two forms of a report, with the same sections: text for terminals, HTML for notebooks."""

from __future__ import annotations

import math
import textwrap
from html import escape
from typing import Any, NamedTuple

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
        lines = [f"{section.title}:", *_aligned(section)]
        parts.append("\n".join([*lines, *_wrapped(section.note)]))
    for title, sentences in _remarks(report):
        said = [line for text in sentences for line in _wrapped(f"- {text}")]
        parts.append("\n".join([f"{title}:", *said]))
    return "\n\n".join(parts)


def as_html(report: Any) -> str:
    """Return a report as HTML in the colours of its page, light or dark."""
    body = [f"<p><b>{escape(_headline(report))}</b></p>", _bars(report)]
    for section in _sections(report):
        head = _line(section, section.header, "th")
        rows = "".join(_line(section, row, "td") for row in section.rows)
        note = f"<p class='note'>{escape(section.note)}</p>" if section.note else ""
        body.append(
            f"<h4>{escape(section.title)}</h4><table><thead>{head}</thead>"
            f"<tbody>{rows}</tbody></table>{note}"
        )
    for title, sentences in _remarks(report):
        said = "".join(f"<li>{escape(text)}</li>" for text in sentences)
        body.append(f"<h4>{title}</h4><ul>{said}</ul>")
    return f"<div class='oversample-report'>{_STYLE}{''.join(body)}</div>"


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
    sections.append(_drift(report.columns))
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


def _drift(columns: Any) -> _Section:
    shown = columns.sort_values("distance", ascending=False, kind="stable").head(_MOST_COLUMNS)
    rows = [
        [
            str(row["class"]),
            str(row["column"]),
            row["kind"],
            *[_number(row[f"{what}_{of}"]) for what in ("mean", "spread") for of in _GROUPS],
            _number(row["shift"]),
            _number(row["distance"]),
        ]
        for _, row in shown.iterrows()
    ]
    header = ["class", "column", "kind", "mean", "mean (new)", "spread", "spread (new)"]
    left_out = len(columns) - len(shown)
    least = "one that changed least is" if left_out == 1 else f"{left_out} that changed least are"
    of_these = f" The {least} in .columns." if left_out else ""
    note = (
        "Synthetic against original rows of the class. Shift: difference of the means in original "
        "spreads. Distance: Kolmogorov-Smirnov for numbers and times, total variation for "
        f"categories, from 0 (alike) to 1.{of_these}"
    )
    return _Section("How columns changed", [*header, "shift", "distance"], rows, note)


_GROUPS = ("original", "synthetic")


def _percent(share: float) -> str:
    if math.isnan(share):
        return "-"
    # Only 0 and 1 are written as 0 % and 100 %.
    percent = 100 * share
    if 0 < percent < 1:
        return "<1 %"
    return ">99 %" if 99 < percent < 100 else f"{percent:.0f} %"


def _number(value: float) -> str:
    if math.isnan(value):
        return "-"
    # Three digits, or all before the point; what is longer than seven, as a power of ten.
    size = abs(value)
    return f"{value:.3g}" if size < 999.5 else f"{value:,.0f}" if size < 1e7 else f"{value:.4g}"


def _line(section: _Section, cells: list[str], tag: str) -> str:
    """Return a row of an HTML table, words to the left and figures to the right."""
    sides = [" class='word'" if is_text else "" for is_text in _is_text(section)]
    pairs = zip(cells, sides, strict=True)
    return f"<tr>{''.join(f'<{tag}{side}>{escape(cell)}</{tag}>' for cell, side in pairs)}</tr>"


def _is_text(section: _Section) -> list[bool]:
    return [name in ("class", "column", "kind") for name in section.header]


def _aligned(section: _Section) -> list[str]:
    lines = [section.header, *section.rows]
    widths = [max(len(line[j]) for line in lines) for j in range(len(section.header))]
    is_text = _is_text(section)
    return [
        "  "
        + "  ".join(
            cell.ljust(width) if left else cell.rjust(width)
            for cell, width, left in zip(line, widths, is_text, strict=True)
        ).rstrip()
        for line in lines
    ]


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, 88, initial_indent="  ", subsequent_indent="  ")


def _bars(report: Any) -> str:
    """Return a bar for each class as HTML: plain for originals, hatched for synthetic rows."""
    most = max(int(report.classes["after"].max()), 1)
    lines = []
    for label, row in report.classes.iterrows():
        counts = {"original": int(row["after"] - row["synthetic"]), "synthetic": row["synthetic"]}
        bars = "".join(
            f"<span class='{kind}' style='width:{300 * n / most:.1f}px'></span>"
            for kind, n in counts.items()
            if n
        )
        figures = " + ".join(f"{int(n):,}" for n in counts.values())
        lines.append(
            f"<tr><td>{escape(str(label))}</td><td class='bar'>{bars}</td><td>{figures}</td></tr>"
        )
    key = "<span class='original' style='width:1em'></span> original "
    key += "<span class='synthetic' style='width:1em'></span> synthetic"
    return f"<table class='bars'>{''.join(lines)}</table><p class='note'>{key}</p>"


_STYLE = """<style>
.oversample-report {line-height: 1.4; max-width: 60em;}
.oversample-report h4 {margin: 1em 0 .2em;}
.oversample-report p {margin: .3em 0;}
.oversample-report .note {font-size: .85em; opacity: .75; max-width: 50em;}
.oversample-report table {border-collapse: collapse; margin: 0; font-variant-numeric: tabular-nums;}
.oversample-report th, .oversample-report td {padding: .15em .8em .15em 0; text-align: right;
  border: none; background: none;}
.oversample-report th {border-bottom: 1px solid currentColor; font-weight: 600;}
.oversample-report .word, .oversample-report .bars td:first-child {text-align: left;}
.oversample-report td.bar {text-align: left; white-space: nowrap;}
.oversample-report span.original, .oversample-report span.synthetic {display: inline-block;
  height: .9em; vertical-align: middle; border: 1px solid currentColor; box-sizing: border-box;}
.oversample-report span.original {background: currentColor; opacity: .55;}
.oversample-report span.synthetic {background: repeating-linear-gradient(135deg, currentColor 0 1px,
  transparent 1px 5px);}
</style>"""
