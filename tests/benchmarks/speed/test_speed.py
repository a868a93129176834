import builtins
import io
import json
import pickle
import sys
from functools import partial

import imblearn.combine
import imblearn.over_sampling
import numpy as np
import pandas as pd
import pytest
from rich.console import Console

from benchmarks import run
from benchmarks.speed import __main__ as speed
from benchmarks.speed import cli as speed_cli
from benchmarks.speed.cases import (
    FULL_PEAKS,
    FULL_TIMES,
    QUICK_TIMES,
    Case,
    among_all,
    mixed,
    of_table,
    smote,
    smotenc,
    sparse_smote,
)
from benchmarks.speed.child import first_call
from benchmarks.speed.contenders import (
    FAISS,
    LIMIT,
    OURS,
    PEER,
    SKLEARN,
    KnownSupport,
    half_product,
    make_sampler,
    sampler_module,
    searches,
)
from benchmarks.speed.fresh import fresh_table, peak_table
from benchmarks.speed.plot import PIP_LINE, fitted_exponent, short_count, write_plot
from benchmarks.speed.problems import make_problem
from benchmarks.speed.processes import measure_case, measure_peak, run_child
from benchmarks.speed.published import published, readme_part
from benchmarks.speed.steps import DoneSteps
from benchmarks.speed.table import (
    first_call_table,
    markdown,
    median_ratio,
    memory_table,
    number,
    print_tables,
    shortfalls,
    time_table,
    verdict,
)
from benchmarks.speed.timing import (
    FRESH,
    Rounds,
    described,
    interleave,
    measurement,
    same_share,
    time_case,
    timed_rows,
)

NAN = float("nan")
ONCE = Rounds(least=1, most=1, seconds=0.0)


def frame_of(rows: list[dict]) -> pd.DataFrame:
    return speed_cli.with_provenance(rows, "gaussian", 0)


def whole(case: Case, ours: list[float], peer: list[float], same: float = 1.0) -> list[dict]:
    """Return the rows of a case as if it had been timed."""
    rows = timed_rows(case, "fit_resample", {OURS: ours, PEER: peer})
    rows += [described(case) | measurement("result_rows", 4, name) for name in (OURS, PEER)]
    return [*rows, described(case) | measurement("same_rows", same, OURS)]


def test_the_median_is_of_ratios_of_pairs():
    assert median_ratio([10.0, 40.0, 60.0], [1.0, 2.0, 2.0]) == 20.0
    assert np.isnan(median_ratio([], []))
    with pytest.raises(ValueError, match="2 and 1 values do not make pairs"):
        median_ratio([1.0, 2.0], [1.0])


@pytest.mark.parametrize("exponent", [1.0, 1.7, -0.3])
def test_the_exponent_is_that_of_a_power_law(exponent):
    sizes = np.array([1_000, 10_000, 50_000])
    assert fitted_exponent(sizes, 3e-7 * sizes**exponent) == pytest.approx(exponent)


def test_one_size_has_no_exponent():
    assert np.isnan(fitted_exponent([10, 10], [1.0, 2.0]))
    assert np.isnan(fitted_exponent([], []))


@pytest.mark.parametrize(
    ("value", "limit", "options", "text"),
    [
        (10.0, 10.0, {}, ">= 10x: met"),
        (7.3, 10.0, {}, ">= 10x: MISSED (7.30x)"),
        (NAN, 5.0, {}, ">= 5x: not measured"),
        (1.5, 1.5, {"unit": " s", "at_most": True}, "<= 1.5 s: met"),
        (1.62, 1.5, {"unit": " s", "at_most": True}, "<= 1.5 s: MISSED (1.62 s)"),
    ],
)
def test_verdicts(value, limit, options, text):
    assert verdict(value, limit, **options) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.1234, "0.12"), (9.87, "9.87"), (12.34, "12.3"), (1234.5, "1,234"), (NAN, "-")],
)
def test_numbers_are_short(value, text):
    assert number(value) == text


def test_counts_on_axes_are_short():
    assert [short_count(count) for count in (20, 1_000, 1_500, 50_000)] == [
        "20",
        "1k",
        "1500",
        "50k",
    ]


