"""Training a corrector of mixtures beside a classifier: pairs of rows, and what is minimised."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from oversample._random import Stream
from oversample.deep._augmenters import ImageNetworks, Networks
from oversample.deep._style import gram, style_distance
from oversample.generative.uniforms import pick

Augmentation = Literal["content", "style", "none"]
"""What a made row is compared with a third row of its class by."""


class Weights(NamedTuple):
    """The weights of what is minimised; see :class:`oversample.deep.NeuralAugmentation`."""

    classification: float
    augmentation: float
    diversity: float


class Drawn(NamedTuple):
    """Pairs of rows of one class each, a step between them, and a third row of the class.

    Attributes
    ----------
    first, second, third : ndarray of shape (n,), intp
        Row numbers.
    step : ndarray of shape (n,), float64
        The share of the way from the first to the second.
    """

    first: NDArray[np.intp]
    second: NDArray[np.intp]
    third: NDArray[np.intp]
    step: NDArray[np.float64]


class PairPools(NamedTuple):
    """Where pairs are drawn from, by the law of new rows.

    Attributes
    ----------
    rows : list of ndarrays
        The rows of each class that is to be filled.
    partners : list of ndarrays of shape (n_class, k), or None
        The neighbours of each, as row numbers; None: any other row of the class, and steps up to
        the middle.
    """

    rows: list[NDArray[np.intp]]
    partners: list[NDArray[np.intp]] | None

    def draw(self, n: int, rng: Stream) -> Drawn:
        """Draw pairs, all classes alike; those of one class come one after the other."""
        sizes = np.array([len(rows) for rows in self.rows])
        group = np.sort(rng.integers(len(sizes), n))
        first, third = (pick(rng.uniform(n), sizes[group]) for _ in range(2))
        chance, step = rng.uniform(n), rng.uniform(n)
        starts, rows = (np.cumsum(sizes) - sizes)[group], np.concatenate(self.rows)
        if self.partners is None:
            other = (first + 1 + pick(chance, sizes[group] - 1)) % sizes[group]
            second, step = rows[starts + other], step / 2
        else:
            partners = np.concatenate(self.partners)
            second = partners[starts + first, pick(chance, partners.shape[1])]
        return Drawn(rows[starts + first], second, rows[starts + third], step)


class Batch(NamedTuple):
    """The rows of a step, as tensors in units.

    Attributes
    ----------
    real : Tensor of shape (n, n_numbers)
        Rows of all classes.
    real_classes : Tensor of shape (n,)
        Their classes.
    first, second, third : Tensor of shape (m, n_numbers)
        Pairs of rows of a class, and a third row of it.
    mixture : Tensor of shape (m, n_numbers)
        What lies between first and second.
    classes : Tensor of shape (m,)
        The classes of pairs.
    low, high : Tensor of shape (m, n_numbers)
        The ranges of these classes.
    """

    real: Any
    real_classes: Any
    first: Any
    second: Any
    third: Any
    mixture: Any
    classes: Any
    low: Any
    high: Any


def losses(
    torch: Any,
    networks: Networks,
    parameters: Any,
    batch: Batch,
    augmentation: Augmentation,
    weights: Weights,
) -> dict[str, Any]:
    r"""Return the losses of one step.

    Both networks minimise the cross-entropy of real and of made rows; the corrector also the
    distance of made rows from third rows, and how much closer made rows of a class are to each
    other than mixtures.

    Parameters
    ----------
    torch : module
        The module torch.
    networks : RowNetworks or ImageNetworks
        The measures.
    parameters : Tensor of shape (n_parameters,)
        All parameters.
    batch : Batch
        The rows.
    augmentation : {"content", "style", "none"}
        By what made rows are compared with third ones: cells, or Gram matrices.
    weights : Weights
        Those of the three parts.

    Returns
    -------
    dict of scalar Tensors
        ``"loss"``, and its parts ``"classification"``, ``"augmentation"`` and ``"diversity"``.
    """
    own, of_classifier = parameters[: networks.n_own], parameters[networks.n_own :]
    one_hot = torch.nn.functional.one_hot(batch.classes, networks.n_classes).to(parameters.dtype)
    pair = batch.first, batch.second, batch.mixture
    made = batch.mixture + networks.correct(torch, own, *pair, one_hot)
    made = torch.minimum(torch.maximum(made, batch.low), batch.high)
    rows = torch.cat([batch.real, made])
    found = networks.logits(torch, of_classifier, rows)
    told = torch.cat([batch.real_classes, batch.classes])
    classification = torch.nn.functional.cross_entropy(found, told)
    distance = made.new_zeros(())
    if augmentation == "content":
        distance = (made - batch.third).square().mean()
    elif augmentation == "style":
        assert isinstance(networks, ImageNetworks)
        maps = [networks.maps(torch, of_classifier.detach(), part) for part in (made, batch.third)]
        distance = style_distance(maps[0], [gram(one) for one in maps[1]]).mean()
    diversity = shortfall(made, batch.mixture, batch.classes)
    loss = weights.classification * classification + weights.augmentation * distance
    return {
        "loss": loss + weights.diversity * diversity,
        "classification": classification,
        "augmentation": distance,
        "diversity": diversity,
    }


def shortfall(made: Any, mixture: Any, classes: Any) -> Any:
    """Return by what share made rows of a class are closer to each other than mixtures.

    That of the mean absolute distance between each row and the one before it, if both are of one
    class; 0 where they are as far apart, or farther.
    """
    alike = (classes[1:] == classes[:-1]).to(made.dtype)
    apart, wanted = ((rows[1:] - rows[:-1]).abs().mean(dim=1) @ alike for rows in (made, mixture))
    return (1 - apart / (wanted + 1e-12)).clamp(min=0)
