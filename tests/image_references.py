"""Image transforms against independent references, with parameters given instead of drawn.

Each check is a function that raises AssertionError where a transform is wrong. They are run as they
are by ``tests/unit/image/geometric/test_geometry.py``, and on broken transforms by the file
``test_mutants.py`` beside it, which shows that they would notice. Images are not square and have
unequal parameters in x and y, so that no exchange of axes goes unseen. No check uses code of the
package to compute what it expects.
"""

import itertools

import cv2
import numpy as np
import PIL.Image
import skimage.transform
from numpy.testing import assert_allclose, assert_array_equal
from scipy import ndimage

from oversample.image import (
    Affine,
    Canvas,
    CropAndPad,
    ElasticTransform,
    Perspective,
    PiecewiseAffine,
    RandomResizedCrop,
    Rotate,
    Scale,
    Shear,
    Translate,
)

HEIGHT, WIDTH = 11, 17
# Names of borders in numpy.pad, scipy.ndimage and OpenCV.
SCIPY_BORDERS = {
    "constant": "grid-constant",
    "edge": "nearest",
    "reflect": "mirror",
    "symmetric": "reflect",
    "wrap": "grid-wrap",
}
CV_BORDERS = {
    "constant": cv2.BORDER_CONSTANT,
    "edge": cv2.BORDER_REPLICATE,
    "reflect": cv2.BORDER_REFLECT_101,
    "symmetric": cv2.BORDER_REFLECT,
    "wrap": cv2.BORDER_WRAP,
}


def images_of(n, height=HEIGHT, width=WIDTH, channels=3, dtype=np.float64):
    rng = np.random.default_rng(height * width)
    return rng.random((n, height, width, channels)).astype(dtype)


def canvas_of(images):
    return Canvas(*images.shape[1:], low=0.0, high=1.0)


def applied(transform, images, **draws):
    """Apply a transform to images with given parameters."""
    draws = {name: np.asarray(values, dtype=np.float64) for name, values in draws.items()}
    return transform.apply(images, draws, canvas_of(images))


def affine_by_hand(scale_x, scale_y, angle, shear_x, shear_y, shift_x, shift_y, height, width):
    """The matrix of the documented formula, entry by entry, for one image."""
    a = np.deg2rad(angle)
    rotation = np.array([[np.cos(a), np.sin(a), 0], [-np.sin(a), np.cos(a), 0], [0, 0, 1]])
    scale = np.array([[scale_x, 0, 0], [0, scale_y, 0], [0, 0, 1]])
    tan_x, tan_y = np.tan(np.deg2rad(shear_x)), np.tan(np.deg2rad(shear_y))
    shear = np.array([[1, tan_x, 0], [tan_y, 1, 0], [0, 0, 1]])
    shift = np.array([[1, 0, shift_x * width], [0, 1, shift_y * height], [0, 0, 1]])
    centre = np.array([[1, 0, (width - 1) / 2], [0, 1, (height - 1) / 2], [0, 0, 1]])
    back = np.array([[1, 0, -(width - 1) / 2], [0, 1, -(height - 1) / 2], [0, 0, 1]])
    return centre @ shift @ shear @ rotation @ scale @ back


def warped_by_scipy(image, matrix, border="constant", fill=0.0, order=1):
    """Warp with scipy.ndimage; ``matrix`` takes (x, y, 1) of the image to the result."""
    height, width, channels = image.shape
    rows, columns = np.mgrid[:height, :width]
    points = np.linalg.inv(matrix) @ np.stack(
        [columns.ravel(), rows.ravel(), np.ones(height * width)]
    )
    sources = (points[:2] / points[2])[::-1]
    new = [
        ndimage.map_coordinates(
            image[..., channel], sources, order=order, mode=SCIPY_BORDERS[border], cval=fill
        )
        for channel in range(channels)
    ]
    return np.stack(new, axis=-1).reshape(image.shape)


