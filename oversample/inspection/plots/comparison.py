"""Differences of samplers from the classifier alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import numpy as np

from oversample.inspection.plots.style import GREY, axes_of, check_drawn, plain, shortened, style_of

if TYPE_CHECKING:
    from pandas import DataFrame

    from oversample.comparison.compare import Comparison

# Between the marks of two ways to decide, in lines of the picture.
_APART = 0.22


class ComparisonDisplay:
    """Differences from the classifier alone, with their intervals: a line for each sampler.

    Parameters
    ----------
    differences : DataFrame
        Rows of ``Comparison.summary``, of one measure, without the classifier alone.
    measure : str
        The measure.

    Attributes
    ----------
    ax_ : Axes
        The axes drawn on.
    figure_ : Figure
        Its figure.

    Examples
    --------
    >>> import oversample
    >>> from oversample.plots import ComparisonDisplay
    >>> from sklearn.datasets import make_classification
    >>> from sklearn.linear_model import LogisticRegression
    >>> X, y = make_classification(300, weights=[0.9], random_state=0)
    >>> found = oversample.compare(X, y, LogisticRegression(), "smote", n_repeats=1, tune=None)
    >>> ComparisonDisplay.from_comparison(found).ax_.get_xlabel()
    'recall beyond none'
    """

    def __init__(self, *, differences: DataFrame, measure: str) -> None:
        self.differences = differences
        self.measure = measure

    @classmethod
    def from_comparison(
        cls, comparison: Comparison, *, measure: str = "recall_beyond_none", ax: Any = None
    ) -> Self:
        """Draw a measure of a comparison.

        Parameters
        ----------
        comparison : Comparison
            The result of :func:`oversample.compare`.
        measure : str, default="recall_beyond_none"
            A measure of its summary.
        ax : Axes, optional
            The axes to draw on; by default those of a new figure.

        Returns
        -------
        ComparisonDisplay
            The display.

        Raises
        ------
        ValueError
            If the summary has no such measure.
        """
        check_drawn(comparison, "Comparison", "oversample.compare(X, y, estimators)")
        summary = comparison.summary
        known = list(summary["measure"].unique())
        if measure not in known:
            listed = ", ".join(map(repr, known))
            raise ValueError(f"measure must be one of {listed}. Got {measure!r}.")
        is_shown = (summary["measure"] == measure) & (summary["verdict"] != "")
        return cls(differences=summary[is_shown], measure=measure).plot(ax=ax)

    def plot(self, *, ax: Any = None) -> Self:
        """Draw the differences.

        Parameters
        ----------
        ax : Axes, optional
            The axes to draw on; by default those of a new figure.

        Returns
        -------
        ComparisonDisplay
            The display.
        """
        pairs = self.differences[["estimator", "sampler"]].drop_duplicates()
        decisions = list(self.differences["decision"].unique())
        self.figure_, self.ax_ = axes_of(ax, (8, 1.4 + 0.5 * len(pairs)))
        self.ax_.axvline(0, color=GREY, linewidth=1)
        for rank, decision in enumerate(decisions):
            mine = self.differences[self.differences["decision"] == decision]
            mine = pairs.merge(mine, on=["estimator", "sampler"], how="left")
            at = np.arange(len(pairs)) + _APART * (rank - (len(decisions) - 1) / 2)
            color, marker = style_of(rank)
            error = np.abs(mine[["low", "high"]].T.to_numpy() - mine["difference"].to_numpy())
            look = {"color": color, "marker": marker, "linestyle": "none", "capsize": 2}
            self.ax_.errorbar(mine["difference"], at, xerr=error, label=decision, **look)
        is_one = pairs["estimator"].nunique() == 1
        names = [
            shortened(sampler) if is_one else f"{shortened(sampler)}\n{shortened(estimator)}"
            for estimator, sampler in pairs.itertuples(index=False)
        ]
        self.ax_.set_yticks(np.arange(len(pairs)), names)
        self.ax_.invert_yaxis()
        name = self.measure.replace("_", " ")
        is_beyond = self.measure == "recall_beyond_none"
        self.ax_.set_xlabel(name if is_beyond else f"{name}, difference from none")
        self.ax_.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3, frameon=False)
        plain(self.ax_)
        return self
