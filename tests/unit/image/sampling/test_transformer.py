"""Transforms as a step of a scikit-learn pipeline."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_array_equal
from sklearn.exceptions import NotFittedError
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

from oversample.exceptions import InvalidParameterError
from oversample.image import GaussianNoise, ImageTransformer, Invert, Rotate, Translate

SHIFT = Translate((-2, 2), (-2, 2), unit="px")


@parametrize_with_checks([ImageTransformer((1, -1), GaussianNoise(0.1), random_state=0)])
def test_check(estimator, check):
    check(estimator)


def test_rows_are_the_images_of_a_stack():
    images = np.random.default_rng(0).integers(0, 256, (20, 4, 5, 3)).astype(np.uint8)
    rows = images.reshape(20, -1)
    transformer = ImageTransformer((4, 5, 3), [SHIFT, Invert()], random_state=3)
    new = transformer.fit_transform(rows)
    assert new.dtype == np.uint8
    assert transformer.image_shape_ == (4, 5, 3)
    stack = ImageTransformer((4, 5, 3), [SHIFT, Invert()])._policy().transform(images, 3)
    assert_array_equal(new.reshape(images.shape), stack)
    assert_array_equal(transformer.transform(rows[:7]), new[:7])


def test_the_value_range_is_that_of_the_fit():
    transformer = ImageTransformer((1, 2), Invert()).fit([[0.0, 16.0], [3.0, 4.0]])
    assert transformer.value_range_ == (0.0, 16.0)
    assert transformer.transform([[1.0, 2.0]]) == [[15.0, 14.0]]


def test_frames_keep_index_columns_and_dtypes():
    frame = pd.DataFrame(
        {"a": pd.array([1, 2], "UInt8"), "b": [3, 4], "c": [0.5, 0.25]}, index=["x", "y"]
    )
    new = ImageTransformer((1, 3), Translate(1, 0, unit="px")).fit_transform(frame)
    assert list(new.index) == ["x", "y"]
    assert list(new.dtypes) == list(frame.dtypes)
    assert new["b"].tolist() == [1, 2]
    assert new["c"].tolist() == [3.0, 4.0]


def test_in_a_pipeline():
    X = np.random.default_rng(0).normal(size=(30, 12))
    pipeline = make_pipeline(ImageTransformer((3, 4), SHIFT, random_state=0), StandardScaler())
    assert pipeline.fit_transform(X).shape == (30, 12)


@pytest.mark.parametrize(
    ("transformer", "message"),
    [
        (ImageTransformer((3, 5), SHIFT), "3 x 5 = 15 pixels, but X has 12 columns"),
        (ImageTransformer(12, SHIFT), "'image_shape' parameter of ImageTransformer"),
        (ImageTransformer((3, 4), []), "'transforms' parameter of ImageTransformer"),
        (ImageTransformer((3, 4), Rotate((2, 1))), "'angle_range' parameter of Rotate"),
        (ImageTransformer((3, 4), SHIFT, value_range=(1, 0)), "'value_range' parameter"),
        (ImageTransformer((3, 4), SHIFT, random_state="x"), "'random_state' parameter"),
    ],
    ids=str,
)
def test_bad_parameters_are_refused_by_name(transformer, message):
    with pytest.raises(InvalidParameterError, match=message):
        transformer.fit(np.zeros((2, 12)))


def test_transform_needs_a_fit():
    with pytest.raises(NotFittedError):
        ImageTransformer((3, 4), SHIFT).transform(np.zeros((2, 12)))
