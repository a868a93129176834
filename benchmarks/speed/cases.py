"""The cases of the speed benchmark: samplers, sizes, and how fast each ought to be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

N_CATEGORICAL = 5


@dataclass(frozen=True)
class Case:
    """One sampler on one table, and how fast it ought to be.

    Attributes
    ----------
    sampler : str
        Name of the class, the same in both packages.
    n_minority, n_rows, n_features : int
        Size of the table; the minority is filled up to the majority.
    form : {"floats", "categories", "levels", "mixed", "sparse"}
        An array; a frame whose last ``N_CATEGORICAL`` columns are categories; a frame of
        categories only; a frame of floats, integers, strings and categories; a sparse matrix.
    n_levels : int
        Levels of each category column.
    n_entries : int
        Entries of each row of a sparse matrix, on average.
    target, aim : float
        The ratio to imbalanced-learn that must be, and the one that is hoped for.
    search : bool
        Whether the neighbour search is timed alone, too.
    dtype : {"float64", "float32"}
        That of an array.
    data : str
        The distribution, where it is not that of the run.
    known_support : bool
        Whether SVMSMOTE is given its support vectors, so that only its own part is timed.
    smoothed : bool
        Whether RandomOverSampler adds noise.
    """

    sampler: str
    n_minority: int
    n_features: int
    n_rows: int
    form: Literal["floats", "categories", "levels", "mixed", "sparse"] = "floats"
    n_levels: int = 0
    n_entries: int = 0
    target: float = 1.0
    aim: float = 0.0
    search: bool = False
    dtype: Literal["float64", "float32"] = "float64"
    data: str = ""
    known_support: bool = False
    smoothed: bool = False

    @property
    def floor(self) -> float:
        """The ratio to imbalanced-learn below which no repeated call may be, in any state.

        Where most of the time is that of an estimator of scikit-learn's, which both packages fit,
        there is some room for chance.
        """
        fits = self.sampler == "KMeansSMOTE" or (
            self.sampler == "SVMSMOTE" and not self.known_support
        )
        return 0.95 if fits else 1.0

    @property
    def label(self) -> str:
        """The name of the case in tables."""
        size = f"{self.n_minority:,} x {self.n_features}"
        if self.form == "categories":
            numeric = self.n_features - N_CATEGORICAL
            size = f"{self.n_minority:,} x ({numeric} + {N_CATEGORICAL} of {self.n_levels} levels)"
        if self.form == "sparse":
            size += f" with {self.n_entries} entries a row"
        if self.n_rows != 3 * self.n_minority:
            size += f" of {self.n_rows:,}"
        notes = [] if self.dtype == "float64" else [self.dtype]
        notes += [self.data] if self.data else []
        name = self.sampler + (" (its own part)" if self.known_support else "")
        name += " (smoothed)" if self.smoothed else ""
        return ", ".join([f"{name} {size}", *notes])


def smote(n_minority: int, n_features: int, **others: Any) -> Case:
    """Return a case of plain SMOTE with the target for its size."""
    target, aim = 1.0, 0.0
    if n_minority >= 50_000 and n_features <= 15:
        target = 10.0
    elif n_minority >= 10_000 and 5 <= n_features <= 100:
        target, aim = 5.0, 10.0
    others = {"target": target, "aim": aim, "search": True} | others
    return Case("SMOTE", n_minority, n_features, 3 * n_minority, **others)


def among_all(sampler: str, n_minority: int, n_features: int, target: float = 5.0) -> Case:
    """Return a case whose minority, a tenth of the table, looks for neighbours in all of it."""
    return Case(
        sampler,
        n_minority,
        n_features,
        10 * n_minority,
        target=target,
        search=sampler == "ADASYN",  # The search of all three is much the same: time it once.
        known_support=sampler == "SVMSMOTE",
    )


def of_table(sampler: str, n_minority: int, n_rows: int, n_features: int, **others: Any) -> Case:
    """Return a case of a table of any size, which need not be faster than the peer."""
    return Case(sampler, n_minority, n_features, n_rows, **others)


def smotenc(n_minority: int, n_numeric: int, n_levels: int, target: float = 1.0) -> Case:
    """Return a case of SMOTENC."""
    n_features, n_rows = n_numeric + N_CATEGORICAL, 3 * n_minority
    return Case("SMOTENC", n_minority, n_features, n_rows, "categories", n_levels, target=target)


def sparse_smote(n_minority: int, n_features: int, n_entries: int) -> Case:
    """Return a case of plain SMOTE on a sparse matrix."""
    n_rows = 3 * n_minority
    return Case("SMOTE", n_minority, n_features, n_rows, "sparse", n_entries=n_entries)


def mixed(n_rows: int) -> Case:
    """Return a case of RandomOverSampler on a frame of mixed columns."""
    return Case("RandomOverSampler", n_rows // 5, 8, n_rows, "mixed", n_levels=20, target=5.0)


_MIDDLE = [(100, 400, 10), (500, 2_000, 10), (1_500, 6_000, 20), (3_000, 12_000, 10)]
"""Minority rows, all rows and features of tables that are neither small nor large."""

_SMALL = [
    *(smote(*size) for size in [(20, 5), (100, 10), (500, 10), (1_000, 20), (1_500, 20)]),
    smote(1_500, 20, dtype="float32"),
    *(smote(3_000, width) for width in (2, 10, 200)),
    smote(3_000, 10, data="correlated"),
]
_LARGE = [
    *(smote(10_000, width) for width in (2, 5, 10, 30, 100)),
    smote(10_000, 30, dtype="float32", data="correlated"),
    smote(10_000, 200, dtype="float32"),
    *(smote(30_000, width) for width in (30, 100)),
    *(smote(50_000, width) for width in (5, 10)),
    smote(100_000, 2),
    smote(100_000, 5, dtype="float32", data="correlated"),
]
_AMONG_ALL = ("BorderlineSMOTE", "ADASYN", "SVMSMOTE")


def _categorical(sampler: str, form: Any, sizes: Sequence[tuple[int, int, int]]) -> list[Case]:
    """Return cases of tables with categories of 10 levels."""
    return [of_table(sampler, *size, form=form, n_levels=10) for size in sizes]


FULL_TIMES = [
    *_SMALL,
    *(of_table(name, *size) for name in _AMONG_ALL for size in _MIDDLE),
    of_table("BorderlineSMOTE", 1_500, 6_000, 20, dtype="float32", data="correlated"),
    *_categorical("SMOTENC", "categories", _MIDDLE),
    *_categorical("SMOTEN", "levels", _MIDDLE),
    *(of_table("KMeansSMOTE", *size) for size in _MIDDLE[1::2]),
    *(of_table(name, *size) for name in ("SMOTEENN", "SMOTETomek") for size in _MIDDLE[::2]),
    *(of_table("RandomOverSampler", *size, smoothed=True) for size in _MIDDLE[::2]),
    of_table("RandomOverSampler", *_MIDDLE[0]),
    *_LARGE,
    *(among_all(name, 5_000, 10) for name in _AMONG_ALL),
    *(among_all("ADASYN", 5_000, width) for width in (5, 20)),
    *(of_table(name, 3_000, 20_000, 8) for name in ("SMOTEENN", "SMOTETomek")),
    of_table("RandomOverSampler", 30_000, 100_000, 20, smoothed=True),
    smotenc(10_000, 2, 50, target=20.0),
    *(sparse_smote(5_000, *shape) for shape in [(300, 15), (5_000, 50), (20_000, 10)]),
    mixed(200_000),
]
QUICK_TIMES = [
    smote(500, 10),
    of_table("BorderlineSMOTE", 1_500, 6_000, 20),
]
FULL_MEMORY = [
    smote(10_000, 30),
    smote(1_000_000, 4),
    smotenc(10_000, 3, 200),
    mixed(200_000),
]
QUICK_MEMORY = [smote(10_000, 30)]

PEAK_SIZES = [(20_000, 200_000, 50, "float32"), (333_333, 1_000_000, 4, "float64")]
"""Minority rows, all rows, features and dtype of the tables on which every sampler is weighed."""

_WEIGHED = (
    "RandomOverSampler",
    "SMOTE",
    "BorderlineSMOTE",
    "SVMSMOTE",
    "KMeansSMOTE",
    "ADASYN",
    "SafeLevelSMOTE",
    "GeometricSMOTE",
    "SMOTEENN",
    "SMOTETomek",
    "Mixup",
    "Remix",
    "BalancedMixup",
    "SamplePairing",
    "CutMix",
    "MoEx",
)


VARIANTS = (
    "AssembledSMOTE",
    "CCR",
    "DistanceSMOTE",
    "IPF",
    "LVQSMOTE",
    "LoRAS",
    "MGS",
    "MGSGRF",
    "MWMOTE",
    "NRAS",
    "PolynomialFit",
    "ProWRAS",
    "ProWSyn",
    "RBCCR",
    "RWO",
    "RandomSMOTE",
    "SMOBD",
    "SMOTEWB",
    "SimplicialSMOTE",
)
"""Samplers that imbalanced-learn has not, and of which some take long: one table of middle size."""


def _weighed(n_minority: int, n_rows: int, n_features: int, dtype: Any) -> list[Case]:
    """Return a case of every sampler on one table."""
    size = (n_minority, n_rows, n_features)
    cases = [
        of_table(name, *size, dtype=dtype, known_support=name == "SVMSMOTE") for name in _WEIGHED
    ]
    return [*cases, of_table("RandomOverSampler", *size, dtype=dtype, smoothed=True)]


FULL_PEAKS = [
    *(case for size in PEAK_SIZES for case in _weighed(*size)),
    *(of_table(name, 4_000, 20_000, 20) for name in ("BorderlineSMOTE", *VARIANTS)),
]
QUICK_PEAKS = [of_table("GeometricSMOTE", 5_000, 20_000, 20, dtype="float32")]
