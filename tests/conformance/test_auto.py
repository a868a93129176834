"""scikit-learn's checks of classifiers, for the classifier that chooses a sampler."""

import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC
from sklearn.utils.estimator_checks import parametrize_with_checks

from oversample import SMOTE, AutoOversampler

# Some checks have tables on which a logistic regression does not settle in its default steps.
pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")


@parametrize_with_checks(
    [
        AutoOversampler(LogisticRegression(), [SMOTE()], threshold=None),
        AutoOversampler(LinearSVC()),
    ]
)
def test_scikit_learn(estimator, check):
    check(estimator)
