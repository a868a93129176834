"""Elastic distortion."""

from __future__ import annotations

from math import floor
from typing import ClassVar, Literal, get_args

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from oversample._params import one_of
from oversample.image.canvas import Canvas, FillLike
from oversample.image.draws import Draws
from oversample.image.geometric.base import FieldTransform
from oversample.image.geometric.interpolation import BorderMode, Interpolation
from oversample.image.pixel.blur import gaussian_weights
from oversample.image.ranges import Range, draw_seeds, draw_uniform, range_within

# Standard deviations up to which the Gaussian has weights; beyond, they are below 0.3 % in sum.

Normalize = Literal["rms", "none"]
"""The scale of displacements."""

_TRUNCATE = 3.0


class ElasticTransform(FieldTransform):
    r"""Move every pixel by a smooth random field ([1]_, section 2).

    The pixel at :math:`p` takes the value at :math:`p + D(p)`. Both components of the field
    :math:`D` are noise from the uniform distribution on [-1, 1], smoothed with a Gaussian:

    .. math:: D = \alpha \, \frac{G_\sigma * U}{\operatorname{rms}(G_\sigma * U)}

    With ``normalize="rms"`` the strength :math:`\alpha` is the root mean square displacement of the
    image's pixels, in pixels, for every :math:`\sigma`. With ``"none"`` the field is not divided,
    as in the paper: the same :math:`\alpha` then moves pixels less, the greater :math:`\sigma` is.

    .. warning:: Strong distortions open and close gaps: a 3 becomes an 8, a 4 a 9.

    Parameters
    ----------
    alpha_range : float or (float, float), default=(0.5, 2.0)
        The strength :math:`\alpha`, from 0 to a million.
    sigma_range : float or (float, float), default=(3.0, 5.0)
        The standard deviation :math:`\sigma` of the Gaussian in pixels, from 0.1 to 1000.
    normalize : {"rms", "none"}, default="rms"
        Whether the strength is the root mean square displacement, or a factor of the field.
    interpolation : {"bilinear", "nearest"}, default="bilinear"
        The interpolation of values between pixels.
    border_mode : {"constant", "edge", "reflect", "symmetric", "wrap"}, default="constant"
        The values outside of the image, as named by :func:`numpy.pad`.
    fill : float or sequence of float, default=0.0
        The constant of ``border_mode="constant"``, as a fraction of the value range (0:
        black, 1: white); or one for each channel.

    References
    ----------
    .. [1] P. Y. Simard, D. Steinkraus and J. C. Platt, "Best practices for convolutional neural
       networks applied to visual document analysis", ICDAR 2003.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample.image import ElasticTransform
    >>> stripes = np.tile([0.0, 1.0], (1, 8, 4))
    >>> ElasticTransform(alpha_range=1).transform(stripes, random_state=0).shape
    (1, 8, 8)
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        "alpha_range": [range_within(0, 1e6)],
        "sigma_range": [range_within(0.1, 1000)],
        "normalize": [one_of(*get_args(Normalize))],
        **FieldTransform._parameter_constraints,
    }

    def __init__(
        self,
        alpha_range: Range = (0.5, 2.0),
        sigma_range: Range = (3.0, 5.0),
        *,
        normalize: Normalize = "rms",
        interpolation: Interpolation = "bilinear",
        border_mode: BorderMode = "constant",
        fill: FillLike = 0.0,
    ) -> None:
        self.alpha_range = alpha_range
        self.sigma_range = sigma_range
        self.normalize = normalize
        self.interpolation = interpolation
        self.border_mode = border_mode
        self.fill = fill

    def _sample(self, n: int, rng: Generator) -> Draws:
        for_alpha, for_sigma, for_seeds = rng.spawn(3)
        return {
            "alpha": draw_uniform(for_alpha, self.alpha_range, n),
            "sigma": draw_uniform(for_sigma, self.sigma_range, n),
            "seed": draw_seeds(for_seeds, n),
        }

    def displacements(self, draws: Draws, canvas: Canvas) -> NDArray[np.float32]:
        """Return the displacements; see :meth:`FieldTransform.displacements`."""
        from oversample._kernels.image.elastic import write_elastic

        # The field of a narrow image is cut out of one as wide as the Gaussian.
        room = floor(_TRUNCATE * np.max(self.sigma_range)) + 1
        farthest = max(min(canvas.height, canvas.width), room) - 1
        gaussians = gaussian_weights(draws["sigma"], _TRUNCATE, farthest, np.float32)
        field = np.empty((len(draws["seed"]), canvas.height, canvas.width, 2), np.float32)
        is_normalized = self.normalize == "rms"
        # Without JIT, NumPy warns of integers that wrap around.
        with np.errstate(over="ignore"):
            write_elastic(draws["seed"], *gaussians, draws["alpha"], is_normalized, room, field)
        return field
