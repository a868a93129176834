"""A drawing in SVG: text and shapes with the classes of the page's style sheet, nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from markupsafe import Markup

Point = tuple[float, float]

_CHARACTER = 7.3
"""Pixels of a character of a name, on average."""


class Drawing:
    """An SVG element to which shapes are added.

    Colours come from the style sheet of the page through classes, so that one drawing is right on a
    light and on a dark screen. Whatever is shown or said of a shape is escaped here.

    Parameters
    ----------
    width, height : float
        The size in pixels at which the text has its natural size.
    title : str
        What a screen reader says.
    """

    def __init__(self, width: float, height: float, title: str) -> None:
        self._parts = [
            f'<svg viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
            f'height="{height:.0f}" role="img"><title>{escape(title)}</title>'
        ]

    def _add(self, shape: str, class_: str, tip: str) -> None:
        said = f"<title>{escape(tip)}</title>" if tip else ""
        name = shape.partition(" ")[0]
        self._parts.append(f'<{shape} class="{escape(class_)}">{said}</{name}>')

    def path(self, points: list[Point], class_: str, tip: str = "") -> None:
        """Draw straight lines through points."""
        steps = "L".join(f"{pixel(x)} {pixel(y)}" for x, y in points)
        self._add(f'path d="M{steps}"', class_, tip)

    def rectangle(
        self, corner: Point, size: Point, class_: str, tip: str = "", opacity: float = 1.0
    ) -> None:
        """Fill a rectangle."""
        faint = f' fill-opacity="{opacity:.2f}"' if opacity < 1 else ""
        place = f'x="{pixel(corner[0])}" y="{pixel(corner[1])}"'
        extent = f'width="{pixel(size[0])}" height="{pixel(size[1])}"'
        self._add(f"rect {place} {extent}{faint}", class_, tip)

    def text(
        self, place: Point, text: str, class_: str, anchor: str = "start", turn: float = 0
    ) -> None:
        """Write text; ``turn`` is in degrees around its anchor."""
        x, y = pixel(place[0]), pixel(place[1])
        turned = f' transform="rotate({turn:g} {x} {y})"' if turn else ""
        aligned = f' text-anchor="{anchor}"' if anchor != "start" else ""
        self._parts.append(
            f'<text x="{x}" y="{y}" class="{escape(class_)}"{aligned}{turned}>{escape(text)}</text>'
        )

    def marker(self, place: Point, package: str, tip: str = "") -> None:
        """Draw the sign of a package: shape and colour both tell it from the others."""
        x, y = place
        if package == "ours":
            self._add(f'circle cx="{pixel(x)}" cy="{pixel(y)}" r="5"', "mark ours", tip)
        elif package == "imblearn":
            self.rectangle((x - 4.2, y - 4.2), (8.4, 8.4), "mark imblearn", tip)
        else:
            around = [(x, y - 6), (x + 6, y), (x, y + 6), (x - 6, y), (x, y - 6)]
            self.path(around, f"mark {package}", tip)

    def markup(self) -> Markup:
        """Return the SVG element."""
        return Markup("".join([*self._parts, "</svg>"]))


def name_width(names: Iterable[object]) -> float:
    """Return the room that the longest name takes, in a font as wide as any that is likely."""
    return _CHARACTER * max((len(str(name)) for name in names), default=0)


def pixel(value: float) -> str:
    """Return a coordinate to a tenth of a pixel."""
    return f"{value:.1f}".removesuffix(".0")