AFFINE = {
    "x_scale": [1.3, 0.6, 1.0, 1.1],
    "y_scale": [0.8, 0.6, 1.4, 1.1],
    "angle": [25.0, -70.0, 0.0, 190.0],
    "x_shear": [10.0, 0.0, -20.0, 0.0],
    "y_shear": [-5.0, 15.0, 0.0, 0.0],
    "x_translate": [0.1, -0.05, 0.0, 0.3],
    "y_translate": [-0.2, 0.03, 0.1, 0.0],
}


def affine_matrices(height=HEIGHT, width=WIDTH):
    return [
        affine_by_hand(*parameters, height, width)
        for parameters in zip(*AFFINE.values(), strict=True)
    ]


def check_affine_matrices_by_hand():
    images = images_of(4)
    draws = {name: np.array(values) for name, values in AFFINE.items()}
    assert_allclose(Affine().matrices(draws, canvas_of(images)), affine_matrices(), atol=1e-12)


def check_affine_against_scipy(border="constant", fill=0.3):
    for dtype, tolerance in ((np.float64, 1e-9), (np.float32, 1e-5)):
        images = images_of(4, dtype=dtype)
        new = applied(Affine(border_mode=border, fill=fill), images, **AFFINE)
        for image, matrix, got in zip(images, affine_matrices(), new, strict=True):
            expected = warped_by_scipy(image.astype(np.float64), matrix, border, fill)
            assert_allclose(got, expected, atol=tolerance)


def check_borders_far_outside():
    """Many images away, where an index has to be folded more than once."""
    for border in SCIPY_BORDERS:
        images = images_of(1, 4, 5)
        parameters = 0.07, 0.05, 31, 9, 4, 0.4, 2.3
        draws = {name: [value] for name, value in zip(AFFINE, parameters, strict=True)}
        new = applied(Affine(border_mode=border), images, **draws)
        matrix = affine_by_hand(*parameters, 4, 5)
        assert_allclose(new[0], warped_by_scipy(images[0], matrix, border), atol=1e-9)


def check_nearest_against_scipy():
    images = images_of(4)
    for border in SCIPY_BORDERS:
        new = applied(Affine(interpolation="nearest", border_mode=border), images, **AFFINE)
        for image, matrix, got in zip(images, affine_matrices(), new, strict=True):
            assert_array_equal(got, warped_by_scipy(image, matrix, border, order=0))


def check_affine_against_opencv():
    """OpenCV 5, which interpolates at the exact place; 4 rounded it to 1/32 of a pixel."""
    images = images_of(4, dtype=np.float32)
    for border, code in CV_BORDERS.items():
        if border == "wrap":
            continue  # OpenCV wraps coordinates, not pixels: it does not interpolate across
        new = applied(Affine(border_mode=border, fill=0.5), images, **AFFINE)
        for image, matrix, got in zip(images, affine_matrices(), new, strict=True):
            expected = cv2.warpAffine(
                image,
                matrix[:2],
                (WIDTH, HEIGHT),
                flags=cv2.INTER_LINEAR,
                borderMode=code,
                borderValue=(0.5, 0.5, 0.5),
            )
            assert_allclose(got, expected, atol=2e-5)


def check_rotation_against_three_libraries():
    image = images_of(1, channels=1, dtype=np.float32)
    for angle in (17.0, -40.0, 100.0):
        got = applied(Rotate(), image, angle=[angle])[0, :, :, 0]
        by_scipy = ndimage.rotate(
            image[0, :, :, 0].astype(np.float64),
            angle,
            reshape=False,
            order=1,
            mode="grid-constant",
            prefilter=False,
        )
        assert_allclose(got, by_scipy, atol=1e-5)
        by_skimage = skimage.transform.rotate(
            np.pad(image[0, :, :, 0], 8), angle, order=1, mode="constant"
        )[8:-8, 8:-8]
        assert_allclose(got, by_skimage, atol=1e-5)
        # Pillow does not interpolate at the border: what is inside is compared.
        by_pillow = np.asarray(
            PIL.Image.fromarray(image[0, :, :, 0]).rotate(angle, PIL.Image.Resampling.BILINEAR)
        )
        covered = ndimage.rotate(
            np.ones((HEIGHT, WIDTH)), angle, reshape=False, order=1, mode="grid-constant"
        )
        inside = ndimage.binary_erosion(covered > 0.999)
        assert inside.sum() > 30
        assert_allclose(got[inside], by_pillow[inside], atol=1e-4)


