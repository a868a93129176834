"""The recipes of the guide for Ray and Spark run as printed, on as little of both as they call."""

import re
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from oversample import SMOTE, resample_parquet

PAGE = Path(__file__).parents[3] / "docs" / "guide" / "large_tables.md"


SPARK = {
    "orderBy": "order_by",
    "groupBy": "groupby",
    "toPandas": "to_pandas",
    "unionByName": "union",
    "mapInPandas": "map_in_pandas",
}
"""Names of Spark for what stands below."""


class Rows:
    """A table of either engine, all of it in one frame."""

    schema = None

    def __init__(self, frame):
        self.frame = frame

    def __getitem__(self, name):
        return self.frame[name]

    def __getattr__(self, name):
        return getattr(self, SPARK[name])

    def where(self, is_kept):
        return Rows(self.frame[is_kept])

    def order_by(self, name):
        return Rows(self.frame.sort_values(name))

    def filter(self, expr):
        return Rows(self.frame.query(expr))

    def groupby(self, name):
        counted = self.frame[name].value_counts()
        rays = [{name: label, "count()": n} for label, n in counted.items()]
        sparks = [{name: label, "count": n} for label, n in counted.items()]
        done = SimpleNamespace(take_all=lambda: rays, collect=lambda: sparks)
        return SimpleNamespace(count=lambda: done)

    def to_pandas(self):
        return self.frame.reset_index(drop=True)

    def union(self, *others):
        return Rows(pd.concat([self.frame, *(other.frame for other in others)]))

    def map_batches(self, function, batch_size, batch_format, fn_kwargs):
        assert (batch_size, batch_format) == (1, "pandas")
        rows = (self.frame[i : i + 1] for i in range(len(self.frame)))
        return Rows(pd.concat([function(row, **fn_kwargs) for row in rows]))

    def map_in_pandas(self, function, schema):
        return Rows(pd.concat(list(function(iter([self.frame])))))

    def write_parquet(self, path):
        self.frame.to_parquet(path, index=False)

    @property
    def write(self):
        return SimpleNamespace(parquet=self.write_parquet)


def read(path):
    return Rows(pd.read_parquet(path))


def count_up(n):
    return Rows(pd.DataFrame({"id": range(n)}))


def engines():
    """Return the modules that recipes import."""
    options = SimpleNamespace(execution_options=SimpleNamespace(preserve_order=False))
    ray = ModuleType("ray")
    ray.data = SimpleNamespace(
        DataContext=SimpleNamespace(get_current=lambda: options), read_parquet=read, range=count_up
    )
    ray.put = ray.get = lambda thing: thing
    sent = SimpleNamespace(broadcast=lambda thing: SimpleNamespace(value=thing))
    session = SimpleNamespace(read=SimpleNamespace(parquet=read), range=count_up, sparkContext=sent)
    sql = ModuleType("pyspark.sql")
    sql.SparkSession = SimpleNamespace(builder=SimpleNamespace(getOrCreate=lambda: session))
    return {"ray": ray, "pyspark": ModuleType("pyspark"), "pyspark.sql": sql}


ENGINES = ("ray", "pyspark")


@pytest.mark.parametrize("engine", ENGINES)
def test_a_recipe_makes_the_rows_of_parquet(tmp_path, monkeypatch, engine):
    rng = np.random.default_rng(0)
    n = 300
    table = pd.DataFrame({"transaction_id": range(n), "x": rng.normal(size=n).astype(np.float32)})
    table["fraud"] = (np.arange(n) % 10 == 0).astype(int)
    (tmp_path / "transactions").mkdir()
    table.to_parquet(tmp_path / "transactions" / "0.parquet", index=False)
    for name, module in engines().items():
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.chdir(tmp_path)
    # Spark's recipe goes on with what Ray's has imported.
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    printed = {e: next(b for b in blocks if re.match(rf"(import|from) {e}", b)) for e in ENGINES}
    names = {"__name__": "recipe"}
    exec(compile(printed["ray"], "ray", "exec"), names)
    if engine == "pyspark":
        Path("transactions-balanced").unlink()
        exec(compile(printed["pyspark"], "pyspark", "exec"), names)
    sampler = SMOTE(random_state=0, sampling_strategy=0.2)
    resample_parquet("transactions", "same", sampler=sampler, y="fraud")
    made, same = pd.read_parquet("transactions-balanced"), pd.read_parquet("same")
    assert len(made) > n
    pd.testing.assert_frame_equal(made[same.columns], same)
