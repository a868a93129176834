"""Image transforms as a step of a scikit-learn pipeline, on rows of pixels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Self

import numpy as np
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin
from sklearn.utils import Tags
from sklearn.utils.validation import check_is_fitted

from oversample._given import check_given
from oversample._image_shape import Shape, check_image_shape
from oversample._params import Seed, Threads, validate_parameters
from oversample._random import RandomStateLike
from oversample._table import check_container, is_frame, read_column_names, take_rows
from oversample.image.base import ImageTransform
from oversample.image.canvas import Canvas, ValueRange, ValueRangeLike
from oversample.image.draws import generator_of
from oversample.image.policies.base import OneTransform, Transforms
from oversample.image.policies.compose import Compose
from oversample.image.sampling.plan import ImagePlan, Part
from oversample.image.sampling.table import read_pixels


class ImageTransformer(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """Transform every row of a table, which is a flattened image.

    ``fit`` learns the shape and the value range of the images only. Row i depends on the seed and
    on i, not on the number of images. As a step of a pipeline it transforms the images of
    ``predict`` too, which is rarely useful: to train on transformed images use
    :class:`~oversample.ImageOverSampler`. This transformer serves to view transforms, to make
    disturbed test sets, and to normalise.

    Parameters
    ----------
    image_shape : (int, int) or (int, int, int)
        Height, width and, if there are several, channels of each image. One may be -1: it follows
        from the length of a row.
    transforms : ImageTransform or list of ImageTransform
        A transform or policy, or a list, applied one after the other.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed.
    value_range : "auto" or (float, float), default="auto"
        The values of black and white; see :meth:`ImageTransform.transform`.
    n_jobs : int or None, default=None
        Threads; None and -1 are all cores. The result does not depend on it.

    Attributes
    ----------
    image_shape_ : tuple of three int
        Height, width and channels.
    value_range_ : tuple of two float
        The values of black and white.
    n_features_in_, feature_names_in_
        The number of columns, and their names, if all are strings.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample.image import HorizontalFlip, ImageTransformer
    >>> ImageTransformer((1, -1), HorizontalFlip()).fit_transform([[1, 2, 3]])
    [[3, 2, 1]]
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        "image_shape": [Shape],
        "transforms": [OneTransform, Transforms],
        "random_state": [Seed],
        "value_range": [ValueRange],
        "n_jobs": [Threads, None],
    }

    def __init__(
        self,
        image_shape: Sequence[int],
        transforms: ImageTransform | Sequence[ImageTransform],
        *,
        random_state: RandomStateLike = None,
        value_range: ValueRangeLike = "auto",
        n_jobs: int | None = None,
    ) -> None:
        self.image_shape = image_shape
        self.transforms = transforms
        self.random_state = random_state
        self.value_range = value_range
        self.n_jobs = n_jobs

    def fit(self, X: Any, y: Any = None) -> Self:
        """Learn the shape and the value range.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_rows, n_pixels)
            Flattened images.
        y : None
            Not used.

        Returns
        -------
        self
            The fitted transformer.

        Raises
        ------
        ValueError
            If a parameter is not usable, or ``X`` is no table of pixels.
        """
        validate_parameters(self)
        check_given(X, y, self)
        read_column_names(self, X)
        owner = type(self).__name__
        pixels = read_pixels(X, owner).numeric
        shape = check_image_shape(self.image_shape, pixels.shape[1], owner)
        canvas = Canvas.of(shape, pixels, self.value_range)
        policy = self._policy()
        # Nested parameters are checked when they are drawn from.
        policy.sample(0, np.random.default_rng(0))
        policy.check_canvas(canvas)
        self.image_shape_ = canvas.shape
        self.value_range_ = canvas.low, canvas.high
        return self

    def transform(self, X: Any) -> Any:
        """Transform images, each with draws of its own.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_rows, n_pixels)
            Flattened images; they are not changed.

        Returns
        -------
        object of the type and dtypes of ``X``
            The new image of each row.
        """
        check_is_fitted(self)
        check_container(X, "X")
        table = read_pixels(X, type(self).__name__)
        read_column_names(self, X, reset=False)
        n_rows, policy = len(table.numeric), self._policy()
        draws = policy.sample(n_rows, generator_of(self.random_state))
        rows = np.arange(n_rows)
        plan = ImagePlan(
            rows,
            rows,
            np.zeros(n_rows),
            part=np.zeros(n_rows, dtype=np.intp),
            draw=rows,
            parts=(Part(policy, draws),),
            canvas=Canvas(*self.image_shape_, *self.value_range_),
            n_jobs=self.n_jobs,
        )
        new = take_rows(table.extend(plan), n_rows + rows)
        if is_frame(new):
            new.index = X.index
        return new

    def _policy(self) -> ImageTransform:
        if isinstance(self.transforms, ImageTransform):
            return self.transforms
        return Compose(self.transforms)

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        # The draws of a row depend on its number: reordered rows are transformed otherwise.
        tags.non_deterministic = True
        return tags
