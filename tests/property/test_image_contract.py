"""The contract of image transforms: what every one promises, whatever the images.

Each test runs for every line of ``tests/image_instances.py``.
"""

import inspect
import re
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from sklearn.base import clone

import oversample.image
import oversample.image.stack
from oversample.exceptions import InvalidParameterError
from oversample.image import Canvas, ImageTransform
from oversample.image.draws import select
from tests.image_instances import IMAGE_INSTANCES
from tests.naming import naming

DTYPES = ["uint8", "int16", "int64", "uint64", "float16", "float32", "float64", "bool"]


def those(**flags):
    """Parametrise over the instances that have all of the flags."""
    chosen = {
        name: instance
        for name, instance in IMAGE_INSTANCES.items()
        if all(getattr(instance, flag) == value for flag, value in flags.items())
    }
    return pytest.mark.parametrize("instance", chosen.values(), ids=chosen.keys())


every_transform = those()
with_neutral = pytest.mark.parametrize(
    "instance",
    [instance for instance in IMAGE_INSTANCES.values() if instance.neutral is not None],
    ids=[name for name, instance in IMAGE_INSTANCES.items() if instance.neutral is not None],
)


def images_of(dtype, shape=(5, 7, 9, 3), seed=0):
    """Images of a dtype; floats are standardised, so that they leave [0, 1] on both sides."""
    rng = np.random.default_rng(seed)
    dtype = np.dtype(dtype)
    if dtype.kind == "b":
        return rng.random(shape) < 0.5
    if dtype.kind in "iu":
        images = rng.integers(0, 256, shape).astype(dtype)
        images.ravel()[:2] = np.array([0, 255]).astype(dtype)
        return images
    return rng.normal(size=shape).astype(dtype)


def flatten(draws):
    """The arrays of a record, whatever the depth."""
    for value in draws.values():
        if isinstance(value, dict):
            yield from flatten(value)
        else:
            yield value


# -- drawing -----------------------------------------------------------------------------------


@every_transform
def test_a_row_of_a_record_depends_on_the_seed_and_its_number_only(instance):
    transform = instance.make()
    many = transform.sample(23, np.random.default_rng(3))
    for n in (0, 1, 7, 22):
        few = transform.sample(n, np.random.default_rng(3))
        for some, all_ in zip(flatten(few), flatten(many), strict=True):
            assert len(some) == n
            assert some.dtype == all_.dtype
            assert_array_equal(some, all_[:n])


@every_transform
def test_rows_of_records_are_selected(instance):
    draws = instance.make().sample(9, np.random.default_rng(0))
    order = np.array([7, 0, 0, 3])
    for some, whole in zip(flatten(select(draws, order)), flatten(draws), strict=True):
        assert_array_equal(some, whole[order])


@those(draws=True)
def test_images_are_transformed_independently(instance):
    images = np.repeat(images_of("float32", (1, 12, 14, 3)), 30, axis=0)
    new = instance.make().transform(images, 0)
    assert len(np.unique(new.reshape(30, -1), axis=0)) >= 3


# -- applying ----------------------------------------------------------------------------------


@every_transform
def test_apply_is_a_function_of_its_arguments_and_changes_none(instance):
    transform = instance.make()
    taken = [dtype for dtype in DTYPES if transform.accepts(np.dtype(dtype))]
    assert {"float32", "float64"} <= set(taken)
    draws = transform.sample(5, np.random.default_rng(1))
    drawn = [array.copy() for array in flatten(draws)]
    for dtype in taken:
        with naming(dtype=dtype):
            images = images_of(dtype)
            before = images.copy()
            canvas = Canvas.of((7, 9, 3), images)
            new = transform.apply(images, draws, canvas)
            assert new.dtype == images.dtype
            assert new.shape == images.shape
            assert new.flags.c_contiguous
            assert np.isfinite(new).all()
            assert_array_equal(images, before)
            assert_array_equal(transform.apply(images, draws, canvas), new)
    for array, before in zip(flatten(draws), drawn, strict=True):
        assert_array_equal(array, before)


@every_transform
def test_apply_takes_what_cannot_be_written(instance):
    """One dtype will do: kernels are compiled anew for arrays that are read-only."""
    transform, images = instance.make(), images_of("float32")
    draws = transform.sample(5, np.random.default_rng(1))
    canvas = Canvas.of((7, 9, 3), images)
    expected = transform.apply(images, draws, canvas)
    for array in (images, *flatten(draws)):
        array.flags.writeable = False
    assert_array_equal(transform.apply(images, draws, canvas), expected)


