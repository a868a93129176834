"""RB-CCR: CCR that fills those parts of its spheres that are as near to the class as wanted."""

from __future__ import annotations

from typing import ClassVar, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from oversample._blocks import block_length
from oversample._kernel_files import is_worth_compiling
from oversample._params import CategoricalLike, Grid, Scale, integer_from, one_of, real_within
from oversample._random import RandomStateLike, Stream
from oversample._strategy import StrategyLike
from oversample.combine._candidates import Candidates, choose
from oversample.combine._potential import Potentials
from oversample.combine.ccr import CCR, Fill
from oversample.neighbors.space import MetricSpace

Regions = Literal["L", "E", "H", "LE", "LH", "EH", "LEH"]
"""Parts of a sphere: low, equal and high potential."""

# A column of a candidate takes as long as this many cells of new rows, in NumPy and in a compiled
# loop: what it is to all near rows is computed.
_CELLS = 5


class RBCCR(CCR):
    r"""CCR whose new rows are chosen by their potential: radial-based combined resampling.

    Spheres, cleaning and shares are those of :class:`CCR`. In the sphere around :math:`x_i`,
    candidates are drawn, and each has a potential, the higher the nearer rows of the class are
    ([1]_, equation 1):

    .. math::

        \phi(z) = \sum_{x \in P} \exp\left(-\left(\frac{\lVert z - x \rVert}{\gamma}\right)^2\right)

    With :math:`s = \phi(x_i)`, threshold :math:`t`, and the least and greatest potential of the
    candidates and :math:`x_i`, a candidate is *low* up to
    :math:`s - t \, (s - \min \phi)`, *high* from :math:`s + t \, (\max \phi - s)` on, and *equal*
    between them. New rows are drawn without replacement among the candidates of the regions that
    are wanted and :math:`x_i` itself; with replacement, where these are too few.

    Parameters
    ----------
    sampling_strategy : str, float, dict or callable, default="auto"
        How many rows each class has afterwards; see :class:`oversample.BaseOverSampler`.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed; see :class:`oversample.BaseOverSampler`.
    energy : float, default=1.0
        The energy of each sphere; see :class:`CCR`.
    gamma : float, default=1.0
        The reach :math:`\gamma` of the potential, in units of ``scale``: the default of the
        authors' code; the paper searches 0.5 to 10.
    regions : {"L", "E", "H", "LE", "LH", "EH", "LEH"}, default="E"
        The regions that are filled: low, equal, high. ``"LEH"`` is CCR. The default is that of the
        authors' code; the paper chooses by cross-validation.
    threshold : float in [0, 1], default=0.33
        The threshold :math:`t`, of the authors' code.
    n_candidates : int, default=100
        The candidates in each sphere, as in the authors' code.
    clean : bool, default=True
        Whether other rows are moved out of the spheres; see :class:`CCR`, as for all below.
    fill : {"ball", "radius"}, default="ball"
        How candidates are drawn.
    categorical_features : None, "auto" or list, default=None
        Columns without arithmetic. Potentials count their differences as distances do.
    scale : None, "std", "minmax" or "robust", default="std"
        Units of distances, spheres, energy and gamma.
    n_jobs : int or None, default=None
        Threads of the neighbour search; the result does not depend on it.
    grid : {"off", "auto"}, default="auto"
        Whether new and moved numbers lie on the grid of their column.

    Attributes
    ----------
    moved_, displacement_, mean_displacement_, radius_, kept_indices_, plan_
        See :class:`CCR`.
    sampling_strategy_, synthetic_mask_, n_synthetic_, class_counts_, sample_weight_, groups_
        See :class:`oversample.SMOTE`.

    Notes
    -----
    Beyond the cost of CCR, the potentials are those of ``n_candidates`` points for each row of the
    class that gets new ones. How far a point is from its centre bounds its potential; where rows of
    the class are several gamma apart, that decides on all regions, in :math:`O(n^2 d)`. Elsewhere
    they are computed in float32 over the :math:`p` rows of the class within about
    :math:`r_i + 3.3 \gamma`, with a bound of the error, and then exactly where that decides on a
    region: :math:`O(n \cdot 100 \, p \, d)`. With a large gamma that is all rows of the class,
    and much slower than CCR. Classes of some thousand rows are computed by compiled loops, which
    take some seconds to compile, once a machine.

    References
    ----------
    .. [1] M. Koziarski, C. Bellinger and M. Wozniak, "RB-CCR: radial-based combined cleaning and
       resampling algorithm for imbalanced data classification", Machine Learning 110, 3059-3093,
       2021.

    Examples
    --------
    >>> from collections import Counter
    >>> from sklearn.datasets import make_classification
    >>> from oversample import RBCCR
    >>> X, y = make_classification(n_samples=300, weights=[0.8], random_state=0)
    >>> sampler = RBCCR(energy=3.0, gamma=2.0, random_state=0)
    >>> X_resampled, y_resampled = sampler.fit_resample(X, y)
    >>> sorted(Counter(y_resampled.tolist()).items())
    [(0, 239), (1, 239)]
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **CCR._parameter_constraints,
        "gamma": [real_within(0, np.inf, open_low=True)],
        "regions": [one_of(*get_args(Regions))],
        "threshold": [real_within(0, 1)],
        "n_candidates": [integer_from(1)],
    }

    def __init__(
        self,
        *,
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
        energy: float = 1.0,
        gamma: float = 1.0,
        regions: Regions = "E",
        threshold: float = 0.33,
        n_candidates: int = 100,
        clean: bool = True,
        fill: Fill = "ball",
        categorical_features: CategoricalLike = None,
        scale: Scale | None = "std",
        n_jobs: int | None = None,
        grid: Grid = "auto",
    ) -> None:
        super().__init__(
            sampling_strategy=sampling_strategy,
            random_state=random_state,
            energy=energy,
            clean=clean,
            fill=fill,
            categorical_features=categorical_features,
            scale=scale,
            n_jobs=n_jobs,
            grid=grid,
        )
        self.gamma = gamma
        self.regions = regions
        self.threshold = threshold
        self.n_candidates = n_candidates

    def _place(
        self,
        space: MetricSpace,
        rows: NDArray[np.intp],
        line: NDArray[np.intp],
        radius: NDArray[np.float64],
        columns: NDArray[np.intp],
        rng: Stream,
    ) -> NDArray[np.float64]:
        if len(self.regions) == 3:
            return super()._place(space, rows, line, radius, columns, rng)
        potentials = Potentials(
            np.ascontiguousarray(space.X[rows][:, columns], dtype=np.float64),
            space.codes[rows],
            np.float64(space.mismatch(rows)),
            np.float64(self.gamma) / space.magnitude,
        )
        centres, n_new = np.unique(line, return_counts=True)
        power = 1 / len(columns) if self.fill == "ball" else 1.0
        candidates = Candidates(rng, radius[centres], self.n_candidates, len(columns), power)
        # In units of a gamma that is tiny or huge, what is no float is bounded by nothing.
        with np.errstate(over="ignore", invalid="ignore"):
            wanted = self._wanted(potentials, candidates, centres, radius)
        return candidates.points(*choose(rng, wanted, n_new))

    def _wanted(
        self,
        potentials: Potentials,
        candidates: Candidates,
        centres: NDArray[np.intp],
        radius: NDArray[np.float64],
    ) -> NDArray[np.bool_]:
        """Return which points of the spheres around some rows are in the regions."""
        least, most = potentials.bounds(centres, radius, candidates.length)
        wanted, is_known = self._known(least, most)
        open_ = np.flatnonzero(~is_known)
        n_cells = candidates.length.shape[1] * potentials.X.shape[1]
        is_compiled = is_worth_compiling(_CELLS * n_cells * len(open_), "add_potentials")
        length = block_length(max(len(potentials.X), n_cells))
        for around in potentials.surroundings(centres[open_], radius, length):
            spheres = np.searchsorted(centres, around.centre)
            potential, error = potentials.roughly(candidates, spheres, around, is_compiled)
            low, high = self._limits(potential)
            decisive = _decisive(potential, low, high, error)
            for line in np.flatnonzero(decisive.any(axis=1)).tolist():
                number = np.flatnonzero(decisive[line])
                centre = int(around.centre[line])
                points = candidates.points(int(spheres[line]), number)
                potential[line, number] = potentials.exactly(points, centre, radius[centre])
            low, high = self._limits(potential)
            wanted[spheres] = self._is_wanted(potential, low, high)
        return wanted

    def _known(
        self, least: NDArray[np.float64], most: NDArray[np.float64]
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Return what is wanted by bounds of potentials, and for which spheres all is sure."""
        t = self.threshold
        ends = (least, most)
        # Nothing is known of what is infinite.
        with np.errstate(invalid="ignore"):
            low = [(1 - t) * end[:, :1] + t * end.min(axis=1, keepdims=True) for end in ends]
            high = [(1 - t) * end[:, :1] + t * end.max(axis=1, keepdims=True) for end in ends]
        is_low, is_not_low = most <= low[0], least > low[1]
        is_high, is_not_high = is_not_low & (least >= high[1]), most < high[0]
        is_equal = is_not_low & is_not_high
        wanted = np.full(least.shape, False)
        for letter, is_in in zip("LEH", (is_low, is_equal, is_high), strict=True):
            if letter in self.regions:
                wanted |= is_in
        wanted[:, 0] = True
        is_sure = is_low | is_equal | is_high
        is_sure[:, 0] = True
        return wanted, is_sure.all(axis=1)

    def _limits(
        self, potential: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return up to where a potential is low in each sphere, and from where on it is high."""
        centre = potential[:, :1]
        low = centre - self.threshold * (centre - potential.min(axis=1, keepdims=True))
        high = centre + self.threshold * (potential.max(axis=1, keepdims=True) - centre)
        return low, high

    def _is_wanted(
        self,
        potential: NDArray[np.float64],
        low: NDArray[np.float64],
        high: NDArray[np.float64],
    ) -> NDArray[np.bool_]:
        """Return which points are in the regions; the first is the centre, which is in all."""
        is_low = potential <= low
        is_high = (potential >= high) & ~is_low
        wanted = np.full(potential.shape, False)
        if "L" in self.regions:
            wanted |= is_low
        if "H" in self.regions:
            wanted |= is_high
        if "E" in self.regions:
            wanted |= ~(is_low | is_high)
        wanted[:, 0] = True
        return wanted


def _decisive(
    potential: NDArray[np.float64],
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    error: NDArray[np.float64],
) -> NDArray[np.bool_]:
    """Return which points must be known exactly, so that all are in their right regions.

    These are those as near to a limit as both may be wrong, and then what the limits are made of:
    the centre, and whatever may have the least or the greatest potential.
    """
    most = 2 * error[:, np.newaxis]
    # Nothing is known of what is not a number.
    is_sure = (np.abs(potential - low) > most) & (np.abs(potential - high) > most)
    is_sure[:, 0] = True
    is_inner = potential > potential.min(axis=1, keepdims=True) + most
    is_inner &= potential < potential.max(axis=1, keepdims=True) - most
    is_inner[:, 0] = False
    is_open = ~is_sure.all(axis=1, keepdims=True)
    return np.asarray(is_open & ~(is_sure & is_inner))
