"""AdaptiveImageOverSampler: levels rise and fall by the published rule."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import RidgeClassifier
from sklearn.neighbors import KNeighborsClassifier

from oversample import AdaptiveImageOverSampler
from oversample.exceptions import FallbackWarning, InvalidParameterError
from oversample.image import Brightness, Compose, Invert, RandAugment, Rotate

SHAPE = (6, 7)

bottom_is_meant = pytest.mark.filterwarnings(
    "ignore:.* is at level 0:oversample.exceptions.FallbackWarning"
)


def problem(sizes=(60, 12, 8), seed=0):
    rng = np.random.default_rng(seed)
    y = rng.permutation(np.repeat(np.arange(len(sizes)), sizes))
    X = rng.random((len(y), *SHAPE))
    for label in range(len(sizes)):
        X[y == label, 1 + label, 1:6] += 2.0
    return X.reshape(len(y), -1), y


class Oracle(ClassifierMixin, BaseEstimator):
    """Says what it is told to, and keeps what it was asked."""

    asked: list = []  # noqa: RUF012  (clones share it)
    trained: list = []  # noqa: RUF012

    def __init__(self, answer=0):
        self.answer = answer

    def fit(self, X, y):
        type(self).trained.append((X, y))
        return self

    def predict(self, X):
        type(self).asked.append(X)
        if callable(self.answer):
            return self.answer(len(type(self).asked), X)
        return np.full(len(X), self.answer)


@pytest.fixture(autouse=True)
def forget():
    Oracle.asked, Oracle.trained = [], []


@bottom_is_meant
def test_classes_that_are_recognised_rise_and_others_stay_at_the_bottom():
    X, y = problem()
    sampler = AdaptiveImageOverSampler(SHAPE, Oracle(1), n_rounds=6, n_levels=4, random_state=0)
    sampler.fit_resample(X, y)
    assert sampler.level_history_ == {1: [1, 2, 3, 4, 4, 4], 2: [0, 0, 0, 0, 0, 0]}
    assert sampler.levels_ == {1: 4, 2: 0}


@bottom_is_meant
def test_each_level_is_examined_on_more_images_until_one_is_failed():
    X, y = problem()
    AdaptiveImageOverSampler(
        SHAPE, Oracle(1), n_rounds=3, n_test=5, random_state=0, sampling_strategy={1: 20}
    ).fit_resample(X, y)
    assert [len(asked) for asked in Oracle.asked] == [5, 5, 10, 5, 10, 15]
    Oracle.asked = []
    AdaptiveImageOverSampler(
        SHAPE, Oracle(0), n_rounds=3, n_test=5, random_state=0, sampling_strategy={1: 20}
    ).fit_resample(X, y)
    assert [len(asked) for asked in Oracle.asked] == [5, 5, 5]


@bottom_is_meant
def test_a_level_falls_by_one_when_an_examination_fails():
    def right_at_first(number, X):
        return np.ones(len(X)) if number <= 3 else np.zeros(len(X))

    X, y = problem()
    sampler = AdaptiveImageOverSampler(
        SHAPE, Oracle(right_at_first), n_rounds=5, random_state=0, sampling_strategy={1: 20}
    )
    sampler.fit_resample(X, y)
    assert sampler.level_history_ == {1: [1, 2, 1, 0, 0]}


@bottom_is_meant
@pytest.mark.parametrize(("n_right", "level"), [(6, 0), (7, 1)])
def test_more_than_the_accepted_share_must_be_recognised(n_right, level):
    def answer(number, X):
        return np.arange(len(X)) < n_right

    X, y = problem()
    sampler = AdaptiveImageOverSampler(
        SHAPE, Oracle(answer), n_rounds=1, random_state=0, sampling_strategy={1: 20}
    )
    sampler.fit_resample(X, y)
    assert sampler.levels_ == {1: level}


@bottom_is_meant
def test_it_is_examined_on_rows_that_it_was_not_trained_on():
    X, y = problem()
    AdaptiveImageOverSampler(SHAPE, Oracle(0), n_rounds=4, random_state=0).fit_resample(X, y)
    # All classes stay at level 0, where images are plain copies.
    trained = {row.tobytes() for rows, _ in Oracle.trained for row in rows}
    asked = {row.tobytes() for rows in Oracle.asked for row in rows}
    assert asked
    assert not trained & asked
    everything = {row.tobytes() for row in X}
    assert trained | asked <= everything
    # The training part is filled as the whole will be, whatever is held out.
    for _, labels in Oracle.trained:
        assert_array_equal(np.bincount(labels), [60, 60, 60])


@bottom_is_meant
def test_new_images_are_made_at_the_last_level():
    X, y = problem()
    sampler = AdaptiveImageOverSampler(
        SHAPE, Oracle(1), Rotating(), n_rounds=3, n_levels=6, random_state=0
    )
    _, _ = sampler.fit_resample(X, y)
    magnitudes = [part.transform.magnitude for part in sampler.plan_.parts]
    assert magnitudes == [0.5, 0.0]
    copies = sampler.plan_.part == 1
    replayed = sampler.plan_.replay(X)[len(X) :]
    assert_array_equal(replayed[copies], X[sampler.plan_.base[copies]])


def test_a_class_that_stays_at_the_bottom_is_named():
    X, y = problem()
    sampler = AdaptiveImageOverSampler(SHAPE, Oracle(1), n_rounds=2, random_state=0)
    with pytest.warns(FallbackWarning, match=r"class 2 is at level 0 .* Its 52 new") as warned:
        X_new, _ = sampler.fit_resample(X, y)
    assert len(warned) == 1
    assert warned[0].filename == __file__
    assert {row.tobytes() for row in X_new[len(X) :][sampler.plan_.part == 1]} <= {
        row.tobytes() for row in X
    }


class Rotating(Compose):
    """A policy of one's own: all it takes is a parameter `magnitude`."""

    def __init__(self, magnitude=0.0):
        self.magnitude = magnitude

    @property
    def transforms(self):
        return [Rotate(90 * self.magnitude), Brightness(1 - self.magnitude / 2)]


