"""Warnings blame the line of the user, from any depth."""

import warnings

import numpy as np
import pytest
from scipy import sparse
from sklearn.tree import DecisionTreeClassifier

from oversample import (
    SMOTEENN,
    SMOTEN,
    AdaptiveImageOverSampler,
    BorderlineSMOTE,
    MoEx,
    SelectiveOverSampler,
    SoftLabelClassifier,
    report,
)
from oversample.exceptions import FallbackWarning, warn

RNG = np.random.default_rng(0)
APART = np.concatenate([RNG.normal(size=(40, 2)), RNG.normal(size=(10, 2)) + 99])
Y = np.repeat([0, 1], [40, 10])


class NeverRight:
    """A classifier that recognises nothing."""

    def fit(self, X, y):
        return self

    def predict(self, X):
        return np.full(len(X), -1)

    def get_params(self, deep=True):
        return {}


CALLS = {
    "sampler": lambda: BorderlineSMOTE(random_state=0).fit_resample(APART, Y),
    "selective": lambda: SelectiveOverSampler(BorderlineSMOTE()).fit_resample(APART, Y),
    "selective twice": lambda: SelectiveOverSampler(
        SelectiveOverSampler(MoEx(), factor=1), factor=2
    ).fit_resample(APART, Y),
    "combined": lambda: SMOTEENN(smote=BorderlineSMOTE()).fit_resample(APART, Y),
    "soft labels": lambda: SoftLabelClassifier(DecisionTreeClassifier(), MoEx()).fit(APART, Y),
    "images": lambda: AdaptiveImageOverSampler((1, 2), NeverRight()).fit_resample(APART, Y),
    "sparse categories": lambda: SMOTEN(random_state=0).fit_resample(
        sparse.csr_array(np.rint(APART)), Y
    ),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS.keys())
def test_the_line_of_the_user_is_blamed(call):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        call()
    assert {warning.filename for warning in caught} == {__file__}


def test_a_report_keeps_the_warnings():
    assert "no row is in danger" in report(BorderlineSMOTE(random_state=0), APART, Y).warnings[0]


def test_outside_of_the_package_the_caller_is_blamed():
    with pytest.warns(FallbackWarning) as caught:
        warn("said", FallbackWarning)
    assert caught[0].filename == __file__
