"""Over-sampling by transformed copies of images."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, NamedTuple

import numpy as np
from numpy.random import Generator, SeedSequence
from numpy.typing import NDArray

from oversample._image_shape import Shape
from oversample._params import Threads
from oversample._random import RandomStateLike
from oversample._strategy import StrategyLike
from oversample.base import STRATEGY, Problem
from oversample.image.base import ImageTransform
from oversample.image.canvas import ValueRange, ValueRangeLike
from oversample.image.geometric.affine import Affine
from oversample.image.policies.base import OneTransform, Transforms
from oversample.image.policies.compose import Compose
from oversample.image.sampling.base import BaseImageOverSampler
from oversample.image.sampling.plan import ImagePlan, Part
from oversample.image.sampling.table import ImageTable

# Small moves, after which a digit, a letter or a face still has its label.
DEFAULT_POLICY = Affine(
    scale_range=(0.9, 1.1),
    angle_range=(-10.0, 10.0),
    x_shear_range=(-5.0, 5.0),
    x_translate_range=(-0.05, 0.05),
    y_translate_range=(-0.05, 0.05),
    border_mode="edge",
)


IMAGES: dict[str, list[type | None]] = {
    **STRATEGY,
    "image_shape": [Shape],
    "value_range": [ValueRange],
    "n_jobs": [Threads, None],
}
"""The parameters of all samplers of images."""


class Context(NamedTuple):
    """State of a run: the parts of all plans, and the base rows of each class."""

    parts: tuple[Part, ...]
    number_of: Mapping[Any, int]
    base_of: Mapping[Any, NDArray[np.intp]]


class ImageOverSampler(BaseImageOverSampler):
    r"""Fill a class with transformed copies of its own images.

    Every row of the table is an image, flattened in C order with channels last. A new row is
    :math:`T_{\theta}(x_{base})`: a row of the class, changed by the transforms with parameters
    :math:`\theta` that are drawn for it alone. Each row of the class is the base of one new row
    before any is the base of a second, in random order.

    Interpolation between images blends two of them into a double exposure. This makes images that
    could have been taken, provided that the transforms keep the label true, which depends on the
    data: see the warnings of each transform in the documentation.

    Parameters
    ----------
    image_shape : (int, int) or (int, int, int)
        Height, width and, if there are several, channels of each image. One may be -1: it follows
        from the length of a row.
    transforms : ImageTransform, list of ImageTransform or None, default=None
        A transform or policy of :mod:`oversample.image`, or a list, applied one after the other.
        None: an :class:`~oversample.image.Affine` of small moves: up to 10 degrees, 5 % of the
        side, 10 % of size, 5 degrees of shear, borders continued.
    sampling_strategy : str, float, dict or callable, default="auto"
        The number of rows of each class afterwards; see :class:`oversample.BaseOverSampler`.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed. The images of a class do not depend on the other classes that are filled.
    value_range : "auto" or (float, float), default="auto"
        The values of black and white; intensities of transforms are fractions of their distance.
        ``"auto"``: the limits of the dtype if it has 8 bits; 0 and 1 for floats that are all
        within; 0 and 255 for wider integers that are all within, and for floats that are all within
        and of which some pass half of it; otherwise the smallest and the largest pixel, with a
        warning where these may be dark images of a known scale.
    n_jobs : int or None, default=None
        Threads that transform images; None and -1 are all cores. The result does not depend on it.

    Attributes
    ----------
    plan_ : oversample.image.ImagePlan
        The base row of every new image and the parameters drawn for it;
        ``plan_.replay(masks, how="masks")`` moves masks of pixels in the same way.
    image_shape_ : tuple of three int
        Height, width and channels.
    value_range_ : tuple of two float
        The values of black and white.
    sampling_strategy_, synthetic_mask_, n_synthetic_, sample_weight_
        See :class:`oversample.SMOTE`.

    Examples
    --------
    >>> from sklearn.datasets import load_digits
    >>> from oversample import ImageOverSampler
    >>> from oversample.image import Rotate, Translate
    >>> X, y = load_digits(return_X_y=True)
    >>> X, y = X[:120], y[:120] == 8
    >>> sampler = ImageOverSampler((8, 8), [Rotate((-10, 10)), Translate()], random_state=0)
    >>> X_resampled, y_resampled = sampler.fit_resample(X, y)
    >>> int(y.sum()), int(y_resampled.sum()), X_resampled.shape
    (9, 111, (222, 64))
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **IMAGES,
        "transforms": [OneTransform, Transforms, None],
    }

    _reads_one_class: ClassVar[bool] = True

    def __init__(
        self,
        image_shape: Sequence[int],
        transforms: ImageTransform | Sequence[ImageTransform] | None = None,
        *,
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
        value_range: ValueRangeLike = "auto",
        n_jobs: int | None = None,
    ) -> None:
        self.image_shape = image_shape
        self.transforms = transforms
        self.sampling_strategy = sampling_strategy
        self.random_state = random_state
        self.value_range = value_range
        self.n_jobs = n_jobs

    def _encode(self, X: Any) -> ImageTable:
        table, policy = super()._encode(X), self._policy()
        # Nested parameters are checked when they are drawn from.
        policy.sample(0, np.random.default_rng(0))
        policy.check_canvas(table.canvas)
        return table

    def _policy(self) -> ImageTransform:
        if self.transforms is None:
            return DEFAULT_POLICY
        if isinstance(self.transforms, ImageTransform):
            return self.transforms
        return Compose(self.transforms)

    def _prepare(self, problem: Problem) -> Context:
        entropy = problem.streams.start().integers(2**31, 8).tolist()
        parts: list[Part] = []
        number_of, base_of = {}, {}
        for label, n_new in problem.n_new.items():
            # A stream for each class, independent of the other classes that are filled.
            seed = SeedSequence(entropy, spawn_key=(problem.target.code_of(label),))
            for_rows, for_draws = np.random.default_rng(seed).spawn(2)
            policy = self._policy_for(label)
            number_of[label] = len(parts)
            parts.append(Part(policy, policy.sample(n_new, for_draws)))
            base_of[label] = choose_rows(problem.rows_of(label), n_new, for_rows)
        return Context(tuple(parts), number_of, base_of)

    def _policy_for(self, label: Any) -> ImageTransform:
        return self._policy()

    def _generate(
        self, problem: Problem, context: Context, label: Any, n_new: int
    ) -> tuple[ImagePlan, None]:
        base = context.base_of[label]
        plan = ImagePlan(
            base,
            base,
            np.zeros(n_new),
            part=np.full(n_new, context.number_of[label]),
            draw=np.arange(n_new),
            parts=context.parts,
            canvas=self._canvas(problem),
            n_jobs=self.n_jobs,
        )
        return plan, None


def choose_rows(rows: NDArray[np.intp], n_new: int, rng: Generator) -> NDArray[np.intp]:
    """Draw rows in rounds: in each round every row is drawn once, in random order.

    Parameters
    ----------
    rows : ndarray of shape (n,)
        The rows to draw from.
    n_new : int
        The number of rows to draw.
    rng : Generator
        The source of draws.

    Returns
    -------
    ndarray of shape (n_new,)
        The drawn rows.
    """
    n_rounds = -(-n_new // len(rows))
    order = np.argsort(rng.uniform(size=(n_rounds, len(rows))), axis=1)
    return rows[order.ravel()[:n_new]]