def check_right_angles_are_exact():
    images = images_of(1, 7, 7)
    for quarters in range(-4, 5):
        got = applied(Rotate(), images, angle=[90.0 * quarters])
        assert_array_equal(got[0], np.rot90(images[0], quarters))
    half_turn = applied(Rotate(), images_of(1), angle=[180.0])
    assert_array_equal(half_turn[0], images_of(1)[0, ::-1, ::-1])


def check_directions_of_a_marker():
    """One bright pixel at the right end of a 5 x 5 image, and another one above the centre."""
    marked = np.zeros((1, 5, 5, 1))
    marked[0, 2, 4], marked[0, 1, 2] = 1, 2

    def places(transform, **draws):
        nearest = transform.set_params(interpolation="nearest")
        new = applied(nearest, marked, **draws)[0, :, :, 0]
        return [tuple(int(i) for i in np.argwhere(new == value)[0]) for value in (1, 2)]

    assert places(Rotate(), angle=[90]) == [(0, 2), (2, 1)]  # counter-clockwise
    assert places(Translate(unit="px"), x=[-1], y=[2]) == [(4, 3), (3, 1)]
    assert places(Translate(), x=[-0.2], y=[0.4]) == [(4, 3), (3, 1)]
    assert places(Shear(), x=[45.0], y=[0]) == [(2, 4), (1, 1)]  # above goes left
    assert places(Shear(), x=[0], y=[45.0]) == [(4, 4), (1, 2)]  # right goes down
    assert places(Scale(), x=[0.5], y=[1.0]) == [(2, 3), (1, 2)]


