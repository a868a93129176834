"""Images a second beside albumentations and a plain loop over OpenCV: ``speed --images``.

All contenders take turns in one process, on the same bytes. Speeds are those of the best round;
ratios are medians over rounds, in each of which both met the same machine. One thread is timed by
the processor's clock, which other processes do not advance, two threads by the clock on the wall.
albumentations and OpenCV are given one image at a time, which is how they work; transforms of this
package take the stack. *First call* is that of a fresh process, imports left out: with an empty
numba cache it compiles, with a full one it loads. The fastest of some processes counts.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.report.markdown import markdown_table
from benchmarks.running.atomic import write_atomically
from benchmarks.running.options import RESULTS, results_folder
from oversample import image as im

PEERS = ("albumentations", "OpenCV loop")
SHAPES = ((28, 28, 1), (32, 32, 3), (64, 64, 3))
LEAD = 10.0
"""How many times faster than albumentations images of 28 x 28 are made, unless they are copies."""

Images = NDArray[np.uint8]


class TransformCase(NamedTuple):
    """A transform, its like in albumentations, a loop over OpenCV, and its targets."""

    ours: im.ImageTransform
    theirs: Callable[[Any], Any] | None = None
    loop: Callable[[Any, Images], None] | None = None
    target: float = 0.0  # images of 28 x 28 a second on one thread
    is_copy: bool = False


def _matrix(height: int, width: int) -> NDArray[np.float64]:
    return np.array([[0.9, 0.2, 0.03 * width], [-0.2, 0.9, 0.02 * height]])


def _warp_loop(cv2: Any, images: Images) -> None:
    height, width = images.shape[1:3]
    matrix = _matrix(height, width)
    for image in images:
        cv2.warpAffine(image, matrix, (width, height))


def _blur_loop(cv2: Any, images: Images) -> None:
    for image in images:
        cv2.GaussianBlur(image, (7, 7), 1.0)


def _filter_loop(cv2: Any, images: Images) -> None:
    kernel = np.array([[-1, -1, -1], [-1, 9, -1], [-1, -1, -1]], np.float32)
    for image in images:
        cv2.filter2D(image, -1, kernel)


def _one_factor(A: Any, name: str) -> Any:
    """Jitter of one factor, the others fixed."""
    fixed = {"brightness": (1, 1), "contrast": (1, 1), "saturation": (1, 1), "hue": (0, 0)}
    return A.ColorJitter(**{**fixed, name: (0.8, 1.2)}, p=1)


CASES: dict[str, TransformCase] = {
    "HorizontalFlip": TransformCase(
        im.HorizontalFlip(), lambda A: A.HorizontalFlip(p=1), is_copy=True
    ),
    "VerticalFlip": TransformCase(im.VerticalFlip(), lambda A: A.VerticalFlip(p=1), is_copy=True),
    "Affine": TransformCase(
        im.Affine(
            scale_range=(0.8, 1.2),
            angle_range=(-30, 30),
            x_shear_range=(-10, 10),
            x_translate_range=(-0.1, 0.1),
            y_translate_range=(-0.1, 0.1),
        ),
        lambda A: A.Affine((0.8, 1.2), (-0.1, 0.1), rotate=(-30, 30), shear=(-10, 10), p=1),
        _warp_loop,
        70_000,
    ),
    "Rotate": TransformCase(im.Rotate(), lambda A: A.Rotate((-30, 30), p=1), _warp_loop),
    "Translate": TransformCase(
        im.Translate(), lambda A: A.Affine(translate_percent=(-0.1, 0.1), p=1)
    ),
    "Scale": TransformCase(im.Scale(), lambda A: A.Affine(scale=(0.8, 1.2), p=1)),
    "Shear": TransformCase(im.Shear(), lambda A: A.Affine(shear={"x": (-15, 15), "y": 0}, p=1)),
    "Perspective": TransformCase(im.Perspective(), lambda A: A.Perspective(p=1)),
    "RandomResizedCrop": TransformCase(
        im.RandomResizedCrop(), lambda A: A.RandomResizedCrop(A.size, scale=(0.6, 1), p=1)
    ),
    "CropAndPad": TransformCase(im.CropAndPad(), lambda A: A.CropAndPad(percent=(-0.1, 0.1), p=1)),
    "PiecewiseAffine": TransformCase(
        im.PiecewiseAffine(), lambda A: A.PiecewiseAffine((0.01, 0.04), p=1), None, 20_000
    ),
    "ElasticTransform": TransformCase(
        im.ElasticTransform(), lambda A: A.ElasticTransform(10, 4, p=1), None, 20_000
    ),
    "GaussianNoise": TransformCase(im.GaussianNoise(), lambda A: A.GaussNoise((0.02, 0.1), p=1)),
    "SaltAndPepper": TransformCase(im.SaltAndPepper(), lambda A: A.SaltAndPepper(p=1)),
    "CoarseDropout": TransformCase(im.CoarseDropout(), lambda A: A.CoarseDropout(p=1)),
    "RandomErasing": TransformCase(im.RandomErasing(), lambda A: A.Erasing(p=1)),
    "GaussianBlur": TransformCase(
        im.GaussianBlur(), lambda A: A.GaussianBlur(sigma_limit=(0.5, 1.5), p=1), _blur_loop, 60_000
    ),
    "Sharpen": TransformCase(im.Sharpen(), lambda A: A.Sharpen(p=1), _filter_loop, 100_000),
    "Emboss": TransformCase(im.Emboss(), lambda A: A.Emboss(p=1), _filter_loop),
    "EdgeDetect": TransformCase(im.EdgeDetect(), None, _filter_loop),
    "DirectedEdgeDetect": TransformCase(im.DirectedEdgeDetect(), None, _filter_loop),
    "Superpixels": TransformCase(
        im.Superpixels(), lambda A: A.Superpixels((0.5, 1), (50, 120), p=1), None, 2_000
    ),
    "SimplexNoiseAlpha": TransformCase(im.SimplexNoiseAlpha(im.EdgeDetect())),
    "FrequencyNoiseAlpha": TransformCase(im.FrequencyNoiseAlpha(im.EdgeDetect())),
    "Invert": TransformCase(im.Invert(), lambda A: A.InvertImg(p=1), is_copy=True),
    "Grayscale": TransformCase(im.Grayscale(), lambda A: A.ToGray(p=1), is_copy=True),
    "Brightness": TransformCase(im.Brightness(), lambda A: _one_factor(A, "brightness")),
    "Contrast": TransformCase(im.Contrast(), lambda A: _one_factor(A, "contrast")),
    "Saturation": TransformCase(im.Saturation(), lambda A: _one_factor(A, "saturation")),
    "Sharpness": TransformCase(im.Sharpness(), lambda A: A.Sharpen(method="gaussian", p=1)),
    "ColorJitter": TransformCase(im.ColorJitter(), lambda A: A.ColorJitter(hue=(0, 0), p=1)),
    "HSVJitter": TransformCase(
        im.HSVJitter(0.1, sat_mul_range=(0.7, 1.3)), lambda A: A.HueSaturationValue(p=1)
    ),
    "RGBShift": TransformCase(im.RGBShift(), lambda A: A.RGBShift(p=1)),
    "FancyPCA": TransformCase(im.FancyPCA(), lambda A: A.FancyPCA(p=1)),
    "Posterize": TransformCase(im.Posterize(), lambda A: A.Posterize((4, 7), p=1)),
    "Solarize": TransformCase(im.Solarize(), lambda A: A.Solarize((0.5, 1), p=1)),
    "Equalize": TransformCase(im.Equalize(), lambda A: A.Equalize(p=1)),
    "AutoContrast": TransformCase(im.AutoContrast(), lambda A: A.AutoContrast(p=1)),
    "Compose": TransformCase(
        im.Compose([im.Rotate(), im.Scale(), im.GaussianNoise()]),
        lambda A: A.Compose(
            [
                A.Rotate((-30, 30), p=1),
                A.Affine(scale=(0.8, 1.2), p=1),
                A.GaussNoise((0.02, 0.1), p=1),
            ]
        ),
    ),
    "RandAugment": TransformCase(im.RandAugment()),
}
COLOR_ONLY = ("HSVJitter", "RGBShift", "Grayscale", "Saturation")
FIRST_CALLS = (
    "Affine",
    "PiecewiseAffine",
    "ElasticTransform",
    "GaussianBlur",
    "Superpixels",
    "RandAugment",
)
_FIRST_CALL_ROUNDS = 3


def load_peers(size: tuple[int, int]) -> tuple[Any, Any]:
    """Return albumentations and OpenCV, None for what is not installed."""
    os.environ["NO_ALBUMENTATIONS_UPDATE"] = "1"
    albumentations = cv2 = None
    if importlib.util.find_spec("cv2") is not None:
        import cv2

        cv2.setNumThreads(1)
    if importlib.util.find_spec("albumentations") is not None:
        import albumentations

        albumentations.size = size
    return albumentations, cv2


def contenders(
    case: TransformCase, images: Images, seed: int
) -> dict[str, tuple[Callable[[], Any], int]]:
    """Return what is timed, by name, with the number of images that one call transforms."""
    albumentations, cv2 = load_peers(images.shape[1:3])
    n = len(images)
    found: dict[str, tuple[Callable[[], Any], int]] = {
        "1 thread": (lambda: case.ours.transform(images, seed, n_jobs=1), n),
        "2 threads": (lambda: case.ours.transform(images, seed, n_jobs=2), n),
    }
    if albumentations is not None and case.theirs is not None:
        single = case.theirs(albumentations)
        is_slow = type(case.ours).__name__ in ("PiecewiseAffine", "Superpixels")
        some = images[: 5 if is_slow else max(20, n // 10)]
        found["albumentations"] = (lambda: [single(image=image) for image in some], len(some))
    if cv2 is not None and case.loop is not None:
        loop = case.loop
        found["OpenCV loop"] = (lambda: loop(cv2, images), n)
    return found


def time_transform(name: str, shape: tuple[int, int, int], n: int, n_rounds: int) -> dict[str, Any]:
    """Return images a second of all contenders, and ratios, from rounds after an untimed one."""
    images = np.random.default_rng(0).integers(0, 256, (n, *shape)).astype(np.uint8)
    timed = contenders(CASES[name], images, seed=0)
    speeds: dict[str, list[float]] = {contender: [] for contender in timed}
    for number in range(n_rounds + 1):
        for contender, (call, n_images) in timed.items():
            clock = perf_counter if contender == "2 threads" else process_time
            start = clock()
            call()
            if number:
                speeds[contender].append(n_images / (clock() - start))
    best = {contender: max(speeds[contender]) for contender in timed}
    ratios = {
        f"ours / {peer}": float(np.median(np.divide(speeds["1 thread"], speeds[peer])))
        for peer in PEERS
        if peer in timed
    }
    return {"transform": name, "shape": "x".join(map(str, shape)), **best, **ratios}


def time_transforms(names: Sequence[str], n: int, n_rounds: int) -> pd.DataFrame:
    """Time transforms on images of all shapes that they take."""
    return pd.DataFrame(
        [
            time_transform(name, shape, n, n_rounds)
            for name in names
            for shape in SHAPES
            if shape[2] == 3 or name not in COLOR_ONLY
        ]
    )


def first_call(name: str, cache: str) -> tuple[float, float]:
    """Return seconds of the clock and of the processor that a fresh process needs for ten images.

    Parameters
    ----------
    name : str
        The transform.
    cache : str
        The folder of numba's cache.
    """
    program = (
        "import json, numpy as np\n"
        "from time import perf_counter, process_time\n"
        "from benchmarks.speed.images import CASES\n"
        "images = np.zeros((10, 28, 28, 1), np.uint8)\n"
        "start, used = perf_counter(), process_time()\n"
        f"CASES[{name!r}].ours.transform(images, 0)\n"
        "print(json.dumps([perf_counter() - start, process_time() - used]))\n"
    )
    environment = {**os.environ, "NUMBA_CACHE_DIR": cache}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parents[2],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, used = json.loads(done.stdout)
    return seconds, used


def first_calls(n_rounds: int) -> pd.DataFrame:
    """Return the seconds of first calls, clock and processor, with an empty cache and a full one.

    Parameters
    ----------
    n_rounds : int
        How many caches are filled; the fastest call counts.
    """
    lines = []
    for name in FIRST_CALLS:
        found = []
        for _ in range(n_rounds):
            with tempfile.TemporaryDirectory() as cache:
                found.append(first_call(name, cache) + first_call(name, cache))
        columns = ("empty cache s", "empty cache CPU s", "full cache s", "full cache CPU s")
        fastest = np.min(found, axis=0).round(3).tolist()
        lines.append({"transform": name, **dict(zip(columns, fastest, strict=True))})
    return pd.DataFrame(lines)


def judge(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the table as text, with ratios and whether targets are met."""
    peers = [name for name in PEERS if name in rows]
    table = rows[["transform", "shape"]].copy()
    for name in ("1 thread", "2 threads", *peers):
        table[f"{name} /s"] = rows[name].map(lambda speed: f"{speed:,.0f}", na_action="ignore")
    for name in peers:
        ratio = rows[f"ours / {name}"]
        table[f"ours / {name}"] = ratio.map("{:.1f}x".format, na_action="ignore")
    table["target"] = [stated_targets(row) for row in rows.to_dict("records")]
    return table.fillna("-")


