"""Trained networks that are kept: written to files, read again, asked for more rows."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace
from os import PathLike
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from oversample._params import CategoricalLike
from oversample._problem import Problem
from oversample._random import RandomStateLike, make_streams
from oversample._strategy import as_present, label_names
from oversample.deep._saved import digest_of, read_saved, write_saved
from oversample.deep._torch import check_device, import_torch
from oversample.generative.base import HoldsModels, check_count, rows_of_plan


class KeepsNetwork(HoldsModels):
    """A sampler that keeps the network that it has trained, to draw more rows, also in files.

    A subclass brings a network that was read back to where ``sample`` finds it (:meth:`_restore`).
    """

    device: str

    network_: Any
    problem_: Problem

    _state: ClassVar[tuple[str, ...]] = ("network_", "problem_")

    # The fewest rows of a class that is filled.
    _min_rows: ClassVar[int] = 8

    # The parameters that say how rows are made, which a file holds beside the network.
    _saved: ClassVar[tuple[str, ...]]

    @abstractmethod
    def _restore(self, problem: Problem, parameters: NDArray[np.float32], device: str) -> None:
        """Set what ``sample`` needs; the problem fills all classes that have rows enough."""

    @property
    def _needed(self) -> int:
        """The fewest rows of a class of which new ones can be made."""
        return self._min_rows

    def _settings(self) -> dict[str, Any]:
        """Return the parameters that a file holds, or raise where it cannot hold one."""
        return {name: getattr(self, name) for name in self._saved}

    def _given_problem(self) -> Problem:
        """Return the problem with its table as it was given."""
        return self.problem_

    def _pose_again(self, X: Any, y: Any) -> Problem:
        """Read the table that a network was trained on, without training again."""
        return self._make_problem(X, y)

    def save(self, path: str | PathLike[str]) -> None:
        """Write the trained network to a file, which holds no cells and is not a pickle.

        Parameters
        ----------
        path : str or path-like
            The file; an older one is replaced once the new one is complete.

        Raises
        ------
        AttributeError
            If there is no network: before ``fit_resample``, or in a pickle without it.
        TypeError
            If a parameter that says how rows are made is an object or a function, which a file
            cannot hold.
        """
        network = self.network_
        digest = digest_of(self._given_problem())
        write_saved(path, type(self).__name__, self._settings(), digest, network.parameters)

    @classmethod
    def load(
        cls,
        path: str | PathLike[str],
        X: Any,
        y: Any,
        *,
        categorical_features: CategoricalLike = None,
        device: str = "auto",
    ) -> Self:
        """Read a network that :meth:`save` has written, for the table that it was trained on.

        The file holds no cells; what :meth:`sample` needs of them is learned from the table again.

        Parameters
        ----------
        path : str or path-like
            The file.
        X : array-like or DataFrame of shape (n_rows, n_features)
            The table that the network was trained on.
        y : array-like of shape (n_rows,)
            Its labels.
        categorical_features : None, "auto" or list, default=None
            The columns of categories, as in training; samplers of images have none.
        device : str, default="auto"
            Where torch computes.

        Returns
        -------
        sampler
            One of which :meth:`sample` makes rows of every class with rows enough.

        Raises
        ------
        ValueError
            If the file is of another kind, or the table is not that of training.
        """
        settings, digest, parameters = read_saved(path, cls.__name__)
        given: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in settings.items()  # JSON knows no tuples
        }
        if categorical_features is not None:
            given["categorical_features"] = categorical_features
        given["device"] = device
        sampler = cls(**given)
        problem = sampler._pose_again(X, y)
        if digest_of(problem) != digest:
            raise ValueError(
                f"The network in {str(path)!r} was trained on another table than X and y: pass the "
                "rows and labels of training, in their order, and its categorical_features."
            )
        sizes = {
            label: len(problem.rows_of(label)) for label in label_names(problem.target.classes)
        }
        big = {label: n for label, n in sizes.items() if n >= sampler._needed}
        where = check_device(import_torch(cls.__name__), device)
        sampler._restore(replace(problem, n_new=big), parameters, where)
        return sampler


class MakesMoreRows(KeepsNetwork):
    """A sampler of rows with parents, of which its network makes more without training again."""

    def sample(self, label: Any, n: int, *, random_state: RandomStateLike = None) -> Any:
        """Make more rows of a class with the trained network, without training again.

        Parameters
        ----------
        label : object
            A class that the last ``fit_resample`` has filled; after :meth:`load`, any class.
        n : int
            The number of rows.
        random_state : int, RandomState, Generator, SeedSequence or None, default=None
            The seed of these rows.

        Returns
        -------
        same type as X, of shape (n, n_features)
            The rows.

        Raises
        ------
        AttributeError
            If there is no network: before ``fit_resample``, or in a pickle without it.
        ValueError
            If the class is unknown or too small, or ``n`` is no number of rows.
        """
        problem = replace(self.problem_, streams=make_streams(random_state))
        label = as_present(label, problem.n_new)
        if not problem.n_new.get(label):
            known = [name for name, n_new in problem.n_new.items() if n_new]
            raise ValueError(
                f"{type(self).__name__} was not trained to fill class {label!r}, but {known}. Name "
                "the class in sampling_strategy."
            )
        check_count(n)
        call = self._unfitted()
        call.network_ = self.network_
        new = call._plan_class(problem, call._prepare(problem), label, n)
        return rows_of_plan(problem, label, new.plan, new.codes)
