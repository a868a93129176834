"""Rows of each class before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import numpy as np

from oversample.inspection.plots.style import COLORS, HATCH, REPORT, axes_of, check_drawn, plain

if TYPE_CHECKING:
    from pandas import DataFrame

    from oversample.inspection.report import Report


class ClassCountDisplay:
    """Bars of the rows of each class: original ones plain, synthetic ones hatched.

    If cleaning removed rows, a line marks the number of rows before.

    Parameters
    ----------
    classes : DataFrame
        ``Report.classes``.

    Attributes
    ----------
    ax_ : Axes
        The axes drawn on.
    figure_ : Figure
        Its figure.

    Examples
    --------
    >>> import oversample
    >>> from oversample.plots import ClassCountDisplay
    >>> from sklearn.datasets import make_classification
    >>> X, y = make_classification(weights=[0.8], random_state=1)
    >>> report = oversample.report(oversample.SMOTE(random_state=0), X, y)
    >>> ClassCountDisplay.from_report(report).ax_.get_xlabel()
    'rows'
    """

    def __init__(self, *, classes: DataFrame) -> None:
        self.classes = classes

    @classmethod
    def from_report(cls, report: Report, *, ax: Any = None) -> Self:
        """Draw the counts of a report.

        Parameters
        ----------
        report : Report
            The result of :func:`oversample.report`.
        ax : Axes, optional
            The axes to draw on; by default those of a new figure.

        Returns
        -------
        ClassCountDisplay
            The display.
        """
        check_drawn(report, *REPORT)
        return cls(classes=report.classes).plot(ax=ax)

    def plot(self, *, ax: Any = None) -> Self:
        """Draw the bars.

        Parameters
        ----------
        ax : Axes, optional
            The axes to draw on; by default those of a new figure.

        Returns
        -------
        ClassCountDisplay
            The display.
        """
        classes = self.classes
        self.figure_, self.ax_ = axes_of(ax, (6.4, 1.2 + 0.5 * len(classes)))
        at = np.arange(len(classes))
        synthetic = classes["synthetic"].to_numpy()
        after = classes["after"].to_numpy()
        original = after - synthetic
        edge = {"edgecolor": "black", "linewidth": 0.8, "height": 0.6}
        self.ax_.barh(at, original, color=COLORS[0], label="original", **edge)
        self.ax_.barh(
            at, synthetic, left=original, color="white", hatch=HATCH, label="synthetic", **edge
        )
        if classes["removed"].any():
            before = classes["before"].to_numpy()
            line = {"colors": "black", "linewidth": 2.5, "label": "before"}
            self.ax_.vlines(before, at - 0.4, at + 0.4, **line)
        for i in at:
            words = f" {original[i]:,} + {synthetic[i]:,}" if synthetic[i] else f" {original[i]:,}"
            self.ax_.text(after[i], i, words, va="center")
        self.ax_.set_yticks(at, [str(label) for label in classes.index])
        self.ax_.invert_yaxis()
        self.ax_.set_xlim(0, 1.2 * max(after.max(), classes["before"].max()))
        self.ax_.set(xlabel="rows", ylabel="class")
        self.ax_.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3, frameon=False)
        plain(self.ax_)
        return self
