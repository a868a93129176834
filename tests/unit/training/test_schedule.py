"""The schedule of SamplePairing: the table of epochs, and the rows of each."""

import itertools
import runpy
from pathlib import Path

import imblearn.over_sampling as peer
import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_array_equal
from sklearn.decomposition import PCA

from oversample import (
    SMOTE,
    PairingSchedule,
    RandomOverSampler,
    SamplePairing,
    SelectiveOverSampler,
)
from oversample.exceptions import InvalidParameterError

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"
EXAMPLE = EXAMPLES / "training" / "plot_sample_pairing_schedule.py"


def problem():
    rng = np.random.default_rng(0)
    y = np.arange(60) % 4 == 0
    return rng.normal(size=(60, 3)) + y[:, np.newaxis], y


# -- when --------------------------------------------------------------------------------------


def test_the_table_of_the_published_setting():
    # 100 off; 70 rounds of 8 on and 2 off; off for good.
    table = [False] * 100 + ([True] * 8 + [False] * 2) * 70 + [False] * 201
    assert len(table) == 1001
    for schedule in (PairingSchedule(), PairingSchedule.cifar()):
        assert [schedule.is_active(epoch) for epoch in range(1001)] == table


def test_the_table_of_the_published_setting_in_images():
    # Off for an epoch of 1,281,167 images; 300,000 on, 100,000 off; off from epoch 60.
    schedule = PairingSchedule.ilsvrc(60)
    step = 50_000
    rounds = itertools.cycle([True] * 6 + [False] * 2)
    table = [next(rounds) for _ in range(1_281_167, 60 * 1_281_167, step)]
    times = range(1_281_167, 60 * 1_281_167, step)
    assert [schedule.is_active_at(time) for time in times] == table
    for time in (0, 1, 1_281_166, 60 * 1_281_167, 10**9):
        assert not schedule.is_active_at(time)
    assert schedule.is_active(1)
    assert not schedule.is_active(0.999)
    assert not schedule.is_active(1 + 300_000 / 1_281_167)
    assert schedule.is_active(1 + 400_001 / 1_281_167)


def test_images_of_a_smaller_set_make_whole_epochs():
    # With 50,000 rows 300,000 are six epochs.
    schedule = PairingSchedule.ilsvrc(21, n_rows=50_000)
    table = [False] + ([True] * 6 + [False] * 2) * 2 + [True] * 4 + [False] * 4
    assert [schedule.is_active(epoch) for epoch in range(25)] == table


@pytest.mark.parametrize("off", [0, 1, 3])
@pytest.mark.parametrize("on", [1, 2, 5])
@pytest.mark.parametrize(("start", "end"), [(0, 0), (0, 11), (3, 20), (4, 5)])
def test_any_table(start, on, off, end):
    table = [False] * start
    while len(table) < end:
        table += [True] * on + [False] * off
    table = table[:end] + [False] * 10
    schedule = PairingSchedule(start, on, off, end)
    assert [schedule.is_active(epoch) for epoch in range(len(table))] == table


# -- the rows of each epoch --------------------------------------------------------------------

SHORT = PairingSchedule(start=2, on=2, off=1, end=8)
ACTIVE = [2, 3, 5, 6]


@pytest.mark.parametrize(
    "sampler",
    [
        SamplePairing(random_state=0),
        SamplePairing(random_state=np.random.SeedSequence(1)),
        SMOTE(random_state=0),
        SelectiveOverSampler(SMOTE(random_state=0)),
        peer.SMOTE(random_state=0),
    ],
    ids=repr,
)
def test_rows_are_new_when_it_is_on_and_plain_when_it_is_off(sampler):
    X, y = problem()
    epochs = list(SHORT.epochs(sampler, X, y, 10))
    assert len(epochs) == 10
    for number, (X_epoch, y_epoch) in enumerate(epochs):
        if number in ACTIVE:
            assert np.bincount(y_epoch).tolist() == [45, 45]
            assert_array_equal(X_epoch[:60], X)
        else:
            assert X_epoch is X
            assert y_epoch is y
    for i, j in itertools.combinations(ACTIVE, 2):
        assert not np.array_equal(epochs[i][0], epochs[j][0])
    for again, epoch in zip(SHORT.epochs(sampler, X, y, 10), epochs, strict=True):
        assert_array_equal(again[0], epoch[0])
    assert not hasattr(sampler, "plan_")


