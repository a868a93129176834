"""Mini-batches drawn by class first, then by row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from oversample._params import Seed, check_parameter, integer_from, real_within
from oversample._random import RandomStateLike, make_streams
from oversample._table import check_container, row_count, take_rows
from oversample._target import encode_target


class BalancedBatches:
    r"""Row numbers of mini-batches in which rare classes are as frequent as set by ``q``.

    For each position in a batch a class :math:`c` of :math:`n_c` rows is drawn, then a row of it
    ([1]_, equation 1):

    .. math:: P(c) = \frac{n_c^q}{\sum_j n_j^q}

    With :math:`q = 1` classes are as frequent as in the table, with :math:`q = 0` equally likely,
    with :math:`q = 1/2` between. Rows of a class come from a shuffled deck that is dealt to its
    end, over batches and epochs, before it is shuffled again: no row repeats before all of its
    class have been drawn.

    Each iteration over the object is an epoch, and epochs differ. Two objects with the same int
    or ``SeedSequence`` as seed yield the same epochs, one after the other.

    Parameters
    ----------
    y : array-like of shape (n_rows,) or one-hot of shape (n_rows, n_classes)
        The labels.
    batch_size : int, default=32
        Rows in each batch.
    q : float, default=0.0
        The exponent, -100 to 100.
    n_batches : int or None, default=None
        Batches in an epoch; ``None``: as many as hold every row once.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        The labels, sorted.
    class_probability_ : ndarray of shape (n_classes,)
        The probability of each class at each position.

    Raises
    ------
    InvalidParameterError
        If a parameter is of the wrong type or out of its range.
    ValueError
        If ``y`` holds no labels.

    Notes
    -----
    The object has a length and iterates over arrays of row numbers, as PyTorch's ``batch_sampler``
    does: ``DataLoader(dataset, batch_sampler=BalancedBatches(y))``.

    References
    ----------
    .. [1] B. Kang et al., "Decoupling representation and classifier for long-tailed recognition",
       ICLR 2020.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.datasets import make_classification
    >>> from sklearn.linear_model import SGDClassifier
    >>> from oversample import BalancedBatches
    >>> X, y = make_classification(1000, weights=[0.95], random_state=0)
    >>> batches = BalancedBatches(y, 50, random_state=0)
    >>> len(batches)
    20
    >>> model = SGDClassifier(random_state=0)
    >>> for epoch in range(3):
    ...     for X_batch, y_batch in batches.of(X, y):
    ...         model = model.partial_fit(X_batch, y_batch, classes=batches.classes_)
    >>> rows = np.concatenate(list(batches))
    >>> bool(0.45 < y[rows].mean() < 0.55)
    True
    """

    def __init__(
        self,
        y: Any,
        batch_size: int = 32,
        *,
        q: float = 0.0,
        n_batches: int | None = None,
        random_state: RandomStateLike = None,
    ) -> None:
        owner = type(self).__name__
        check_parameter("batch_size", batch_size, [integer_from(1)], owner)
        check_parameter("q", q, [real_within(-100, 100)], owner)
        check_parameter("n_batches", n_batches, [integer_from(1), None], owner)
        check_parameter("random_state", random_state, [Seed], owner)
        check_container(y, "y")
        target = encode_target(y)
        self.batch_size = int(batch_size)
        self.classes_ = target.classes
        self.class_probability_ = _class_probability(target.counts, q)
        self._n_rows = len(target.codes)
        self._n_batches = n_batches or -(-self._n_rows // self.batch_size)
        self._stream = make_streams(random_state).start()
        self._rows = [np.flatnonzero(target.codes == code) for code in range(len(target.classes))]
        self._decks = [rows[:0] for rows in self._rows]

    def __len__(self) -> int:
        """Return the number of batches in an epoch."""
        return self._n_batches

    def __iter__(self) -> Iterator[NDArray[np.intp]]:
        """Return an iterator over the batches of the next epoch, as row numbers."""
        # Drawn at once: the next iteration is the next epoch even if this one is not finished.
        rows = self._draw(self._n_batches * self.batch_size)
        return iter(rows.reshape(self._n_batches, self.batch_size))

    def of(self, *tables: Any) -> Iterator[tuple[Any, ...]]:
        """Return an iterator over the batches of the next epoch, as rows of tables.

        Parameters
        ----------
        *tables : arrays, DataFrames, Series, lists or sparse of shape (n_rows, ...)
            The tables, such as ``X, y`` and weights.

        Yields
        ------
        tuple
            The rows of a batch, in the containers given; sparse ones as CSR.

        Raises
        ------
        ValueError
            If a table has not as many rows as there are labels; raised by the call, before the
            first batch.
        TypeError
            If a table is a frame of an unsupported library.
        """
        for position, table in enumerate(tables):
            check_container(table, f"Table {position}")
            if row_count(table) != self._n_rows:
                raise ValueError(
                    f"BalancedBatches was made for {self._n_rows} labels, but table {position} has "
                    f"{row_count(table)} rows."
                )
        # Rows of other sparse formats are slow to take, or cannot be taken.
        tables = tuple(table.tocsr() if sparse.issparse(table) else table for table in tables)
        return (tuple(take_rows(table, rows) for table in tables) for rows in self)

    def _draw(self, size: int) -> NDArray[np.intp]:
        ends = np.cumsum(self.class_probability_)
        # The last sum may fall short of one by rounding.
        ends[-1] = 1.0
        drawn = np.searchsorted(ends, self._stream.uniform(size), side="right")
        rows = np.empty(size, dtype=np.intp)
        for code in range(len(self.classes_)):
            positions = np.flatnonzero(drawn == code)
            rows[positions] = self._deal(code, len(positions))
        return rows

    def _deal(self, code: int, size: int) -> NDArray[np.intp]:
        """Take rows of a class from its deck, which is shuffled anew whenever it is empty."""
        mine, left = self._rows[code], self._decks[code]
        n_decks = max(0, -(-(size - len(left)) // len(mine)))
        fresh = [mine[self._stream.permutation(len(mine))] for _ in range(n_decks)]
        deck = np.concatenate([left, *fresh])
        self._decks[code] = deck[size:]
        return deck[:size]


def _class_probability(counts: NDArray[np.intp], q: float) -> NDArray[np.float64]:
    # By logarithms: powers of counts may overflow.
    exponent = q * np.log(counts)
    power = np.exp(exponent - exponent.max())
    return power / power.sum()
