"""The site builds without a warning, every example runs, and no link leads nowhere."""

import os
import re
import subprocess
import sys
from functools import cache
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

import oversample.deep
import oversample.image
import oversample.plots

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


@pytest.fixture
def site(tmp_path_factory):
    """Build the site once, in a process of its own, as ``make docs`` does."""
    target = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q"]
    command += ["-D", "html_copy_source=0", str(DOCS), str(target)]
    paths = [str(ROOT), os.environ.get("PYTHONPATH", "")]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))}
    built = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr[-5000:]
    return target


def pages_of(site):
    """Return every page, without the theme's own templates."""
    return [path for path in site.rglob("*.html") if "_static" not in path.parts]


class Page:
    """The links of a page, and the places in it that links can lead to."""

    # Text has no plain quotes: Sphinx escapes them. A parser would look at every word of 16 MB.
    ATTRIBUTE = re.compile(r'\s(id|href|src)="([^"]+)"')

    def __init__(self, path):
        self.links, self.places = [], {""}
        for name, value in self.ATTRIBUTE.findall(path.read_text()):
            if name == "id":
                self.places.add(unescape(value))
            else:
                self.links.append(unescape(value))


def test_the_site_is_whole(site):
    # One test for all: a second process that took another one would build the site again.
    pages = {path: Page(path) for path in pages_of(site)}
    assert not broken_links(site, pages)
    assert not examples_that_did_not_run(site)
    assert not names_without_a_page(site)
    assert not files_from_elsewhere(pages)


def broken_links(site, pages):
    broken = []
    for path, page in pages.items():
        folder = path.parent
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = file_at(folder, parts.path) if parts.path else path
            place = unquote(parts.fragment)
            if target is None or (target in pages and place not in pages[target].places):
                broken.append(f"{path.relative_to(site)}: {link}")
    return broken


@cache
def file_at(folder, path):
    """Return what a link leads to, or None: the pages of a folder have most links in common."""
    target = (folder / unquote(path)).resolve()
    return target if target.exists() else None


def examples_that_did_not_run(site):
    examples = DOCS / "examples"
    places = [
        script.relative_to(examples).with_suffix(".html") for script in examples.rglob("plot_*.py")
    ]
    assert places
    return [place for place in places if not (site / "auto_examples" / place).exists()]


def names_without_a_page(site):
    return [
        f"{module.__name__}.{name}"
        for module in (oversample, oversample.deep, oversample.image, oversample.plots)
        for name in module.__all__
        if not (site / "generated" / f"{module.__name__}.{name}.html").exists()
    ]


def files_from_elsewhere(pages):
    loaded = [
        link for page in pages.values() for link in page.links if link.endswith((".js", ".css"))
    ]
    assert loaded
    return [link for link in loaded if urlsplit(link).netloc]
