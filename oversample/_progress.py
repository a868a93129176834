"""Bars for long work: nothing is shown, and nothing is done, unless somebody asked for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")

# The bars that are on the screen. Other threads and processes have none, and stay silent.
_bars: ContextVar[Any] = ContextVar("oversample_progress", default=None)


@contextmanager
def progress() -> Iterator[None]:
    """Show bars on standard error while samplers work: classes, neighbour searches, fits, cleaning.

    It holds for every sampler that runs inside, wherever it is called from: a pipeline, a search, a
    cross-validation. Bars go when their work is done. Workers of other processes show none, and
    results are the same with and without. It needs rich (extra ``progress``).

    Yields
    ------
    None
        Nothing; inside, bars are shown.

    Raises
    ------
    ImportError
        If rich is not installed.

    Examples
    --------
    >>> import oversample
    >>> from sklearn.datasets import make_classification
    >>> X, y = make_classification(weights=[0.8], random_state=1)
    >>> with oversample.progress():
    ...     X_resampled, y_resampled = oversample.SMOTE(random_state=0).fit_resample(X, y)
    """
    if _bars.get() is not None:
        yield
        return
    try:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn
        from rich.progress import TimeElapsedColumn as Elapsed
    except ImportError as error:
        raise ImportError(
            "Progress bars need rich, which is not installed: pip install 'oversample[progress]'"
        ) from error
    columns = [TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), Elapsed()]
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        token = _bars.set(bars)
        try:
            yield
        finally:
            _bars.reset(token)


def track(what: str, parts: Collection[T]) -> Iterable[T]:
    """Go through the parts of some work, under a bar if bars are shown.

    Parameters
    ----------
    what : str
        The work, as it stands before the bar.
    parts : collection
        The parts; those of one piece of work take about the same time each.

    Returns
    -------
    iterable
        The parts.
    """
    bars = _bars.get()
    return parts if bars is None else _advance(bars, what, parts)


def _advance(bars: Any, what: str, parts: Collection[T]) -> Iterator[T]:
    task = bars.add_task(what, total=len(parts))
    try:
        for part in parts:
            yield part
            bars.advance(task)
    finally:
        bars.remove_task(task)


@contextmanager
def busy(what: str) -> Iterator[None]:
    """Show, if bars are shown, that some work goes on of which nobody knows how long it takes."""
    bars = _bars.get()
    if bars is None:
        yield
        return
    task = bars.add_task(what, total=None)
    try:
        yield
    finally:
        bars.remove_task(task)