@every_transform
def test_an_image_does_not_depend_on_its_neighbours(instance):
    transform = instance.make()
    images = images_of("float32")
    canvas = Canvas.of((7, 9, 3), images)
    draws = transform.sample(5, np.random.default_rng(1))
    together = transform.apply(images, draws, canvas)
    order = np.array([3, 0, 4])
    assert_array_equal(
        transform.apply(images[order], select(draws, order), canvas), together[order]
    )


@with_neutral
def test_neutral_parameters_change_no_bit(instance):
    for dtype, channels in product(DTYPES, instance.channels):
        with naming(dtype=dtype, channels=channels):
            images = images_of(dtype, (4, 6, 9, channels))
            if images.dtype.kind == "f":
                images.ravel()[:3] = [-0.0, 0.0, 0.1]
            new = instance.neutral().transform(images, 0)
            assert new.dtype == images.dtype
            assert new.tobytes() == images.tobytes()


@every_transform
def test_stacks_keep_dtype_and_shape(instance):
    for dtype in DTYPES:
        with naming(dtype=dtype):
            images = images_of(dtype)
            before = images.copy()
            new = instance.make().transform(images, 0)
            assert new.dtype == images.dtype
            assert new.shape == images.shape
            assert_array_equal(images, before)
            assert not np.shares_memory(new, images)


@every_transform
def test_whole_numbers_are_rounded_once_at_the_end(instance):
    # Kernels that take integers are compiled for each dtype: one of each way to be cut and rounded.
    dtypes = ["uint8", "int16", ">u2", "int64"]
    for dtype, value_range in product(dtypes, [(0, 255), (-3, 200)]):
        with naming(dtype=dtype, value_range=value_range):
            images = images_of(dtype)
            new = instance.make().transform(images, 0, value_range=value_range)
            computed = images.astype(np.float32 if images.itemsize <= 2 else np.float64)
            exact = instance.make().transform(computed, 0, value_range=value_range)
            limits = np.iinfo(images.dtype)
            assert_array_equal(new, np.clip(np.rint(exact), limits.min, limits.max))


@those(clips=False)
def test_standardised_images_are_not_cut_to_the_unit_range(instance):
    images = images_of("float32") * 3 - 1
    new = instance.make().transform(images, 0)
    assert (new < -0.5).any()
    assert (new > 1.5).any()


@those(clips=True)
def test_values_stay_in_the_value_range(instance):
    images = images_of("float32") * 3 - 1
    new = instance.make().transform(images, 0)
    assert new.min() >= images.min()
    assert new.max() <= images.max()
    assert (new < -0.5).any() or (new > 1.5).any()


@every_transform
def test_the_value_range_scales_everything(instance):
    images = images_of("float64", (4, 8, 10, 3))
    images = np.rint((images - images.min()) / np.ptp(images) * 1024) / 1024
    unit = instance.make().transform(images, 0)
    # Powers of two, so that the arithmetic is the same to the last bit but for the offset.
    shifted = instance.make().transform(images * 4 - 2, 0, value_range=(-2, 2))
    np.testing.assert_allclose((shifted + 2) / 4, unit, atol=1e-6)


@every_transform
def test_without_a_channel_axis(instance):
    if 1 not in instance.channels:
        return
    images = images_of("float32", (5, 7, 9))
    new = instance.make().transform(images, 0)
    assert new.shape == images.shape
    assert_array_equal(new, instance.make().transform(images[..., np.newaxis], 0)[..., 0])


@every_transform
def test_every_number_of_channels_that_is_promised(instance):
    for channels in range(1, 6):
        with naming(channels=channels):
            images = images_of("uint8", (3, 6, 7, channels))
            if channels in instance.channels or (channels == 5 and 4 in instance.channels):
                assert instance.make().transform(images, 0).shape == images.shape
            else:
                with pytest.raises(ValueError, match="channel"):
                    instance.make().transform(images, 0)


@every_transform
def test_tiny_images(instance):
    shapes = [(1, 1), (1, 6), (6, 1), (2, 2), (2, 3), (3, 3)]
    for dtype, shape in product(["uint8", "float64"], shapes):
        with naming(dtype=dtype, shape=shape):
            images = images_of(dtype, (4, *shape, 3))
            new = instance.make().transform(images, 0)
            assert new.shape == images.shape
            assert np.isfinite(new).all()


