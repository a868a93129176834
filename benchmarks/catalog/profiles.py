"""Profiles: how much of the registries one run takes."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.catalog.classifiers import CLASSIFIERS
from benchmarks.catalog.datasets import DATASETS
from benchmarks.catalog.methods import CORE, GENERATORS, METHODS
from benchmarks.catalog.registry import Registry

STRONG = ("logistic-regression", "hist-gradient-boosting")
LARGE = ("sylva", "fars-possible", "fars-unknown", "flights-cancelled", "mnist-8-rare")


@dataclass(frozen=True)
class Profile:
    """A choice of data sets, methods and classifiers, by name.

    Attributes
    ----------
    name : str
        Unique name.
    datasets, methods, classifiers : tuple of str
        Names of the registries.
    n_repeats : int
        How often the data are split into folds.
    once : tuple of str
        Data sets that are large enough to be split only once.
    """

    name: str
    datasets: tuple[str, ...]
    methods: tuple[str, ...] = CORE
    classifiers: tuple[str, ...] = STRONG
    n_repeats: int = 1
    once: tuple[str, ...] = ()


PROFILES = Registry(
    "profile",
    [
        Profile(
            "smoke",
            datasets=("hepatitis", "new_thyroid1", "glass6", "ecoli3", "breast-cancer"),
        ),
        Profile(
            "quick",
            datasets=(
                "abalone9-18",
                "car-good",
                "ecoli3",
                "flare-F",
                "glass2",
                "hepatitis",
                "kddcup-land_vs_portsweep",
                "page-blocks0",
                "vowel0",
                "winequality-red-4",
                "yeast6",
                "digits-8",
                "breast-cancer",
            ),
        ),
        # Seconds a fold of each arm that trains a network: few data sets.
        Profile(
            "generators",
            datasets=("abalone9-18", "ecoli3", "page-blocks0", "vehicle0", "yeast4", "digits-8"),
            methods=("none", "oversample-smote", *GENERATORS),
        ),
        Profile(
            "standard",
            datasets=tuple(name for name in DATASETS if name not in LARGE),
            methods=tuple(name for name in METHODS if not METHODS[name].is_deep),
            classifiers=(
                "logistic-regression",
                "k-nearest-neighbors",
                "decision-tree",
                "random-forest",
                "hist-gradient-boosting",
            ),
        ),
        Profile(
            "full",
            datasets=tuple(DATASETS),
            methods=tuple(METHODS),
            classifiers=tuple(CLASSIFIERS),
            n_repeats=5,
            once=LARGE,
        ),
    ],
)
