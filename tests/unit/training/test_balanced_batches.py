"""Class-balanced mini-batches: frequencies, decks, epochs, containers."""

import pickle
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from pandas.testing import assert_frame_equal
from scipy import sparse
from scipy.stats import chisquare
from sklearn.linear_model import SGDClassifier

from oversample import BalancedBatches
from oversample.exceptions import InvalidParameterError

SIZES = {"a": 400, "b": 100, "c": 25, "d": 1}
target = np.random.default_rng(0).permutation(np.repeat(list(SIZES), list(SIZES.values())))


def drawn(batches, n_epochs=1):
    return np.concatenate([rows for _ in range(n_epochs) for rows in batches])


@pytest.mark.parametrize("q", [1, 0.5, 0, -0.5, 2])
def test_classes_come_in_proportion_to_a_power_of_their_size(q):
    expected = np.array([n**q for n in SIZES.values()])
    expected = expected / expected.sum()
    batches = BalancedBatches(target, 100, q=q, n_batches=200, random_state=0)
    assert batches.classes_.tolist() == list(SIZES)
    assert_allclose(batches.class_probability_, expected)
    counts = Counter(target[drawn(batches)].tolist())
    counts = [counts[label] for label in SIZES]
    assert sum(counts) == 20_000
    assert chisquare(counts, 20_000 * expected).pvalue > 0.001


@pytest.mark.parametrize("q", [1, 0])
def test_rows_of_a_class_come_alike_often(q):
    rows = drawn(BalancedBatches(target, 50, q=q, n_batches=400, random_state=1))
    for label in SIZES:
        counts = np.bincount(rows, minlength=len(target))[target == label]
        assert counts.max() - counts.min() <= 1


@pytest.mark.parametrize("random_state", [0, np.random.default_rng(3), np.random.SeedSequence(3)])
def test_no_row_repeats_before_all_of_its_class_have_been_seen(random_state):
    # Epochs end in the middle of decks.
    rows = drawn(BalancedBatches(target, 7, q=0.5, n_batches=31, random_state=random_state), 60)
    for label, size in SIZES.items():
        mine = rows[target[rows] == label]
        decks = [mine[start : start + size] for start in range(0, len(mine), size)]
        assert len(decks) > 2
        for deck in decks:
            assert len(set(deck.tolist())) == len(deck)
        assert size == 1 or not np.array_equal(decks[0], decks[1])


def test_batches_mix_classes():
    # Places are independent: the classes of neighbours in a batch are as a product of shares.
    batches = BalancedBatches(target, 10, n_batches=2000, random_state=0)
    labels = target[np.stack(list(batches))]
    pairs = Counter(zip(labels[:, 0], labels[:, 1], strict=True))
    assert chisquare([pairs[a, b] for a in SIZES for b in SIZES]).pvalue > 0.001


def test_epochs_differ_and_come_again_with_the_seed():
    first, second = (BalancedBatches(target, 32, random_state=5) for _ in range(2))
    epochs = [drawn(first) for _ in range(3)]
    for i in range(3):
        for j in range(i):
            assert not np.array_equal(epochs[i], epochs[j])
    for epoch in epochs:
        assert_array_equal(drawn(second), epoch)
    assert not np.array_equal(drawn(BalancedBatches(target, 32, random_state=6)), epochs[0])


def test_an_epoch_left_early_has_been():
    first, second = (BalancedBatches(target, 32, random_state=5) for _ in range(2))
    next(iter(first))
    drawn(second)
    assert_array_equal(drawn(first), drawn(second))


def test_length():
    assert len(BalancedBatches(target, 32)) == 17
    assert len(BalancedBatches(target, 526)) == 1
    assert len(BalancedBatches(target, 1000)) == 1
    assert len(BalancedBatches(target, 32, n_batches=4)) == 4
    batches = BalancedBatches(target, 32)
    assert [len(rows) for rows in batches] == [32] * 17


