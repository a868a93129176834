"""What a table of the page is made of."""

from __future__ import annotations

from typing import NamedTuple


class Field(NamedTuple):
    """A field of a table.

    Attributes
    ----------
    text : str
        What it says.
    class_ : str
        Classes of the style sheet, separated by spaces.
    """

    text: str
    class_: str = ""


class HtmlTable(NamedTuple):
    """A table: the first field of each row is its head.

    Attributes
    ----------
    headings : list of str
        One per column.
    rows : list of list of Field
        The fields.
    """

    headings: list[str]
    rows: list[list[Field]]
