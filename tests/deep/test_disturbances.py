"""The changes of images that a critic sees, against plain loops."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from oversample.deep._disturbances import brighten, cut, disturb, stretch, translate

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.deep

RNG = np.random.default_rng(0)
IMAGES = RNG.uniform(-1, 1, size=(40, 3, 9, 8)).astype(np.float32)
CHANCE = RNG.random((40, 2)).astype(np.float32)


def moved(image, chance):
    most = [round(side / 8) for side in image.shape[1:]]
    down, right = (int(c * (2 * m + 1)) - m for c, m in zip(chance, most, strict=True))
    found = np.zeros_like(image)
    for i, j in np.ndindex(image.shape[1:]):
        if 0 <= i - down < image.shape[1] and 0 <= j - right < image.shape[2]:
            found[:, i, j] = image[:, i - down, j - right]
    return found


def holed(image, chance):
    found = image.copy()
    tall, wide = (int(side / 2 + 0.5) for side in image.shape[1:])
    top, left = (
        int(c * (side - hole + (hole + 1) // 2 + hole // 2 + 1)) - hole // 2
        for c, side, hole in zip(chance, image.shape[1:], (tall, wide), strict=True)
    )
    for i, j in np.ndindex(image.shape[1:]):
        if top <= i < top + tall and left <= j < left + wide:
            found[:, i, j] = 0
    return found


SLOWLY = {
    "brightness": lambda image, chance: image + (chance[0] - 0.5),
    "contrast": lambda image, chance: image.mean() + (image - image.mean()) * (0.5 + chance[0]),
    "translation": moved,
    "cutout": holed,
}


@pytest.mark.parametrize("name", SLOWLY)
def test_a_change_is_that_of_plain_loops(name):
    found = disturb(torch, (name,), torch.tensor(IMAGES), CHANCE)
    slow = [SLOWLY[name](*pair) for pair in zip(IMAGES, CHANCE, strict=True)]
    assert_allclose(found, slow, atol=1e-6)


def test_changes_come_one_after_the_other():
    chance = RNG.random((40, 4)).astype(np.float32)
    found = disturb(torch, ("translation", "contrast"), torch.tensor(IMAGES), chance)
    first = translate(torch, torch.tensor(IMAGES), torch.tensor(chance[:, :2]))
    assert_array_equal(found, stretch(torch, first, torch.tensor(chance[:, 2:])))
    assert_array_equal(disturb(torch, (), torch.tensor(IMAGES), chance[:, :0]), IMAGES)


@pytest.mark.parametrize("change", [brighten, stretch, translate])
def test_some_chance_changes_nothing(change):
    middle = torch.full((40, 2), 0.5)
    assert_allclose(change(torch, torch.tensor(IMAGES), middle), IMAGES, atol=1e-6)


@pytest.mark.parametrize("change", [brighten, stretch, translate, cut])
def test_gradients_pass(change):
    images = torch.tensor(IMAGES[:2], dtype=torch.float64, requires_grad=True)
    chance = torch.tensor(CHANCE[:2], dtype=torch.float64)
    assert torch.autograd.gradcheck(lambda i: change(torch, i, chance), images)
