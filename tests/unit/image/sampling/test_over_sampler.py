"""ImageOverSampler: where its rows come from, and that they can be made again."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_array_equal
from scipy import sparse

from oversample import ImageOverSampler
from oversample.exceptions import InvalidParameterError
from oversample.image import (
    Canvas,
    Compose,
    ElasticTransform,
    Equalize,
    GaussianNoise,
    HorizontalFlip,
    HSVJitter,
    ImagePlan,
    Invert,
    OneOf,
    PiecewiseAffine,
    RandAugment,
    Rotate,
    Sometimes,
    Translate,
    TrivialAugment,
)
from oversample.image.draws import select
from oversample.image.policies.augment import OPERATIONS

POLICY = [Rotate(fill=0.5), Sometimes([HorizontalFlip()]), OneOf([Invert(), PiecewiseAffine()])]


def problem(dtype=np.uint8, shape=(6, 5, 3), sizes=(40, 7, 4), seed=0):
    rng = np.random.default_rng(seed)
    images = rng.integers(0, 256, (sum(sizes), *shape))
    images = images / 255 if np.dtype(dtype).kind == "f" else images
    y = rng.permutation(np.repeat(np.arange(len(sizes)), sizes))
    return images.astype(dtype).reshape(len(images), -1), y


def resampled(X, y, shape=(6, 5, 3), transforms=POLICY, **parameters):
    sampler = ImageOverSampler(shape, transforms, **{"random_state": 0, **parameters})
    return sampler, *sampler.fit_resample(X, y)


def assert_same_but_for_ties(wide, expected):
    """Wide integers are computed in float64, where an exact half may fall to the other side."""
    difference = np.abs(wide - expected.astype(np.int64))
    assert difference.max() <= 1
    assert difference.mean() < 0.001


# -- provenance --------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", ["uint8", "int64", "float32", "float64", "float16"])
def test_a_new_row_is_the_transformed_base_row(dtype):
    X, y = problem(dtype)
    sampler, X_new, y_new = resampled(X, y)
    plan = sampler.plan_
    assert isinstance(plan, ImagePlan)
    assert_array_equal(y[plan.base], y_new[len(y) :])
    working = np.float64 if dtype in ("int64", "float64") else np.float32
    for i in range(len(plan)):
        transform, draws = plan.parts[plan.part[i]]
        record = select(draws, slice(plan.draw[i], plan.draw[i] + 1))
        image = X[plan.base[i]].reshape(1, 6, 5, 3).astype(working)
        expected = transform.apply(image, record, plan.canvas).ravel()
        if X.dtype.kind in "iu":
            expected = np.clip(np.rint(expected), 0, 255)
        assert_array_equal(X_new[len(X) + i], expected.astype(dtype))


def test_each_image_is_a_base_once_before_any_is_twice():
    X, y = problem()
    plan = resampled(X, y)[0].plan_
    for label, n in ((1, 7), (2, 4)):
        used = plan.base[y[plan.base] == label]
        for start in range(0, len(used), n):
            turn = used[start : start + n]
            assert len(set(turn)) == len(turn)


def test_rows_and_images_are_in_c_order():
    X, y = problem()
    sampler, X_new, _ = resampled(X, y, transforms=HorizontalFlip())
    new = X_new[len(X) :].reshape(-1, 6, 5, 3)
    old = X.reshape(-1, 6, 5, 3)[sampler.plan_.base]
    assert_array_equal(new, old[:, :, ::-1])


def test_new_rows_of_a_class_do_not_depend_on_the_other_classes():
    X, y = problem()
    both = resampled(X, y)
    one = resampled(X, y, sampling_strategy={2: 40})
    of_two = both[2][len(y) :] == 2
    assert_array_equal(both[1][len(y) :][of_two], one[1][len(y) :])
    fewer = resampled(X, y, sampling_strategy={2: 15})
    assert_array_equal(fewer[1][len(y) :], one[1][len(y) :][:11])


def test_classes_have_draws_of_their_own():
    X, y = problem(sizes=(20, 5, 5))
    (_, first), (_, second) = resampled(X, y, transforms=Rotate())[0].plan_.parts
    assert not np.array_equal(first["angle"], second["angle"])


# -- containers --------------------------------------------------------------------------------


def test_frames_of_bytes_and_of_wide_integers_give_the_rows_of_the_array():
    X, y = problem()
    _, expected, _ = resampled(X, y)
    frame = pd.DataFrame(X, columns=[f"pixel{j}" for j in range(X.shape[1])])
    _, new, _ = resampled(frame, y)
    assert list(new.columns) == list(frame.columns)
    assert (new.dtypes == np.uint8).all()
    assert_array_equal(new.to_numpy(), expected)
    for container in (X.astype(np.int64), frame.astype("Int32"), X.tolist(), X.astype(object)):
        _, new, _ = resampled(container, y)
        assert_same_but_for_ties(np.asarray(new, dtype=np.int64), expected)


def test_value_ranges_are_learned_or_given():
    X, y = problem("float64")
    assert resampled(X, y)[0].value_range_ == (0, 1)
    assert resampled(X * 16, y)[0].value_range_ == (0, (X * 16).max())
    sampler, X_new, _ = resampled(X, y, transforms=Invert(), value_range=(0, 2))
    assert_array_equal(X_new[len(X) :], 2 - X[sampler.plan_.base])


@pytest.mark.parametrize(
    ("shape", "resolved"),
    [
        ((6, 15), (6, 15, 1)),
        ((6, 5, -1), (6, 5, 3)),
        ((-1, 5, 3), (6, 5, 3)),
        ((1, -1), (1, 90, 1)),
    ],
)
def test_shapes(shape, resolved):
    X, y = problem()
    assert resampled(X, y, shape, Translate())[0].image_shape_ == resolved


@pytest.mark.parametrize("channels", [1, 2, 4, 7])
def test_any_number_of_channels(channels):
    X, y = problem(shape=(4, 6, channels))
    _, X_new, y_new = resampled(X, y, (4, 6, channels))
    assert np.bincount(y_new).tolist() == [40, 40, 40]
    assert X_new.shape == (120, 24 * channels)


def test_one_image_of_a_class_is_enough():
    X, y = problem(sizes=(9, 1))
    plan = resampled(X, y)[0].plan_
    assert (plan.base == np.flatnonzero(y == 1)[0]).all()


def test_images_of_one_pixel():
    X, y = problem(shape=(1, 1, 1))
    _, X_new, _ = resampled(X, y, (1, 1))
    assert X_new.shape == (120, 1)


def test_threads_and_chunks_do_not_matter(monkeypatch):
    X, y = problem(sizes=(300, 40, 2))
    expected = resampled(X, y, n_jobs=1)[1]
    for values in (1, 2000):
        monkeypatch.setattr("oversample.image.stack._CHUNK_VALUES", values)
        assert_array_equal(resampled(X, y, n_jobs=2)[1], expected)


# -- replay ------------------------------------------------------------------------------------


def test_replay_on_the_images_is_the_result():
    X, y = problem()
    sampler, expected, _ = resampled(X, y)
    assert_array_equal(sampler.plan_.replay(X), expected)
    stack = sampler.plan_.replay(X.reshape(-1, 6, 5, 3))
    assert_array_equal(stack.reshape(len(stack), -1), expected)
    frame = sampler.plan_.replay(pd.DataFrame(X))
    assert_array_equal(frame.to_numpy(), expected)
    assert_same_but_for_ties(np.array(sampler.plan_.replay(X.tolist())), expected)
    assert_array_equal(sampler.plan_.replay(X, how="images"), expected)


def test_replay_of_a_part_of_the_plan():
    X, y = problem()
    sampler, expected, _ = resampled(X, y)
    order = np.random.default_rng(0).permutation(len(sampler.plan_))[:13]
    assert_array_equal(sampler.plan_.take(order).replay(X)[len(X) :], expected[len(X) :][order])


def test_replay_on_images_of_another_range():
    X, y = problem()
    sampler, expected, _ = resampled(X, y)
    unit = sampler.plan_.replay(X / 255, value_range="auto")
    assert np.abs(unit[len(X) :] * 255 - expected[len(X) :]).max() <= 0.5 + 1e-3


def test_replay_on_masks_moves_labels_and_nothing_else():
    """Labels that are painted into nearest images move with them."""
    shape = (8, 9)
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 4, (30, *shape)).astype(np.int16)
    moves = [
        Rotate(interpolation="nearest"),
        Sometimes([HorizontalFlip()]),
        PiecewiseAffine(interpolation="nearest"),
    ]
    y = np.arange(30) % 3 == 0
    X = labels.reshape(30, -1).astype(np.float64)
    sampler, X_new, _ = resampled(X, y, shape, moves, value_range=(0, 4))
    masks = sampler.plan_.replay(labels, how="masks")
    assert masks.dtype == np.int16
    assert masks.shape == (len(X_new), *shape)
    assert_array_equal(masks.reshape(len(masks), -1), X_new)
    with_pixels = resampled(X, y, shape, [*moves, Invert()], value_range=(0, 4))[0]
    assert_array_equal(with_pixels.plan_.replay(labels, how="masks"), masks)
    deep = np.stack([labels, 3 - labels], axis=3)
    moved = sampler.plan_.replay(deep, how="masks")
    assert_array_equal(moved[..., 0], masks)
    flat = sampler.plan_.replay(labels.reshape(30, -1), how="masks")
    assert_array_equal(flat, masks.reshape(len(masks), -1))


def test_masks_come_back_in_the_container_that_they_came_in():
    shape = (5, 6)
    X, y = problem(shape=(*shape, 1))
    moves = [Rotate(), OneOf([Translate(border_mode="wrap"), ElasticTransform()])]
    plan = resampled(X, y, (*shape, 1), moves)[0].plan_
    labels = np.random.default_rng(1).integers(0, 5, (len(X), *shape)).astype(np.uint8)
    moved = plan.replay(labels, how="masks")
    flat = moved.reshape(len(moved), -1)
    rows = labels.reshape(len(labels), -1)
    assert plan.replay(labels.tolist(), how="masks") == moved.tolist()
    frame = pd.DataFrame(rows).astype({0: "Int16", 1: "float32"})
    new = plan.replay(frame, how="masks")
    assert isinstance(new, pd.DataFrame)
    assert list(new.dtypes) == list(frame.dtypes)
    assert_array_equal(new.to_numpy(dtype=np.uint8), flat)


def test_masks_may_hold_labels_that_no_float_holds():
    X, y = problem(shape=(5, 6, 1))
    plan = resampled(X, y, (5, 6, 1), [Rotate(border_mode="edge"), PiecewiseAffine()])[0].plan_
    labels = 2**60 + np.random.default_rng(1).integers(0, 5, (len(X), 5, 6))
    assert set(np.unique(plan.replay(labels, how="masks"))) <= {0, *np.unique(labels)}
    unknown = np.where(labels % 5 == 0, np.nan, 7.0)
    assert np.isnan(plan.replay(unknown, how="masks")).any()


def test_masks_are_moved_in_chunks(monkeypatch, count_images):
    X, y = problem(shape=(5, 6, 1))
    moves = [Rotate(), Sometimes([ElasticTransform()])]
    plan = resampled(X, y, (5, 6, 1), moves)[0].plan_
    labels = np.random.default_rng(1).integers(0, 5, (len(X), 5, 6, 2))
    expected = plan.replay(labels, how="masks")
    monkeypatch.setattr("oversample.image.stack._CHUNK_VALUES", 3 * 60)
    lengths = count_images(Compose, "apply_to_masks")
    assert_array_equal(plan.replay(labels, how="masks"), expected)
    assert max(lengths) == 3


@pytest.mark.parametrize("transform", [GaussianNoise(), Rotate(), HorizontalFlip(), Equalize()])
@pytest.mark.parametrize("dtype", ["uint8", ">i2", "float32", "bool"])
def test_images_are_written_to_any_array(transform, dtype):
    X, y = problem()
    X = X.astype(dtype)
    plan = resampled(X, y, transforms=transform)[0].plan_
    expected = plan.make_rows(X)
    columns_first = np.zeros(expected.shape, dtype, order="F")
    wide = np.zeros((len(expected), X.shape[1] + 5), dtype)
    for out in (columns_first, wide[:, 2:-3]):
        assert plan.make_rows(X, out=out) is out
        assert_array_equal(out, expected)


def test_replay_of_what_is_no_image_copies_the_base():
    X, y = problem()
    sampler, _, y_new = resampled(X, y)
    assert_array_equal(sampler.plan_.replay(y), y_new)
    assert_array_equal(sampler.plan_.replay(X[:, 0], how="interpolate")[: len(X)], X[:, 0])
    assert_array_equal(sampler.plan_.replay(X, how="base")[len(X) :], X[sampler.plan_.base])


@pytest.mark.parametrize(
    ("shape", "how", "message"),
    [
        ((51,), "mask", "how must be"),
        ((51, 7), "images", "An image has 90 values"),
        ((51, 7), "masks", "Masks are numbers of shape"),
        ((50, 90), "images", "51 rows"),
    ],
)
def test_replays_that_cannot_be(shape, how, message):
    X, y = problem()
    with pytest.raises(ValueError, match=message):
        resampled(X, y)[0].plan_.replay(np.zeros(shape), how=how)


# -- what is refused ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"shape": (6, 5)}, r"6 x 5 = 30 pixels, but X has 90 columns"),
        ({"shape": (-1, 7)}, "a multiple of 7 = 7 pixels"),
        ({"shape": 90}, "'image_shape' parameter of ImageOverSampler"),
        ({"shape": (-1, -1)}, "'image_shape' parameter of ImageOverSampler"),
        ({"shape": (6, 15.0)}, "'image_shape' parameter of ImageOverSampler"),
        ({"transforms": "rotate"}, "'transforms' parameter of ImageOverSampler"),
        ({"transforms": []}, "'transforms' parameter of ImageOverSampler"),
        ({"transforms": [Rotate]}, "'transforms' parameter of ImageOverSampler"),
        ({"transforms": Compose([Rotate((5, -5))])}, "'angle_range' parameter of Rotate"),
        ({"value_range": (1, 0)}, "'value_range' parameter of ImageOverSampler"),
        ({"n_jobs": 0}, "'n_jobs' parameter of ImageOverSampler"),
    ],
    ids=str,
)
def test_bad_parameters_are_refused_by_name(parameters, message):
    X, y = problem()
    parameters = {"shape": (6, 5, 3), "transforms": None, **parameters}
    sampler = ImageOverSampler(
        parameters.pop("shape"), parameters.pop("transforms"), random_state=0, **parameters
    )
    for method in (sampler.fit, sampler.fit_resample):
        with pytest.raises(InvalidParameterError, match=message):
            method(X, y)


def test_colours_need_three_channels():
    X, y = problem(shape=(6, 5, 2))
    with pytest.raises(ValueError, match="channel"):
        ImageOverSampler((6, 5, 2), HSVJitter(0.1)).fit(X, y)


def test_missing_pixels_are_refused():
    X, y = problem("float64")
    X[3, 4] = np.nan
    for table, where in (
        (X, "in 1 of 51 images, the first of them number 3"),
        (pd.DataFrame(X), "column 4 has 1 missing cell in 51 rows"),
        (X.tolist(), "column 4 has 1 missing cell in 51 rows"),
    ):
        with pytest.raises(ValueError, match="NaN") as error:
            resampled(table, y)
        assert "missing_values" not in str(error.value)
        assert where in str(error.value)
    X[3, 4] = np.inf
    with pytest.raises(ValueError, match="infinity in 1 of 51 images, the first of them number 3"):
        resampled(X, y)


@pytest.mark.parametrize("as_list", [False, True])
def test_images_that_are_not_flattened_are_answered(as_list):
    X, y = problem()
    stack = X.reshape(-1, 6, 5, 3)
    with pytest.raises(ValueError, match=r"reshape\(len\(X\), -1\) and image_shape=\(6, 5, 3\)"):
        resampled(stack.tolist() if as_list else stack, y)


@pytest.mark.parametrize("policy", [RandAugment, TrivialAugment])
def test_policies_say_which_operation_needs_colours(policy):
    X, y = problem(shape=(6, 5, 2))
    with pytest.raises(ValueError, match=rf"Pass {policy.__name__}\(operations=.*saturation"):
        resampled(X, y, (6, 5, 2), policy())
    others = [name for name in OPERATIONS if name != "saturation"]
    assert resampled(X, y, (6, 5, 2), policy(operations=others))[1].shape[1] == 60


@pytest.mark.parametrize("container", [sparse.csr_array, sparse.csc_matrix])
def test_sparse_tables_are_refused(container):
    X, y = problem()
    with pytest.raises(TypeError, match="toarray"):
        resampled(container(X), y)


def test_dates_are_refused():
    X, y = problem()
    with pytest.raises(TypeError, match="dates"):
        resampled(X.astype("datetime64[D]"), y)
    frame = pd.DataFrame(X).astype({3: "datetime64[ns]"})
    with pytest.raises(TypeError, match="dates"):
        resampled(frame, y)


def test_text_is_refused_with_a_remedy_that_fits():
    X, y = problem()
    with pytest.raises(ValueError, match="'town'") as error:
        resampled(pd.DataFrame(X).add_prefix("p").assign(town="x"), y, (7, 13))
    assert "categorical_features" not in str(error.value)


def test_the_canvas_is_that_of_the_images():
    X, y = problem()
    assert resampled(X, y)[0].plan_.canvas == Canvas(6, 5, 3, 0.0, 255.0)