@pytest.mark.parametrize(
    ("size", "target", "aim"),
    [
        ((20, 5), 1, 0),
        ((10_000, 2), 1, 0),
        ((10_000, 5), 5, 10),
        ((30_000, 100), 5, 10),
        ((50_000, 15), 10, 0),
        ((50_000, 30), 5, 10),
    ],
)
def test_targets_of_smote_follow_from_its_size(size, target, aim):
    case = smote(*size)
    assert (case.target, case.aim) == (target, aim)


@pytest.mark.parametrize("cases", [FULL_TIMES, QUICK_TIMES])
def test_cases_have_their_own_names(cases):
    labels = [case.label for case in cases]
    assert len(set(labels)) == len(labels)


def test_the_stored_cases_are_of_every_sampler_and_kind():
    names = [*imblearn.over_sampling.__all__, *imblearn.combine.__all__]
    assert {case.sampler for case in FULL_TIMES} == set(names)
    sizes = [case.n_minority for case in FULL_TIMES]
    widths = [case.n_features for case in FULL_TIMES if case.form == "floats"]
    assert (min(sizes), max(sizes), min(widths), max(widths)) == (20, 100_000, 2, 200)
    assert {case.dtype for case in FULL_TIMES} == {"float32", "float64"}
    assert "correlated" in {case.data for case in FULL_TIMES}
    public = {case.sampler for case in FULL_PEAKS}
    assert {"GeometricSMOTE", "MoEx", "SMOTE", "SMOTEENN"} <= public


@pytest.mark.parametrize(
    ("case", "floor"),
    [
        (smote(10, 5), 1.0),
        (of_table("SVMSMOTE", 10, 30, 5), 0.95),
        (among_all("SVMSMOTE", 10, 5), 1.0),
        (of_table("KMeansSMOTE", 10, 30, 5), 0.95),
    ],
    ids=str,
)
def test_floors_leave_room_for_chance_where_others_fit(case, floor):
    assert case.floor == floor


def test_labels_name_sizes():
    assert smote(1_000, 5).label == "SMOTE 1,000 x 5"
    case = smote(20, 5, dtype="float32", data="correlated")
    assert case.label == "SMOTE 20 x 5, float32, correlated"
    assert among_all("SVMSMOTE", 50, 5).label == "SVMSMOTE (its own part) 50 x 5 of 500"
    case = of_table("RandomOverSampler", 20, 80, 5, smoothed=True)
    assert case.label == "RandomOverSampler (smoothed) 20 x 5 of 80"
    assert among_all("ADASYN", 50, 5).label == "ADASYN 50 x 5 of 500"
    assert sparse_smote(50, 90, 4).label == "SMOTE 50 x 90 with 4 entries a row"
    assert smotenc(50, 2, 9).label == "SMOTENC 50 x (2 + 5 of 9 levels)"
    assert smotenc(50, 2, 9, target=20.0).target == 20.0


def test_sparse_problems_have_the_entries_of_their_case():
    case = sparse_smote(100, 400, 8)
    X, y = make_problem(case, "gaussian", 0)
    assert X.shape == (300, 400)
    assert X.nnz == 300 * 8
    assert y.sum() == 100
    results = [make_sampler(name, case, X, 0).fit_resample(X, y) for name in (OURS, PEER)]
    assert same_share(*results) == 1.0
    results[1][0].data[0] += 1e-3
    assert same_share(*results) == pytest.approx(1 - 1 / 400)


@pytest.mark.parametrize(
    "case",
    [
        smote(40, 3, dtype="float32"),
        smotenc(30, 2, 4),
        mixed(100),
        of_table("SMOTEN", 20, 60, 4, form="levels", n_levels=3),
    ],
    ids=str,
)
@pytest.mark.parametrize("data", ["gaussian", "clusters", "correlated"])
def test_problems_have_the_size_of_their_case(case, data):
    X, y = make_problem(case, data, 0)
    assert X.shape == (case.n_rows, case.n_features)
    assert y.sum() == case.n_minority
    again, _ = make_problem(case, data, 0)
    assert (np.asarray(X) == np.asarray(again)).all()
    if case.form == "floats":
        assert X.dtype == np.float32


@pytest.mark.parametrize(
    "case",
    [
        of_table("KMeansSMOTE", 60, 240, 3),
        of_table("SMOTETomek", 60, 240, 3),
        of_table("RandomOverSampler", 60, 240, 3, smoothed=True),
        of_table("SMOTENC", 60, 240, 7, form="categories", n_levels=3),
    ],
    ids=str,
)
def test_samplers_of_both_packages_are_made_alike(case):
    problem = make_problem(case, "gaussian", 0)
    for package in (OURS, PEER):
        sampler = make_sampler(package, case, problem, 0)
        assert sampler_module(package, case).split(".")[0] in type(sampler).__module__
        assert len(sampler.fit_resample(*problem)[1]) > case.n_rows


