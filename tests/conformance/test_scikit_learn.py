"""scikit-learn's own checks of an estimator, none left out."""

import pytest

from tests.checks import check_as_scikit_learn_does
from tests.instances import checked_samplers


# Tables of a few random rows hold no row in danger, no usable cluster, ...; and SMOTEN says that
# it makes sparse tables dense. No other warning passes.
@pytest.mark.filterwarnings("ignore::oversample.exceptions.FallbackWarning")
@pytest.mark.filterwarnings("ignore:SMOTEN:sklearn.exceptions.DataConversionWarning")
@pytest.mark.parametrize("sampler", checked_samplers().values(), ids=checked_samplers())
def test_every_check_passes(sampler):
    check_as_scikit_learn_does(sampler)
