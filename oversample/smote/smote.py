"""SMOTE: new rows between a row and one of its nearest neighbours."""

from __future__ import annotations

from typing import Any, ClassVar

from oversample._encoder import FEATURE_SPACE, EncoderMixin, Output
from oversample._params import CategoricalLike, Grid, MissingValues, Scale
from oversample._random import RandomStateLike
from oversample._strategy import StrategyLike
from oversample.plan import CombinationPlan, Plan
from oversample.smote.base import BaseSMOTE, ClassRows, SmallClass, plan_smote
from oversample.smote.laws import BASES, INTERPOLATION, Bases, Interpolation


class SMOTE(EncoderMixin, BaseSMOTE):
    r"""Synthetic minority over-sampling technique.

    Each new row lies between a row of the class, drawn uniformly, and one of its ``k_neighbors``
    nearest rows of the same class, drawn uniformly ([1]_, section 4.2):

    .. math:: x_{new} = x_i + u \, (x_j - x_i), \qquad u \sim U(0, 1), \quad j \in kNN(i)

    Floats are interpolated; integers, dates and durations too, then rounded half to even and kept
    inside the range of the class; booleans take the value of the nearer of the two rows.
    Columns in ``categorical_features`` are not interpolated: a new row has the level that most of
    the ``k_neighbors`` of :math:`x_i` have, ties at random, and each differing category adds
    :math:`m^2` to a squared distance, where :math:`m` is the median of the standard deviations of
    the class's numeric columns (SMOTE-NC, [1]_, section 6.1).

    Parameters
    ----------
    sampling_strategy : str, float, dict or callable, default="auto"
        How many rows each class has afterwards; see :class:`BaseOverSampler`.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed; see :class:`BaseOverSampler`.
    k_neighbors : int or object, default=5
        The number of neighbours; or an unfitted object with ``fit``, ``kneighbors`` and
        ``kneighbors_graph``, such as ``sklearn.neighbors.NearestNeighbors``. As in
        imbalanced-learn the ``n_neighbors`` of an object counts the row itself:
        ``NearestNeighbors(n_neighbors=6)`` stands for 5.
    categorical_features : None, "auto" or list, default=None
        Columns to vote on. ``None``: none; a category, string or object column is an error.
        ``"auto"``: by dtype (category, string, object, bool). A list: positions, column names,
        or one bool for each column.
    missing_values : {"raise", "present", "propagate"}, default="raise"
        Missing cells of numeric columns. ``"raise"``: an error that names the column. Otherwise
        distances are taken over the cells that both rows have, scaled up to all columns
        (:math:`d^2 = \frac{n_{all}}{n_{both}} \sum_{both} (a - b)^2`); and a new cell of which one
        parent is missing is that of the other (``"present"``) or missing (``"propagate"``).
        Missing categories are always a level of their state.
    scale : None, "std", "minmax" or "robust", default=None
        The units in which neighbours are searched: those of the table, or each column's standard
        deviation, range, or quartile distance over the whole table. Rows are made in the
        original units; only which rows are neighbours changes.
    small_class : {"raise", "reduce_k", "duplicate"}, default="raise"
        What to do with a class of ``k_neighbors`` rows or fewer: raise an error that names it; use
        the neighbours that there are (a single row is copied); or copy its rows at random.
    n_jobs : int or None, default=None
        Threads of the neighbour search, as joblib counts them, but None is all cores. The result
        does not depend on it.
    encoder : transformer or None, default=None
        A transformer of the columns of numbers, such as ``PCA(10)`` or a wrapper of your own
        network: neighbours are searched and new rows are made in its space. A clone is fitted on
        all rows; wrap one that is fitted already in ``sklearn.frozen.FrozenEstimator``.
    output : {"input", "features"}, default="input"
        With an ``encoder``: ``"input"`` brings the new rows back by its ``inverse_transform``;
        ``"features"`` encodes the whole table (all of it, categories too) and returns all rows in
        the encoder's space. Tables that a learner sees later must go through ``encoder_`` too,
        which a Pipeline does not do: in one, put the encoder before the sampler.
    grid : {"off", "auto"}, default="off"
        Whether new cells :math:`v` of a column of floats lie where its cells lie: with ``"auto"``,
        by the first of these rules that fits all rows of the column:

        1. the same value everywhere: that value;
        2. at most :math:`p` decimals, for the smallest :math:`p \leq 6`:
           :math:`10^{-p} \operatorname{round}(10^p \, v)`; whole numbers are :math:`p = 0`;
        3. at most 20 distinct values: the nearest of them;
        4. more than 30 % of rows share their value with another: the nearest value of the column if
           it is such a one, as zeros among measurements are;
        5. otherwise :math:`v`.

        Nothing is drawn, and ``plan_.replay`` does the same. Not for sparse tables.
    interpolation : tuple of (float, float), Beta or Dirichlet, default=(0.0, 1.0)
        The law of the step :math:`u`: uniform between two numbers, of which those below 0 and above
        1 lie beyond the two rows; :class:`oversample.smote.Beta`; or
        :class:`oversample.smote.Dirichlet` for a base and several of its neighbours. Not from [1]_.
    bases : {"random", "even"}, default="random"
        Whether each new row's base is drawn by itself, as in imbalanced-learn, or bases are dealt:
        each row of the class is a base once before any is twice, as in the algorithm of [1]_.

    Attributes
    ----------
    sampling_strategy_ : OrderedDict
        The number of rows made for each label.
    nn_k_ : object
        The neighbour search that ``k_neighbors`` stands for, not fitted: it holds no data.
    synthetic_mask_ : ndarray of shape (n_rows + n_synthetic,), bool
        True for the new rows.
    plan_ : Plan
        Base row, partner row and step of every new row.
    n_synthetic_ : int
        The number of new rows.
    class_counts_ : dict
        The number of rows of each label in the result.
    sample_weight_ : ndarray of shape (n_rows + n_synthetic,)
        Weights of the result, interpolated, if weights were given.
    groups_ : same type as groups, of length n_rows + n_synthetic,
        The group of every row, if groups were given; of a new row that of its base row.
    encoder_ : transformer
        The fitted encoder, if there is one.
    n_features_in_ : int
        The number of columns.
    feature_names_in_ : ndarray of shape (n_features,)
        Their names, if all are strings.

    References
    ----------
    .. [1] N. V. Chawla, K. W. Bowyer, L. O. Hall and W. P. Kegelmeyer, "SMOTE: synthetic minority
       over-sampling technique", Journal of Artificial Intelligence Research 16, 321-357, 2002.

    Examples
    --------
    >>> from collections import Counter
    >>> from sklearn.datasets import make_classification
    >>> from oversample import SMOTE
    >>> X, y = make_classification(n_samples=1000, weights=[0.95], random_state=0)
    >>> sampler = SMOTE(random_state=0)
    >>> X_resampled, y_resampled = sampler.fit_resample(X, y)
    >>> sorted(Counter(y_resampled.tolist()).items())
    [(0, 946), (1, 946)]
    >>> base, partner, step = sampler.plan_.base[0], sampler.plan_.partner[0], sampler.plan_.step[0]
    >>> bool((X_resampled[1000] == X[base] + step * (X[partner] - X[base])).all())
    True
    """

    _reads_one_class: ClassVar[bool] = True

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **BaseSMOTE._parameter_constraints,
        **FEATURE_SPACE,
        **INTERPOLATION,
        **BASES,
    }

    def __init__(
        self,
        *,
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
        k_neighbors: int | Any = 5,
        categorical_features: CategoricalLike = None,
        missing_values: MissingValues = "raise",
        scale: Scale | None = None,
        small_class: SmallClass = "raise",
        n_jobs: int | None = None,
        encoder: Any = None,
        output: Output = "input",
        grid: Grid = "off",
        interpolation: Interpolation = (0.0, 1.0),
        bases: Bases = "random",
    ) -> None:
        super().__init__(
            sampling_strategy=sampling_strategy,
            random_state=random_state,
            k_neighbors=k_neighbors,
            categorical_features=categorical_features,
            missing_values=missing_values,
            scale=scale,
            small_class=small_class,
            n_jobs=n_jobs,
        )
        self.encoder = encoder
        self.output = output
        self.grid = grid
        self.interpolation = interpolation
        self.bases = bases

    def _plan(self, group: ClassRows, n_new: int, state: None) -> Plan | CombinationPlan:
        return plan_smote(group, n_new, self.interpolation, self.bases)
