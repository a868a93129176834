"""How good a candidate row is: what its neighbours among real rows are, what a classifier says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone

from oversample._params import Scale
from oversample._table import Table
from oversample.neighbors import kneighbors
from oversample.neighbors.space import MetricSpace, in_units

_MOST_FOLDS = 3


class CandidateSpace:
    """Real rows and, after them, candidates as points, in units of the real rows.

    Parameters
    ----------
    table : Table
        Real rows, then candidates.
    n_rows : int
        The number of real rows.
    scale : None, "std", "minmax" or "robust"
        The unit of each numeric column.
    n_jobs : int or None
        Threads of the search.
    """

    def __init__(self, table: Table, n_rows: int, scale: Scale | None, n_jobs: int | None) -> None:
        if scale is not None:
            real = replace(table, numeric=table.numeric[:n_rows], codes=table.codes[:n_rows])
            table = replace(table, numeric=in_units(table.numeric, MetricSpace(real, scale).unit))
        self.n_rows = n_rows
        self.n_candidates = table.numeric.shape[0] - n_rows
        self._space = MetricSpace(table)
        self._n_jobs = n_jobs

    def nearest_real(self, rows: NDArray[np.intp], k: int) -> NDArray[np.intp]:
        """Return the k real rows nearest to each candidate; equal distances: the lower number.

        Parameters
        ----------
        rows : ndarray of shape (n_class,)
            The real rows of the class: its spread is the distance of two categories.
        k : int
            The number of neighbours, at most that of real rows.

        Returns
        -------
        ndarray of shape (n_candidates, k)
            Row numbers, nearest first.
        """
        n, X, codes = self.n_rows, self._space.X, self._space.codes
        return kneighbors(
            X[:n],
            k,
            points=X[n:],
            codes=codes[:n],
            point_codes=codes[n:],
            mismatch=self._space.mismatch(rows),
            n_jobs=self._n_jobs,
        ).indices

    def probability(
        self, classifier: Any, codes: NDArray[np.integer], code: int, base: NDArray[np.intp]
    ) -> NDArray[np.float64]:
        """Return the probability of a class in each candidate, by a model without its base row.

        Parameters
        ----------
        classifier : classifier with ``predict_proba``
            It is cloned and fitted on real rows.
        codes : ndarray of shape (n_rows,)
            The class of each real row.
        code : int
            The class of the candidates.
        base : ndarray of shape (n_candidates,)
            The real row that each candidate starts from.

        Returns
        -------
        ndarray of shape (n_candidates,)
            Probabilities.
        """
        points = self._space.points(self._space.mismatch(np.flatnonzero(codes == code)))
        counts = np.bincount(codes)
        # Rows of a class are dealt out to the folds in turn; the only row of a class is never left
        # out, for a model would not know the class.
        n_folds = int(np.clip(counts[code], 2, _MOST_FOLDS))
        fold = _rank_in_class(codes) % n_folds
        is_alone = counts[codes] == 1
        probability = np.zeros(self.n_candidates)
        for held_out in range(n_folds):
            mine = np.flatnonzero(fold[base] == held_out)
            if not len(mine):
                continue
            train = np.flatnonzero((fold != held_out) | is_alone)
            model = clone(classifier).fit(points[train], codes[train])
            column = np.flatnonzero(model.classes_ == code)[0]
            probability[mine] = model.predict_proba(points[self.n_rows + mine])[:, column]
        return probability


def _rank_in_class(codes: NDArray[np.integer]) -> NDArray[np.intp]:
    """Number the rows of each class, in their order, from 0."""
    order = np.argsort(codes, kind="stable")
    counts = np.bincount(codes)
    rank = np.empty(len(codes), dtype=np.intp)
    rank[order] = np.arange(len(codes)) - np.repeat(np.cumsum(counts) - counts, counts)
    return rank