def check_shear_keeps_the_middle_row():
    images = images_of(1)
    new = applied(Shear(border_mode="edge"), images, x=[30.0], y=[0.0])
    assert_allclose(new[0, HEIGHT // 2], images[0, HEIGHT // 2], atol=1e-12)
    assert not np.allclose(new[0, 1], images[0, 1])


def check_whole_translations_are_shifts():
    images = images_of(2)
    new = applied(Translate(unit="px"), images, x=[3, -2], y=[-1, 4])
    for image, got, shift in zip(images, new, [(-1, 3, 0), (4, -2, 0)], strict=True):
        assert_array_equal(got, ndimage.shift(image, shift, order=0))
    fractions = applied(Translate(), images, x=[0.25, 0], y=[0, -0.15])
    shifts = [(0, 0.25 * WIDTH, 0), (-0.15 * HEIGHT, 0, 0)]
    for image, got, shift in zip(images, fractions, shifts, strict=True):
        assert_allclose(got, ndimage.shift(image, shift, order=1, mode="grid-constant"), atol=1e-12)


def check_scale_is_the_affine_one():
    images = images_of(2)
    new = applied(Scale(), images, x=[1.7, 0.4], y=[0.9, 1.2])
    for image, got, (x, y) in zip(images, new, [(1.7, 0.9), (0.4, 1.2)], strict=True):
        matrix = affine_by_hand(x, y, 0, 0, 0, 0, 0, HEIGHT, WIDTH)
        assert_allclose(got, warped_by_scipy(image, matrix), atol=1e-12)


def check_whole_crops_against_resize():
    """A box of whole pixels, enlarged by skimage: equal except near the box's own edges."""
    images = images_of(1)
    left, top, width, height = 5, 2, 8, 6
    new = applied(
        RandomResizedCrop(),
        images,
        left=[left / WIDTH],
        top=[top / HEIGHT],
        width=[width / WIDTH],
        height=[height / HEIGHT],
    )
    box = images[0, top : top + height, left : left + width]
    expected = skimage.transform.resize(
        box, (HEIGHT, WIDTH), order=1, anti_aliasing=False, mode="edge"
    )
    inside = slice(1, -1), slice(2, -2)
    assert_allclose(new[0][inside], expected[inside], atol=1e-12)
    by_opencv = cv2.resize(box.astype(np.float32), (WIDTH, HEIGHT), interpolation=cv2.INTER_LINEAR)
    assert_allclose(new[0][inside], by_opencv[inside], atol=1e-5)


def check_crop_and_pad_against_pad_and_resize():
    images = images_of(1, 10, 20)
    new = applied(CropAndPad(), images, left=[0.1], top=[-0.2], right=[-0.15], bottom=[0.3])
    # 2 columns are added at the left, 3 taken at the right; 2 rows off the top, 3 at the bottom.
    padded = np.pad(images[0][2:, :-3], [(0, 3), (2, 0), (0, 0)])
    expected = skimage.transform.resize(
        padded, (10, 20), order=1, anti_aliasing=False, mode="constant"
    )
    inside = slice(1, -1), slice(1, -1)
    assert_allclose(new[0][inside], expected[inside], atol=1e-12)


INWARDS = [
    [[0.1, 0.2], [0.05, 0.0], [0.3, 0.1], [0.0, 0.15]],
    [[0.0, 0.0], [0.2, 0.1], [0.0, 0.0], [0.1, 0.3]],
]


def quadrilateral(inwards):
    """The points of a perspective in pixels: first, end of first row, last, start of last row."""
    (a, b), (c, d), (e, f), (g, h) = inwards
    right, bottom = WIDTH - 1, HEIGHT - 1
    return np.array(
        [
            [a * right, b * bottom],
            [right - c * right, d * bottom],
            [right - e * right, bottom - f * bottom],
            [g * right, bottom - h * bottom],
        ]
    )


CORNERS = np.array([[0, 0], [WIDTH - 1, 0], [WIDTH - 1, HEIGHT - 1], [0, HEIGHT - 1]])


def check_perspective_against_two_libraries():
    images = images_of(2)
    new = applied(Perspective(), images, inwards=INWARDS)
    singles = applied(Perspective(), images.astype(np.float32), inwards=INWARDS)
    for image, inwards, got, single in zip(images, INWARDS, new, singles, strict=True):
        shown = skimage.transform.ProjectiveTransform.from_estimate(CORNERS, quadrilateral(inwards))
        expected = skimage.transform.warp(image, shown, order=1, mode="constant")
        assert_allclose(got, expected, atol=1e-7)
        matrix = cv2.getPerspectiveTransform(
            quadrilateral(inwards).astype(np.float32), CORNERS.astype(np.float32)
        )
        by_opencv = cv2.warpPerspective(image.astype(np.float32), matrix, (WIDTH, HEIGHT))
        assert_allclose(single, by_opencv, atol=1e-4)


def check_perspective_takes_points_to_corners():
    images = images_of(2)
    matrices = Perspective().matrices({"inwards": np.array(INWARDS)}, canvas_of(images))
    for matrix, inwards in zip(matrices, INWARDS, strict=True):
        points = np.column_stack([quadrilateral(inwards), np.ones(4)]) @ matrix.T
        assert (points[:, 2] > 0).all()
        assert_allclose(points[:, :2] / points[:, 2:], CORNERS, atol=1e-9)


def check_piecewise_affine_by_triangles():
    """Every triangle by an affine map of skimage, estimated from its three points."""
    rng = np.random.default_rng(0)
    images = images_of(2)
    rows, columns = 3, 5
    offsets = rng.normal(0, 0.05, (2, rows, columns, 2))
    new = applied(PiecewiseAffine(border_mode="edge"), images, offset=offsets)
    y_points, x_points = np.linspace(0, HEIGHT - 1, rows), np.linspace(0, WIDTH - 1, columns)
    for image, offset, got in zip(images, offsets, new, strict=True):
        sources = np.full((HEIGHT, WIDTH, 2), np.nan)
        for top in range(rows - 1):
            for left in range(columns - 1):
                for corner in ((0, 1), (1, 0)):
                    triangle = [(top, left), (top + 1, left + 1)]
                    triangle.append((top + corner[0], left + corner[1]))
                    points = np.array([[x_points[c], y_points[r]] for r, c in triangle])
                    moved = points + [offset[r, c] * (WIDTH, HEIGHT) for r, c in triangle]
                    mapped = skimage.transform.AffineTransform.from_estimate(points, moved)
                    for y in range(HEIGHT):
                        for x in range(WIDTH):
                            if lies_in(points, x, y):
                                sources[y, x] = mapped([x, y])[0]
        assert np.isfinite(sources).all()
        expected = np.stack(
            [
                ndimage.map_coordinates(
                    image[..., c], [sources[..., 1], sources[..., 0]], order=1, mode="nearest"
                )
                for c in range(3)
            ],
            axis=-1,
        )
        assert_allclose(got, expected, atol=1e-5)


def lies_in(triangle, x, y):
    """Whether a point lies in a triangle or on its edge."""
    (ax, ay), (bx, by), (cx, cy) = triangle
    turns = [
        (bx - ax) * (y - ay) - (by - ay) * (x - ax),
        (cx - bx) * (y - by) - (cy - by) * (x - bx),
        (ax - cx) * (y - cy) - (ay - cy) * (x - cx),
    ]
    return min(turns) >= -1e-9 or max(turns) <= 1e-9


def check_control_points_are_hit_exactly():
    offsets = np.random.default_rng(1).normal(0, 0.05, (1, 3, 5, 2))
    images = images_of(1, 9, 17)
    field = PiecewiseAffine().displacements({"offset": offsets}, canvas_of(images))
    assert_allclose(field[0, ::4, ::4], offsets[0] * (17, 9), rtol=1e-6)


def elastic_field(alpha, sigma, seed, height, width, normalize):
    """The field of one image: noise as published, smoothed by SciPy, cut out of one with room."""
    numbers = []
    shape = height, width
    height, width = max(height, 12), max(width, 12)  # 3 times the largest sigma, and one
    state, mask = seed, 2**64 - 1
    for _ in range(height * width):
        state = (state + 0x9E3779B97F4A7C15) & mask
        z = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        z ^= z >> 31
        numbers += [(z >> 40) / 2**24, ((z & 0xFFFFFFFF) >> 8) / 2**24]
    noise = 2 * np.reshape(numbers, (height, width, 2)) - 1
    field = np.stack(
        [
            ndimage.gaussian_filter(noise[..., k], sigma, radius=int(3 * sigma), mode="mirror")
            for k in range(2)
        ],
        axis=-1,
    )[: shape[0], : shape[1]]
    if normalize == "rms":
        field /= np.sqrt((field**2).sum(axis=2).mean())
    return alpha * field


def check_elastic_against_scipy():
    for height, width, normalize in itertools.product((13, 5), (16, 9), ("rms", "none")):
        images = images_of(2, height, width)
        draws = {
            "alpha": np.array([2.0, 0.7]),
            "sigma": np.array([1.5, 3.7]),
            "seed": np.array([3, 2**63 + 5], dtype=np.uint64),
        }
        elastic = ElasticTransform(
            sigma_range=(1.5, 3.7), normalize=normalize, border_mode="reflect"
        )
        new = elastic.apply(images, draws, canvas_of(images))
        for i, image in enumerate(images):
            field = elastic_field(
                *(int(v[i]) if v.dtype == np.uint64 else v[i] for v in draws.values()),
                height,
                width,
                normalize,
            )
            rows, columns = np.mgrid[:height, :width]
            places = [rows + field[..., 1], columns + field[..., 0]]
            for channel in range(3):
                expected = ndimage.map_coordinates(
                    image[..., channel], places, order=1, mode="mirror"
                )
                assert_allclose(new[i, ..., channel], expected, atol=1e-5)


GEOMETRY = [check for name, check in sorted(globals().items()) if name.startswith("check_")]
