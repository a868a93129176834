"""scikit-learn's own checks of an estimator, none left out."""

from sklearn.utils.estimator_checks import parametrize_with_checks

from tests.instances import all_samplers


@parametrize_with_checks(all_samplers())
def test_check(estimator, check):
    check(estimator)
