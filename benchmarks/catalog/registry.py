"""A dictionary of named entries whose look-up error names the nearest entries."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import Generic, Protocol, TypeVar


def nearest(name: str, known: Iterable[str], otherwise: str) -> str:
    """Return a hint: the known names that look most like a name, or something else without any."""
    found = difflib.get_close_matches(name, list(known), n=3, cutoff=0.4)
    return f"nearest: {', '.join(found)}" if found else otherwise


class Named(Protocol):
    """Anything with a name."""

    @property
    def name(self) -> str:
        """The name, unique within its registry."""
        ...


T = TypeVar("T", bound=Named)


class UnknownNameError(ValueError):
    """A name that no entry of the registry has."""


class Registry(dict[str, T], Generic[T]):
    """Entries by name, in the order in which they were registered.

    Parameters
    ----------
    kind : str
        What an entry is, in the words of the error message: "data set", "method", ...
    entries : iterable
        The entries. Their names must differ.

    Examples
    --------
    >>> from benchmarks.catalog.classifiers import CLASSIFIERS
    >>> [entry.name for entry in CLASSIFIERS.select(["logistic-regression"])]
    ['logistic-regression']
    """

    def __init__(self, kind: str, entries: Iterable[T]) -> None:
        super().__init__()
        self.kind = kind
        for entry in entries:
            if entry.name in self:
                raise ValueError(f"two entries for the {kind} {entry.name!r}")
            self[entry.name] = entry

    def select(self, names: Sequence[str]) -> list[T]:
        """Return the entries with these names, in this order.

        Raises
        ------
        UnknownNameError
            When a name is not registered; the message lists the nearest names.
        """
        for name in names:
            if name not in self:
                hint = nearest(name, self, otherwise="--list shows all")
                raise UnknownNameError(f"unknown {self.kind} {name!r} ({hint})")
        return [self[name] for name in names]
