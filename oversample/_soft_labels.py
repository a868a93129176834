"""One rule on labels that ``y`` alone does not hold: soft ones, and those split into weights."""

from __future__ import annotations

from typing import Any

from oversample.exceptions import InvalidParameterError


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
