"""Numbers of things, and small tables: as text, and as HTML in the colours of its page."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from html import escape


def counted(n: int, thing: str) -> str:
    """Return a number of things in words, such as ``"1 row"`` and ``"1,234 rows"``."""
    return f"{n:,} {thing}" + ("" if n == 1 else "s")


def text_table(
    header: Sequence[str], rows: Iterable[Sequence[str]], words: Collection[str]
) -> list[str]:
    """Return the lines of a table, words to the left and figures to the right.

    Parameters
    ----------
    header : sequence of str
        The names of the columns.
    rows : iterable of sequences of str
        The cells.
    words : collection of str
        The columns that hold words.
    """
    lines = [header, *rows]
    widths = [max(len(line[j]) for line in lines) for j in range(len(header))]
    return [
        "  ".join(
            cell.ljust(width) if name in words else cell.rjust(width)
            for cell, width, name in zip(line, widths, header, strict=True)
        ).rstrip()
        for line in lines
    ]


def html_table(header: Sequence[str], rows: Iterable[Sequence[str]], words: Collection[str]) -> str:
    """Return a table, words to the left and figures to the right; all text is escaped.

    Parameters
    ----------
    header : sequence of str
        The names of the columns.
    rows : iterable of sequences of str
        The cells.
    words : collection of str
        The columns that hold words.
    """
    sides = [" class='word'" if name in words else "" for name in header]
    head = _line(header, sides, "th")
    body = "".join(_line(row, sides, "td") for row in rows)
    return f"<table><thead>{head}</thead><tbody>{body}</tbody></table>"


def html_bars(classes: Iterable[tuple[str, int, int]]) -> str:
    """Return a bar for each class: plain for original rows, hatched for synthetic ones.

    Parameters
    ----------
    classes : iterable of (str, int, int)
        Label, original rows and synthetic rows of each class.
    """
    classes = list(classes)
    most = max([n_old + n_new for _, n_old, n_new in classes] + [1])
    lines = []
    for label, *counts in classes:
        bars = "".join(
            f"<span class='{kind}' style='width:{300 * n / most:.1f}px'></span>"
            for kind, n in zip(("original", "synthetic"), counts, strict=True)
            if n
        )
        figures = " + ".join(f"{n:,}" for n in counts)
        lines.append(
            f"<tr><td>{escape(label)}</td><td class='bar'>{bars}</td><td>{figures}</td></tr>"
        )
    key = "<span class='original' style='width:1em'></span> original "
    key += "<span class='synthetic' style='width:1em'></span> synthetic"
    return f"<table class='bars'>{''.join(lines)}</table><p class='note'>{key}</p>"


def html_block(parts: Iterable[str]) -> str:
    """Return parts as one block, with the style that they need."""
    return f"<div class='oversample-report'>{_STYLE}{''.join(parts)}</div>"


def _line(cells: Sequence[str], sides: Sequence[str], tag: str) -> str:
    pairs = zip(cells, sides, strict=True)
    return f"<tr>{''.join(f'<{tag}{side}>{escape(cell)}</{tag}>' for cell, side in pairs)}</tr>"


_STYLE = """<style>
.oversample-report {line-height: 1.4; max-width: 60em;}
.oversample-report h4 {margin: 1em 0 .2em;}
.oversample-report p {margin: .3em 0;}
.oversample-report .note {font-size: .85em; opacity: .75; max-width: 50em;}
.oversample-report table {border-collapse: collapse; margin: 0; font-variant-numeric: tabular-nums;}
.oversample-report th, .oversample-report td {padding: .15em .8em .15em 0; text-align: right;
  border: none; background: none;}
.oversample-report th {border-bottom: 1px solid currentColor; font-weight: 600;}
.oversample-report .word, .oversample-report .bars td:first-child {text-align: left;}
.oversample-report td.bar {text-align: left; white-space: nowrap;}
.oversample-report span.original, .oversample-report span.synthetic {display: inline-block;
  height: .9em; vertical-align: middle; border: 1px solid currentColor; box-sizing: border-box;}
.oversample-report span.original {background: currentColor; opacity: .55;}
.oversample-report span.synthetic {background: repeating-linear-gradient(135deg, currentColor 0 1px,
  transparent 1px 5px);}
</style>"""