def stated_targets(row: dict[str, Any]) -> str:
    """State the targets of a transform, and which of them are missed."""
    case, said = CASES[row["transform"]], []
    if row["shape"] != "28x28x1":
        return "-"
    if case.target:
        met = "met" if row["1 thread"] >= case.target else "MISSED"
        said.append(f"{case.target:,.0f}/s: {met}")
    ratio = row.get("ours / albumentations", float("nan"))
    if not case.is_copy and ratio == ratio:
        met = "met" if ratio >= LEAD else "MISSED"
        said.append(f"{LEAD:.0f}x: {met}")
    return ", ".join(said) or "-"


def _versions() -> list[str]:
    return [
        f"{package} {importlib.metadata.version(package)}"
        for package in ("albumentations", "opencv-python-headless", "numba")
        if importlib.util.find_spec(package.split("-")[0].replace("opencv", "cv2")) is not None
    ]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark, print its tables and write them; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed --images")
    parser.add_argument("--quick", action="store_true", help="fewer images and rounds")
    parser.add_argument("--transforms", help="comma-separated, instead of all")
    parser.add_argument("--first-calls", action="store_true", help="first calls alone")
    parser.add_argument("--out", type=results_folder, default=RESULTS / "speed-images")
    options = parser.parse_args(argv)
    names = options.transforms.split(",") if options.transforms else list(CASES)
    unknown = [name for name in names if name not in CASES]
    if unknown:
        parser.error(f"--transforms takes {', '.join(CASES)}; got {', '.join(unknown)}")
    lines = ["# Speed of image transforms", ""]
    if not options.first_calls:
        rows = time_transforms(names, *((500, 3) if options.quick else (2000, 9)))
        write_atomically(options.out / "images.csv", lambda path: rows.to_csv(path, index=False))
        lines += [
            "Images a second in the best round, median ratios; bytes in and out, one thread by "
            f"processor time; {', '.join(_versions())}.",
            "",
            *markdown_table(judge(rows)),
            "",
        ]
    first = first_calls(1 if options.quick else _FIRST_CALL_ROUNDS)
    write_atomically(options.out / "first_calls.csv", lambda path: first.to_csv(path, index=False))
    lines += [*markdown_table(first), ""]
    page = "\n".join(lines)
    write_atomically(options.out / "images.md", lambda path: path.write_text(page))
    print(page)
    return 0
