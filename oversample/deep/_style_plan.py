"""Plans of images in the style of others, and what makes them: a network and its settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from oversample._blocks import blocks
from oversample.deep._features import FeatureMaps, FeatureNetwork, as_images, as_rows
from oversample.deep._moved import shares
from oversample.deep._style import StyleLoss, stylise
from oversample.deep._torch import import_torch, one_thread
from oversample.image.rounding import to_pixels
from oversample.image.sampling.made import MadeImagesPlan, read_images, shaped
from oversample.plan import Plan
from oversample.plan.base import ReplayRule

_BLOCK = 64
"""Images that take steps together: always so many, filled up with black ones, so that what becomes
of an image does not depend on their number."""


class Network(NamedTuple):
    """What sees the images, and where.

    Attributes
    ----------
    shape : FeatureNetwork
        Its measures.
    parameters : ndarray of shape (n_parameters,), float32
        Its parameters; none where features are the user's own.
    own : callable or None
        The user's own features.
    device : str
        Where torch computes.
    owner : str
        The sampler, for messages.
    """

    shape: FeatureNetwork
    parameters: NDArray[np.float32]
    own: FeatureMaps | None
    device: str
    owner: str


class Settings(NamedTuple):
    """How images are made.

    Attributes
    ----------
    loss : StyleLoss
        What is minimised.
    strength : float
        The share by which the style distance is to fall.
    n_steps : int
        The most steps.
    step_size : float
        The size of steps.
    """

    loss: StyleLoss
    strength: float
    n_steps: int
    step_size: float


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class StylePlan(MadeImagesPlan):
    """Content, style, and the network that sees both: all of which new images are made.

    Attributes
    ----------
    base : ndarray of shape (n_new,), intp
        The row of each content image.
    partner : ndarray of shape (n_new,), intp
        The row of each style image, of the same class.
    step : ndarray of shape (n_new,), float64
        The strength: the share of the way to the partner that weights are carried by.
    network : Network
        What sees images.
    settings : Settings
        How images are made.
    canvas : Canvas
        Shape and value range of the images.
    """

    network: Network
    settings: Settings

    def _write(self, X: NDArray[Any], out: NDArray[Any]) -> None:
        torch = import_torch(self.network.owner)
        with one_thread(torch):
            for block in blocks(len(self), 1, _BLOCK):
                content, style = X[self.base[block]], X[self.partner[block]]
                out[block] = to_pixels(self._stylised(torch, content, style), out.dtype)

    def _stylised(
        self, torch: Any, content: NDArray[Any], style: NDArray[Any]
    ) -> NDArray[np.float64]:
        """Return some images with the style of others."""
        shape, canvas, settings = self.network.shape, self.canvas, self.settings
        parameters = torch.tensor(self.network.parameters, device=self.network.device)

        def seen(pixels: NDArray[Any]) -> Any:
            padded = np.zeros((_BLOCK, pixels.shape[1]), dtype=np.float32)
            padded[: len(pixels)] = shares(pixels, canvas)
            tensor = torch.tensor(padded.clip(0, 1), device=self.network.device)
            return as_images(torch, tensor, shape.image)

        def maps_of(images: Any) -> list[Any]:
            if self.network.own is None:
                return shape.maps(torch, parameters, images)
            maps = self.network.own(images)
            return list(maps) if isinstance(maps, list | tuple) else [maps]

        images = stylise(
            torch,
            maps_of,
            seen(content),
            seen(style),
            settings.loss,
            strength=settings.strength,
            n_steps=settings.n_steps,
            learning_rate=settings.step_size,
        )
        rows = as_rows(images)[: len(content)].cpu().numpy().astype(np.float64)
        return np.where(content == style, content, canvas.low + rows * canvas.span)

    def replay(self, array: Any, *, how: ReplayRule = "auto") -> Any:
        """Apply the plan to another array or frame that has the input's rows.

        Parameters
        ----------
        array : array-like, Series or DataFrame of shape (n_rows, ...)
            One entry for each row of the table that was resampled, in the same order.
        how : {"auto", "interpolate", "base", "partner"}, default="auto"
            ``"auto"``: images of the same number of pixels get content and style of the same rows,
            by the same network; all else is that of the base row, the content. ``"interpolate"``:
            numbers are interpolated by the strength. ``"base"``, ``"partner"``: copies of that row.

        Returns
        -------
        object
            The same container: the rows of ``array``, then one for each synthetic row.

        Raises
        ------
        ValueError
            If ``how`` is unknown, or the array has not the rows of the resampled table.
        """
        if how != "auto":
            bare = Plan(self.base, self.partner, self.step, n_rows=self.n_rows)
            return bare.replay(array, how=how)
        if not self._are_images(array):
            return super().replay(array, how="base")
        self._count_rows(array)
        return shaped(read_images(array).extend(self), array)
