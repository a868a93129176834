"""Geometric transforms that are wrong, to show that the references would notice.

Each mutant is a mistake that a published library has made or that is easily made: swapped axes, a
flipped sign, the centre half a pixel off, the matrix instead of its inverse, one border for
another. At least one reference has to fail for each.
"""

import numpy as np
import pytest

from oversample._kernels.image import coordinates as kernels
from oversample.image.geometric import (
    affine,
    crop,
    elastic,
    interpolation,
    perspective,
    piecewise_affine,
    rotate,
)
from oversample.image.geometric import matrices as m
from tests.image_references import GEOMETRY


def swap_xy(matrices):
    # In the layout that kernels are compiled for already.
    return np.ascontiguousarray(matrices[:, [1, 0, 2]][:, :, [1, 0, 2]])


def about_half_a_pixel_off(matrices, canvas):
    x, y = canvas.width / 2, canvas.height / 2
    moved = matrices.copy()
    moved[:, 0, 2] += x - (matrices[:, 0, 0] * x + matrices[:, 0, 1] * y)
    moved[:, 1, 2] += y - (matrices[:, 1, 0] * x + matrices[:, 1, 1] * y)
    return moved


def about_swapped(matrices, canvas):
    flipped = type(canvas)(canvas.width, canvas.height, canvas.channels, canvas.low, canvas.high)
    return ABOUT(matrices, flipped)


ABOUT, ROTATIONS, SHEARS, BOXES = m.about_centre, m.rotations, m.shears, m.from_boxes
QUADS, SAMPLE, TRANSLATE, GAUSSIANS = (
    m.onto_quadrilaterals,
    interpolation._sample,
    m.translations,
    elastic.gaussian_weights,
)
PIECEWISE = piecewise_affine.PiecewiseAffine.displacements


def shears_by_tanh(x_degrees, y_degrees):
    return m.linear(1.0, np.tanh(np.deg2rad(x_degrees)), np.tanh(np.deg2rad(y_degrees)), 1.0)


def boxes_without_half_pixels(left, top, width, height, canvas):
    matrices = m.scalings(canvas.width / width, canvas.height / height)
    matrices[:, 0, 2] = -left * canvas.width / width
    matrices[:, 1, 2] = -top * canvas.height / height
    return matrices


def quads_of_whole_sides(corners, canvas):
    larger = type(canvas)(canvas.height + 1, canvas.width + 1, canvas.channels, 0.0, 1.0)
    return QUADS(corners, larger)


def field_changed_by(change):
    def sample(images, matrices, displacements, how, fill):
        field = None if displacements is None else np.ascontiguousarray(change(displacements))
        return SAMPLE(images, matrices, field, how, fill)

    return sample


def bordered(**names):
    return {**kernels.BORDERS, **{name: kernels.BORDERS[other] for name, other in names.items()}}


MUTANTS = {
    "rotation clockwise": (rotate, "rotations", lambda angle: ROTATIONS(-angle)),
    "rotation clockwise in affine": (affine, "rotations", lambda angle: ROTATIONS(-angle)),
    "rotation in radians": (affine, "rotations", lambda angle: ROTATIONS(np.rad2deg(angle))),
    "shear by tanh": (affine, "shears", shears_by_tanh),
    "shear with x and y exchanged": (affine, "shears", lambda x, y: SHEARS(y, x)),
    "shear the other way": (affine, "shears", lambda x, y: SHEARS(-x, -y)),
    "scale with x and y exchanged": (affine, "scalings", lambda x, y: m.scalings(y, x)),
    "translation with x and y exchanged": (affine, "translations", lambda x, y: TRANSLATE(y, x)),
    "translation the other way": (affine, "translations", lambda x, y: TRANSLATE(-x, -y)),
    "centre half a pixel off": (affine, "about_centre", about_half_a_pixel_off),
    "centre of the transposed image": (affine, "about_centre", about_swapped),
    "matrix instead of its inverse": (interpolation, "inverses", lambda matrices: matrices),
    "axes exchanged in interpolation": (
        interpolation,
        "inverses",
        lambda a: swap_xy(m.inverses(a)),
    ),
    "reflect as symmetric": (kernels, "BORDERS", bordered(reflect="symmetric")),
    "symmetric as reflect": (kernels, "BORDERS", bordered(symmetric="reflect")),
    "edge as constant": (kernels, "BORDERS", bordered(edge="constant")),
    "wrap as edge": (kernels, "BORDERS", bordered(wrap="edge")),
    "crop without half pixels": (crop, "from_boxes", boxes_without_half_pixels),
    "crop with x and y exchanged": (
        crop,
        "from_boxes",
        lambda left, top, width, height, canvas: BOXES(top, left, height, width, canvas),
    ),
    "corners of a larger image": (perspective, "onto_quadrilaterals", quads_of_whole_sides),
    "corners in another order": (
        perspective,
        "onto_quadrilaterals",
        lambda corners, canvas: QUADS(corners[:, [0, 1, 3, 2]], canvas),
    ),
    "perspective backwards": (perspective, "inverses", lambda matrices: matrices),
    "field with x and y exchanged": (
        interpolation,
        "_sample",
        field_changed_by(lambda field: field[..., ::-1]),
    ),
    "field the other way": (interpolation, "_sample", field_changed_by(lambda field: -field)),
    "field transposed": (
        interpolation,
        "_sample",
        field_changed_by(lambda field: np.flip(field, axis=(1, 2))),
    ),
    "triangles cut along the other diagonal": (
        piecewise_affine.PiecewiseAffine,
        "displacements",
        lambda self, draws, canvas: np.ascontiguousarray(
            PIECEWISE(self, {"offset": draws["offset"][:, :, ::-1]}, canvas)[:, :, ::-1]
        ),
    ),
    "points in fractions of the other side": (
        piecewise_affine.PiecewiseAffine,
        "displacements",
        lambda self, draws, canvas: PIECEWISE(
            self,
            {
                "offset": draws["offset"]
                * (canvas.height / canvas.width, canvas.width / canvas.height)
            },
            canvas,
        ),
    ),
    "smoothing half as wide": (
        elastic,
        "gaussian_weights",
        lambda sigma, *rest: GAUSSIANS(sigma / 2, *rest),
    ),
}


def failed_references():
    """The references that fail as things stand."""
    failed = []
    for check in GEOMETRY:
        try:
            check()
        except AssertionError:
            failed.append(check.__name__)
    return failed


def test_all_references_hold_without_a_mutant():
    assert failed_references() == []


@pytest.mark.parametrize("mutant", MUTANTS.values(), ids=MUTANTS.keys())
def test_a_mutant_is_noticed(mutant, monkeypatch):
    monkeypatch.setattr(*mutant)
    assert failed_references()
