"""A resampled table in two dimensions, with the segments that rows were made on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.decomposition import PCA

from oversample._params import check_parameter, integer_from
from oversample.inspection.plots.style import (
    GREY,
    LIGHT_GREY,
    REPORT,
    axes_of,
    check_drawn,
    plain,
    pyplot,
    shortened,
    spaced,
    style_of,
)
from oversample.neighbors.space import MetricSpace

if TYPE_CHECKING:
    from oversample.inspection.report import Report

# Rows from which the axes are computed, evenly spaced among more; axes of as many are stable.
_FITTED = 10_000
# Lines of a legend above the axes, and beside them, at the size of a figure of its own.
_ROWS_ABOVE = 6
_ROWS_BESIDE = 24


class ProjectionDisplay:
    """Rows on the two principal axes of the standardised original rows.

    Original rows are filled, synthetic ones hollow. Each of 42 classes has a colour and marker of
    its own, the largest is grey; thin lines are the segments from base to partner. The axes are
    those of the original rows alone, so that synthetic rows cannot turn them. Rows that are close
    in the plane may be far apart in the table.

    Parameters
    ----------
    points : ndarray of shape (n_rows, 2)
        All rows, first the original ones.
    codes : ndarray of shape (n_rows,)
        The class of each row, as a position in ``labels``.
    labels : list
        The classes.
    n_original : int
        The number of original rows.
    segments : ndarray of shape (n_synthetic, 2) or None
        Base and partner of each synthetic row, as positions in ``points``.
    explained : ndarray of shape (2,)
        The share of the variance of the original rows that each axis holds.

    Attributes
    ----------
    ax_ : Axes
        The axes drawn on.
    figure_ : Figure
        Its figure.

    Examples
    --------
    >>> import oversample
    >>> from oversample.plots import ProjectionDisplay
    >>> from sklearn.datasets import make_classification
    >>> X, y = make_classification(weights=[0.8], random_state=1)
    >>> report = oversample.report(oversample.SMOTE(random_state=0), X, y)
    >>> ProjectionDisplay.from_report(report).points.shape
    (162, 2)
    """

    def __init__(
        self,
        *,
        points: NDArray[np.float64],
        codes: NDArray[np.intp],
        labels: list[Any],
        n_original: int,
        segments: NDArray[np.intp] | None,
        explained: NDArray[np.float64],
    ) -> None:
        self.points = points
        self.codes = codes
        self.labels = labels
        self.n_original = n_original
        self.segments = segments
        self.explained = explained

    @classmethod
    def from_report(
        cls, report: Report, *, ax: Any = None, max_rows: int = 1000, max_segments: int = 100
    ) -> Self:
        """Project the rows of a report and draw them.

        Parameters
        ----------
        report : Report
            The result of :func:`oversample.report`.
        ax : Axes, optional
            The axes to draw on; by default those of a new figure.
        max_rows : int, default=1000
            The largest number of original, and of synthetic, rows of a class to draw.
        max_segments : int, default=100
            The largest number of segments to draw; 0 for none.

        Returns
        -------
        ProjectionDisplay
            The display.
        """
        check_drawn(report, *REPORT)
        seen = report.seen
        space = MetricSpace(seen.table, "std")
        points = space.points(space.mismatch(np.arange(seen.n_old)))
        points = points.toarray() if sparse.issparse(points) else points
        if points.shape[1] < 2:
            points = np.column_stack([points, np.zeros(len(points))])
        fitted = spaced(np.arange(seen.n_old), _FITTED)
        # Equal rows have no variance, and the shares of the axes are 0 / 0.
        with np.errstate(invalid="ignore"):
            axes = PCA(2, svd_solver="full").fit(points[fitted])
        parents = seen.parents()
        display = cls(
            points=axes.transform(points),
            codes=seen.codes,
            labels=seen.labels,
            n_original=seen.n_old,
            segments=None if parents is None else np.column_stack(parents),
            explained=np.nan_to_num(axes.explained_variance_ratio_),
        )
        return display.plot(ax=ax, max_rows=max_rows, max_segments=max_segments)

    def plot(self, *, ax: Any = None, max_rows: int = 1000, max_segments: int = 100) -> Self:
        """Draw the projected rows.

        Parameters
        ----------
        ax : Axes, optional
            The axes to draw on; by default those of a new figure.
        max_rows : int, default=1000
            The largest number of original, and of synthetic, rows of a class to draw.
        max_segments : int, default=100
            The largest number of segments to draw; 0 for none.

        Returns
        -------
        ProjectionDisplay
            The display.
        """
        check_parameter("max_rows", max_rows, [integer_from(1)], type(self).__name__)
        check_parameter("max_segments", max_segments, [integer_from(0)], type(self).__name__)
        self._own_figure = ax is None
        self.figure_, self.ax_ = axes_of(ax, (6.4, 5.2))
        self._draw_segments(max_segments)
        is_old = np.arange(len(self.codes)) < self.n_original
        # The largest class first, so that it hides no other.
        order = np.argsort(-np.bincount(self.codes[is_old], minlength=len(self.labels)))
        for rank, code in enumerate(order.tolist()):
            # The largest class is the background: grey, with small markers.
            color, marker = style_of(rank - 1) if rank else (LIGHT_GREY, "o")
            for original in (True, False):
                rows = spaced(np.flatnonzero((self.codes == code) & (is_old == original)), max_rows)
                if not len(rows):
                    continue
                kind = "original" if original else "synthetic"
                self.ax_.scatter(
                    *self.points[rows].T,
                    marker=marker,
                    s=(26 if original else 20) if rank else 12,
                    facecolors=color if original else "none",
                    edgecolors="white" if original else color,
                    linewidths=0.4 if original else 0.9,
                    zorder=3 if original else 2,
                    label=f"{shortened(str(self.labels[code]))}, {kind}",
                )
        first, second = (f"{100 * share:.0f} %" for share in self.explained)
        self.ax_.set(
            xlabel=f"first principal axis ({first} of variance)",
            ylabel=f"second principal axis ({second})",
        )
        self._tell_classes()
        plain(self.ax_)
        return self

    def _tell_classes(self) -> None:
        """Add the legend: above the axes, or beside them where it would be higher than they are."""
        handles, names = self.ax_.get_legend_handles_labels()
        if len(names) <= 2 * _ROWS_ABOVE:
            self.ax_.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, frameon=False)
            return
        n_columns = -(-len(names) // _ROWS_BESIDE)
        self.ax_.legend(
            handles, names, loc="upper left", bbox_to_anchor=(1, 1), ncols=n_columns,
            frameon=False, fontsize="small",
        )  # fmt: skip
        if self._own_figure:
            # The axes keep their size.
            longest = max(map(len, names))
            self.figure_.set_figwidth(6.4 + n_columns * (0.4 + 0.075 * longest))

    def _draw_segments(self, most: int) -> None:
        if self.segments is None or not most:
            return
        pyplot()
        from matplotlib.collections import LineCollection

        drawn = self.segments[spaced(np.arange(len(self.segments)), most)]
        lines = LineCollection(list(self.points[drawn]), colors=GREY, linewidths=0.6, zorder=1)
        self.ax_.add_collection(lines)