@every_transform
def test_constant_images(instance):
    for value in (0.0, 0.25, 1.0, -3.0):
        with naming(value=value):
            new = instance.make().transform(np.full((4, 6, 8, 3), value), 0)
            assert np.isfinite(new).all()


@every_transform
def test_an_empty_stack(instance):
    empty = np.empty((0, 6, 8, 3), dtype=np.uint8)
    new = instance.make().transform(empty, 0)
    assert new.shape == empty.shape
    assert new.dtype == empty.dtype


# -- reproducible ------------------------------------------------------------------------------

SEEDS = {
    "int": lambda: 7,
    "RandomState": lambda: np.random.RandomState(7),
    "Generator": lambda: np.random.default_rng(7),
    "SeedSequence": lambda: np.random.SeedSequence(7),
}


@every_transform
def test_same_seed_same_images_whatever_threads_and_chunks(instance, monkeypatch):
    images = images_of("uint8", (40, 8, 9, 3))
    expected = instance.make().transform(images, 7, n_jobs=1)
    in_columns = instance.make().transform(np.asfortranarray(images), 7, n_jobs=2)
    assert_array_equal(in_columns, expected)
    for values in (1, 1000, 10**9):
        with naming(chunk_values=values):
            monkeypatch.setattr(oversample.image.stack, "_CHUNK_VALUES", values)
            assert_array_equal(instance.make().transform(images, 7, n_jobs=2), expected)


@every_transform
def test_same_seed_same_images_of_every_kind_of_seed(instance):
    images = images_of("uint8", (40, 8, 9, 3))
    for kind, seed in SEEDS.items():
        with naming(seed=kind):
            expected = instance.make().transform(images, seed(), n_jobs=1)
            assert_array_equal(instance.make().transform(images, seed(), n_jobs=2), expected)
            assert_array_equal(instance.make().transform(images[:17], seed()), expected[:17])


# -- masks -------------------------------------------------------------------------------------


@those(moves=False)
def test_masks_of_what_moves_nothing_are_as_they_were(instance):
    transform = instance.make()
    masks = images_of("int16", (5, 7, 9, 1))
    draws = transform.sample(5, np.random.default_rng(1))
    canvas = Canvas(7, 9, 3, 0.0, 1.0)
    assert_array_equal(transform.apply_to_masks(masks, draws, canvas), masks)


@those(moves=True)
def test_masks_follow_their_images_and_hold_no_new_label(instance):
    transform = instance.make()
    # Labels without arithmetic: an average of two of them would be none.
    masks = (7 * np.random.default_rng(0).integers(1, 4, (5, 7, 9, 1))).astype(np.int16)
    before = masks.copy()
    draws = transform.sample(5, np.random.default_rng(1))
    moved = transform.apply_to_masks(masks, draws, Canvas(7, 9, 3, 0.0, 1.0))
    assert moved.dtype == masks.dtype
    assert moved.shape == masks.shape
    assert set(np.unique(moved)) <= {0, 7, 14, 21}
    assert_array_equal(masks, before)
    assert not np.array_equal(moved, masks)


# -- parameters --------------------------------------------------------------------------------


@every_transform
def test_transforms_are_cloned(instance):
    transform = instance.make()
    images = images_of("uint8")
    assert_array_equal(clone(transform).transform(images, 0), transform.transform(images, 0))
    assert repr(clone(transform)) == repr(transform)


@every_transform
def test_unknown_keywords_raise(instance):
    with pytest.raises(TypeError, match=r"unexpected keyword|takes no arguments"):
        type(instance.make())(no_such_parameter=1)


def parameters_of(constraint_word):
    """Every parameter of every transform of which the constraint says so."""
    found = {}
    for instance in IMAGE_INSTANCES.values():
        transform = instance.make()
        for name, allowed in transform._parameter_constraints.items():
            if any(c is not None and constraint_word in c.__name__ for c in allowed):
                found[f"{type(transform).__name__}-{name}"] = transform, name
    return found


RANGES = parameters_of("low <= high")
BAD_RANGES = [(2.0, 1.0), (np.nan, 1.0), (0.1, np.inf), (1.0,), (0, 1, 2), "0.5", None, True]


@pytest.mark.parametrize(("transform", "name"), RANGES.values(), ids=RANGES)
def test_bad_ranges_are_refused_by_name(transform, name):
    for bad in BAD_RANGES:
        if bad is None and None in transform._parameter_constraints[name]:
            continue
        broken = clone(transform).set_params(**{name: bad})
        with (
            naming(bad=bad),
            pytest.raises(InvalidParameterError, match=f"{name!r} parameter of"),
        ):
            broken.transform(images_of("uint8"), 0)


