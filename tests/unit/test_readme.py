"""The README's examples run as they stand there, and its counts are right."""

import re
from pathlib import Path

import pytest

import oversample
import oversample.deep
import oversample.image
from oversample._sampler import BaseSampler

README = Path(__file__).parents[2] / "README.md"
EXAMPLES = re.findall(r"^```python\n(.*?)^```", README.read_text(), flags=re.M | re.S)


@pytest.mark.parametrize("example", EXAMPLES, ids=["pipeline", "dataframe", "notebook", "images"])
def test_example(example, capsys):
    exec(compile(example, str(README), "exec"), {})


def members(module, base):
    """The public classes of a module that inherit from a base."""
    classes = (getattr(module, name) for name in module.__all__)
    kinds = [cls for cls in classes if isinstance(cls, type) and issubclass(cls, base)]
    return [cls for cls in kinds if cls not in (base, oversample.BaseOverSampler)]


def test_it_counts_what_there_is():
    samplers = [*members(oversample, BaseSampler), *members(oversample.deep, BaseSampler)]
    transforms = members(oversample.image, oversample.image.ImageTransform)
    count = f"| over-samplers | {len(samplers)}, and {len(transforms)} image transforms |"
    assert count in README.read_text()
