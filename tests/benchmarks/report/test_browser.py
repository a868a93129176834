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

# A window has a least width, a frame has none: a phone is measured in a frame.
FRAME = """<!doctype html>
<iframe src="probed.html" width="{width}" height="900" style="border: 0"></iframe>
<script>
window.onmessage = (event) => {{ document.body.textContent = "FOUND " + event.data + " END"; }};
</script>
"""


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


@pytest.mark.parametrize("width", [LAPTOP, PHONE])
def test_nothing_sticks_out_or_overlaps(report, width, tmp_path):
    frame = report.with_name(f"frame-{width}.html")
    frame.write_text(FRAME.format(width=width), encoding="utf-8")
    options = ("--window-size=1500,1000", "--virtual-time-budget=9000", "--dump-dom")
    document = browse(tmp_path, *options, frame.as_uri())
    found = json.loads(html.unescape(re.search(r"FOUND (.*) END", document).group(1)))
    assert found == {
        "size": width,
        "wide": [],
        "cut": [],
        "overlapping": [],
        "covered": [],
        "missing": [],
        "sliding": [],
    }


@pytest.mark.parametrize("width", [LAPTOP, PHONE])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_follows_the_colour_scheme(report, width, scheme, tmp_path):
    picture = report.with_name(f"{scheme}-{width}.png")
    preferred = {"dark": 0, "light": 1}[scheme]
    browse(
        tmp_path,
        f"--blink-settings=preferredColorScheme={preferred}",
        f"--window-size={width},{HEIGHT}",
        f"--screenshot={picture}",
        report.as_uri(),
    )
    pixels = matplotlib.image.imread(picture)[..., :3]
    assert pixels.shape[:2] == (HEIGHT, width)
    brightness = pixels.mean(axis=2)
    assert brightness[2:8, 2:8].mean() == pytest.approx(0.1 if scheme == "dark" else 1.0, abs=0.05)
    assert brightness.max() - brightness.min() > 0.75  # the text stands out
    # Ours and imbalanced-learn's are drawn in colours that are far apart, blue and orange.
    blue = pixels[..., 2] - pixels[..., 0]
    assert (blue > 0.3).mean() > 0.0005
    assert (blue < -0.3).mean() > 0.0005
