r"""Where every synthetic row comes from.

A plan is the whole of a sampler's decision: for each new row the rows that it comes from, and how
much of each. Everything else (interpolating, rounding, copying labels) follows from it without
further chance, so a plan can be kept, inspected, and applied again to any other array with the same
rows.

========================  =====================  ================================================
:class:`Plan`             two parents            :math:`x_{base} + step (x_{partner} - x_{base})`
:class:`CombinationPlan`  m parents              :math:`\sum_j weight_j \, x_{parent_j}`
:class:`RowsPlan`         none                   the rows that a generator made
:class:`CellsPlan`        none                   cells, each of a donor row
========================  =====================  ================================================
"""

from oversample.plan.base import BasePlan
from oversample.plan.cells import CellsPlan
from oversample.plan.combination import CombinationPlan
from oversample.plan.rows import RowsPlan
from oversample.plan.segments import Plan

__all__ = ["BasePlan", "CellsPlan", "CombinationPlan", "Plan", "RowsPlan"]
