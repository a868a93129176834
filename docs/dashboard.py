"""Dask's dashboard while a table is over-sampled: the picture of guide/large_tables.md.

``python docs/dashboard.py`` writes ``docs/images/dashboard.png``; it needs bokeh, which draws the
dashboard, and Chromium, which takes the picture.
"""

from __future__ import annotations

import asyncio
import base64
import json
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import urlopen

import numpy as np

if TYPE_CHECKING:
    from pandas import DataFrame

PICTURE = Path(__file__).parent / "images" / "dashboard.png"
PARTS, PART = 32, 100_000
RARE = 2000  # one row in so many
SECONDS = 40  # until the page is drawn, and most kinds of tasks have run


def make_part(number: int) -> DataFrame:
    """Return one partition of a table of float32 without structure, and a label."""
    import pandas as pd

    rng = np.random.default_rng([0, number])
    label = (np.arange(PART) % RARE == 0).astype(np.int8)
    X = rng.standard_normal((20, PART), dtype=np.float32) + label
    return pd.DataFrame({f"x{j}": x for j, x in enumerate(X)} | {"label": label})


def shoot(link: str, path: Path) -> None:
    """Take a picture of a page some seconds after it was opened: it is drawn bit by bit."""
    with tempfile.TemporaryDirectory() as profile:
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic"]
        options += ["--no-first-run", "--disable-background-networking", "--disable-sync"]
        options += ["--disable-component-update", f"--user-data-dir={profile}"]
        options += ["--hide-scrollbars", "--window-size=1280,860", "--remote-debugging-port=0"]
        with subprocess.Popen(["chromium", *options, link], stderr=subprocess.PIPE) as browser:
            # The port that is free is told in a file, and the page has an address of its own there.
            told = Path(profile, "DevToolsActivePort")
            while not told.exists():
                time.sleep(0.1)
            port = told.read_text().split()[0]
            with urlopen(f"http://127.0.0.1:{port}/json") as pages:
                page = next(p for p in json.load(pages) if p["type"] == "page")
            time.sleep(SECONDS)
            path.write_bytes(asyncio.run(picture(page["webSocketDebuggerUrl"])))
            browser.terminate()


async def picture(address: str) -> bytes:
    """Return what a page of Chromium shows, as PNG."""
    from tornado.websocket import websocket_connect

    page = await websocket_connect(address, max_message_size=2**26)
    await page.write_message(json.dumps({"id": 1, "method": "Page.captureScreenshot"}))
    answer = json.loads(str(await page.read_message()))
    return base64.b64decode(answer["result"]["data"])


def main() -> None:
    """Over-sample a table on two workers, and take a picture meanwhile."""
    import dask.dataframe as dd
    from distributed import Client, LocalCluster

    from oversample import BorderlineSMOTE, resample_dask

    settings = {"n_workers": 2, "threads_per_worker": 1, "memory_limit": "1GiB"}
    with LocalCluster(**settings, dashboard_address=":0") as cluster, Client(cluster) as client:
        table = dd.from_map(make_part, range(PARTS), meta=make_part(0).iloc[:0])
        sampler = BorderlineSMOTE(random_state=0, sampling_strategy=0.05)
        more = resample_dask(table, "label", sampler=sampler, block_size=4_096)
        with tempfile.TemporaryDirectory() as folder:
            written = client.compute(more.X.to_parquet(folder, compute=False))
            shoot(cluster.dashboard_link, PICTURE)
            written.cancel()


if __name__ == "__main__":
    main()
