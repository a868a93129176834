"""scikit-learn's own checks of an estimator, none left out."""

import pytest
from sklearn.utils.estimator_checks import parametrize_with_checks

from tests.instances import checked_samplers


# Tables of a few random rows hold no row in danger, no usable cluster, ...; and SMOTEN says that
# it makes sparse tables dense. No other warning passes.
@pytest.mark.filterwarnings("ignore::oversample.exceptions.FallbackWarning")
@pytest.mark.filterwarnings("ignore:SMOTEN:sklearn.exceptions.DataConversionWarning")
@parametrize_with_checks(list(checked_samplers().values()))
def test_check(estimator, check):
    check(estimator)
