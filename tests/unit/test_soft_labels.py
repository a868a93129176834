"""Labels that y does not hold are carried or refused, never lost."""

import numpy as np
import pandas as pd
import pytest

import oversample
from oversample import SMOTEENN, Mixup, PairingSchedule, SelectiveOverSampler, SMOTETomek
from oversample.exceptions import InvalidParameterError

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