def test_the_limit_multiplies_every_pair():
    X = np.random.default_rng(0).normal(size=(5, 3))
    assert half_product(X) == pytest.approx(X[-1] @ X[-1], rel=1e-6)


def test_a_known_support_costs_nothing_and_is_used():
    case = among_all("SVMSMOTE", 30, 3)
    problem = make_problem(case, "gaussian", 0)
    sampler = make_sampler(OURS, case, problem, 0)
    sampler.fit_resample(*problem)
    assert isinstance(sampler.svm_estimator_, KnownSupport)
    assert (sampler.svm_estimator_.support_ == np.flatnonzero(problem.y)).all()
    assert not sampler.svm_estimator_.predict(problem.X).any()


@pytest.mark.parametrize("case", [smote(60, 3), among_all("ADASYN", 30, 3)])
def test_contenders_find_the_same_neighbours(case):
    contenders = searches(case, make_problem(case, "gaussian", 0))
    ours = contenders[OURS]().indices
    assert ours.shape == (case.n_minority, 5)
    assert (contenders[SKLEARN]()[1][:, 1:] == ours).all()
    if FAISS in contenders:
        assert (contenders[FAISS]()[1][:, 1:] == ours).all()


def test_contenders_take_turns():
    calls = []
    contenders = {name: lambda name=name: calls.append(name) or name for name in "ab"}
    seconds, results = interleave(contenders, Rounds(least=3, most=3, seconds=0.0))
    assert "".join(calls) == "ab" + "ab" + "ba" + "ab"
    assert {name: len(values) for name, values in seconds.items()} == {"a": 3, "b": 3}
    assert results == {"a": "a", "b": "b"}


@pytest.mark.parametrize(
    ("n_rounds", "seconds", "enough"),
    [(1, 99.0, False), (2, 5.0, True), (2, 4.9, False), (4, 0.0, True)],
)
def test_effort_is_bounded(n_rounds, seconds, enough):
    assert Rounds(least=2, most=4, seconds=5.0).is_enough(n_rounds, seconds) is enough


def test_the_share_of_same_rows():
    X, y = np.arange(8.0).reshape(4, 2), np.array([0, 0, 1, 1])
    other = X.copy()
    other[3] += 1e-3
    assert same_share((X, y), (X.copy(), y)) == 1.0
    assert same_share((X, y), (other, y)) == 0.75
    assert same_share((X, y), (X[:3], y[:3])) == 0.0


def test_time_table_states_targets_beside_figures():
    case, search = smote(10_000, 5), {OURS: [0.1], SKLEARN: [0.5], FAISS: [0.05]}
    rows = whole(case, [0.1, 0.2], [0.7, 1.4], 0.5) + timed_rows(case, "search", search)
    table = time_table(frame_of(rows)).iloc[0]
    assert table["imblearn / ours"] == "7.00x"
    assert table["target"] == ">= 5x: met; aim 10x: not yet"
    assert table["same rows"] == "DIFFERENT (50 %)"
    assert table["FAISS / ours"] == "0.50x BEHIND"
    assert table["sklearn / ours"] == "5.00x"


def test_another_number_of_rows_is_named():
    case = among_all("ADASYN", 50, 5)
    rows = whole(case, [0.1], [0.2], 0.0)
    rows[3]["value"] = 6
    table = time_table(frame_of(rows)).iloc[0]
    assert table["same rows"] == "6 instead of 4"
    assert table["target"] == ">= 5x: MISSED (2.00x)"
    assert table["search ms"] == "-"


def memory_rows(case: Case, growth: float, of: float = 10e6) -> list[dict]:
    sizes = {"bytes_growth": growth, "bytes_result": of, "bytes_input": of}
    return [
        described(case, "memory") | measurement(name, value, contender)
        for contender in (OURS, PEER)
        for name, value in sizes.items()
    ]


def test_memory_table_states_limits():
    table = memory_table(
        frame_of(
            memory_rows(smote(10, 5), 111e6)
            + memory_rows(smotenc(10, 2, 3), 111e6)
            + memory_rows(mixed(100), 25e6)
        )
    )
    assert table["target"].tolist() == [
        "<= 100 MB above: MISSED (101 MB above)",
        "-",
        "<= 2.5x input: met",
    ]
    assert table["ours / result"].tolist() == ["11.1x", "11.1x", "2.50x"]


