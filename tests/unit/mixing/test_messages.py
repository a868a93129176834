"""Every error names the sampler, what is at fault, and the remedy."""

import numpy as np
import pandas as pd
import pytest

from oversample import BalancedMixup, CutMix, Mixup, MoEx, Remix, SamplePairing
from oversample.exceptions import InvalidParameterError
from tests.unit.mixing.problems import blobs

WRONG = [
    (Mixup, "alpha", -0.1),
    (Mixup, "alpha", np.nan),
    (Mixup, "alpha", np.inf),
    (Mixup, "alpha", 1e7),
    (Mixup, "alpha", "1"),
    (Mixup, "alpha", True),
    (Mixup, "pairs", "nearest"),
    (Mixup, "labels", "Hard"),
    (Mixup, "labels", None),
    (Mixup, "categories", "partner"),
    (Mixup, "categorical_features", "all"),
    (Mixup, "missing_values", "ignore"),
    (Mixup, "image_shape", 28),
    (Mixup, "image_shape", (28,)),
    (Mixup, "image_shape", (1, 2, 3, 4)),
    (Mixup, "image_shape", (0, 3)),
    (Mixup, "image_shape", (1.0, 3)),
    (Mixup, "output", "feature"),
    (Mixup, "random_state", -1),
    (Remix, "kappa", 0.9),
    (Remix, "tau", 1.1),
    (Remix, "tau", None),
    (BalancedMixup, "alpha", -1),
    (CutMix, "alpha", None),
    (CutMix, "pairs", 3),
    (MoEx, "norm", "bn"),
    (MoEx, "lam", 1.5),
    (MoEx, "eps", 0.0),
    (MoEx, "groups", 0),
    (MoEx, "groups", "abc"),
    (MoEx, "encoder", "scale"),
    (SamplePairing, "partner", "other"),
    (SamplePairing, "row_transform", 3),
]


@pytest.mark.parametrize(("sampler", "name", "value"), WRONG)
def test_parameters_out_of_range(sampler, name, value):
    X, y = blobs((30, 10))
    message = rf"The '{name}' parameter of {sampler.__name__} must be .* Got .* instead\."
    with pytest.raises(InvalidParameterError, match=message):
        sampler(**{name: value}).fit_resample(X, y)


@pytest.mark.parametrize("sampler", [Mixup, Remix, BalancedMixup, CutMix, SamplePairing])
def test_rows_of_another_length_than_the_image(sampler):
    X, y = blobs((30, 10), width=10)
    message = rf"{sampler.__name__}: image_shape=\(2, 3\) .* 2 x 3 = 6 pixels, but X has 10 columns"
    with pytest.raises(InvalidParameterError, match=message):
        sampler(image_shape=(2, 3)).fit_resample(X, y)


def test_features_of_another_length_than_the_image():
    from sklearn.decomposition import PCA

    X, y = blobs((30, 10), width=6)
    message = r"Mixup: image_shape=\(2, 3\) .* but the encoder makes 4 features"
    with pytest.raises(InvalidParameterError, match=message):
        Mixup(image_shape=(2, 3), encoder=PCA(4)).fit_resample(X, y)
    # Features that are maps are no mistake.
    Mixup(image_shape=(2, 2), encoder=PCA(4)).fit_resample(X, y)


NAMES = ["a", "b", "c", "d", "e", "f"]


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"norm": "group"}, "groups go with norm='group'.*groups=None"),
        ({"groups": 3}, "groups go with norm='group'.*norm='pono'"),
        ({"norm": "in"}, "norm='in' .* no image_shape.*norm='pono'"),
        ({"norm": "group", "groups": 2}, "at least 3 features in a group: groups are 2"),
        ({"norm": "group", "groups": [["a", "b"]]}, "at least 3 .* groups are 2"),
        ({"norm": "group", "groups": [[]]}, "at least 3 .* groups are 0"),
        ({"norm": "group", "groups": []}, "one label for each of the 6 columns. Got a list of 0"),
        ({"norm": "group", "groups": ["a", "b", "c"]}, "lists of columns.* Got a list of 3"),
        ({"norm": "group", "groups": [1, 1, 1, 2, 2, 3]}, "at least 3 .* groups are 1"),
        ({"norm": "group", "groups": [["a", "b", "z"]]}, r"column 'z'.*they are \['a', 'b'"),
        ({"norm": "group", "groups": [[0, 1, 6]]}, "column 6, but there are 6 columns"),
        ({"norm": "group", "groups": [[0, 1, -7]]}, "column -7, but there are 6 columns"),
        ({"norm": "group", "groups": [[0, 1, True]]}, "column True"),
        ({"norm": "group", "groups": [["a", "b", "c"], ["c", "d", "e"]]}, "'c' more than once"),
        ({"norm": "group", "groups": [["a", "b", 0]]}, "'a' more than once"),
        ({"norm": "group", "groups": [{}, {}, {}, {}, {}, {}]}, "groups hold {}"),
        ({"norm": "pono", "image_shape": (2, 3)}, "the 1 channels of a pixel are"),
        ({"norm": "pono", "image_shape": (3, 1, 2)}, "the 2 channels of a pixel are"),
        ({"norm": "in", "image_shape": (2, 1, 3)}, "the 2 pixels of a channel are"),
        ({"norm": "group", "groups": 3, "image_shape": (2, 4)}, "2 x 4 = 8 pixels, but X has 6"),
        (
            {"norm": "group", "groups": [[0, 3]], "image_shape": (2, 1, 3)},
            "channel 3, but there are 3 channels",
        ),
        (
            {"norm": "group", "groups": [["red"]], "image_shape": (2, 1, 3)},
            "channel 'red', .* they have no names",
        ),
    ],
)
def test_groups_that_are_none(parameters, message):
    X, y = blobs((30, 10), width=6)
    with pytest.raises(InvalidParameterError, match=f"^MoEx.*{message}"):
        MoEx(**parameters).fit_resample(pd.DataFrame(X, columns=NAMES), y)


def test_a_category_in_a_group():
    X, y = blobs((30, 10), width=3)
    frame = pd.DataFrame(X, columns=list("abc")).assign(town=np.array(["x", "y"])[y])
    moex = MoEx("group", groups=[["a", "b", "town"]], categorical_features="auto")
    with pytest.raises(InvalidParameterError, match="column 'town', which is a category"):
        moex.fit_resample(frame, y)


def test_groups_of_numbers_where_there_are_none():
    frame = pd.DataFrame({"town": ["x", "y", "z", "u"] * 5})
    for encoder in ("auto", None):
        moex = MoEx("group", groups=3, categorical_features="auto", encoder=encoder)
        with pytest.raises(InvalidParameterError, match=r"at least 3 .* are 0"):
            moex.fit_resample(frame, [0, 0, 0, 1] * 5)


@pytest.mark.parametrize("sampler", [Mixup, Remix, BalancedMixup, CutMix, SamplePairing, MoEx])
def test_missing_and_infinite_cells_and_text(sampler):
    X, y = blobs((30, 10), width=3)
    gaps = X.copy()
    gaps[3, 1] = np.nan
    with pytest.raises(ValueError, match="NaN: column 1 has 1 missing cell in 40 rows"):
        sampler().fit_resample(gaps, y)
    gaps[3, 1] = np.inf
    with pytest.raises(ValueError, match="infinity: column 1"):
        sampler().fit_resample(gaps, y)
    frame = pd.DataFrame(X).assign(town="x")
    frame.columns = frame.columns.astype(str)
    with pytest.raises(ValueError, match=f"{sampler.__name__} .*'town'.*categorical_features"):
        sampler().fit_resample(frame, y)
