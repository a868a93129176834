"""scikit-learn's checks of classifiers, for the classifier that chooses a sampler."""

import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from oversample import SMOTE, AutoOversampler
from tests.checks import check_as_scikit_learn_does

# Some checks have tables on which a logistic regression does not settle in its default steps.
pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")


@pytest.mark.parametrize(
    "classifier",
    [
        AutoOversampler(LogisticRegression(), [SMOTE()], threshold=None),
        AutoOversampler(LinearSVC()),
    ],
    ids=["without a threshold", "defaults"],
)
def test_scikit_learn(classifier):
    check_as_scikit_learn_does(classifier)
