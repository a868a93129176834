"""Samplers of images are estimators as scikit-learn's checks understand them."""

import pytest
from sklearn.utils.estimator_checks import estimator_checks_generator

from oversample.deep import (
    ImageAdversarialOverSampler,
    M2m,
    StyleTransferOverSampler,
)

pytest.importorskip("torch")
pytestmark = [pytest.mark.deep, pytest.mark.filterwarnings("ignore::UserWarning")]

SAMPLERS = [
    ImageAdversarialOverSampler((1, -1), max_steps=2, n_steps=2, random_state=0),
    M2m((1, -1), max_steps=2, n_steps=2, random_state=0),
    StyleTransferOverSampler((1, -1), features="random", n_steps=2, random_state=0),
]


@pytest.mark.parametrize(
    ("estimator", "check"),
    [
        pytest.param(estimator, check, id=f"{type(estimator).__name__}-{check.func.__name__}-{n}")
        for sampler in SAMPLERS
        for n, (estimator, check) in enumerate(estimator_checks_generator(sampler))
    ],
)
def test_checks_of_scikit_learn(estimator, check):
    check(estimator)
