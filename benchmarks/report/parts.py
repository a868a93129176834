"""Parts of pages that are made from committed tables, between two marks."""

from __future__ import annotations

from pathlib import Path

from benchmarks.running.atomic import write_atomically

PUBLISH = "python -m benchmarks.publish"


def marks(table: str, command: str = PUBLISH) -> tuple[str, str]:
    """Return the lines of a page between which stands what a command makes from a table."""
    return f"<!-- made from {table} by {command} -->", f"<!-- end of {table} -->"


def replace_part(text: str, part: str, table: str, command: str = PUBLISH) -> str:
    """Return the text of a page with the part between its two marks replaced.

    Parameters
    ----------
    text : str
        The page.
    part : str
        What to put between the marks.
    table : str
        The committed table that the part is made from.
    command : str
        What makes the part.

    Raises
    ------
    ValueError
        When the marks are not there exactly once, in their order.
    """
    first, last = marks(table, command)
    before, start, rest = text.partition(first)
    _, end, after = rest.partition(last)
    if not end or first in rest or last in after:
        raise ValueError(f"the page needs these two lines, once each:\n{first}\n{last}")
    return f"{before}{start}\n\n{part}\n\n{end}{after}"


def write_part(page: Path, part: str, table: str, command: str = PUBLISH) -> None:
    """Write a page with the part that is made from a table replaced; see :func:`replace_part`."""
    text = replace_part(page.read_text("utf-8"), part, table, command)
    write_atomically(page, lambda path: path.write_text(text, "utf-8"))
