"""Progress bars for long work, shown only inside of ``progress()``."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from importlib.util import find_spec
from typing import Any, TypeVar

from oversample.exceptions import warn

T = TypeVar("T")

# The bars on the screen. Other threads and processes have none, and show nothing.
_bars: ContextVar[Any] = ContextVar("oversample_progress", default=None)


@contextmanager
def progress() -> Iterator[None]:
    """Show bars on standard error while samplers work: classes, neighbour searches, fits, cleaning.

    Bars are shown for every sampler that runs inside, also in a pipeline, a search or a
    cross-validation, and disappear when their work is done. Workers of other processes show none.
    Results do not depend on bars. Requires rich (extra ``progress``), and ipywidgets in a notebook.

    Yields
    ------
    None
        Nothing; inside, bars are shown.

    Raises
    ------
    ImportError
        If rich is not installed.

    Warns
    -----
    UserWarning
        If bars cannot be shown in a notebook, since ipywidgets is not installed.

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
    console = Console(stderr=True)
    if console.is_jupyter and find_spec("ipywidgets") is None:
        # rich would warn each time that a bar moves.
        warn(
            "Progress bars in a notebook need ipywidgets: pip install ipywidgets. The work goes on "
            "without bars.",
            UserWarning,
        )
        yield
        return
    columns = [TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), Elapsed()]
    with Progress(*columns, console=console, transient=True) as bars:
        token = _bars.set(bars)
        try:
            yield
        finally:
            _bars.reset(token)


def track(what: str, parts: Collection[T]) -> Iterable[T]:
    """Return the parts of some work, with a bar that advances if bars are shown.

    Parameters
    ----------
    what : str
        The label of the bar.
    parts : collection
        The parts; each should take about the same time.

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
    """Show, if bars are shown, a bar without an end for work of unknown length."""
    bars = _bars.get()
    if bars is None:
        yield
        return
    task = bars.add_task(what, total=None)
    try:
        yield
    finally:
        bars.remove_task(task)
