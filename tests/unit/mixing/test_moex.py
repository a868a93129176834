"""MoEx: moments exchanged as a network's layer does it, and as plain loops do it."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.preprocessing import StandardScaler

from oversample import MoEx
from oversample._table import encode
from oversample._table.encoded_rows import with_names
from oversample.exceptions import FallbackWarning
from oversample.mixing._moments import exchange_moments
from oversample.mixing._standard import StandardTable
from tests import naive_mixing
from tests.unit.mixing.problems import blobs, fitted


def images(height, width, channels, n=40, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, height * width * channels)) * rng.uniform(0.5, 3, size=(n, 1))
    return X, np.arange(n) % 4 == 0


def maps(rows, shape):
    """Flattened images as a network has them: batch, channels, height, width."""
    return rows.reshape(-1, *shape).transpose(0, 3, 1, 2)


@pytest.mark.parametrize("shape", [(4, 5, 3), (2, 3, 4), (5, 1, 6)])
@pytest.mark.parametrize(
    ("norm", "groups"),
    [
        ("pono", None),
        ("in", None),
        ("ln", None),
        ("group", [[0, 2], [1]]),
        ("group", 2),
        ("group", "labels"),
    ],
)
@pytest.mark.parametrize("eps", [1e-5, 0.3])
@pytest.mark.parametrize("flat", [True, False])
def test_images_are_as_a_network_makes_them(shape, norm, groups, eps, flat):
    X, y = images(*shape)
    channels = shape[2]
    listed = groups
    if groups == 2:
        listed = [list(range(i, min(i + 2, channels))) for i in range(0, channels, 2)]
    if groups == "labels":
        groups = ["odd" if c % 2 else "even" for c in range(channels)]
        listed = [list(range(0, channels, 2)), list(range(1, channels, 2))]
    image_shape = list(shape) if flat else shape
    sampler, X_new, _ = fitted(
        MoEx(norm, groups=groups, image_shape=image_shape, eps=eps, random_state=0), X, y
    )
    plan = sampler.plan_
    own, other = maps(X[plan.base], shape), maps(X[plan.partner], shape)
    expected = naive_mixing.exchange_maps(own, other, norm, eps, listed)
    if norm == "group":
        left = sorted(set(range(channels)) - {c for group in listed for c in group})
        assert_array_equal(maps(X_new, shape)[:, left], own[:, left])
    assert_allclose(maps(X_new, shape), expected, rtol=1e-6, atol=1e-9)
    assert not hasattr(sampler, "encoder_")


@pytest.mark.parametrize("width", [3, 4, 7])
@pytest.mark.parametrize(("norm", "groups"), [("pono", None), ("ln", None), ("group", 3)])
@pytest.mark.parametrize("eps", [1e-5, 0.3])
def test_rows_are_as_plain_loops_make_them(width, norm, groups, eps):
    X, y = blobs((30, 10), width=width)
    sampler, X_new, _ = fitted(
        MoEx(norm, groups=groups, eps=eps, encoder=None, random_state=0), X, y
    )
    positions = [range(width)]
    if norm == "group" and width == 7:
        positions = [range(3), range(3, 7)]  # the last of 1 has joined its neighbour
    for new, base, partner in zip(X_new, sampler.plan_.base, sampler.plan_.partner, strict=True):
        expected = naive_mixing.exchange_in_groups(X[base], X[partner], positions, eps)
        assert_allclose(new, expected, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize(
    ("width", "size", "expected"),
    [(9, 3, [3, 3, 3]), (10, 3, [3, 3, 4]), (11, 3, [3, 3, 5]), (12, 5, [5, 7]), (4, 5, [4])],
)
def test_groups_by_size(width, size, expected):
    X, y = blobs((30, 10), width=width)
    sampler, *_ = fitted(MoEx("group", groups=size), X, y)
    groups = [group for same_size in sampler.plan_.groups for group in same_size.tolist()]
    assert sorted(len(group) for group in groups) == sorted(expected)
    assert sorted(j for group in groups for j in group) == list(range(width))
    assert all(group == list(range(group[0], group[0] + len(group))) for group in groups)


MIXED = ["a", "town", "b", "c", "kind", "d", "e", "f", "g"]


def mixed_frame():
    X, y = blobs((30, 10), width=7)
    frame = pd.DataFrame(X, columns=list("abcdefg"))
    frame.insert(1, "town", np.array(["x", "y", "z", "u"])[np.arange(40) % 4])
    frame.insert(4, "kind", pd.Categorical(np.array(["p", "q"])[np.arange(40) % 2]))
    assert list(frame) == MIXED
    return frame, y


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        ([["a", "c", "e"], ["b", "d", "g"]], ["ace", "bdg"]),
        ([[0, 3, 6], [2, 5, 8]], ["ace", "bdg"]),
        ([["g", -2, 2, "d"]], ["gfbd"]),
        (3, ["abc", "defg"]),
        ([1, "level", 1, 1, "level", 2, 2, 2, 2], ["abc", "defg"]),
        ([1, 1, 1, 1, 2, 2, 2, 2, 2], ["abc", "defg"]),
        (np.array([[0, 2, 3], [5, 6, 7]]), ["abc", "def"]),
    ],
)
@pytest.mark.parametrize("encoder", ["auto", None])
def test_groups_of_columns_with_categories_in_between(groups, expected, encoder):
    frame, y = mixed_frame()
    moex = MoEx(
        "group", groups=groups, encoder=encoder, categorical_features="auto", random_state=0
    )
    X_new, _ = moex.fit_resample(frame, y)
    numbers = frame[list("abcdefg")].to_numpy()
    scaler = StandardScaler().fit(numbers) if encoder else None
    seen = numbers if scaler is None else scaler.transform(numbers)
    positions = [["abcdefg".index(name) for name in group] for group in expected]
    plan = moex.plan_
    made = np.array(
        [
            naive_mixing.exchange_in_groups(seen[b], seen[p], positions, 1e-5)
            for b, p in zip(plan.base, plan.partner, strict=True)
        ]
    )
    made = made if scaler is None else scaler.inverse_transform(made)
    assert_allclose(X_new[list("abcdefg")][40:], made, rtol=1e-6, atol=1e-9)
    for name in ("town", "kind"):
        assert_array_equal(X_new[name][40:], frame[name].iloc[plan.base])


def test_the_default_standardises_and_brings_back():
    X, y = blobs((30, 10), width=5)
    X *= [1, 10, 100, 1000, 0.01]
    sampler, X_new, _ = fitted(MoEx(random_state=0), X, y)
    scaler = StandardScaler().fit(X)
    _, by_hand, _ = fitted(MoEx(encoder=None, random_state=0), scaler.transform(X), y)
    assert_allclose(X_new, scaler.inverse_transform(by_hand), rtol=1e-12)
    assert_allclose(sampler.encoder_.scale_, scaler.scale_)
    _, as_it_is, _ = fitted(MoEx(encoder=None, random_state=0), X, y)
    assert not np.allclose(X_new, as_it_is)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_new_rows_have_the_moments_of_the_partner(dtype):
    X, y = blobs((60, 20), width=12)
    X = X.astype(dtype)
    sampler, X_new, _ = fitted(
        MoEx("group", groups=4, encoder=None, eps=1e-12, random_state=0), X, y
    )
    assert X_new.dtype == dtype
    new, partner = (rows.reshape(-1, 3, 4) for rows in (X_new, X[sampler.plan_.partner]))
    tolerance = 1e-4 if dtype == np.float32 else 1e-9
    assert_allclose(new.mean(axis=2), partner.mean(axis=2), rtol=tolerance, atol=tolerance)
    assert_allclose(new.std(axis=2, ddof=1), partner.std(axis=2, ddof=1), rtol=tolerance)


def test_normalised_features_are_kept():
    X, y = blobs((60, 20), width=8)
    sampler, X_new, _ = fitted(MoEx(encoder=None, eps=1e-12, random_state=0), X, y)

    def normalised(rows):
        centred = rows - rows.mean(axis=1, keepdims=True)
        return centred / rows.std(axis=1, ddof=1, keepdims=True)

    assert_allclose(normalised(X_new), normalised(X[sampler.plan_.base]), atol=1e-9)
    # So they are whatever the scale and the middle of the base.
    other = X.copy()
    rows = np.unique(sampler.plan_.base)
    other[rows] = 7 + 3 * other[rows]
    own = other[sampler.plan_.base]
    again = exchange_moments(own, X[sampler.plan_.partner], 1e-12)
    assert_allclose(again, X_new, rtol=1e-8)


def test_the_exchange_is_an_involution():
    X, _ = blobs((60, 20), width=8)
    own, other = X[:40], X[40:]
    new = exchange_moments(own, other, 1e-12)
    assert_allclose(exchange_moments(new, own, 1e-12), own, rtol=1e-8, atol=1e-9)
    # With eps inside the root the spread is not quite the partner's.
    with_eps = exchange_moments(own, other, 0.5)
    assert not np.allclose(exchange_moments(with_eps, own, 0.5), own, rtol=1e-8)


def test_a_row_that_is_its_own_partner_stays():
    X, _ = blobs((60, 20), width=8)
    assert_allclose(exchange_moments(X, X, 1e-5), X, rtol=1e-12)


def test_groups_without_spread_stay():
    X, y = blobs((30, 10), width=7)
    X[y == 1, :3] = 4.25
    X[np.flatnonzero(y)[0]] = -1.5
    for encoder in (None, StandardScaler(with_mean=False, with_std=False)):
        sampler, X_new, _ = fitted(MoEx("group", groups=3, encoder=encoder, random_state=0), X, y)
        assert_array_equal(X_new[:, :3], X[sampler.plan_.base, :3])
        is_constant = sampler.plan_.base == np.flatnonzero(y)[0]
        assert is_constant.any()
        assert_array_equal(X_new[is_constant], -1.5)
        assert np.isfinite(X_new).all()
    # A partner without spread gives its middle, and hardly any spread.
    flat = exchange_moments(np.array([[1.0, 2.0, 6.0]]), np.full((1, 3), 5.0), 1e-5)
    assert_allclose(flat, 5.0, atol=0.01)


@pytest.mark.parametrize("n_numbers", [0, 1, 2])
@pytest.mark.parametrize("norm", ["pono", "ln"])
def test_fewer_than_three_columns_warn_and_copy(n_numbers, norm):
    X, y = blobs((30, 10), width=n_numbers)
    frame = pd.DataFrame(X, columns=list("ab")[:n_numbers])
    frame["town"] = np.array(["x", "y", "z", "u"])[np.arange(40) % 4]
    moex = MoEx(norm, categorical_features="auto", random_state=0)
    with pytest.warns(FallbackWarning, match=f"MoEx: X has {n_numbers} columns") as caught:
        X_new, y_new = moex.fit_resample(frame, y)
    assert caught[0].filename == __file__
    expected = frame.iloc[moex.plan_.base]
    pd.testing.assert_frame_equal(
        X_new[40:].reset_index(drop=True), expected.reset_index(drop=True)
    )
    assert_array_equal(np.bincount(y_new), [30, 30])


def test_blocks_do_not_matter(monkeypatch):
    X, y = blobs((60, 20), width=8)
    _, expected, _ = fitted(MoEx(random_state=0), X, y)
    monkeypatch.setattr("oversample.mixing._moments.BLOCK_CELLS", 20)
    _, X_new, _ = fitted(MoEx(random_state=0), X, y)
    assert_array_equal(X_new, expected)


@pytest.mark.parametrize("width", [2, 3, 30, 300])
def test_a_scaler_fitted_in_blocks_is_that_of_scikit_learn(width, monkeypatch):
    rng = np.random.default_rng(width)
    X = rng.normal(size=(997, width)) * 10.0 ** rng.integers(-6, 6, width) + 3
    X[:, 1] = 0.1  # of which not even the sum is a multiple
    monkeypatch.setattr("oversample.mixing._standard._FITTED_IN_BLOCKS_FROM", 0)
    monkeypatch.setattr("oversample.mixing._standard.BLOCK_CELLS", 100 * width)
    frame = pd.DataFrame(X, columns=[f"x{j}" for j in range(width)])
    for table in (X, frame):
        scaler = StandardTable.of(encode(table), StandardScaler()).scaler
        expected = StandardScaler().fit(with_names(encode(table)))
        assert list(vars(scaler)) == list(vars(expected))
        for name, value in vars(expected).items():
            assert_array_equal(getattr(scaler, name), value, err_msg=name, strict=True)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_rows_are_those_of_a_table_that_is_standardised_first(dtype):
    X, y = blobs((30, 10), width=5)
    X = (X * [1, 10, 100, 1000, 0.01]).astype(dtype)
    sampler, X_new, _ = fitted(MoEx(random_state=0), X, y)
    by_hand = StandardScaler().fit(X)
    _, expected, _ = fitted(MoEx(encoder=StandardScaler(), random_state=0), X, y)
    assert_array_equal(X_new, expected, strict=True)
    assert_array_equal(sampler.encoder_.scale_, by_hand.scale_)


@pytest.mark.parametrize("dtype", ["int64", "int32", "uint8", "uint64"])
def test_images_of_whole_numbers_have_moments_in_their_own_units(dtype):
    rng = np.random.default_rng(0)
    X, y = rng.integers(90, 250, size=(40, 24)).astype(dtype), np.arange(40) % 4 == 0
    _, X_new, _ = fitted(MoEx("in", image_shape=(2, 4, 3), random_state=0), X, y)
    _, expected, _ = fitted(MoEx("in", image_shape=(2, 4, 3), random_state=0), X.astype(float), y)
    assert X_new.dtype == dtype
    assert_array_equal(X_new, np.clip(np.rint(expected), X.min(axis=0), X.max(axis=0)))


@pytest.mark.parametrize("parameters", [{}, {"output": "features"}, {"encoder": None}], ids=str)
def test_numbers_without_moments_are_refused(parameters):
    X, y = blobs((30, 10), width=4)
    with pytest.raises(ValueError, match=r"^MoEx: X has numbers .* beyond the largest float"):
        MoEx(**parameters).fit_resample(X * 1e200, y)
