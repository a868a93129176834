"""Configuration of the documentation site: ``python -m sphinx -W docs docs/_build``."""

import gc
import sys
import warnings
from functools import partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from docutils import nodes
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from jinja2.sandbox import SandboxedEnvironment
from latex2mathml.converter import convert as to_mathml
from numpydoc import docscrape_sphinx
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator as HTMLTranslator

HERE = Path(__file__).parent
# The examples use the benchmark's data sets, which are no part of the package.
sys.path.insert(0, str(HERE.parent))

# Found through the path above where it is not installed.
import oversample.deep  # noqa: E402
import oversample.image  # noqa: E402
import oversample.plots  # noqa: E402
from oversample._public import HOME  # noqa: E402

project = "oversample"
author = "the oversample developers"
version = release = oversample.__version__

extensions = [
    "myst_nb",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.viewcode",
    "sphinx_design",
    "sphinx_gallery.gen_gallery",
]

exclude_patterns = [
    "_build",
    "jupyter_execute",
    "auto_examples/**/*.ipynb",
    "auto_examples/**/*.py",
    "**/GALLERY_HEADER.rst",
]
source_suffix = {".rst": "restructuredtext", ".md": "myst-nb", ".ipynb": "myst-nb"}
suppress_warnings = ["config.cache"]

# -- Markdown and notebooks ----------------------------------------------------------------------

myst_enable_extensions = ["colon_fence", "dollarmath"]
myst_heading_anchors = 3
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 300

# -- reference -------------------------------------------------------------------------------------

autosummary_generate = True
templates_path = ["_templates"]
numpydoc_show_class_members = False
autodoc_typehints = "none"
# The list of a page's members is narrow, and its title names the class.
toc_object_entries_show_parents = "hide"

AROUND = "Around a sampler"
RAISED = "What may be raised or warned"
# In the order of the page, each with a page of its own, under which the sidebar lists its members.
FAMILIES = {
    "oversample.smote": "Interpolation: the SMOTE family",
    "oversample.variants": "Variants of SMOTE",
    "oversample.random_over_sampler": "Copies",
    "oversample.combine": "Over-sampling, then cleaning",
    "oversample.mixing": "Mixing",
    "oversample.generative": "Generators",
    "oversample.deep": "Generators that train a network",
    "oversample": AROUND,
    "oversample.plots": "Plots of reports and comparisons",
    "oversample.image": "Images: samplers, pipelines, foundations",
    "oversample.image.geometric": "Images: moves",
    "oversample.image.pixel": "Images: values",
    "oversample.image.policies": "Images: policies",
    "oversample.plan": "Foundations",
    "oversample.base": "Foundations",
    "oversample.exceptions": RAISED,
}


def family_of(module: str) -> str:
    """Return the heading under which the names of a module stand."""
    homes = [home for home in FAMILIES if module == home or module.startswith(f"{home}.")]
    return FAMILIES[max(homes, key=len)]


def write_reference() -> None:
    """Write the lists of all public names: one of all families, and a page for each family."""
    names = [(family_of(HOME[name]), f"oversample.{name}") for name in oversample.__all__]
    for name in oversample.image.__all__:
        home = getattr(oversample.image, name).__module__
        names.append((family_of(home), f"oversample.image.{name}"))
    for module in (oversample.deep, oversample.plots):
        names += [(FAMILIES[module.__name__], f"{module.__name__}.{n}") for n in module.__all__]
    names += [
        (RAISED, f"oversample.exceptions.{name}")
        for name in ("FallbackWarning", "InvalidParameterError", "SoftLabelsWarning")
    ]
    order = list(dict.fromkeys(FAMILIES.values()))
    names.sort(key=lambda entry: (order.index(entry[0]), entry[1]))
    folder = HERE / "reference"
    folder.mkdir(exist_ok=True)
    for stale in folder.glob("*.rst"):
        stale.unlink()
    contents, lists = [".. toctree::", "   :hidden:", ""], []
    for family, entries in groupby(names, key=itemgetter(0)):
        page = nodes.make_id(family)
        members = [f"   {name}" for _, name in entries]
        text = [family, "=" * len(family), "", ".. autosummary::", "   :toctree: ../generated", ""]
        (folder / f"{page}.rst").write_text("\n".join([*text, *members, ""]))
        contents.append(f"   reference/{page}")
        lists += ["", family, "-" * len(family), "", ".. autosummary::", "", *members]
    text = ["API reference", "=============", "", *contents, *lists, ""]
    (HERE / "reference.rst").write_text("\n".join(text))


def visit_formula(self: HTMLTranslator, node: nodes.math) -> None:
    """Write a formula in a sentence as MathML, which browsers show without a remote script."""
    self.body.append(to_mathml(node.astext()))
    raise nodes.SkipNode


def visit_displayed_formula(self: HTMLTranslator, node: nodes.math_block) -> None:
    """Write a displayed formula as MathML."""
    self.body.append(f'<div class="math">{to_mathml(node.astext(), display="block")}</div>')
    raise nodes.SkipNode


def is_inherited_from_others(
    app: Sphinx, what: str, name: str, member: object, skip: bool, options: object
) -> bool | None:
    """Return True, to skip a member, if it is inherited from scikit-learn, which documents it."""
    home = getattr(member, "__module__", None) or "oversample"
    return None if home.startswith("oversample") else True


class CompiledOnce(BytecodeCache):
    """Compiled templates in memory: numpydoc reads its own anew for each of 2,000 docstrings."""

    def __init__(self) -> None:
        self.codes: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what was compiled from the same source before."""
        if bucket.key in self.codes:
            bucket.bytecode_from_string(self.codes[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self.codes[bucket.key] = bucket.bytecode_to_string()


def setup(app: Sphinx) -> None:
    """Register the formulas' renderer, and write the list of public names."""
    docscrape_sphinx.SandboxedEnvironment = partial(
        SandboxedEnvironment, bytecode_cache=CompiledOnce()
    )
    app.add_html_math_renderer("mathml", (visit_formula, None), (visit_displayed_formula, None))
    app.connect("autodoc-skip-member", is_inherited_from_others)
    write_reference()
    # The gallery collects garbage after each example. All that is loaded by now stays.
    gc.freeze()


html_math_renderer = "mathml"


# -- gallery ---------------------------------------------------------------------------------------

sphinx_gallery_conf = {
    "examples_dirs": "examples",
    "gallery_dirs": "auto_examples",
    "filename_pattern": r"plot_",
    "abort_on_example_error": True,
    "within_subsection_order": "FileNameSortKey",
    "download_all_examples": False,
    "show_memory": False,
    "write_computation_times": False,
    "min_reported_time": 1000,
    "image_scrapers": ("matplotlib",),
}
# Plots are drawn without a screen.
warnings.filterwarnings("ignore", message="FigureCanvasAgg is non-interactive")

# -- pages -----------------------------------------------------------------------------------------

html_theme = "pydata_sphinx_theme"
html_title = "oversample"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_favicon = "_static/favicon.svg"
html_search_scorer = str(HERE / "search_scorer.js")
# Pages without others below them have nothing for a sidebar, and wide code.
html_sidebars = {"getting_started": [], "install": []}
html_show_sourcelink = False
html_theme_options = {
    "navigation_with_keys": False,
    "show_toc_level": 2,
    "navbar_end": ["theme-switcher"],
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
}
