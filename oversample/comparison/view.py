"""A comparison as text for terminals, and as HTML for notebooks."""

from __future__ import annotations

import textwrap
from html import escape
from typing import TYPE_CHECKING, Any

from oversample._shown import html_block, html_table, text_table
from oversample.comparison.arms import NONE
from oversample.comparison.summary import BEYOND

if TYPE_CHECKING:
    from oversample.comparison.compare import Comparison

# Warnings that are shown; those of folds often differ in a number only.
_MOST_WARNINGS = 3
_WORDS = ("sampler", "decision")
_SIGNS = {"better": "+", "worse": "-", "not shown": " ", "": " "}
_ARROWS = {"better": " ▲", "worse": " ▼", "not shown": "", "": ""}
_BEYOND_TITLE = "recall beyond none"
_NOTE = (
    "Differences are from the classifier alone, decided in the same way (for corrected priors: at "
    "0.5), with 95 % intervals of Nadeau and Bengio; {signs} where the interval excludes zero. "
    "Recall beyond none: what the sampler's ROC curve reaches at its false-positive rate, less "
    "what the classifier alone does; what a moved threshold gives as well is 0."
)


def as_text(comparison: Comparison) -> str:
    """Return a comparison as plain text."""
    parts = [_headline(comparison)]
    for estimator in _estimators(comparison):
        header, rows = _table(comparison, estimator, _short_cell)
        table = text_table(header, rows, _WORDS)
        parts.append("\n".join([f"{estimator}:", *(f"  {line}" for line in table)]))
    parts.append("\n".join(textwrap.wrap(_NOTE.format(signs="+ better and - worse"), 88)))
    parts += ["\n".join(textwrap.wrap(said, 88)) for said in _remarks(comparison)]
    return "\n\n".join(parts)


def as_html(comparison: Comparison) -> str:
    """Return a comparison as HTML."""
    parts = [f"<p><b>{escape(_headline(comparison))}</b></p>"]
    for estimator in _estimators(comparison):
        header, rows = _table(comparison, estimator, _long_cell)
        parts.append(f"<h4>{escape(estimator)}</h4>{html_table(header, rows, _WORDS)}")
    parts.append(f"<p class='note'>{escape(_NOTE.format(signs='▲ better and ▼ worse'))}</p>")
    parts += [f"<p class='note'>{escape(said)}</p>" for said in _remarks(comparison)]
    return html_block(parts)


def _headline(comparison: Comparison) -> str:
    *_, (label, n_rare) = comparison.class_counts.items()
    n_rows = sum(comparison.class_counts.values())
    n_folds = comparison.folds[["repeat", "fold"]].drop_duplicates().shape[0]
    return (
        f"Comparison over {n_folds} folds: {n_rare:,} of {n_rows:,} rows are of the rarest class "
        f"{label!r}"
    )


def _estimators(comparison: Comparison) -> list[str]:
    return list(comparison.summary["estimator"].unique())


def _remarks(comparison: Comparison) -> list[str]:
    """Return what was left out and warned of, in sentences."""
    left_out = [
        f"Left out: {sampler} with {estimator}, {reason}"
        for (estimator, sampler), reason in comparison.failures.items()
    ]
    warned = [f"Warning: {message}" for message in comparison.warnings[:_MOST_WARNINGS]]
    if len(comparison.warnings) > _MOST_WARNINGS:
        warned.append(f"{len(comparison.warnings) - _MOST_WARNINGS:,} more are in .warnings.")
    return left_out + warned


def _table(
    comparison: Comparison, estimator: str, cell_of: Any
) -> tuple[list[str], list[list[str]]]:
    """Return the header, and a row for each sampler and way to decide."""
    mine = comparison.summary[comparison.summary["estimator"] == estimator]
    rows = []
    for (sampler, decision), group in mine.groupby(["sampler", "decision"], sort=False):
        by_measure = group.set_index("measure")
        cells = [cell_of(by_measure.loc[name]) for name in comparison.scoring]
        beyond = _interval(by_measure.loc[BEYOND]) if sampler != NONE else ""
        rows.append([str(sampler), str(decision), *cells, beyond])
    names = [name.replace("_", " ") for name in comparison.scoring]
    return ["sampler", "decision", *names, _BEYOND_TITLE], rows


def _short_cell(found: Any) -> str:
    return f"{found['mean']:.3f} {_SIGNS[found['verdict']]}"


def _long_cell(found: Any) -> str:
    difference = f" ({_interval(found)})" if found["verdict"] else ""
    return f"{found['mean']:.3f}{difference}{_ARROWS[found['verdict']]}"


def _interval(found: Any) -> str:
    return f"{found['difference']:+.3f} [{found['low']:+.3f}, {found['high']:+.3f}]"
