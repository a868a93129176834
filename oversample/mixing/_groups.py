"""Groups of features over which moments are taken."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from oversample._image_shape import ImageShape
from oversample.exceptions import InvalidParameterError

Norm = Literal["pono", "in", "ln", "group"]
"""The features that are normalized together."""

# Features; the exchange leaves only the partner of one, and only the order of two.
_FEWEST = 3

Groups = tuple[NDArray[np.intp], ...]


def column_groups(
    norm: Norm,
    groups: Any,
    columns: NDArray[np.intp],
    n_features: int,
    names: Sequence[Any] | None,
) -> Groups:
    """Return the groups of the columns of a table.

    Parameters
    ----------
    norm : {"pono", "in", "ln", "group"}
        Which features are a group.
    groups : int, list of lists, or list of labels
        With ``norm="group"``.
    columns : ndarray of shape (n_numbers,)
        Which columns of the table are numbers, in the order of the block that is worked on.
    n_features : int
        The number of columns of the table.
    names : sequence or None
        Their names, if they have any.

    Returns
    -------
    tuple of ndarrays of shape (n_groups, size)
        Positions in the block of numbers, one array for all groups of a size.

    Raises
    ------
    InvalidParameterError
        If the table has no such groups, or one is of fewer than 3 features.
    """
    if norm == "in":
        raise InvalidParameterError(
            "MoEx: norm='in' takes moments over the pixels of a channel, but there is no "
            "image_shape. Give one, or take norm='pono' (all columns) or norm='group'."
        )
    if norm in ("pono", "ln"):
        return _by_size([np.arange(len(columns))], "the columns of numbers")
    if isinstance(groups, int | np.integer):
        _check_size(int(groups), "groups")
        in_order = np.argsort(columns)
        listed = [in_order[run] for run in _runs(int(groups), len(columns), _FEWEST)]
        return _by_size(listed, "groups")
    listed = _listed(groups, n_features, names, "column")
    in_block = {int(column): position for position, column in enumerate(columns)}
    if _are_lists(groups):
        for column in np.concatenate(listed).tolist():
            if column not in in_block:
                name = column if names is None else repr(names[column])
                raise InvalidParameterError(
                    f"MoEx: groups hold column {name}, which is a category: it has no moments."
                )
    found = [
        np.array([in_block[c] for c in group.tolist() if c in in_block], dtype=np.intp)
        for group in listed
    ]
    if not _are_lists(groups):
        # Every column has a label, those of categories too.
        found = [group for group in found if len(group)]
    return _by_size(found, "groups")


def channel_groups(norm: Norm, groups: Any, shape: ImageShape) -> Groups:
    """Return the groups of the pixels of images.

    Parameters
    ----------
    norm : {"pono", "in", "ln", "group"}
        Which features are a group.
    groups : int, list of lists, or list of labels
        Groups of channels, with ``norm="group"``.
    shape : ImageShape
        Height, width and channels.

    Returns
    -------
    tuple of ndarrays of shape (n_groups, size)
        The positions in a flattened image, one array for all groups of a size.

    Raises
    ------
    InvalidParameterError
        If images of that shape have no such groups, or one is of fewer than 3 features.
    """
    at = np.arange(shape.height * shape.width * shape.channels).reshape(-1, shape.channels)
    if norm == "pono":
        return _by_size(list(at), f"the {shape.channels} channels of a pixel")
    if norm == "in":
        return _by_size(list(at.T), f"the {len(at)} pixels of a channel")
    if norm == "ln":
        return _by_size([at.ravel()], "the pixels of an image")
    if isinstance(groups, int | np.integer):
        channels = _runs(int(groups), shape.channels, 1)
    else:
        channels = _listed(groups, shape.channels, None, "channel")
    return _by_size([at[:, which].ravel() for which in channels], "groups")


def _listed(
    groups: Any, width: int, names: Sequence[Any] | None, what: str
) -> list[NDArray[np.intp]]:
    """Translate lists, or one label for each column, to positions."""
    if not _are_lists(groups):
        return _by_label(list(groups), width, what)
    listed = [
        np.array([_position(item, width, names, what) for item in group], dtype=np.intp)
        for group in groups
    ]
    everywhere = np.concatenate(listed)
    if len(np.unique(everywhere)) < len(everywhere):
        twice = int(np.bincount(everywhere).argmax())
        name = twice if names is None else repr(names[twice])
        raise InvalidParameterError(f"MoEx: groups hold {what} {name} more than once.")
    return listed


def _runs(size: int, width: int, fewest: int) -> list[NDArray[np.intp]]:
    """Cut columns in order; a last group that would be too small joins the one before it."""
    ends = list(range(size, width, size))
    if ends and width - ends[-1] < fewest:
        ends.pop()
    return np.split(np.arange(width), ends)


def _by_label(labels: Sequence[Hashable], width: int, what: str) -> list[NDArray[np.intp]]:
    if len(labels) != width:
        raise InvalidParameterError(
            f"MoEx: groups must be an int, a list of lists of {what}s, or one label for each of "
            f"the {width} {what}s. Got a list of {len(labels)}."
        )
    unhashable = [label for label in labels if not isinstance(label, Hashable)]
    if unhashable:
        raise InvalidParameterError(
            f"MoEx: groups hold {unhashable[0]!r}, which is neither a list of {what}s nor a label."
        )
    members: dict[Hashable, list[int]] = defaultdict(list)
    for position, label in enumerate(labels):
        members[label].append(position)
    return [np.array(positions) for positions in members.values()]


def _are_lists(groups: Any) -> bool:
    items = list(groups)
    return bool(items) and all(isinstance(i, list | tuple | range | np.ndarray) for i in items)


def _position(item: Any, width: int, names: Sequence[Any] | None, what: str) -> int:
    if isinstance(item, int | np.integer) and not isinstance(item, bool):
        if -width <= item < width:
            return int(item) % width
        raise InvalidParameterError(
            f"MoEx: groups hold {what} {int(item)}, but there are {width} {what}s."
        )
    if names is not None and item in list(names):
        return list(names).index(item)
    known = "they have no names here" if names is None else f"they are {list(names)}"
    raise InvalidParameterError(
        f"MoEx: groups name {what} {item!r}, which is none of the {what}s: {known}."
    )


def _by_size(groups: Sequence[NDArray[np.intp]], what: str) -> Groups:
    sizes = [len(group) for group in groups]
    _check_size(min(sizes, default=0), what)
    return tuple(
        np.stack([group for group in groups if len(group) == size]) for size in sorted(set(sizes))
    )


def _check_size(size: int, what: str) -> None:
    if size < _FEWEST:
        raise InvalidParameterError(
            f"MoEx needs at least {_FEWEST} features in a group: {what} are {size}. The "
            "exchange leaves of one feature only the partner's, of two only their order."
        )