@pytest.mark.parametrize("classifier", [RidgeClassifier(), KNeighborsClassifier(3)])
def test_any_classifier_will_do_and_the_seed_decides(classifier):
    X, y = problem()
    samplers = [
        AdaptiveImageOverSampler(SHAPE, classifier, random_state=seed, n_jobs=n_jobs)
        for seed, n_jobs in ((0, 1), (0, 2), (1, 1))
    ]
    first, second, other = (sampler.fit_resample(X, y)[0] for sampler in samplers)
    assert_array_equal(first, second)
    assert samplers[0].level_history_ == samplers[1].level_history_
    assert not np.array_equal(first, other)


def test_what_is_hard_to_recognise_is_transformed_less():
    """Two classes of stripes that a shift makes the same, and one that no shift changes."""
    rng = np.random.default_rng(0)
    y = np.repeat([0, 1, 2], [80, 30, 30])
    images = rng.normal(0, 0.05, (140, 8, 8))
    images[y == 0, :, 3] += 1
    images[y == 1, :, 4] += 1
    images[y == 2] += 3
    policy = RandAugment(1, operations=["translate_x"], border_mode="edge")
    sampler = AdaptiveImageOverSampler(
        (8, 8), KNeighborsClassifier(1), policy, n_rounds=10, random_state=0
    )
    sampler.fit_resample(images.reshape(140, -1), y)
    assert sampler.levels_[2] == 10
    assert sampler.levels_[1] < 10


def test_a_class_of_one_row_cannot_be_examined():
    X, y = problem((20, 1))
    sampler = AdaptiveImageOverSampler(SHAPE, Oracle(), random_state=0)
    with pytest.raises(ValueError, match="class 1 has 1 row"):
        sampler.fit_resample(X, y)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"classifier": "svm"}, "'classifier' parameter of AdaptiveImageOverSampler"),
        ({"policy": Invert()}, "'policy' parameter.*magnitude"),
        ({"n_levels": 0}, "'n_levels'"),
        ({"n_rounds": 0}, "'n_rounds'"),
        ({"accept_rate": 1.5}, "'accept_rate'"),
        ({"test_size": 0}, "'test_size'"),
    ],
    ids=str,
)
def test_bad_parameters_are_refused_by_name(parameters, message):
    sampler = AdaptiveImageOverSampler(SHAPE, Oracle()).set_params(**parameters)
    with pytest.raises(InvalidParameterError, match=message):
        sampler.fit(*problem())
