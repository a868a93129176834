"""Generated images beside their originals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from oversample._params import check_parameter, integer_from
from oversample.inspection.plots.style import REPORT, check_drawn, pyplot, spaced

if TYPE_CHECKING:
    from oversample.inspection.report import Report


class ImageGridDisplay:
    """A row for each generated image: its base, itself, and its partner.

    Parameters
    ----------
    images : ndarray of shape (n_shown, 3, height, width) or (..., n_channels)
        Base, generated image and partner of each row of the grid.
    titles : list of str
        The class of each row.
    has_partners : bool
        Whether any partner is another image than its base; otherwise partners are not drawn.

    Attributes
    ----------
    axes_ : ndarray of Axes of shape (n_shown, 3) or (n_shown, 2)
        The axes drawn on.
    figure_ : Figure
        Their figure.

    Examples
    --------
    >>> import oversample
    >>> from oversample.plots import ImageGridDisplay
    >>> from sklearn.datasets import load_digits
    >>> X, y = load_digits(return_X_y=True)
    >>> rare = (y != 3) | (y.cumsum() % 7 == 0)
    >>> report = oversample.report(
    ...     oversample.SMOTE(sampling_strategy="minority", random_state=0), X[rare], y[rare]
    ... )
    >>> ImageGridDisplay.from_report(report, image_shape=(8, 8), n_images=4).axes_.shape
    (4, 3)
    """

    def __init__(
        self, *, images: NDArray[Any], titles: list[str], has_partners: bool = True
    ) -> None:
        self.images = images
        self.titles = titles
        self.has_partners = has_partners

    @classmethod
    def from_report(
        cls, report: Report, *, image_shape: Sequence[int] | None = None, n_images: int = 6
    ) -> Self:
        """Draw generated images of a report, evenly spaced among all.

        Parameters
        ----------
        report : Report
            The result of :func:`oversample.report` for a table in which each row is an image.
        image_shape : (height, width) or (height, width, n_channels), optional
            The shape of an image; by default the sampler's ``image_shape``, if it has one.
        n_images : int, default=6
            The largest number of images to draw.

        Returns
        -------
        ImageGridDisplay
            The display.

        Raises
        ------
        ValueError
            If rows are not images of the shape, there are no generated rows, or the sampler has no
            plan of their parents.
        """
        check_drawn(report, *REPORT)
        check_parameter("n_images", n_images, [integer_from(1)], cls.__name__)
        seen = report.seen
        if image_shape is None:
            image_shape = getattr(seen.sampler, "image_shape", None)
        if image_shape is None:
            raise ValueError("image_shape is needed: (height, width), or with channels last.")
        shape = tuple(int(n) for n in image_shape)
        width = seen.table.numeric.shape[1]
        if len(shape) not in (2, 3) or np.prod(shape) != width or seen.table.codes.shape[1]:
            raise ValueError(
                f"image_shape={shape} is no image of the {width} numbers of a row. It is (height, "
                "width) or (height, width, n_channels)."
            )
        parents = seen.parents()
        made = np.arange(seen.n_old, len(seen.codes))
        if parents is None or not len(made):
            raise ValueError(
                f"{seen.sampler!r} made no images, or does not tell where they come from."
            )
        shown = spaced(made, n_images)
        base, partner = (rows[shown - seen.n_old] for rows in parents)
        rows = np.stack([base, shown, partner], axis=1)
        images = np.asarray(seen.table.numeric)[rows].reshape(*rows.shape, *shape)
        titles = [str(seen.labels[code]) for code in seen.codes[shown]]
        return cls(images=images, titles=titles, has_partners=bool((base != partner).any())).plot()

    def plot(self) -> Self:
        """Draw the images in a new figure.

        Returns
        -------
        ImageGridDisplay
            The display.
        """
        names = ["original", "generated", "partner"][: 3 if self.has_partners else 2]
        n_shown = len(self.images)
        self.figure_, self.axes_ = pyplot().subplots(
            n_shown,
            len(names),
            figsize=(0.4 + 1.3 * len(names), 0.4 + 1.3 * n_shown),
            squeeze=False,
            layout="constrained",
        )
        low, high = float(np.nanmin(self.images)), float(np.nanmax(self.images))
        is_color = self.images.ndim == 5 and self.images.shape[-1] in (3, 4)
        for row, images, title in zip(self.axes_, self.images, self.titles, strict=True):
            for ax, image in zip(row, images, strict=False):
                if is_color:
                    ax.imshow((image - low) / max(high - low, 1e-300))
                else:
                    grey = image if image.ndim == 2 else image.mean(axis=-1)
                    ax.imshow(grey, cmap="gray", vmin=low, vmax=high)
                ax.set(xticks=[], yticks=[])
            row[0].set_ylabel(title)
            row[1].spines[:].set_linewidth(2.5)
        for ax, name in zip(self.axes_[0], names, strict=True):
            ax.set_title(name, fontsize="medium")
        return self
