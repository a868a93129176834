"""The recipe of CONTRIBUTING works in another package, with public names only."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
RECIPE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")

# What a user of that package would do, and what everything promises that is written on the page.
PROGRAM = """
import numpy as np, pandas as pd
from imblearn.pipeline import make_pipeline
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from others.nearest import NearestSMOTE
import oversample

rng = np.random.default_rng(0)
y = np.repeat(["many", "few"], [40, 12])
frame = pd.DataFrame({"x": rng.normal(size=52), "n": rng.integers(0, 9, 52), "k": list("uv") * 26})
sampler = NearestSMOTE(random_state=0, categorical_features="auto", k_neighbors=3)
X_new, y_new = sampler.fit_resample(frame, y)
assert y_new.tolist().count("few") == 40 and (X_new.dtypes == frame.dtypes).all()
assert sampler.plan(frame, y).counts == {"few": 28}
numbers = frame[["x"]]
plan = NearestSMOTE(random_state=0, k_neighbors=3).plan(numbers, y)
few = np.flatnonzero(y == "few")
for base, partner in zip(plan.base, plan.partner):
    gaps = np.abs(numbers.x[few] - numbers.x[base])
    assert partner == gaps[gaps.index != base].idxmin()
search = GridSearchCV(
    make_pipeline(NearestSMOTE(random_state=0), LogisticRegression()),
    {"nearestsmote__k_neighbors": [1, 2]},
)
search.fit(numbers, y)
oversample.report(sampler, frame, y)
print("done")
"""


def test_the_recipe_works_in_another_package(tmp_path):
    code = re.search(r"```python\n(.*?)```", RECIPE, flags=re.DOTALL)[1]
    imports = re.findall(r"^(?:from|import) (\S+)", code, flags=re.MULTILINE)
    assert not any(part.startswith("_") for module in imports for part in module.split("."))
    package = tmp_path / "others"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "nearest.py").write_text(code)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=tmp_path,
        env={"PYTHONPATH": f"{ROOT}:{tmp_path}", "PATH": "", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "done\n", done.stderr[-2000:]


def test_every_file_that_the_page_names_is_there():
    names = set(re.findall(r"`((?:oversample|tests|docs|benchmarks)/[\w./]*)`", RECIPE))
    assert {"tests/instances.py", "oversample/_public.py"} <= names
    missing = {name for name in names if not (ROOT / name).exists()}
    assert missing == set()
