"""Profiles: how much of the registries one run takes."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.learners import LEARNERS
from benchmarks.methods import CORE
from benchmarks.registry import Registry


@dataclass(frozen=True)
class Profile:
    """A choice of data sets, methods and learners, by name.

    Attributes
    ----------
    name : str
        Unique name.
    datasets, methods, learners : tuple of str
        Names of the registries.
    n_repeats : int
        How often the data are split into folds.
    """

    name: str
    datasets: tuple[str, ...]
    methods: tuple[str, ...] = CORE
    learners: tuple[str, ...] = tuple(LEARNERS)
    n_repeats: int = 1


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
    ],
)
