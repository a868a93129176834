"""The support vectors of a machine that is fitted already, found in a table that comes in parts.

A support vector machine keeps the rows that it stands on, and says of which class each is, so that
they can be looked up among the rows of the class wherever these are: by their numbers, all of them
equal. What a machine *says* of rows does not tell: rows inside of its margin need not be its
support vectors (``NuSVC``, or several classes, where each pair of classes has a margin).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.random import SeedSequence
from numpy.typing import NDArray
from scipy import sparse

from oversample._contract import Rows
from oversample._problem import GivenSupport

_KEPT = ("support_vectors_", "n_support_", "classes_")
"""What a machine has to keep of the rows that it was fitted to."""


def reads_support(kind: type) -> str:
    """Return the parameter in which a class of samplers is given a fitted machine, or ""."""
    parameter: str = vars(kind).get("_reads_support", "")
    return parameter


def check_machine(sampler: Any) -> None:
    """Raise where the machine of a sampler is not fitted, or does not keep its support vectors.

    Raises
    ------
    ValueError
        The message says what to pass.
    """
    parameter = reads_support(type(sampler))
    if not parameter:
        return
    machine = getattr(sampler, parameter)
    named = f"{type(sampler).__name__}({parameter}={machine!r})"
    remedy = (
        f"Fit one to rows of the table, or to a sample of them, in their own units: {parameter}="
        "sklearn.svm.SVC().fit(X_sample, y_sample)."
    )
    if machine is None:
        raise ValueError(
            f"{named} fits a support vector machine to all rows, which are not in memory. {remedy}"
        )
    lacking = [name for name in _KEPT if not hasattr(machine, name)]
    if lacking:
        raise ValueError(
            f"{named} has no {lacking[0]}: it is not fitted, or it is not itself a classifier that "
            f"keeps its support vectors, as SVC and NuSVC do and pipelines do not. {remedy}"
        )


def identity_of(sampler: Any) -> str | None:
    """Return what tells the fitted machines of samplers apart; None if a sampler takes none."""
    parameter = reads_support(type(sampler))
    if not parameter:
        return None
    machine = getattr(sampler, parameter)
    digest = blake2b(_dense(machine.support_vectors_).tobytes())
    digest.update(repr((machine.n_support_.tolist(), machine.classes_.tolist())).encode())
    return digest.hexdigest()


def find_support(
    sampler: Any,
    table: Rows,
    names: Sequence[Any],
    rows: NDArray[np.intp],
    label: Any,
    seed: SeedSequence,
) -> GivenSupport | None:
    """Find the support vectors of a class among its rows; None if the sampler takes no machine.

    A support vector that stands in the table several times is the first of these rows, and as many
    of them as the machine has equal ones.

    Parameters
    ----------
    sampler : sampler
        With its fitted machine; see :func:`check_machine`.
    table : Rows
        The rows of the class, and others.
    names : sequence
        The columns of the features.
    rows : ndarray of shape (n_class,)
        The row numbers of the class, ascending.
    label : object
        The class.
    seed : SeedSequence
        That of what is drawn once for all blocks of the class.

    Raises
    ------
    ValueError
        If the machine was fitted to other columns, classes, rows or units.
    """
    parameter = reads_support(type(sampler))
    if not parameter:
        return None
    machine, named = getattr(sampler, parameter), f"The {parameter} of {type(sampler).__name__}"
    if table.codes.shape[1]:
        raise ValueError(
            f"{named} is fitted to numbers, and the table has categories, of which it knows "
            "nothing. Drop them before, or take BorderlineSMOTE."
        )
    known = getattr(machine, "feature_names_in_", None)
    if known is not None and list(known) != list(names):
        raise ValueError(
            f"{named} was fitted to the columns {list(known)}, and those of the table are "
            f"{list(names)}. Fit it to these, in this order."
        )
    classes = machine.classes_.tolist()
    if label not in classes:
        raise ValueError(
            f"{named} was fitted to the classes {classes}, and class {label!r} is to be filled. "
            "Fit it to rows of all classes, or leave the class out of sampling_strategy."
        )
    code, ends = classes.index(label), np.cumsum(machine.n_support_)
    vectors = _dense(machine.support_vectors_)
    numbers = _plain(table.numeric)
    if vectors.shape != (ends[-1], numbers.shape[1]):
        raise ValueError(
            f"{named} has {ends[-1]} support vectors in an array of shape {vectors.shape}, and the "
            f"table has {numbers.shape[1]} columns. Fit it to rows of the table: a kernel that is "
            "computed beforehand does not keep them."
        )
    own = vectors[ends[code] - machine.n_support_[code] : ends[code]]
    wanted, found = Counter(vector.tobytes() for vector in own), []
    for number in rows:
        key = numbers[number].tobytes()
        if wanted[key]:
            wanted[key] -= 1
            found.append(number)
    if len(found) < len(own):
        raise ValueError(
            f"{len(own) - len(found)} of {len(own)} support vectors of class {label!r} are no rows "
            f"of that class. {named} was fitted to other rows, or in other units. Fit it to rows "
            "of this table as they are, without scaling them."
        )
    return GivenSupport(np.array(found, dtype=np.intp), seed)


def _dense(vectors: Any) -> NDArray[np.float64]:
    return _plain(vectors.toarray() if sparse.issparse(vectors) else vectors)


def _plain(numbers: NDArray[Any]) -> NDArray[np.float64]:
    """Return numbers of which those that are equal have equal bytes: there are two zeros."""
    plain: NDArray[np.float64] = np.ascontiguousarray(numbers, dtype=np.float64) + 0.0
    return plain
