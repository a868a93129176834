"""The user's own generator as an over-sampler: fitted to each class, sampled, and checked."""

from __future__ import annotations

from typing import Any, ClassVar

from oversample._contract import Rows
from oversample._params import Boolean, Callable_, CategoricalLike, Grid, has_methods
from oversample._random import RandomStateLike, Stream
from oversample._strategy import StrategyLike
from oversample.generative.base import ClassCells, GenerativeOverSampler
from oversample.generative.foreign import FittedGenerator, Form


class GeneratorOverSampler(GenerativeOverSampler):
    """Rows of any generator: of scikit-learn, SDV's kind, synthcity's kind, or a function.

    A copy of the generator is fitted to the rows of each class and asked for as many rows as the
    class lacks. What it is decides how it is called:

    =============================  ==============================================================
    ``generator`` has              what is called
    =============================  ==============================================================
    ``generate``                   ``fit(frame)``, ``generate(count=n)``, as in synthcity
    ``sample`` with ``num_rows``   ``fit(frame)``, ``sample(num_rows=n)``, as in SDV
    ``sample``                     ``fit(array)``, ``sample(n)``, as scikit-learn's
                                   ``GaussianMixture`` and ``KernelDensity``
    neither: it is a function      ``generator(array, n, rng)``, with a NumPy ``Generator``
    =============================  ==============================================================

    A frame has the names of the columns as strings, floats in columns of numbers (dates too), and
    the cells themselves in columns of categories. An array has the numbers alone; categories of a
    new row are then those of the row of the class whose numbers are nearest. A function is given a
    frame where there are categories. Answers may be arrays, frames, tuples of which the first item
    is meant, or objects with ``dataframe()``. Each is checked: as many rows as were asked for, the
    columns, finite numbers, categories that the table has. Rows of objects are put in random order,
    since mixtures return them component by component.

    Chance comes from ``random_state`` here: it is handed on as ``random_state`` where the generator
    or its method has one, and otherwise NumPy's global state is seeded during the call, and put
    back. Samplers in several threads take turns then; what else draws from that state meanwhile
    disturbs the rows. Generators that draw from elsewhere, such as torch, are not reproducible by
    this.

    Parameters
    ----------
    generator : object or callable
        The generator; it is copied, and never fitted itself.
    sampling_strategy : str, float, dict or callable, default="auto"
        How many rows each class has afterwards; see :class:`oversample.BaseOverSampler`.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed; see :class:`oversample.BaseOverSampler`.
    standardize : bool, default=True
        Whether the generator sees numbers in units of their class: less its mean, divided by its
        standard deviation. Bandwidths and regularisers expect that.
    categorical_features : None, "auto" or list, default=None
        Columns of categories; see :class:`oversample.SMOTE`.
    grid : {"off", "auto"}, default="auto"
        Whether new numbers lie on the grid of their column; see :class:`oversample.SMOTE`.
    keep_state : bool, default=False
        Whether pickles keep the fitted generators and the table, which :meth:`sample` needs.

    Attributes
    ----------
    plan_ : RowsPlan
        The numbers of the new rows, which come from no row.
    generators_ : dict
        The fitted generator of each class that was filled.
    copy_share_ : dict
        The share of each class's new rows that are equal to a row of it, before rounding.
    problem_ : Problem
        The table and target that were resampled; with ``generators_``, what :meth:`sample` needs.
    sampling_strategy_, synthetic_mask_, n_synthetic_, class_counts_, sample_weight_
        See :class:`oversample.SMOTE`. The weight of a new row is the mean of its class.

    Raises
    ------
    ValueError
        If an answer is not what was asked for; the message says what is wrong with it.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.mixture import GaussianMixture
    >>> from oversample import GeneratorOverSampler
    >>> X = np.random.default_rng(0).normal(size=(60, 2))
    >>> sampler = GeneratorOverSampler(GaussianMixture(2), random_state=0)
    >>> X_resampled, y_resampled = sampler.fit_resample(X, [0] * 40 + [1] * 20)
    >>> sampler.plan_
    RowsPlan(20 new rows, {1: 20}, without parents)

    A function that draws rows again and moves them:

    >>> def jitter(rows, n, rng):
    ...     return rng.choice(rows, n) + 0.1 * rng.normal(size=(n, rows.shape[1]))
    >>> GeneratorOverSampler(jitter, random_state=0).fit_resample(X, [0] * 40 + [1] * 20)[0].shape
    (80, 2)
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **GenerativeOverSampler._parameter_constraints,
        "generator": [has_methods("fit", "sample"), has_methods("fit", "generate"), Callable_],
        "standardize": [Boolean],
    }

    def __init__(
        self,
        generator: Any,
        *,
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
        standardize: bool = True,
        categorical_features: CategoricalLike = None,
        grid: Grid = "auto",
        keep_state: bool = False,
    ) -> None:
        super().__init__(
            sampling_strategy=sampling_strategy,
            random_state=random_state,
            categorical_features=categorical_features,
            grid=grid,
            keep_state=keep_state,
        )
        self.generator = generator
        self.standardize = standardize

    def _fit_model(
        self, cells: ClassCells, table: Rows, label: Any, rng: Stream
    ) -> FittedGenerator:
        form = Form.of(table, cells, self.standardize, self.generator)
        return FittedGenerator.fit(self.generator, form, cells, label, rng)