def test_an_epoch_depends_on_the_seed_and_its_number_only():
    X, y = problem()
    sampler = SamplePairing(random_state=0)
    late = PairingSchedule(start=5, on=2, off=1, end=8)
    rows = [list(schedule.epochs(sampler, X, y, 8)) for schedule in (SHORT, late)]
    assert_array_equal(rows[0][5][0], rows[1][5][0])
    other = list(SHORT.epochs(SamplePairing(random_state=1), X, y, 8))
    assert not np.array_equal(other[5][0], rows[0][5][0])


@pytest.mark.parametrize("make", [np.random.RandomState, np.random.default_rng])
def test_a_generator_goes_on(make):
    X, y = problem()
    runs = [list(SHORT.epochs(SamplePairing(random_state=make(3)), X, y, 8)) for _ in range(2)]
    for epoch in ACTIVE:
        assert_array_equal(runs[0][epoch][0], runs[1][epoch][0])
    assert not np.array_equal(runs[0][2][0], runs[0][3][0])
    moving = make(3)
    list(SHORT.epochs(SamplePairing(random_state=moving), X, y, 8))
    again = list(SHORT.epochs(SamplePairing(random_state=moving), X, y, 8))
    assert not np.array_equal(again[2][0], runs[0][2][0])


def test_frames_stay_frames():
    X, y = problem()
    frame, labels = pd.DataFrame(X, columns=list("abc")), pd.Series(y, name="rare")
    for X_epoch, y_epoch in SHORT.epochs(RandomOverSampler(), frame, labels, 4):
        assert list(X_epoch) == list("abc")
        assert y_epoch.name == "rare"


# -- what is refused ---------------------------------------------------------------------------


@pytest.mark.parametrize("parameter", ["start", "on", "off", "end", "epoch_length"])
@pytest.mark.parametrize("wrong", [-1, 2.5, "8", None])
def test_wrong_parameters(parameter, wrong):
    with pytest.raises(InvalidParameterError, match=f"{parameter!r} parameter of PairingSchedule"):
        PairingSchedule(**{parameter: wrong})


def test_an_end_before_the_start():
    with pytest.raises(InvalidParameterError, match="end=50 is before start=100"):
        PairingSchedule(end=50)


def test_wrong_calls():
    X, y = problem()
    with pytest.raises(InvalidParameterError, match="'sampler' parameter of PairingSchedule"):
        SHORT.epochs(PCA(), X, y, 3)
    with pytest.raises(InvalidParameterError, match="'n_epochs' parameter of PairingSchedule"):
        SHORT.epochs(SMOTE(), X, y, 0)
    encoded = SamplePairing(encoder=PCA(2), output="features")
    for wrap in (lambda sampler: sampler, SelectiveOverSampler):
        with pytest.raises(InvalidParameterError, match=r"with soft labels.*Set labels='hard'"):
            SHORT.epochs(wrap(SamplePairing(labels="split")), X, y, 3)
        with pytest.raises(InvalidParameterError, match="output='features' gives encoded rows"):
            SHORT.epochs(wrap(encoded), X, y, 3)
    plain = SamplePairing(encoder=None, output="features")
    assert len(list(SHORT.epochs(plain, X, y, 3))) == 3
    with pytest.raises(ValueError, match="changes within an epoch"):
        PairingSchedule.ilsvrc(60).epochs(SMOTE(), X, y, 3)
    with pytest.raises(InvalidParameterError, match="'n_rows' parameter"):
        PairingSchedule.ilsvrc(60, n_rows=0)


# -- the demonstration -------------------------------------------------------------------------


def test_the_demonstration_fine_tunes_without_pairing_and_prints_its_result(capsys):
    ran = runpy.run_path(str(EXAMPLE), run_name="__main__")
    last_epochs = range(ran["N_EPOCHS"] - 10, ran["N_EPOCHS"])
    assert not any(ran["schedule"].is_active(epoch) for epoch in last_epochs)
    assert sum(ran["schedule"].is_active(epoch) for epoch in range(ran["N_EPOCHS"])) == 32
    said = capsys.readouterr().out
    assert "on in 32 of 60 epochs, first 10, last 47" in said
    assert said.count("recall of 8:") == 3
    assert ran["recall"]["never"] < ran["recall"]["by turns"] < ran["recall"]["throughout"]
