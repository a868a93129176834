"""Distributions of columns: original and synthetic rows of a class, and all other rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from oversample._params import ArrayLike, check_parameter
from oversample._table import describe_columns, first_column, is_frame, take_columns
from oversample.inspection.figures import as_pandas
from oversample.inspection.plots.style import (
    COLORS,
    HATCH,
    REPORT,
    check_drawn,
    plain,
    pyplot,
    shortened,
)
from oversample.inspection.view import moment

if TYPE_CHECKING:
    from oversample.inspection.report import Report

# Categories drawn; more labels would overlap.
_MOST_CATEGORIES = 12
# Characters below a panel that stand side by side, and above it.
_CHARACTERS = 26
_TITLE = 34


class _Column(NamedTuple):
    """One column to draw: its cells as numbers, and as texts."""

    name: Any
    kind: str
    values: NDArray[Any]
    texts: NDArray[np.object_]


class ColumnDisplay:
    """Histograms of a class: original rows filled, synthetic ones hatched, others a dotted line.

    Each group has an area of one. In a column of more than twelve categories, the most frequent
    twelve are drawn, as its title says.

    Parameters
    ----------
    columns : list
        Name, kind, cells as numbers and cells as texts of each column.
    groups : dict of str to ndarray
        The row numbers of ``"original"``, ``"synthetic"`` and ``"others"``.
    label : object
        The class.

    Attributes
    ----------
    axes_ : ndarray of Axes
        The axes drawn on, one for each column.
    figure_ : Figure
        Their figure.

    Examples
    --------
    >>> import oversample
    >>> from oversample.plots import ColumnDisplay
    >>> from sklearn.datasets import make_classification
    >>> X, y = make_classification(weights=[0.8], random_state=1)
    >>> report = oversample.report(oversample.SMOTE(random_state=0), X, y)
    >>> len(ColumnDisplay.from_report(report, columns=[0, 3]).axes_)
    2
    """

    def __init__(
        self, *, columns: list[_Column], groups: dict[str, NDArray[np.intp]], label: Any
    ) -> None:
        self.columns = columns
        self.groups = groups
        self.label = label

    @classmethod
    def from_report(
        cls, report: Report, *, columns: Sequence[Any] | None = None, label: Any = None
    ) -> Self:
        """Draw columns of a report.

        Parameters
        ----------
        report : Report
            The result of :func:`oversample.report`.
        columns : sequence of names, or of positions in an array, optional
            The columns; by default the six whose distribution changed most.
        label : object, optional
            The class; by default that with the most synthetic rows.

        Returns
        -------
        ColumnDisplay
            The display.

        Raises
        ------
        ValueError
            If there is no such column, or no synthetic row of the class.
        """
        check_drawn(report, *REPORT)
        check_parameter("columns", columns, [ArrayLike, None], cls.__name__)
        seen = report.seen
        made = report.classes["synthetic"]
        filled = made.index[made > 0].tolist()
        if not filled:
            raise ValueError(
                "The report has no synthetic rows, to which columns could be compared: no class "
                "was below what sampling_strategy names."
            )
        label = made.idxmax() if label is None else label
        if label not in made.index or not made[label]:
            plain = label.item() if isinstance(label, np.generic) else label
            raise ValueError(f"Class {plain!r} has no synthetic rows. Those that have: {filled}.")
        drift = report.columns[report.columns["class"] == label]
        if columns is None:
            columns = (
                drift.nlargest(6, "distance")["column"].tolist() or drift["column"].tolist()[:6]
            )
        names = drift["column"].tolist()
        unknown = [name for name in columns if name not in names]
        if unknown:
            raise ValueError(f"There is no column {unknown[0]!r}. There are: {names}.")
        code = seen.labels.index(label)
        others = np.flatnonzero(seen.codes[: seen.n_old] != code)
        groups = {
            "original": seen.old_rows(code),
            "synthetic": seen.new_rows(code),
            "others": others,
        }
        described = {column.name: column for column in describe_columns(seen.table)}
        drawn = []
        for name in columns:
            column = described[name]
            values = column.values if column.kind == "category" else column.values + column.zero
            texts = _texts(seen.table.X, names.index(name), column.kind)
            drawn.append(_Column(name, column.kind, values, texts))
        return cls(columns=drawn, groups=groups, label=label).plot()

    def plot(self) -> Self:
        """Draw the histograms in a new figure.

        Returns
        -------
        ColumnDisplay
            The display.
        """
        n_wide = min(3, len(self.columns))
        n_high = -(-len(self.columns) // n_wide)
        self.figure_, grid = pyplot().subplots(
            n_high,
            n_wide,
            figsize=(1 + 2.9 * n_wide, (0.7 if n_wide > 1 else 1.1) + 2.3 * n_high),
            squeeze=False,
            layout="constrained",
        )
        self.axes_ = grid.ravel()[: len(self.columns)]
        for ax in grid.ravel()[len(self.columns) :]:
            ax.set_axis_off()
        for ax, column in zip(self.axes_, self.columns, strict=True):
            draw = _draw_categories if column.kind == "category" else _draw_numbers
            note = draw(ax, column, self.groups)
            name = shortened(str(column.name), _TITLE - len(note)) + note
            ax.set_title(name, fontsize="medium")
            ax.set_yticks([])
            ax.set_ylabel("share" if column.kind == "category" else "density", fontsize="small")
            plain(ax)
        handles, names = self.axes_[0].get_legend_handles_labels()
        self.figure_.legend(
            handles, names, loc="outside upper left", ncols=3 if n_wide > 1 else 1,
            frameon=False, title=f"class {shortened(str(self.label), 40)}", alignment="left",
        )  # fmt: skip
        return self


_OLD = {"color": COLORS[5], "edgecolor": "black", "linewidth": 0.5}
_NEW = {"facecolor": "none", "edgecolor": COLORS[1], "hatch": HATCH, "linewidth": 1.2}


def _draw_numbers(ax: Any, column: _Column, groups: dict[str, NDArray[np.intp]]) -> str:
    """Draw the histograms; return what is to be said after the name of the column: nothing."""
    cells = {name: column.values[rows] for name, rows in groups.items()}
    cells = {name: values[~np.isnan(values)] for name, values in cells.items()}
    own = np.concatenate([cells["original"], cells["synthetic"]])
    if not len(own):
        ax.text(0.5, 0.5, "no cells", ha="center", transform=ax.transAxes)
        return ""
    edges = np.histogram_bin_edges(own, bins=min(25, max(5, int(np.sqrt(len(own))))))
    density = {"bins": edges, "density": True}
    if len(cells["original"]):
        ax.hist(cells["original"], histtype="stepfilled", label="original", **density, **_OLD)
    if len(cells["synthetic"]):
        ax.hist(cells["synthetic"], histtype="stepfilled", label="synthetic", **density, **_NEW)
    others = cells["others"]
    if ((others >= edges[0]) & (others <= edges[-1])).any():
        style = {"histtype": "step", "color": "black", "linestyle": ":", "linewidth": 1.2}
        ax.hist(others, label="other classes", **density, **style)
    if column.kind == "time":
        rows = np.concatenate([groups["original"], groups["synthetic"]])
        rows = rows[~np.isnan(column.values[rows])]
        ends = rows[[column.values[rows].argmin(), column.values[rows].argmax()]]
        ax.set_xticks(column.values[ends], [_date(cell) for cell in column.texts[ends]])
        for tick, side in zip(ax.get_xticklabels(), ("left", "right"), strict=True):
            tick.set_horizontalalignment(side)
    return ""


def _draw_categories(ax: Any, column: _Column, groups: dict[str, NDArray[np.intp]]) -> str:
    """Draw the bars; return what is to be said after the name of the column."""
    n_categories = int(column.values.max()) + 1
    counts = {
        name: np.bincount(column.values[rows], minlength=n_categories)
        for name, rows in groups.items()
    }
    own = counts["original"] + counts["synthetic"]
    chosen = np.sort(np.argsort(-own, kind="stable")[: min(_MOST_CATEGORIES, int((own > 0).sum()))])
    shares = {name: n[chosen] / max(n.sum(), 1) for name, n in counts.items()}
    at = np.arange(len(chosen))
    ax.bar(at - 0.2, shares["original"], 0.4, label="original", **_OLD)
    ax.bar(at + 0.2, shares["synthetic"], 0.4, label="synthetic", **_NEW)
    ax.plot(at, shares["others"], "k_", markersize=18, label="other classes")
    first = [int(np.flatnonzero(column.values == code)[0]) for code in chosen]
    words = [shortened(str(column.texts[row]), 12) for row in first]
    ax.set_xticks(at, words)
    if sum(map(len, words)) + len(words) > _CHARACTERS:
        ax.tick_params("x", labelrotation=60, labelsize="small")
        for tick in ax.get_xticklabels():
            tick.set(horizontalalignment="right", rotation_mode="anchor")
    n_own = int((own > 0).sum())
    return f" (top {len(chosen)} of {n_own})" if n_own > len(chosen) else ""


def _texts(X: Any, position: int, kind: str) -> NDArray[np.object_]:
    """Return the user's own cells of a column of times or categories; none for numbers."""
    if kind == "number":
        return np.empty(0, dtype=object)
    cells = take_columns(X, np.array([position]))
    cells = first_column(cells).to_list() if is_frame(cells) else cells[:, 0]
    texts = np.empty(len(cells), dtype=object)
    texts[:] = [as_pandas(cell) for cell in cells]
    return texts


def _date(cell: Any) -> str:
    """Return the date of an instant, or the whole of a duration, as text."""
    return moment(cell) if isinstance(cell, timedelta) else moment(cell)[:10]
