"""Images with the content of one and the style of another, by gradient steps on pixels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from oversample.deep._training import DECAYS, TINY


class StyleLoss(NamedTuple):
    """The weights of what is minimised.

    Attributes
    ----------
    content, style, variation : float
        Weights of the squared distance of the deepest maps from those of the content image; of
        that of Gram matrices from those of the style image; of differences between neighbouring
        pixels.
    """

    content: float
    style: float
    variation: float


def gram(maps: Any) -> Any:
    r"""Return the Gram matrix of the maps of each image.

    .. math:: G_{ij} = \frac{1}{N M} \sum_k F_{ik} F_{jk}

    with :math:`N` maps of :math:`M` positions: which features come together, wherever.

    Parameters
    ----------
    maps : Tensor of shape (n, N, ...)
        The maps.

    Returns
    -------
    Tensor of shape (n, N, N)
    """
    flat = maps.flatten(2)
    return flat @ flat.transpose(1, 2) / (flat.shape[1] * flat.shape[2])


def style_distance(found: list[Any], wanted: list[Any]) -> Any:
    """Return a quarter of the squared distance of Gram matrices, the mean over layers: (n,)."""
    distances = [
        (gram(maps) - matrix).square().sum((1, 2)) / 4
        for maps, matrix in zip(found, wanted, strict=True)
    ]
    return sum(distances) / len(distances)


def variation(images: Any) -> Any:
    """Return the mean step between neighbouring pixels, down and across: (n,)."""
    down, across = images.diff(dim=2).abs(), images.diff(dim=3).abs()
    return sum(step.flatten(1).mean(1) for step in (down, across) if step.numel())


def stylise(
    torch: Any,
    maps_of: Callable[[Any], list[Any]],
    content: Any,
    style: Any,
    loss: StyleLoss,
    *,
    strength: float,
    n_steps: int,
    learning_rate: float,
) -> Any:
    """Move the pixels of images until they have enough of the style of others.

    Steps of Adam from the content image; after each, pixels are cut to black and white. An image
    rests as soon as its style distance has fallen by the share ``strength``, and what is returned
    is where it was least. Images do not see each other.

    Parameters
    ----------
    torch : module
        The module torch.
    maps_of : callable
        Returns the maps of images, the deepest last.
    content, style : Tensors of shape (n, channels, height, width)
        Images, black 0 and white 1.
    loss : StyleLoss
        What is minimised.
    strength : float
        By what share the style distance is to fall, in (0, 1].
    n_steps : int
        The most steps.
    learning_rate : float
        The size of steps, in shares of the range from black to white.

    Returns
    -------
    Tensor of shape (n, channels, height, width)
    """
    with torch.no_grad():
        wanted = [gram(maps) for maps in maps_of(style)]
    images = content.clone()
    mean, square = torch.zeros_like(images), torch.zeros_like(images)
    best, best_distance, enough, target = images.clone(), None, None, None
    for step in range(n_steps + 1):
        images.requires_grad_(True)
        found = maps_of(images)
        if target is None:
            # Found in this very pass: Adam would blow up the last bits of another.
            target = found[-1].detach()
        distance = style_distance(found, wanted)
        losses = loss.style * distance + loss.variation * variation(images)
        losses = losses + loss.content * (found[-1] - target).square().flatten(1).mean(1) / 2
        # A sum: the gradient of an image is that of its own loss.
        (gradient,) = torch.autograd.grad(losses.sum(), images)
        with torch.no_grad():
            distance = distance.detach()
            if best_distance is None or enough is None:
                best_distance, enough = distance.clone(), (1 - strength) * distance
            rests = (best_distance <= enough)[:, None, None, None]
            is_better = (distance < best_distance)[:, None, None, None] & ~rests
            best = torch.where(is_better, images.detach(), best)
            best_distance = torch.minimum(best_distance, distance)
            mean = mean.lerp(gradient, 1 - DECAYS[0])
            square = square * DECAYS[1] + (1 - DECAYS[1]) * gradient.square()
            size = learning_rate / (1 - DECAYS[0] ** (step + 1))
            root = (square / (1 - DECAYS[1] ** (step + 1))).sqrt() + TINY
            images = (images.detach() - size * mean / root).clamp(0, 1)
    return best
