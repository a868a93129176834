"""A transform of one's own that returns something else is told which method did, and what."""

import numpy as np
import pytest

from oversample import ImageOverSampler
from oversample.image import Compose, ImageTransform, Invert, OneOf
from oversample.image.geometric.base import FieldTransform, MatrixTransform
from oversample.image.pixel.base import PixelTransform

IMAGES = np.linspace(0, 1, 5 * 8 * 6).reshape(5, 8, 6)
MOVING = {"interpolation": "linear", "border_mode": "constant", "fill": 0}


class Own(ImageTransform):
    """A transform whose answers are set from outside."""

    record = None
    new = None

    def _sample(self, n, rng):
        return {"x": np.zeros(n)} if self.record is None else self.record

    def apply(self, images, draws, canvas):
        return self.new


class OwnMatrices(MatrixTransform):
    interpolation, border_mode, fill = MOVING.values()

    def _sample(self, n, rng):
        return {"x": np.zeros(n)}

    def matrices(self, draws, canvas):
        return np.eye(3)


class OwnField(FieldTransform):
    interpolation, border_mode, fill = MOVING.values()

    def _sample(self, n, rng):
        return {"x": np.zeros(n)}

    def displacements(self, draws, canvas):
        return np.zeros((len(draws["x"]), canvas.height, canvas.width), np.float32)


class OwnPixels(PixelTransform):
    clip = True
    changed, neutral = None, None

    def _sample(self, n, rng):
        return {"x": np.zeros(n)}

    def _change(self, images, draws, canvas):
        return images + 1 if self.changed is None else self.changed

    def _is_neutral(self, draws):
        return self.neutral


def own(kind, **answers):
    transform = kind()
    for name, value in answers.items():
        setattr(transform, name, value)
    return transform


BROKEN = {
    "no record": (own(Own, record=[0] * 5), r"Own\._sample must return a dict.* Got a list"),
    "numbers": (own(Own, record={"x": 0.5}), r"'x' of the record of Own\._sample.*Got a float"),
    "a list": (own(Own, record={"x": [0] * 5}), r"'x' of the record of Own\._sample.*Got a list"),
    "other length": (
        own(Own, record={"a": {"x": np.zeros(4)}}),
        r"'x' of the record of Own\._sample.* each of 5 images.*shape \(4,\)",
    ),
    "nothing": (own(Own), r"Own\.apply must return an array of shape \(5, 8, 6, 1\)\. Got None"),
    "flat images": (own(Own, new=np.zeros((5, 48))), r"Own\.apply must .*shape \(5, 48\)"),
    "one image": (own(Own, new=np.zeros((1, 8, 6, 1))), r"Own\.apply must .*shape \(1, 8, 6, 1\)"),
    "one matrix": (OwnMatrices(), r"OwnMatrices\.matrices must .*\(5, 3, 3\).* shape \(3, 3\)"),
    "half a field": (OwnField(), r"OwnField\.displacements must .*\(5, 8, 6, 2\).*\(5, 8, 6\)"),
    "a change": (own(OwnPixels, changed=0.5), r"OwnPixels\._change must .*Got a float"),
    "an answer": (
        own(OwnPixels, neutral=True),
        r"OwnPixels\._is_neutral must .*\(5,\).*Got a bool",
    ),
}


@pytest.mark.parametrize("wrap", [lambda t: t, lambda t: Compose([Invert(), t])])
@pytest.mark.parametrize(("transform", "message"), BROKEN.values(), ids=BROKEN.keys())
def test_what_a_transform_must_return_is_told_by_name(transform, message, wrap):
    with pytest.raises(ValueError, match=message):
        wrap(transform).transform(IMAGES, random_state=0)


def test_the_sampler_of_images_says_it_too():
    flat, y = IMAGES.reshape(5, -1), [0, 0, 0, 1, 1]
    with pytest.raises(ValueError, match=r"Own\.apply must return"):
        ImageOverSampler((8, 6), OneOf([own(Own)])).fit_resample(flat, y)