def test_first_call_table_states_limits():
    rows = []
    for n_minority, state, seconds in [
        (1_000, "empty cache", {OURS: 1.0, PEER: 1.2}),
        (20_000, "empty cache", {OURS: 9.0}),
        (20_000, "warm cache", {OURS: 1.6, PEER: 2.0}),
    ]:
        case = smote(n_minority, 20)
        columns = described(case, "first call") | {"case": f"{case.label}, {state}"}
        rows += [
            columns | measurement(f"seconds_{part}", value, contender)
            for contender, value in seconds.items()
            for part in ("imports", "first_call", "total")
        ]
    table = first_call_table(frame_of(rows))
    assert table["target"].tolist() == [">= 1x: met", "-", "<= 1.5 s: MISSED (1.60 s)"]
    assert table["imblearn / ours"].tolist() == ["1.20x", "-", "1.25x"]


def test_the_page_names_the_machine_and_what_was_missed():
    rows = frame_of([*whole(smote(10_000, 5), [0.1], [0.2]), speed_cli.failed_row("x", "broke")])
    page = markdown(rows, "speed.svg")
    assert rows["machine"].iloc[0] in page
    assert "numpy " in page
    assert "gaussian data, seed 0" in page
    assert "| SMOTE 10,000 x 5 | 100 | 200 | 2.00x | >= 5x: MISSED (2.00x) | yes |" in page
    assert "* Time, SMOTE 10,000 x 5, target: >= 5x: MISSED (2.00x)" in page
    assert "* x: broke" in page
    assert "(speed.svg)" in page
    assert "Peak memory" not in page.replace("peak memory", "")


def test_a_run_without_shortfalls_says_so():
    rows = frame_of(whole(smote(20, 5), [0.1], [0.2]))
    assert shortfalls(rows) == []
    assert "Nothing: every target was met." in markdown(rows)
    out = io.StringIO()
    print_tables(rows, Console(file=out, width=180))
    assert "Every target was met." in out.getvalue()


def test_a_failed_step_is_kept_and_the_others_go_on():
    def broken() -> list[dict]:
        raise OSError("disk full")

    steps = [("bad", broken), ("good", lambda: whole(smote(20, 5), [0.1], [0.2]))]
    rows = speed_cli.run_steps(steps, Console(file=io.StringIO()), progress=True)
    frame = frame_of(rows)
    assert shortfalls(frame) == ["bad: OSError: disk full"]
    assert len(time_table(frame)) == 1


def test_an_interrupted_run_keeps_what_was_measured():
    def interrupt() -> list[dict]:
        raise KeyboardInterrupt

    steps = [("good", lambda: whole(smote(20, 5), [0.1], [0.2])), ("stopped", interrupt)]
    rows = speed_cli.run_steps(steps, Console(file=io.StringIO()), progress=False)
    assert shortfalls(frame_of(rows)) == ["the rest: interrupted"]
    assert rows[0]["case"] == "SMOTE 20 x 5"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--parts", "time,tme"], "--parts takes time, memory, peak, first-call; got tme"),
        (["--parts", ","], "got none"),
        (["--data", "moons"], "invalid choice: 'moons'"),
        (["--seed", "-1"], "--seed must not be negative"),
    ],
)
def test_wrong_arguments_are_usage_errors(arguments, message, capsys):
    with pytest.raises(SystemExit) as stop:
        speed_cli.main(arguments)
    assert stop.value.code == 2
    assert message in capsys.readouterr().err


def test_missing_extra_gives_the_pip_line(monkeypatch, capsys):
    monkeypatch.setattr(run, "REQUIRED", ("no_such_module",))
    assert speed.main() == 2
    assert 'pip install "oversample[bench]"' in capsys.readouterr().err


def hide(monkeypatch, module: str) -> None:
    """Make an installed module look as if it were not."""
    plain = builtins.__import__

    def refuse(name, *others, **more):
        if name.split(".")[0] == module:
            raise ImportError(name)
        return plain(name, *others, **more)

    monkeypatch.setattr(builtins, "__import__", refuse)