TRANSFORMS = sorted(
    name
    for name in oversample.image.__all__
    if inspect.isclass(getattr(oversample.image, name))
    and issubclass(getattr(oversample.image, name), ImageTransform)
    and not inspect.isabstract(getattr(oversample.image, name))
)


def test_the_instance_table_holds_exactly_the_public_transforms():
    made = {type(instance.make()).__name__ for instance in IMAGE_INSTANCES.values()}
    assert made == set(TRANSFORMS)


@pytest.mark.parametrize("name", TRANSFORMS)
def test_every_parameter_is_documented_and_constrained(name):
    transform = getattr(oversample.image, name)
    parameters = set(inspect.signature(transform).parameters)
    assert parameters == set(transform._parameter_constraints)
    for parameter in parameters:
        # Python 3.13 takes the indentation from docstrings; earlier ones leave it to this.
        documented = inspect.cleandoc(transform.__doc__)
        assert re.search(rf"\n(\w+, )*{parameter}(, \w+)* : ", documented)
    assert ">>> " in transform.__doc__


@pytest.mark.parametrize("name", TRANSFORMS)
def test_every_transform_has_a_line_in_the_guide_and_a_picture(name):
    docs = Path(__file__).parents[2] / "docs"
    assert f"| `{name}` |" in (docs / "images.md").read_text()
    if name not in ("Compose", "OneOf", "SomeOf", "Sometimes"):
        assert f"im.{name}" in (docs / "contact_sheet.py").read_text()


def test_what_the_guide_warns_of_is_a_warning_in_the_docstring():
    guide = Path(__file__).parents[2] / "docs" / "images.md"
    table = re.search(r"\| where a label can change \|\n(.*?)\n\n", guide.read_text(), flags=re.S)
    rows = [line.strip("| ").split(" | ") for line in table[1].splitlines()[1:]]
    dangers = {name.strip("`"): danger for name, _, danger in rows}
    assert sorted(dangers) == sorted(TRANSFORMS)
    in_guide = {name for name in TRANSFORMS if dangers[name] not in ("hardly", "as its parts")}
    in_docstring = {
        name for name in TRANSFORMS if ".. warning:: " in getattr(oversample.image, name).__doc__
    }
    assert in_guide == in_docstring


def test_the_example_of_the_guide_runs():
    guide = Path(__file__).parents[2] / "docs" / "images.md"
    (example,) = re.findall(r"^```python\n(.*?)^```", guide.read_text(), flags=re.M | re.S)
    names = {}
    exec(compile(example, str(guide), "exec"), names)
    assert (names["y_more"] == 8).sum() == max(np.bincount(names["y"]))


# -- what is refused ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("images", "message"),
    [
        (np.zeros((4, 5)), r"shape \(4, 5\).*images\[np.newaxis\]"),
        (np.zeros((4, 5, 0)), "at least one pixel"),
        (np.full((2, 3, 3), np.nan), "NaN or infinity in 2 of 2 images"),
    ],
)
def test_what_is_no_stack_of_images_is_refused(images, message):
    with pytest.raises(ValueError, match=message):
        oversample.image.Invert().transform(images)


@pytest.mark.parametrize("images", [np.full((1, 2, 2), "x"), np.zeros((1, 2, 2), complex)])
def test_what_is_no_number_is_refused(images):
    with pytest.raises(TypeError, match="real numbers"):
        oversample.image.Invert().transform(images)


@pytest.mark.parametrize("value_range", ["unit", (1, 0), (0, 0), (0, np.nan), 255, (0, 1, 2)])
def test_value_ranges_that_are_none(value_range):
    with pytest.raises(InvalidParameterError, match="value_range must be 'auto' or a pair"):
        oversample.image.Invert().transform(np.zeros((1, 2, 2)), value_range=value_range)


@pytest.mark.parametrize(
    ("name", "value"), [("random_state", -1), ("random_state", "0"), ("n_jobs", 0), ("n_jobs", 1.5)]
)
def test_bad_arguments_are_named(name, value):
    message = rf"'{name}' parameter of Invert\.transform must be"
    with pytest.raises(InvalidParameterError, match=message):
        oversample.image.Invert().transform(np.zeros((1, 2, 2)), **{name: value})
