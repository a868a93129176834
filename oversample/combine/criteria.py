"""How good a candidate row is: what its neighbours among real rows are, what a classifier says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import clone

from oversample._table import Table
from oversample.neighbors import kneighbors
from oversample.neighbors.space import Space

# Candidates searched for at a time, where the class has fewer rows.
_FEWEST_AT_ONCE = 256
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

    def __init__(self, table: Table, n_rows: int, scale: str | None, n_jobs: int | None) -> None:
        if scale is not None:
            real = replace(table, numeric=table.numeric[:n_rows], codes=table.codes[:n_rows])
            table = replace(table, numeric=_divide(table.numeric, Space(real, scale).unit))
        self.n_rows = n_rows
        self.n_candidates = table.numeric.shape[0] - n_rows
        self._space = Space(table)
        self._n_jobs = n_jobs

    def nearest_real(self, rows: NDArray[np.intp], k: int) -> NDArray[np.intp]:
        """Find the k real rows nearest to each candidate; equal distances: the lower number.

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
        mismatch = self._space.mismatch(rows)
        # So few at a time that they do not crowd out the real rows of their own class.
        length = max(_FEWEST_AT_ONCE, 2 * len(rows))
        nearest = np.empty((self.n_candidates, k), dtype=np.intp)
        pending, asked = np.arange(self.n_candidates), k
        while len(pending):
            asked *= 4
            short = []
            for start in range(0, len(pending), length):
                block = pending[start : start + length]
                found = self._search(block, k, asked, mismatch)
                nearest[block] = found
                short.append(block[found[:, -1] < 0])
            pending = np.concatenate(short)
        return nearest

    def _search(
        self, candidates: NDArray[np.intp], k: int, asked: int, mismatch: float
    ) -> NDArray[np.intp]:
        """Find the real rows among the first so many neighbours; -1 stands for one not found."""
        rows = np.concatenate([np.arange(self.n_rows), self.n_rows + candidates])
        found = kneighbors(
            self._space.X[rows],
            # Candidates are neighbours too. Of so many as there are, and k more, k are real.
            min(asked, k + len(candidates) - 1),
            queries=np.arange(self.n_rows, len(rows)),
            codes=self._space.codes[rows],
            mismatch=mismatch,
            n_jobs=self._n_jobs,
        ).indices
        is_candidate = found >= self.n_rows
        first = np.argsort(is_candidate, axis=1, kind="stable")[:, :k]
        return np.take_along_axis(np.where(is_candidate, -1, found), first, axis=1)

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


def _divide(X: Any, unit: NDArray[np.float64]) -> Any:
    return (X @ sparse.diags_array(1 / unit)).tocsr() if sparse.issparse(X) else X / unit
