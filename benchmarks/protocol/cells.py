"""Cells, the units of work: a data set, a repeat, a fold, a method and a classifier."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from itertools import groupby
from typing import Any

from benchmarks.protocol.classifier import Classifier
from benchmarks.protocol.code import oversample_digest, package_version, protocol_digest
from benchmarks.protocol.dataset import Dataset
from benchmarks.protocol.method import Method
from benchmarks.protocol.provenance import provenance
from benchmarks.protocol.results import Row, blank
from oversample.evaluation.folds import N_FOLDS


@dataclass(frozen=True, eq=False)
class Cell:
    """What one row of the results is about.

    Attributes
    ----------
    dataset : Dataset
        The data.
    repeat, fold : int
        Which split of the data set, from 0.
    method : Method
        The arm.
    classifier : Classifier
        The classifier.
    seed : int
        The seed of the run.
    n_configurations : int
        How many configurations are tried; 1 is the defaults without any tuning.
    thresholds : bool
        Whether the arm gets thresholds of its own, chosen in inner folds, whatever arm it is.
    """

    dataset: Dataset
    repeat: int
    fold: int
    method: Method
    classifier: Classifier
    seed: int
    n_configurations: int = 1
    thresholds: bool = False

    @cached_property
    def key(self) -> str:
        """The SHA-256 of all that the numbers of the cell depend on.

        That is its description, the protocol's code, and the versions of the packages that take
        part: the samplers' sources for our arms only, imbalanced-learn's version for its
        own only. A change of one sampler thus leaves the rivals' records valid.
        """
        method, classifier = self.method.identity(), self.classifier.identity()
        if self.n_configurations == 1:
            del method["space"], classifier["space"]
        packages = {"sklearn", self.method.source, self.classifier.package} - {"", "oversample"}
        content = {
            "dataset": [self.dataset.name, self.dataset.family, self.dataset.version()],
            "split": [self.seed, self.repeat, self.fold],
            "method": method,
            "classifier": classifier,
            "n_configurations": self.n_configurations,
            "thresholds": self.thresholds,
            "protocol": protocol_digest(),
            "oversample": oversample_digest() if self.method.source == "oversample" else "",
            "versions": {package: package_version(package) for package in sorted(packages)},
        }
        return sha256(json.dumps(content, sort_keys=True, default=repr).encode()).hexdigest()

    def row(self) -> Row:
        """Return a row of which nothing is known but what the cell is."""
        names: dict[str, Any] = {
            "dataset": self.dataset.name,
            "family": self.dataset.family,
            "repeat": self.repeat,
            "fold": self.fold,
            "method": self.method.name,
            "package": self.method.package,
            "peer": self.method.peer,
            "classifier": self.classifier.name,
            "seed": self.seed,
            "n_configurations": self.n_configurations,
            "key": self.key,
        }
        return blank() | names | provenance()


def plan_cells(
    datasets: Sequence[Dataset],
    methods: Sequence[Method],
    classifiers: Sequence[Classifier],
    n_repeats: int,
    seed: int,
    n_configurations: int = 1,
    thresholds: bool = False,
) -> list[Cell]:
    """Return all cells of a run, with those that share work next to each other.

    Within a fold, the arms that are compared in time run within moments of each other, on the same
    machine in the same state.
    """
    return [
        Cell(dataset, repeat, fold, method, classifier, seed, n_configurations, thresholds)
        for dataset in datasets
        for repeat in range(n_repeats)
        for fold in range(N_FOLDS)
        for method in methods
        for classifier in classifiers
        if method.instead_of in ("", classifier.name)
    ]


def in_batches(cells: Sequence[Cell]) -> Iterator[list[Cell]]:
    """Yield cells that share work together: those of one fold that resample in the same way."""

    def shared(cell: Cell) -> tuple:
        return (cell.dataset.name, cell.repeat, cell.fold, cell.method.resampling())

    for _, batch in groupby(cells, key=shared):
        yield list(batch)
