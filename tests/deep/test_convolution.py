"""Convolutions, embeddings and the sizes of images, against plain loops."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from oversample._image_shape import ImageShape
from oversample._random import make_streams
from oversample.deep._convolution import (
    Convolution,
    Pyramid,
    convolve,
    draw_convolutions,
    embed,
    normalise,
    sizes_of_convolutions,
)
from tests.deep.slowly import convolve_slowly

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.deep


@pytest.mark.parametrize(
    "layer",
    [Convolution(2, 3), Convolution(2, 3, transposed=True), Convolution(2, 1, 3, 1, 1)],
    ids=["halves", "doubles", "keeps"],
)
def test_a_layer_is_that_of_plain_loops(layer):
    rng = np.random.default_rng(0)
    images = rng.normal(size=(3, 2, 6, 4)).astype(np.float32)
    parameters = draw_convolutions([layer], make_streams(0).start()).astype(np.float32)
    assert len(parameters) == sum(sizes_of_convolutions([layer]))
    weight, offset = np.split(parameters, [sizes_of_convolutions([layer])[0]])
    found = convolve(torch, layer, *map(torch.tensor, (weight, offset, images)))
    assert_allclose(found, convolve_slowly(layer, weight, offset, images), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("layer", [Convolution(16, 8), Convolution(16, 8, transposed=True)])
def test_first_layers_keep_the_spread_of_images(layer):
    parameters = torch.tensor(draw_convolutions([layer], make_streams(0).start()))
    images = torch.tensor(np.random.default_rng(0).normal(size=(20, 16, 8, 8)))
    pieces = parameters.split(sizes_of_convolutions([layer]))
    spread = float(convolve(torch, layer, *pieces, images)[:, :, 1:-1, 1:-1].std())
    # Weights uniform within 1 / sqrt(fan in) have a third of the variance that would keep it whole.
    assert_allclose(spread, 3**-0.5, rtol=0.15)


def test_an_embedding_is_a_row_of_a_table():
    table = torch.arange(6.0)
    assert embed(table, torch.eye(3)[[2, 0]]).tolist() == [[4, 5], [0, 1]]


def test_images_are_normalised_each_on_its_own():
    images = torch.tensor(np.random.default_rng(0).normal(2, 3, size=(4, 2, 3, 3)))
    found = normalise(torch, images)
    assert_allclose(found.mean(dim=(1, 2, 3)), 0, atol=1e-6)
    assert_allclose(found.var(dim=(1, 2, 3), correction=0), 1, atol=1e-4)
    assert_array_equal(normalise(torch, images[:1]), found[:1])


@pytest.mark.parametrize(
    ("shape", "smallest", "channels"),
    [
        ((8, 8, 1), (4, 4), [3]),
        ((28, 28, 3), (4, 4), [3, 6, 12]),
        ((20, 9, 1), (3, 2), [3, 6, 12]),
        ((64, 64, 3), (4, 4), [3, 6, 12, 24]),
        ((1, 3, 1), (1, 2), [3]),
    ],
)
def test_rows_become_images_and_rows_again(shape, smallest, channels):
    pyramid = Pyramid(ImageShape(*shape), 3)
    assert (pyramid.smallest, pyramid.channels) == (smallest, channels)
    rows = torch.arange(2.0 * np.prod(shape)).view(2, -1)
    images = pyramid.images_of(torch, rows)
    stack = rows.numpy().reshape(2, *shape)
    assert_array_equal(images[1, -1, : shape[0], : shape[1]], stack[1, :, :, -1])
    assert_array_equal(images[:, :, -1, -1], stack[:, -1, -1])
    assert_array_equal(pyramid.rows_of(images), rows)
    form = images
    for layer in pyramid.down:
        parameters = torch.tensor(draw_convolutions([layer], make_streams(0).start()))
        form = convolve(
            torch, layer, *parameters.float().split(sizes_of_convolutions([layer])), form
        )
    assert form.shape[2:] == smallest
    assert form[0].numel() == pyramid.n_smallest
    for layer in pyramid.up:
        parameters = torch.tensor(draw_convolutions([layer], make_streams(0).start()))
        form = convolve(
            torch, layer, *parameters.float().split(sizes_of_convolutions([layer])), form
        )
    assert form.shape == images.shape