def test_without_matplotlib_the_pip_line_is_printed(monkeypatch, tmp_path):
    hide(monkeypatch, "matplotlib")
    out = io.StringIO()
    frame = frame_of(whole(smote(20, 10), [0.1], [0.2]))
    files = speed_cli.write_results(frame, tmp_path, Console(file=out))
    assert files == ["speed.parquet", "speed.csv", "speed.md"]
    assert PIP_LINE in out.getvalue()


def test_without_faiss_there_is_one_contender_less(monkeypatch):
    hide(monkeypatch, "faiss")
    contenders = searches(smote(30, 3), make_problem(smote(30, 3), "gaussian", 0))
    assert set(contenders) == {OURS, SKLEARN, LIMIT}


def test_nothing_timed_is_nothing_to_plot(tmp_path):
    assert write_plot(frame_of(memory_rows(smote(10, 5), 1e6)), tmp_path) is None


@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak of memory from /proc")
def test_a_child_measures_memory():
    case = smotenc(300, 2, 3)
    arguments = {"package": OURS, "case": case.__dict__, "distribution": "gaussian", "seed": 0}
    found = run_child("peak_memory", arguments)
    assert found["result"] > found["input"] > 0
    assert found["growth"] > 0
    rows = measure_peak(of_table("MoEx", 300, 900, 4), "gaussian", 0)
    (line,) = peak_table(frame_of(rows)).to_dict("records")
    assert line["sampler"] == "MoEx"
    assert float(line["900 x 4: result MB"]) == pytest.approx(0.048, abs=0.01)


def test_a_child_that_fails_says_why():
    with pytest.raises(RuntimeError, match=r"first_call exited with 1: .*unexpected keyword"):
        run_child("first_call", {"rows": 3})


def test_a_first_call_is_its_imports_and_the_call(tmp_path):
    data = tmp_path / "problem.pickle"
    data.write_bytes(pickle.dumps(tuple(make_problem(smote(20, 3), "gaussian", 0))))
    found = first_call("oversample", "SMOTE", {"random_state": 0}, str(data))
    parts = found["seconds_imports"] + found["seconds_first_call"]
    assert found["seconds_total"] == pytest.approx(parts)
    assert json.loads(json.dumps(found)) == found


def test_a_case_is_measured_in_processes_of_its_own(monkeypatch, tmp_path):
    calls = []

    def child(task, arguments):
        calls.append((task, arguments.get("module", "")))
        if task == "time_case":
            return [described(smote(20, 3), "time") | measurement("fit_resample", 1.0, OURS)]
        return {"seconds_first_call": 2.0, "bytes_peak": 3.0}

    monkeypatch.setattr("benchmarks.speed.processes.run_child", child)
    rows = measure_case(smote(20, 3), "gaussian", 0, ONCE, 2)
    ours, peer = "oversample", "imblearn.over_sampling"
    scripts = [("first_call", name) for name in (peer, ours, ours, peer)]
    assert calls == [("time_case", ""), *scripts]
    assert [row["contender"] for row in rows if row["measure"] == "bytes_peak"] == [
        PEER,
        OURS,
        OURS,
        PEER,
    ]
    assert {row["measure"] for row in rows} == {
        "fit_resample",
        "seconds_first_call",
        "seconds_process",
        "bytes_peak",
    }


def fresh(case: Case, figures: dict[str, tuple[float, float]], repeated: list[float]) -> list[dict]:
    """Return the rows of a case as if it had been measured in processes of its own."""
    rows = timed_rows(case, "fit_resample", {OURS: repeated, PEER: [1.0] * len(repeated)}, FRESH)
    for name, values in figures.items():
        for contender, value in zip((OURS, PEER), values, strict=True):
            for i, factor in enumerate((2.0, 1.0)):
                found = measurement(name, factor * value, contender, i)
                rows.append(described(case, FRESH) | found)
    return rows + whole(case, repeated, [3.0] * len(repeated))


FIGURES = {
    "seconds_first_call": (0.25, 0.1),
    "seconds_process": (2.4, 2.0),
    "bytes_peak": (200e6, 300e6),
}


def test_fresh_table_states_floors():
    rows = fresh(smote(500, 5), FIGURES, [0.5, 2.0, 4.0])
    rows += fresh(smote(5_000, 5), FIGURES | {"seconds_process": (2.1, 2.0)}, [0.5])
    first, second = fresh_table(frame_of(rows)).to_dict("records")
    assert first["floor"] == ">= 1x: MISSED (0.50x)"
    assert first["floor of first calls"] == "<= 0.1 s more: MISSED (0.15 s more)"
    assert first["floor of processes"] == "<= 1.1x: MISSED (1.20x)"
    assert (first["peak MB"], first["its peak MB"]) == ("200", "300")
    assert second["floor"] == ">= 1x: met"
    assert second["floor of first calls"] == "-"
    assert second["floor of processes"] == "<= 1.1x: met"


