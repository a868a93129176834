"""One rule on labels that ``y`` alone does not hold: soft ones, and those split into weights."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from oversample.exceptions import InvalidParameterError, SoftLabelsWarning, warn

_are_carried: ContextVar[bool] = ContextVar("soft labels are carried", default=False)

# What the process has warned of.
_warned: dict[type[Warning], object] = {}

_LEFT_OUT = {
    "soft": (
        "y has the label of one row of each mixed pair, and the weights of all classes are in "
        "soft_labels_ only"
    ),
    "split": "y has mixed rows twice, once with each label, and their weights are in "
    "sample_weight_ only",
}


def has_soft_labels(sampler: Any) -> bool:
    """Return whether a sampler, or one inside it, has labels that ``y`` does not hold.

    Parameters
    ----------
    sampler : object
        Any sampler, with any number of wrappers around it.

    Returns
    -------
    bool
        True if one of them has ``labels="soft"`` or ``"split"``.
    """
    return any(
        name.split("__")[-1] == "labels" and value in ("split", "soft")
        for name, value in sampler.get_params().items()
    )


def check_hard_labels(sampler: Any, owner: str, returned: str) -> None:
    """Raise if a sampler has soft labels, which its user cannot carry.

    Parameters
    ----------
    sampler : object
        The sampler.
    owner : str
        The function or class that uses it, for the message.
    returned : str
        What that one returns instead, for the message.

    Raises
    ------
    InvalidParameterError
        If it does.
    """
    if hasattr(sampler, "get_params") and has_soft_labels(sampler):
        raise InvalidParameterError(
            f"{owner} gives {returned}, but {sampler!r} with soft labels, split or not, tells more "
            "than that: the weights of its labels would be lost. Set labels='hard', or train "
            "SoftLabelClassifier(estimator, sampler), which passes them on as weights."
        )


@contextmanager
def carrying_soft_labels() -> Iterator[None]:
    """Set, for the time of a call, that its caller carries the labels that ``y`` does not hold."""
    token = _are_carried.set(True)
    try:
        yield
    finally:
        _are_carried.reset(token)


def warn_of_soft_labels(sampler: Any) -> None:
    """Warn, once in a process, that ``y`` does not hold the labels of what was made.

    Parameters
    ----------
    sampler : object
        The sampler, with ``labels="soft"`` or ``"split"``.
    """
    if _are_carried.get():
        return
    first = object()
    # One step, between the halves of which no other thread can come.
    if _warned.setdefault(SoftLabelsWarning, first) is first:
        warn(
            f"{type(sampler).__name__} has labels={sampler.labels!r}: {_LEFT_OUT[sampler.labels]}. "
            "A Pipeline trains on y and loses them. Train SoftLabelClassifier(estimator, sampler), "
            "which passes them on; or, where your own code does, ignore "
            "oversample.exceptions.SoftLabelsWarning. It comes once in a process.",
            SoftLabelsWarning,
        )
