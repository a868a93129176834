"""Every public sampler, in the configurations that the contract is tested in.

Adding a sampler is one line here; it then inherits every test of ``tests/property`` and of
``tests/conformance``.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from oversample import SMOTE, BaseOverSampler, RandomOverSampler


class Instance(NamedTuple):
    """A configured sampler, and what data it takes."""

    make: Callable[[], BaseOverSampler]
    min_rows: int = 1  # the fewest rows of a class that it can fill
    levels: bool = False  # takes category, string and object columns
    missing: bool = False  # takes missing cells in columns of numbers
    sparse: bool = True
    votes: bool = False  # chooses categories by vote of the base row's neighbours


INSTANCES = {
    "SMOTE": Instance(lambda: SMOTE(random_state=0), min_rows=6),
    "SMOTE-auto": Instance(
        lambda: SMOTE(random_state=0, categorical_features="auto"),
        min_rows=6,
        levels=True,
        votes=True,
    ),
    "SMOTE-seed_sequence": Instance(
        lambda: SMOTE(random_state=np.random.SeedSequence(0), k_neighbors=2), min_rows=3
    ),
    "SMOTE-reduce_k": Instance(lambda: SMOTE(random_state=0, small_class="reduce_k")),
    "SMOTE-duplicate": Instance(
        lambda: SMOTE(random_state=0, small_class="duplicate", categorical_features="auto"),
        levels=True,
    ),
    "RandomOverSampler": Instance(
        lambda: RandomOverSampler(random_state=0), levels=True, missing=True
    ),
    "RandomOverSampler-shrinkage": Instance(
        lambda: RandomOverSampler(random_state=0, shrinkage=0.5)
    ),
}


def all_samplers():
    """One sampler of each line, for checks that take estimators."""
    return [instance.make() for instance in INSTANCES.values()]
