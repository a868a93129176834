"""The page in a real browser: nothing sticks out, is cut off or covers something else."""

import html
import json
import re
import shutil
import subprocess
from pathlib import Path

import matplotlib.image
import pytest

from benchmarks.protocol.results import READINGS, TUNED
from benchmarks.report.headline import against_peers, headline
from benchmarks.report.page import page
from tests.benchmarks.result_tables import ARMS, plausible_rows

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
BROWSER = next(filter(None, map(shutil.which, NAMES)), None)
PROBE = Path(__file__).with_name("probe.js")
LAPTOP, PHONE = 1280, 390
HEIGHT = 6000  # a page on a phone is long, and its first drawings are far below

pytestmark = pytest.mark.skipif(BROWSER is None, reason=f"no browser: none of {', '.join(NAMES)}")

# A window has a least width, a frame has none. Both widths stand side by side in one window:
# most of the time goes to starting a browser.
FRAMES = """<!doctype html>
<meta name="color-scheme" content="light dark">
<style>body {{ margin: 0; display: flex; }} iframe {{ border: 0; height: {height}px; }}</style>
<iframe src="{page}" style="flex: 0 0 {laptop}px"></iframe>
<iframe src="{page}" style="flex: 0 0 {phone}px"></iframe>
<script>
const found = [];
window.onmessage = (event) => {{
  found.push(event.data);
  if (found.length === 2) document.body.textContent = `FOUND [${{found}}] END`;
}};
</script>
"""


def frames(report: Path, page_name: str, height: int) -> str:
    """Write the page that shows a page in both widths, and return its address."""
    path = report.with_name(f"frames-{page_name}")
    text = FRAMES.format(page=page_name, height=height, laptop=LAPTOP, phone=PHONE)
    path.write_text(text, encoding="utf-8")
    return path.as_uri()


@pytest.fixture(scope="module")
def report(tmp_path_factory) -> Path:
    long = ("oversample-balanced-mixup", "oversample-borderline-mixed")
    rows = plausible_rows(n_datasets=8, n_folds=3, methods=(*ARMS, *long))
    further = [column.name for column in (*READINGS, *TUNED)]
    rows[further] = 0.25
    rows["dataset"] = rows["dataset"].replace("set-5", "kddcup-guess_passwd_vs_satan")
    path = tmp_path_factory.mktemp("browser") / "report.html"
    text = page(rows, headline(rows), against_peers(rows))
    path.write_text(text, encoding="utf-8")
    probed = f"{text}<script>{PROBE.read_text(encoding='utf-8')}</script>"
    path.with_name("probed.html").write_text(probed, encoding="utf-8")
    return path


def browse(profile: Path, *arguments: str) -> str:
    """Run the browser without a window and with a profile of its own, and return its output."""
    command = [BROWSER, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
    command += [f"--user-data-dir={profile}", "--no-first-run", "--force-device-scale-factor=1"]
    done = subprocess.run(
        [*command, *arguments], capture_output=True, text=True, timeout=120, check=True
    )
    return done.stdout


def test_nothing_sticks_out_or_overlaps(report, tmp_path):
    options = (f"--window-size={LAPTOP + PHONE},1000", "--virtual-time-budget=9000", "--dump-dom")
    document = browse(tmp_path, *options, frames(report, "probed.html", height=900))
    found = json.loads(html.unescape(re.search(r"FOUND (.*) END", document).group(1)))
    nothing = ("wide", "cut", "overlapping", "covered", "missing", "sliding")
    assert sorted(found, key=lambda page: page["size"]) == [
        {"size": width} | {name: [] for name in nothing} for width in (PHONE, LAPTOP)
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_follows_the_colour_scheme(report, scheme, tmp_path):
    picture = report.with_name(f"{scheme}.png")
    preferred = {"dark": 0, "light": 1}[scheme]
    browse(
        tmp_path,
        f"--blink-settings=preferredColorScheme={preferred}",
        f"--window-size={LAPTOP + PHONE},{HEIGHT}",
        f"--screenshot={picture}",
        frames(report, report.name, HEIGHT),
    )
    pixels = matplotlib.image.imread(picture)[..., :3]
    assert pixels.shape[:2] == (HEIGHT, LAPTOP + PHONE)
    for of_width in (pixels[:, :LAPTOP], pixels[:, LAPTOP:]):
        brightness = of_width.mean(axis=2)
        background = 0.1 if scheme == "dark" else 1.0
        assert brightness[2:8, 2:8].mean() == pytest.approx(background, abs=0.05)
        assert brightness.max() - brightness.min() > 0.75  # the text stands out
        # Ours and imbalanced-learn's are drawn in colours that are far apart, blue and orange.
        blue = of_width[..., 2] - of_width[..., 0]
        assert (blue > 0.3).mean() > 0.0005
        assert (blue < -0.3).mean() > 0.0005
