"""scikit-learn's own checks of an estimator, none left out."""

import pytest
from sklearn.utils.estimator_checks import estimator_checks_generator

from tests.instances import checked_samplers, skip_if_broken


def _cases():
    for name, sampler in checked_samplers().items():
        for estimator, check in estimator_checks_generator(sampler):
            # Some checks are there twice, with different keywords.
            keywords = "".join(f"-{key}={value}" for key, value in check.keywords.items())
            yield pytest.param(estimator, check, id=f"{name}-{check.func.__name__}{keywords}")


# Tables of a few random rows hold no row in danger, no usable cluster, ...; and SMOTEN says that
# it makes sparse tables dense. No other warning passes.
@pytest.mark.filterwarnings("ignore::oversample.exceptions.FallbackWarning")
@pytest.mark.filterwarnings("ignore:SMOTEN:sklearn.exceptions.DataConversionWarning")
@pytest.mark.parametrize(("estimator", "check"), list(_cases()))
def test_check(estimator, check):
    skip_if_broken(check, estimator)
    check(estimator)
