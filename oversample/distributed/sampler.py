"""Which samplers work on collected rows, and the seed of each block of new rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.random import SeedSequence

from oversample._params import validate_parameters
from oversample._public import HOME
from oversample._random import Streams, make_streams
from oversample._sampler import check_sampler
from oversample.base import BaseOverSampler
from oversample.distributed.support import check_machine

# Parameters that look at rows of other classes, or at all new rows of a class at once: the values
# that do not, and what the others need.
_WHOLE_TABLE: dict[str, tuple[Any, str]] = {
    "scale": (None, "takes its units from the whole table"),
    "encoder": (None, "is fitted to the whole table"),
    "grid": ("off", "looks at all cells of a column"),
    "bases": ("random", "deals bases over all new rows of a class"),
    "row_transform": (None, "may leave the range of a column"),
    "labels": ("hard", "gives rows more than the one label that is written"),
}

_OTHER_CLASSES = ("same", "draws partners from rows of other classes")
_PARTNERS: dict[str, tuple[Any, str]] = dict.fromkeys(("pairs", "partner"), _OTHER_CLASSES)
"""Those that may draw partners of any class."""


def reads_one_class(kind: type) -> bool:
    """Return whether a class of samplers says of itself that it reads one class at a time."""
    return bool(vars(kind).get("_reads_one_class", False))


def reads_nearest(kind: type) -> bool:
    """Return whether a class of samplers says that it reads nearest rows of other classes too."""
    return bool(vars(kind).get("_reads_nearest", ()))


def reads_partners(kind: type) -> bool:
    """Return whether a class of samplers says that it reads a class and drawn partners."""
    return bool(vars(kind).get("_reads_partners", False))


def draws_partners(sampler: Any) -> bool:
    """Return whether a sampler reads partners, and draws them from more than the class."""
    return reads_partners(type(sampler)) and sampler._pair_rule != "same"


def count_nearest(sampler: Any) -> int:
    """Return how many nearest rows of other classes the rule reads of each row of a class.

    Raises
    ------
    ValueError
        If a search is an object, whose distances may be any.
    """
    counts = [0]
    for number in vars(type(sampler)).get("_reads_nearest", ()):
        value = getattr(sampler, number) if isinstance(number, str) else number
        if not isinstance(value, int | np.integer):
            raise ValueError(
                f"{type(sampler).__name__}({number}={value!r}) searches rows that are not in "
                f"memory, which only the search of this library does. Set {number} to a number."
            )
        counts.append(int(value))
    return max(counts)


def check_reads_parts(sampler: Any) -> BaseOverSampler:
    """Return the sampler; raise where it cannot work on a table that is read in parts, by its name.

    It can where it reads one class at a time; or of other classes the nearest rows only, of which
    :func:`count_nearest` says how many; or partners only, that are drawn. A machine that it needs
    has to be fitted.

    Parameters
    ----------
    sampler : sampler
        The sampler and its parameters.

    Raises
    ------
    TypeError
        If it is no sampler.
    ValueError
        If it, or one of its parameters, reads more; or if its seed cannot be named again.
    """
    check_sampler(sampler, "sampler")
    if not (reads_nearest(type(sampler)) or reads_partners(type(sampler))):
        return check_reads_one_class(sampler)
    checked = _check_parameters(sampler, _WHOLE_TABLE)
    count_nearest(sampler)
    check_machine(sampler)
    return checked


def check_reads_one_class(sampler: Any) -> BaseOverSampler:
    """Return the sampler; raise where its rule needs rows of other classes, by its name.

    Parameters
    ----------
    sampler : sampler
        The sampler and its parameters.

    Raises
    ------
    TypeError
        If it is no sampler.
    ValueError
        If it, or one of its parameters, reads more than the rows of one class; or if its seed
        cannot be named again.
    """
    check_sampler(sampler, "sampler")
    name = type(sampler).__name__
    if not reads_one_class(type(sampler)):
        raise ValueError(
            f"{name} cannot work on a table that is not in memory: it is not known to fill a class "
            f"from that class's rows alone. These do: {', '.join(_known(reads_one_class))}; "
            f"where parts are searched, {', '.join(_known(reads_nearest))}; and, where partners "
            f"are fetched, {', '.join(_known(reads_partners))}. Take one of them, or "
            f"{name}().fit_resample on a table in memory."
        )
    return _check_parameters(sampler, _WHOLE_TABLE | _PARTNERS)


def _check_parameters(sampler: Any, whole_table: Mapping[str, tuple[Any, str]]) -> BaseOverSampler:
    """Raise where a parameter looks at more than the rule does."""
    name = type(sampler).__name__
    validate_parameters(sampler)
    for parameter, (allowed, reason) in whole_table.items():
        value = getattr(sampler, parameter, allowed)
        # Compared by kind first: an encoder may have an == of its own.
        if type(value) is not type(allowed) or value != allowed:
            raise ValueError(
                f"{name}({parameter}={value!r}) {reason}, which is not in memory. Set "
                f"{parameter}={allowed!r}."
            )
    if getattr(sampler, "value_range", None) == "auto":
        raise ValueError(
            f"{name}(value_range='auto') takes black and white from the whole table, which is not "
            "in memory. Set them, such as value_range=(0, 255)."
        )
    if callable(sampler.sampling_strategy):
        raise ValueError(
            f"{name}: a callable sampling_strategy is given all labels, which are not in memory. "
            "Give a dict, such as {label: 0.5} for a ratio to the majority class."
        )
    seed_of(sampler)
    checked: BaseOverSampler = sampler
    return checked


def seed_of(sampler: Any) -> SeedSequence:
    """Return the seed of a sampler, from which those of all blocks follow.

    Raises
    ------
    ValueError
        If it is no ``int`` or ``SeedSequence``: a block could not be made a second time.
    """
    seed = sampler.random_state
    if isinstance(seed, SeedSequence):
        return seed
    # Integers of NumPy too, which samplers take.
    if hasattr(seed, "__index__"):
        return SeedSequence(int(seed))
    raise ValueError(
        f"Blocks of rows are made one by one, and again after an interruption, so that "
        f"random_state must be an int or a SeedSequence. Got {seed!r}. Set random_state=0."
    )


def check_call(sampler: Any, block_size: Any, exact: Any) -> None:
    """Raise where a sampler cannot work on parts, or a parameter has no meaning."""
    check_reads_parts(sampler)
    if isinstance(block_size, bool) or not isinstance(block_size, int) or block_size < 1:
        raise ValueError(f"block_size must be an int of at least 1. Got {block_size!r}.")
    if not (isinstance(exact, bool) or (isinstance(exact, str) and exact == "auto")):
        raise ValueError(f"exact must be 'auto', True or False. Got {exact!r}.")


def streams_of_block(seed: SeedSequence, code: int, block: int) -> Streams:
    """Return where one block of one class draws from: independent of all other blocks.

    Parameters
    ----------
    seed : SeedSequence
        The seed of the call.
    code : int
        The position of the class among the sorted labels.
    block : int
        The number of the block in the class.
    """
    return make_streams(seed_of_block(seed, code, block))


def seed_of_block(seed: SeedSequence, code: int, block: int) -> SeedSequence:
    """Return the seed of one block of one class; see :func:`streams_of_block`."""
    key = (*seed.spawn_key, code, block)
    return SeedSequence(seed.entropy, spawn_key=key, pool_size=seed.pool_size)


def _known(can: Callable[[type], bool]) -> list[str]:
    import oversample

    found = [getattr(oversample, name) for name in sorted(HOME)]
    return [kind.__name__ for kind in found if isinstance(kind, type) and can(kind)]