def test_the_readme_names_both_states_and_what_was_missed():
    search = timed_rows(smote(500, 5), "search", {OURS: [0.1], LIMIT: [0.2]})
    rows = frame_of([*fresh(smote(500, 5), FIGURES, [0.5, 2.0, 4.0]), *search])
    table = published(rows, "a command")
    assert table.loc[0, ["limit", "ratio", "warm_ratio"]].tolist() == [0.2, 0.5, 1.5]
    page = readme_part(table)
    assert "`a command`" in page
    assert "| SMOTE 500 x 5 | 2,000 | 1,000 | 0.50x | 2,000 | 1.50x | 0.25 | 0.10 |" in page
    assert "1 of 1 are slower than imbalanced-learn: SMOTE 500 x 5." in page
    assert "1 of 1 are over 0.1 s later in the first call: SMOTE 500 x 5." in page
    assert "1 of 1 are longer than 1.1 times its whole process: SMOTE 500 x 5." in page


def test_a_run_that_was_stopped_goes_on(tmp_path):
    calls = []

    def measure(name):
        calls.append(name)
        return [{"part": name}]

    steps = [(name, partial(measure, name)) for name in "ab"]
    for expected in (["a"], ["a", "b"], ["a", "b"]):
        done = DoneSteps(tmp_path / "steps").skipping(steps)
        rows = [row for _, step in done[: len(set(expected))] for row in step()]
        assert rows == [{"part": name} for name in sorted(set(expected))]
        assert calls == expected
    DoneSteps(tmp_path / "steps").forget()
    assert not (tmp_path / "steps").exists()


def test_end_to_end(monkeypatch, tmp_path, capsys):
    tiny = [smote(30, 10, search=False), smote(40, 10), mixed(60)]

    def steps(form, parts, distribution, seed):
        assert (form, parts, distribution, seed) == ("quick", ("time",), "clusters", 3)
        return [(c.label, lambda c=c: time_case(c, distribution, seed, ONCE)) for c in tiny]

    monkeypatch.setattr("benchmarks.speed.timing.load_kernels", lambda: None)
    monkeypatch.setattr(speed_cli, "plan_steps", steps)
    chosen = ["--quick", "--parts", "time", "--data", "clusters", "--seed", "3"]
    assert speed_cli.main([*chosen, "--out", str(tmp_path), "--no-progress"]) == 0
    assert "3 steps in" in capsys.readouterr().out
    rows = pd.read_parquet(tmp_path / "speed.parquet")
    assert set(rows["case"]) == {case.label for case in tiny}
    assert (rows.loc[rows["measure"] == "same_rows", "value"] == 1).all()
    assert len(pd.read_csv(tmp_path / "speed.csv")) == len(rows)
    assert "clusters data, seed 3" in (tmp_path / "speed.md").read_text()
    assert (tmp_path / "speed.png").read_bytes().startswith(b"\x89PNG")
    assert "<svg" in (tmp_path / "speed.svg").read_text()
    assert len(list(tmp_path.iterdir())) == 5


def test_plans_hold_all_parts():
    full = [name for name, _ in speed_cli.plan_steps("full", speed_cli.PARTS, "gaussian", 0)]
    quick = [name for name, _ in speed_cli.plan_steps("quick", speed_cli.PARTS, "gaussian", 0)]
    assert full[-1] == "first calls"
    assert "memory: SMOTE 1,000,000 x 4" in full
    assert "peak: GeometricSMOTE 20,000 x 50 of 200,000, float32" in full
    assert len(quick) < len(full)
    assert set(speed_cli.PARTS) == {"time", "memory", "peak", "first-call"}
    for part, name in [("first-call", "first calls"), ("peak", "peak")]:
        steps = speed_cli.plan_steps("full", [part], "gaussian", 0)
        assert all(name in steps[0][0] for _ in steps)


def test_steps_are_chosen_by_name(capsys):
    with pytest.raises(SystemExit):
        speed_cli.main(["--match", "no such step"])
    assert "is in the name of no step" in capsys.readouterr().err
