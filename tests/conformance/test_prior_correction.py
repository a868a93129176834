"""scikit-learn's checks of classifiers, for the classifier that corrects others."""

import pytest
from imblearn.pipeline import make_pipeline
from sklearn.linear_model import LogisticRegression

from oversample import PriorCorrectedClassifier, RandomOverSampler
from tests.checks import check_as_scikit_learn_does

# Some checks have tables on which a logistic regression does not settle in its default steps.
pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")


def test_scikit_learn():
    check_as_scikit_learn_does(PriorCorrectedClassifier(LogisticRegression()))


def test_a_pipeline_is_one_of_the_estimators():
    model = make_pipeline(RandomOverSampler(), LogisticRegression())
    assert (
        PriorCorrectedClassifier(model).get_params()["estimator__randomoversampler__shrinkage"]
        is None
    )