def test_labels_of_any_kind():
    expected = drawn(BalancedBatches(target, random_state=0))
    for labels in (
        target.tolist(),
        pd.Series(target, index=target),
        pd.Categorical(target),
        (target[:, np.newaxis] == list(SIZES)).astype(int),
    ):
        assert_array_equal(drawn(BalancedBatches(labels, random_state=0)), expected)


def test_tables_keep_their_container():
    X = np.random.default_rng(0).normal(size=(len(target), 3))
    frame = pd.DataFrame(X).assign(level=pd.Categorical(target))
    series = pd.Series(target, dtype="string", name="label")
    tables = (
        X,
        frame,
        series,
        target.tolist(),
        sparse.csr_array(X),
        sparse.csc_matrix(X),
        sparse.coo_array(X),
    )
    expected = list(BalancedBatches(target, 40, random_state=0))
    n_batches = 0
    for rows, batch in zip(
        expected, BalancedBatches(target, 40, random_state=0).of(*tables), strict=True
    ):
        assert_array_equal(batch[0], X[rows])
        assert_frame_equal(batch[1], frame.iloc[rows].reset_index(drop=True))
        assert batch[2].dtype == "string"
        assert batch[2].name == "label"
        assert batch[3] == target[rows].tolist()
        for part in batch[4:]:
            assert part.format == "csr"
            assert_array_equal(part.toarray(), X[rows])
        n_batches += 1
    assert n_batches == 14


def test_as_a_batch_sampler_of_a_loader():
    class Loader:
        """What a deep-learning loader does with a batch sampler."""

        def __init__(self, dataset, batch_sampler):
            self.dataset, self.batch_sampler = dataset, batch_sampler

        def __len__(self):
            return len(self.batch_sampler)

        def __iter__(self):
            for batch in self.batch_sampler:
                yield [self.dataset[row] for row in batch]

    loader = Loader(list(zip(range(len(target)), target, strict=True)), BalancedBatches(target, 64))
    batches = list(loader)
    assert len(batches) == len(loader) == 9
    assert all(label == target[row] for batch in batches for row, label in batch)


def test_partial_fit_finds_the_rare_class():
    rng = np.random.default_rng(0)
    y = (rng.random(4000) < 0.03).astype(int)
    X = rng.normal(size=(4000, 2)) + y[:, np.newaxis]
    recall = {}
    for q in (0, 1):
        model = SGDClassifier(random_state=0, alpha=0.01)
        batches = BalancedBatches(y, 64, q=q, random_state=0)
        for _ in range(5):
            for X_batch, y_batch in batches.of(X, y):
                model.partial_fit(X_batch, y_batch, classes=batches.classes_)
        recall[q] = model.predict(X[y == 1]).mean()
    assert recall[0] > 0.6
    assert recall[1] < 0.2


def test_pickles_go_on_where_they_were():
    batches = BalancedBatches(target, random_state=0)
    drawn(batches)
    restored = pickle.loads(pickle.dumps(batches))
    assert_array_equal(drawn(restored), drawn(batches))


def test_labels_are_not_kept_hold_of():
    labels = target.copy()
    batches = BalancedBatches(labels, random_state=0)
    labels[:] = "a"
    assert set(target[drawn(batches)]) == set(SIZES)


@pytest.mark.parametrize(
    ("parameter", "wrong"),
    [
        ("batch_size", 0),
        ("batch_size", 2.5),
        ("q", np.nan),
        ("q", "half"),
        ("n_batches", 0),
        ("random_state", -1),
    ],
)
def test_wrong_parameters(parameter, wrong):
    with pytest.raises(InvalidParameterError, match=f"{parameter!r} parameter of BalancedBatches"):
        BalancedBatches(target, **{parameter: wrong})


def test_wrong_tables():
    batches = BalancedBatches(target)
    with pytest.raises(ValueError, match="526 labels, but table 1 has 525"):
        batches.of(target, target[1:])
    with pytest.raises(ValueError, match="continuous"):
        BalancedBatches(np.linspace(0, 1, 9))
    with pytest.raises(ValueError, match="no label"):
        BalancedBatches([0.0, 1.0, np.nan])
