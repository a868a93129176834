"""A plan in a notebook: what would be made of which class, and from which rows."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from oversample._contract import NO_PARENT
from oversample._shown import html_bars, html_block, html_table

if TYPE_CHECKING:
    from oversample.plan.base import BasePlan

# Quantiles of the steps that are shown; the extreme ones would tell of single rows.
_SHARES = {"10 %": 0.1, "median": 0.5, "90 %": 0.9}


def as_html(plan: BasePlan) -> str:
    """Return a plan as HTML: counts before and after, base rows, steps; all labels escaped."""
    names = [str(label) for label in plan.classes] if plan.class_codes is not None else ["all"]
    codes = np.zeros(len(plan), np.intp) if plan.class_codes is None else plan.class_codes
    n_new = np.bincount(codes, minlength=len(names))
    n_before = plan.n_before if len(plan.n_before) == len(names) else None
    parts = [f"<p><b>{escape(repr(plan))}</b></p>"]
    if n_before is not None:
        parts.append(html_bars(zip(names, n_before, n_new.tolist(), strict=True)))
    header, rows = _table(plan, names, codes, n_before)
    parts.append(html_table(header, rows, words=["class"]))
    notes = [_STEPS] if any(name.startswith("step") for name in header) else []
    notes += [plan.remark] if plan.remark else []
    parts += [f"<p class='note'>{escape(note)}</p>" for note in notes]
    return html_block(parts)


_STEPS = (
    "Base rows: rows that new ones start from. Step: how far a new row is from its base on the "
    "way to its other parents, 0 at the base and 1 at the others."
)


def _table(
    plan: BasePlan, names: list[str], codes: NDArray[Any], n_before: tuple[int, ...] | None
) -> tuple[list[str], list[list[str]]]:
    """Return the names of columns, and a row of cells for each class."""
    is_copy, steps = plan.copy_sources() != NO_PARENT, plan.steps()
    has_parents = bool((plan.base != NO_PARENT).any())
    moved = steps is not None and not is_copy.all()
    header = ["class", "new"]
    if n_before is not None:
        header = ["class", "before", "new", "after"]
    if has_parents:
        header += ["base rows", "most from one", "copies"]
    if moved:
        header += [f"step, {name}" for name in _SHARES]
    rows = []
    for code, name in enumerate(names):
        mine = codes == code
        counts = [int(mine.sum())]
        if n_before is not None:
            counts = [n_before[code], counts[0], n_before[code] + counts[0]]
        if has_parents:
            uses = np.unique(plan.base[mine], return_counts=True)[1]
            counts += [len(uses), int(uses.max(initial=0)), int(is_copy[mine].sum())]
        cells = [name, *(f"{n:,}" for n in counts)]
        if moved and steps is not None:
            shares = list(_SHARES.values())
            figures = np.quantile(steps[mine], shares) if mine.any() else []
            cells += [f"{figure:.2f}" for figure in figures] or ["-"] * len(shares)
        rows.append(cells)
    return header, rows
