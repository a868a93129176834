"""What passes between the joints of ``fit_resample``: a problem, planned rows, weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.random import SeedSequence
from numpy.typing import ArrayLike, NDArray

from oversample._contract import NO_PARENT, Rows, TargetLike
from oversample._random import Streams
from oversample._table import check_container, row_count
from oversample.plan import BasePlan


class GivenSupport(NamedTuple):
    """Support vectors of a class that a machine was fitted to beforehand.

    Attributes
    ----------
    rows : ndarray of shape (n_support,)
        Their row numbers, ascending.
    seed : SeedSequence
        The seed of what is drawn once for the class, whichever block of it is planned.
    """

    rows: NDArray[np.intp]
    seed: SeedSequence


@dataclass(frozen=True)
class Problem:
    """One call of ``fit_resample``, checked and encoded: all that a plan may look at.

    Attributes
    ----------
    table : Rows
        The features.
    target : TargetLike
        The labels.
    n_new : Mapping
        The number of rows to make for each label, in sorted order.
    streams : Streams
        Where draws come from.
    stays_in_class : bool
        Whether whole numbers of new rows stay inside the range of their class.
    block : tuple of (int, int) or None
        Where the rows of a class are planned in blocks: how many are planned in earlier ones, and
        how many in all.
    partners : ndarray of shape (n_new,) or None
        Where the rows are some of a larger table: the partner of each new row, by number, for
        rules that draw it from all.
    support : GivenSupport or None
        Where the rows are some of a larger table: the support vectors of the class, for rules that
        would fit a machine to all.
    """

    table: Rows
    target: TargetLike
    n_new: Mapping[Any, int]
    streams: Streams
    stays_in_class: bool = True
    block: tuple[int, int] | None = None
    partners: NDArray[np.intp] | None = None
    support: GivenSupport | None = None

    def rows_of(self, label: Any) -> NDArray[np.intp]:
        """Return the row numbers of a class, ascending."""
        return np.flatnonzero(self.target.codes == self.target.code_of(label))

    def extend_table(self, plan: BasePlan, codes: NDArray[np.integer] | None) -> Any:
        """Append the rows of a plan, with their category codes, to the user's own table."""
        groups = None
        if self.stays_in_class and plan.class_codes is not None:
            groups = self.target.codes, plan.class_codes
        return self.table.extend(plan, codes, groups)


class ClassPlan(NamedTuple):
    """The new rows of one class: their plan, which knows the class, and their category codes."""

    label: Any
    plan: BasePlan
    codes: NDArray[np.integer]


class NewRows(NamedTuple):
    """All new rows of one call, planned but not made.

    Attributes
    ----------
    plan : BasePlan
        Where they come from, and their classes.
    codes : ndarray of shape (n_new, n_categorical) or None
        Their categories; None stands for those of the base rows.
    """

    plan: BasePlan
    codes: NDArray[np.integer] | None

    @property
    def class_codes(self) -> NDArray[np.int32]:
        """The class of each new row, as a code of the target."""
        assert self.plan.class_codes is not None
        return self.plan.class_codes


def carry_weights(
    problem: Problem, plan: BasePlan, sample_weight: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Extend weights to new rows: as the plan mixes them; of rows without parents, the class mean.

    Parameters
    ----------
    problem : Problem
        The call.
    plan : BasePlan
        The new rows.
    sample_weight : ndarray of shape (n_rows,)
        Checked weights.

    Returns
    -------
    ndarray of shape (n_rows + n_new,)
        The weights of the result.
    """
    if len(plan) and (plan.base == NO_PARENT).all():
        codes = problem.target.codes
        total = np.bincount(codes, weights=sample_weight, minlength=len(problem.target.classes))
        return np.concatenate([sample_weight, (total / problem.target.counts)[plan.class_codes]])
    return replace(plan, grid="off").replay(sample_weight, how="interpolate")


def check_weights(sample_weight: ArrayLike, y: Any) -> NDArray[np.float64]:
    """Check weights of rows: one finite number for each label of ``y``."""
    n_rows = row_count(y)
    try:
        weights = np.asarray(sample_weight, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(f"sample_weight holds what is no number: {error}") from error
    if weights.shape != (n_rows,):
        raise ValueError(
            f"sample_weight must be one number for each of the {n_rows} rows. Got an array of "
            f"shape {weights.shape}."
        )
    if not np.isfinite(weights).all():
        raise ValueError(
            f"sample_weight contains NaN or infinity in {int((~np.isfinite(weights)).sum())} of "
            f"{n_rows} rows."
        )
    return weights


def carry_groups(plan: BasePlan, groups: Any) -> Any:
    """Extend groups to new rows: that of the base row.

    Parameters
    ----------
    plan : BasePlan
        The new rows.
    groups : array-like of shape (n_rows,)
        Checked groups.

    Returns
    -------
    object
        The same container, of length n_rows + n_new.

    Raises
    ------
    ValueError
        If there are rows without a parent, which belong to no group.
    """
    n_orphans = int((plan.base == NO_PARENT).sum())
    if n_orphans:
        raise ValueError(
            f"groups were given, but {n_orphans} of {len(plan)} new rows come from no row of the "
            "input, and thus belong to no group. Leave groups out, or take a sampler whose rows "
            "have parents."
        )
    return plan.replay(groups, how="base")


def check_groups(groups: Any, y: Any) -> Any:
    """Check groups of rows: one for each label of ``y``."""
    check_container(groups, "groups")
    shape = np.shape(np.asarray(groups, dtype=object) if isinstance(groups, list) else groups)
    if shape != (row_count(y),):
        raise ValueError(
            f"groups must be one label for each of the {row_count(y)} rows. Got an array of shape "
            f"{shape}."
        )
    return groups
