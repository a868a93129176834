"""The site builds without a warning, every example runs, and no link leads nowhere."""

import os
import subprocess
import sys
from html.parser import HTMLParser
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
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", str(DOCS), str(target)]
    paths = [str(ROOT), os.environ.get("PYTHONPATH", "")]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))}
    built = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr[-5000:]
    return target


def pages_of(site):
    """Return every page, without the theme's own templates."""
    return [path for path in site.rglob("*.html") if "_static" not in path.parts]


class Page(HTMLParser):
    """The links of a page, and the places in it that links can lead to."""

    def __init__(self, path):
        super().__init__()
        self.links, self.places = [], {""}
        self.feed(path.read_text())

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.places.add(attributes.get("id"))
        self.links += [attributes[name] for name in ("href", "src") if attributes.get(name)]


def test_the_site_is_whole(site):
    # One test for all: a second process that took another one would build the site again.
    assert not broken_links(site)
    assert not examples_that_did_not_run(site)
    assert not names_without_a_page(site)
    assert not files_from_elsewhere(site)


def broken_links(site):
    pages = {path: Page(path) for path in pages_of(site)}
    broken = []
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            place = unquote(parts.fragment)
            if not target.exists() or (target in pages and place not in pages[target].places):
                broken.append(f"{path.relative_to(site)}: {link}")
    return broken


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


def files_from_elsewhere(site):
    loaded = [
        link
        for path in pages_of(site)
        for link in Page(path).links
        if link.endswith((".js", ".css"))
    ]
    assert loaded
    return [link for link in loaded if urlsplit(link).netloc]
