"""Positions of the columns that a parameter such as ``categorical_features`` names."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np


def chosen_columns(
    chosen: Any,
    names: Sequence[Any] | int,
    owner: str,
    parameter: str = "categorical_features",
) -> list[int]:
    """Return the positions of columns given by name, position or mask, in the order given.

    Parameters
    ----------
    chosen : None, or sequence of positions, of names, or of one bool for each column
        The columns.
    names : sequence or int
        The names of all columns, or their number if they have none.
    owner : str
        The sampler's name, for messages.
    parameter : str
        The parameter that names the columns, for messages.

    Returns
    -------
    list of int
        The positions, each once.

    Raises
    ------
    ValueError
        If a column does not exist.
    """
    by_name = {} if isinstance(names, int) else {name: j for j, name in enumerate(names)}
    n_columns = names if isinstance(names, int) else len(names)
    wanted = [] if chosen is None else list(chosen)
    if wanted and all(isinstance(item, bool | np.bool_) for item in wanted):
        if len(wanted) != n_columns:
            raise ValueError(
                f"{owner}: {parameter} is a mask of {len(wanted)} columns, but X has "
                f"n_features={n_columns}."
            )
        return np.flatnonzero(wanted).tolist()
    positions = [_position(item, by_name, n_columns, owner, parameter) for item in wanted]
    return list(dict.fromkeys(positions))


def _position(
    item: Any, by_name: dict[Any, int], n_columns: int, owner: str, parameter: str
) -> int:
    # As in scikit-learn, a number is a position even where columns are named by numbers.
    if isinstance(item, int | np.integer) and not isinstance(item, bool):
        if -n_columns <= item < n_columns:
            return int(item) % n_columns
        raise ValueError(
            f"{owner}: {parameter} holds position {int(item)}, but X has n_features={n_columns}."
        )
    if isinstance(item, Hashable) and item in by_name:
        return by_name[item]
    known = (
        f"Its columns are {list(by_name)}."
        if by_name
        else "It is no DataFrame and its columns have no names: give positions."
    )
    raise ValueError(f"{owner}: {parameter} names column {item!r}, which X does not have. {known}")
