"""Labels that y does not hold are carried or refused, never lost."""

import warnings
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import numpy as np
import pandas as pd
import pytest
from imblearn.pipeline import make_pipeline
from sklearn.linear_model import LogisticRegression

import oversample
from oversample import (
    SMOTEENN,
    Mixup,
    PairingSchedule,
    SelectiveOverSampler,
    SMOTETomek,
    SoftLabelClassifier,
    _soft_labels,
)
from oversample.exceptions import InvalidParameterError, SoftLabelsWarning

RNG = np.random.default_rng(0)
Y = np.repeat([0, 1], [60, 20])
FRAME = pd.DataFrame(RNG.normal(size=(80, 3)), columns=list("abc"))

SAMPLERS = {
    "soft": lambda: Mixup(labels="soft"),
    "split": lambda: Mixup(labels="split"),
    "selective soft": lambda: SelectiveOverSampler(Mixup(labels="soft")),
    "selective split": lambda: SelectiveOverSampler(SelectiveOverSampler(Mixup(labels="split"))),
}
USERS = {
    "resample": lambda sampler: oversample.resample(FRAME.assign(y=Y), "y", sampler),
    "SMOTEENN": lambda sampler: SMOTEENN(smote=sampler).fit_resample(FRAME, Y),
    "SMOTETomek": lambda sampler: SMOTETomek(smote=sampler).fit_resample(FRAME, Y),
    "a plan of SMOTEENN": lambda sampler: SMOTEENN(smote=sampler).plan(FRAME, Y),
    "epochs": lambda sampler: PairingSchedule(1, 1, 1).epochs(sampler, FRAME, Y, 1),
}


@pytest.mark.parametrize("make", SAMPLERS.values(), ids=SAMPLERS.keys())
@pytest.mark.parametrize("use", USERS.values(), ids=USERS.keys())
def test_what_cannot_carry_soft_labels_refuses_them(use, make):
    with pytest.raises(InvalidParameterError, match="SoftLabelClassifier"):
        use(make())


@pytest.mark.parametrize("name", ["soft", "split"])
def test_a_parameter_of_resample_is_refused_too(name):
    with pytest.raises(InvalidParameterError, match="labels='hard'"):
        oversample.resample(FRAME.assign(y=Y), "y", "mixup", labels=name)


@pytest.mark.parametrize("make", SAMPLERS.values(), ids=SAMPLERS.keys())
def test_reports_and_wrappers_carry_them(make):
    report = oversample.report(make().set_params(random_state=0), FRAME, Y)
    weights = report.sampler.sample_weight_
    assert len(weights) == len(report.y_resampled)
    if hasattr(report.sampler, "soft_labels_"):
        np.testing.assert_allclose(report.sampler.soft_labels_.sum(axis=1), 1)
    else:
        assert weights.sum() == pytest.approx(120)


# -- the warning -------------------------------------------------------------------------------


@pytest.fixture
def caught(monkeypatch):
    """Collect the warnings of a process that has not warned yet."""
    monkeypatch.setattr(_soft_labels, "_warned", {})
    with warnings.catch_warnings(record=True) as messages:
        warnings.simplefilter("always")
        yield messages


TRAINED_ON_Y = {
    "sampler": lambda sampler: sampler.fit_resample(FRAME, Y),
    "pipeline": lambda sampler: make_pipeline(sampler, LogisticRegression()).fit(FRAME, Y),
}


@pytest.mark.parametrize("use", TRAINED_ON_Y.values(), ids=TRAINED_ON_Y.keys())
@pytest.mark.parametrize("name", SAMPLERS)
def test_what_trains_on_y_is_warned_once(caught, use, name):
    use(SAMPLERS[name]())
    use(SAMPLERS[name]())
    (warning,) = caught
    assert warning.category is SoftLabelsWarning
    kept_in = "soft_labels_" if "soft" in name else "sample_weight_"
    words = str(warning.message)
    assert f"Mixup has labels={name.split()[-1]!r}: y has" in words
    assert f"{kept_in} only" in words
    assert "Train SoftLabelClassifier(estimator, sampler)" in words


def test_the_line_that_is_blamed_is_the_caller(caught):
    Mixup(labels="soft").fit_resample(FRAME, Y)
    assert caught[0].filename == __file__


CARRIED = {
    "hard": lambda: Mixup().fit_resample(FRAME, Y),
    "classifier": lambda: SoftLabelClassifier(LogisticRegression()).fit(FRAME, Y),
    "pipeline": lambda: make_pipeline(SoftLabelClassifier(LogisticRegression())).fit(FRAME, Y),
    "report": lambda: oversample.report(Mixup(labels="soft"), FRAME, Y),
    "plan": lambda: Mixup(labels="soft").plan(FRAME, Y),
    "nothing made": lambda: Mixup(labels="soft", sampling_strategy={}).fit_resample(FRAME, Y),
}


@pytest.mark.parametrize("use", CARRIED.values(), ids=CARRIED.keys())
def test_nothing_is_said_where_labels_are_carried(caught, use):
    use()
    assert caught == []
    Mixup(labels="soft").fit_resample(FRAME, Y)
    assert len(caught) == 1


def test_a_failed_call_leaves_nothing_silenced(caught):
    with pytest.raises(ValueError, match="NaN"):
        SoftLabelClassifier(LogisticRegression(), Mixup(missing_values="propagate")).fit(
            FRAME.mask(FRAME > 1), Y
        )
    Mixup(labels="soft").fit_resample(FRAME, Y)
    assert len(caught) == 1


def test_of_many_threads_one_warns(monkeypatch):
    monkeypatch.setattr(_soft_labels, "_warned", {})
    said, together = [], Barrier(8)
    monkeypatch.setattr(_soft_labels, "warn", lambda *words: said.append(words))

    def warn(sampler):
        together.wait()
        _soft_labels.warn_of_soft_labels(sampler)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(warn, [Mixup(labels="soft")] * 8))
    assert len(said) == 1
