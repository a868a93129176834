"""The parts of the guide to generators that are made from the committed tables."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from benchmarks.generators.arms import CORRECTED, MIXED, REAL, REFERENCE
from benchmarks.generators.measures import MEASURES
from benchmarks.report.markdown import markdown_table
from benchmarks.report.wording import decimals, signed

_MANY_COPIES = 0.5


def shown_table(table: pd.DataFrame) -> list[str]:
    """Return the means over data sets as lines of Markdown."""
    means = table.groupby("method", sort=False)[[*MEASURES, "seconds"]].mean()
    shown = pd.DataFrame(
        {
            "rows of": [str(name).removeprefix("oversample-") for name in means.index],
            "told from real (0.5: not)": [decimals(v, 2) for v in means["c2st"]],
            "copies": [f"{v:.1%}" for v in means["copies"]],
            "taken for the class": [f"{v:.0%}" for v in means["adherence"]],
            "distance to a row": [decimals(v, 2) for v in means["closest"]],
            "forest": [decimals(v) for v in means["forest"]],
            "logistic regression": [decimals(v) for v in means["logistic"]],
            "CPU s": [decimals(v, 2) if v else "" for v in means["seconds"]],
        }
    )
    return markdown_table(shown)


def page_part(table: pd.DataFrame) -> str:
    """Return the part of the guide that is made from the committed table."""
    first = table.iloc[0]
    sets = table.drop_duplicates("dataset")
    named = ", ".join(f"{d} ({n})" for d, n in zip(sets["dataset"], sets["n_rare"], strict=True))
    return "\n".join(
        [
            f"Halves of {len(sets)} data sets, with so many rare rows in the half that is filled: "
            f"{named}; means over {first['repeats']} partings and the data sets, defaults "
            f"throughout (`{first['command']}`; {first['machine']}; {first['versions']}). *Told "
            "from real*: the AUC with which a forest tells new rows from real ones that no sampler "
            "has seen. *Taken for the class*: by a forest of the unseen half. *Distance to a row*: "
            "to the nearest row of the class, as a share of that of unseen rows. The classifiers: "
            "average precision on the unseen half, after filling up to the majority; of real rows "
            "without resampling. Samplers get standardised columns, as the arms of the benchmark "
            "do: decimals are no longer a grid that `grid` could find, which makes new rows easier "
            "to tell.",
            "",
            *shown_table(table),
            "",
            " ".join(sentences(table)),
        ]
    )


def images_part(table: pd.DataFrame) -> str:
    """Return the part of the guide that is made from the committed table of images."""
    first = table.iloc[0]
    named = _listed(list(table["dataset"].unique()))
    return "\n".join(
        [
            f"The same of images: {named}, pixels as they are, {first['n_rare']} rare images in "
            f"the half that is filled; means over {first['repeats']} partings "
            f"({first['machine']}; {first['versions']}).",
            "",
            *shown_table(table),
            "",
            " ".join(image_sentences(table)),
        ]
    )


def image_sentences(table: pd.DataFrame) -> list[str]:
    """Return what the table of images shows."""
    means = table.groupby("method", sort=False)[MEASURES].mean()
    others = means.drop(index=[REAL, REFERENCE])
    closer = others.index[others["c2st"] < means["c2st"][REFERENCE]]
    copied = others.index[others["copies"] > _MANY_COPIES]
    better = others.index[others["forest"] > means["forest"][REAL]]
    before, after = means.loc[MIXED], means.loc[CORRECTED]
    return [
        f"Harder to tell from real images than SMOTE's: those of {_listed(closer)}; mostly copies "
        f"of real ones: those of {_listed(copied)}.",
        f"Better for a forest than no resampling: those of {_listed(better)}.",
        f"What {_short(CORRECTED)} learns is added to what {_short(MIXED)} makes; by it, the AUC "
        f"with which rows are told from real ones goes from {decimals(before['c2st'], 2)} to "
        f"{decimals(after['c2st'], 2)}, the share that is taken for the class from "
        f"{before['adherence']:.0%} to {after['adherence']:.0%}, and the average precision of a "
        f"forest from {decimals(before['forest'])} to {decimals(after['forest'])}.",
        "One data set of small images is an example, and no ranking.",
    ]


def sentences(table: pd.DataFrame) -> list[str]:
    """Return when a generator pays, as far as the table shows."""
    wide = {name: table.pivot(index="dataset", columns="method", values=name) for name in MEASURES}
    generators = [m for m in table["method"].unique() if m not in (REAL, REFERENCE)]
    told = wide["c2st"].mean()
    closer = [m for m in generators if told[m] < told[REFERENCE]]
    n = len(wide["c2st"])
    lines = [
        f"Harder to tell from real rows than SMOTE's, on average: the rows of {_listed(closer)}."
    ]
    for name, words in (("forest", "a forest"), ("logistic", "logistic regression")):
        gains = wide[name][generators].sub(wide[name][REFERENCE], axis=0)
        above = wide[name][generators].gt(wide[name][REAL], axis=0).sum()
        best = gains.mean().idxmax()
        lines.append(
            f"For {words} the best of them on average was {_short(best)}, "
            f"{signed(gains[best].mean())} beside SMOTE, better than it on "
            f"{int((gains[best] > 0).sum())} of {n} data sets, and better than no resampling on "
            f"{int(above[best])}."
        )
    lines.append(
        "A generator pays, by this table, where the rows themselves are wanted, to be looked at or "
        "handed to a learner that needs them; a better ranking is not what it can be counted on "
        f"for: {n} data sets say nothing about differences of some hundredths."
    )
    return lines


def _listed(methods: Sequence[str]) -> str:
    return ", ".join(_short(method) for method in methods) or "none of them"


def _short(method: str) -> str:
    return method.removeprefix("oversample-")
