"""Pictures of a resampling and of comparisons; they need matplotlib (extra ``plots``).

As scikit-learn's displays: ``from_report`` (or ``from_comparison``) computes and draws, the
attributes hold what is drawn, ``plot`` draws again, ``figure_`` and ``ax_`` (or ``axes_``) are
matplotlib's. Every group has a marker or hatch of its own, so that nothing depends on colour.
"""

from oversample.inspection.plots.class_counts import ClassCountDisplay
from oversample.inspection.plots.columns import ColumnDisplay
from oversample.inspection.plots.comparison import ComparisonDisplay
from oversample.inspection.plots.images import ImageGridDisplay
from oversample.inspection.plots.projection import ProjectionDisplay

__all__ = [
    "ClassCountDisplay",
    "ColumnDisplay",
    "ComparisonDisplay",
    "ImageGridDisplay",
    "ProjectionDisplay",
]
