"""Teams of threads: all work is done once, by the threads that there are, and errors come out."""

import threading
import time

import joblib
import numpy as np
import pytest
from scipy import sparse
from sklearn.utils.parallel import Parallel, delayed
from threadpoolctl import threadpool_limits

from oversample import _threads
from oversample._threads import ThreadTeam, count_threads
from oversample.neighbors import _brute, _by_pair, _compiled, _sparse, kneighbors
from oversample.smote import _mean_distance


@pytest.mark.parametrize("n_threads", [1, 2, 5])
@pytest.mark.parametrize("n", [0, 1, 7, 100])
def test_ranges_cover_everything_once(n_threads, n):
    done = []
    with ThreadTeam(n_threads) as team:
        team.run_ranges(lambda first, last: done.extend(range(first, last)), n, 3)
        assert sorted(done) == list(range(n))
        team.run_evenly(lambda first, last: done.extend(range(first, last)), n)
    assert sorted(done) == sorted([*range(n), *range(n)])


def test_a_round_begins_when_the_last_is_done():
    seen = []
    rounds = [[(number, part) for part in range(6)] for number in range(8)]
    with ThreadTeam(3) as team:
        team.run_rounds(lambda *task: seen.append(task), rounds)
    assert [number for number, _ in seen] == sorted(number for number, _ in seen)
    assert sorted(seen) == sorted(task for tasks in rounds for task in tasks)


def test_threads_stay_for_all_rounds_and_go_with_the_team():
    before = set(threading.enumerate())
    meet = threading.Barrier(2, timeout=10)
    names = set()

    def together(first, last):
        meet.wait()
        names.add(threading.current_thread().name)

    with ThreadTeam(2) as team:
        for _ in range(5):
            team.run_ranges(together, 2, 1)
    assert len(names) == 2
    assert threading.current_thread().name in names
    assert set(threading.enumerate()) == before


def test_the_caller_works_alone_while_others_are_held_up():
    caller = threading.current_thread()
    released = threading.Event()
    done_by = []

    def work(first, last):
        if threading.current_thread() is not caller:
            released.wait(10)
        done_by.append(threading.current_thread())
        if len(done_by) == 9:
            released.set()

    with ThreadTeam(2) as team:
        team.run_ranges(work, 10, 1)
    assert done_by.count(caller) >= 9


@pytest.mark.parametrize("n_threads", [1, 2, 4])
def test_an_error_comes_out_and_nothing_more_is_begun(n_threads):
    begun = []

    def fail(first, last):
        begun.append(first)
        raise ArithmeticError(f"range {first}")

    with ThreadTeam(n_threads) as team, pytest.raises(ArithmeticError, match="range"):
        team.run_ranges(fail, 1000, 1)
    assert len(begun) <= n_threads


def test_an_error_of_another_thread_comes_out():
    caller = threading.current_thread()
    failed = threading.Event()

    def fail_elsewhere(first, last):
        if threading.current_thread() is caller:
            failed.wait(10)
            return
        failed.set()
        raise ArithmeticError("elsewhere")

    with ThreadTeam(2) as team, pytest.raises(ArithmeticError, match="elsewhere"):
        team.run_ranges(fail_elsewhere, 4, 1)


def test_zero_jobs_are_refused():
    with pytest.raises(ValueError, match=r"n_jobs=0 .* -1 for all cores"):
        count_threads(0)
    assert count_threads(None) == count_threads(-1) >= 1
    assert count_threads(3) == 3


@pytest.fixture
def cores(monkeypatch):
    """Sixteen cores, which neither the environment nor a library limits."""
    monkeypatch.setattr(joblib, "cpu_count", lambda: 16)
    for name in _threads._LIMITS:
        monkeypatch.delenv(name, raising=False)
    with threadpool_limits(16):
        yield 16


def test_all_cores_are_granted_where_nothing_limits_them(cores):
    assert count_threads(None) == count_threads(-1) == cores
    assert count_threads(-2) == cores - 1


@pytest.mark.parametrize("name", _threads._LIMITS)
def test_the_environment_limits_threads_as_in_a_worker_process_of_joblib(name, cores, monkeypatch):
    monkeypatch.setenv(name, "3")
    assert count_threads(None) == 3
    assert count_threads(5) == 5, "a number is meant"


def test_threadpoolctl_limits_threads(cores):
    with threadpool_limits(2):
        assert count_threads(None) == 2
    assert count_threads(None) == cores


def test_a_thread_of_joblib_is_one_thread(cores):
    granted = Parallel(n_jobs=2, backend="threading")(
        delayed(count_threads)(n_jobs) for n_jobs in (None, -1, 3)
    )
    assert granted == [1, 1, 3]
    assert Parallel(n_jobs=1)([delayed(count_threads)(None)]) == [cores]


@pytest.mark.parametrize("n_threads", [1, 2, 64, 1000])
def test_tasks_do_not_grow_with_threads_that_have_nothing_to_do(n_threads):
    parts = _by_pair._count_parts(320, ThreadTeam(n_threads))
    assert parts % 2 == 0
    assert 4 <= parts <= 20


def test_long_work_is_divided_into_short_tasks_whatever_the_threads():
    """An interrupt waits for the end of a task: 200,000 x 50 takes some hundreds of them."""
    products = 200_000**2 * 66.0
    team = ThreadTeam(1, int(products / _compiled._PER_TASK))
    parts = _by_pair._count_parts(3125, team)
    assert products / parts**2 < 3 * _compiled._PER_TASK
    lengths = []
    team.run_evenly(lambda first, last: lengths.append(last - first), 100_000)
    assert len(lengths) >= products / _compiled._PER_TASK / 2


def test_few_products_start_few_threads(cores):
    assert _compiled._threads_for(1e8, 128) == 1
    assert _compiled._threads_for(1e9, 128) == 3
    assert _compiled._threads_for(1e13, 128) == 128


def test_searches_of_different_threads_do_not_take_turns(monkeypatch):
    both = threading.Barrier(2, timeout=20)
    search = _brute.search_float32

    def meet(*arguments):
        both.wait()
        return search(*arguments)

    monkeypatch.setattr(_brute, "search_float32", meet)
    monkeypatch.setattr("oversample.neighbors._choice.use_compiled", lambda *_: False)
    X = np.random.default_rng(0).normal(size=(30, 8))
    other = threading.Thread(target=kneighbors, args=(X, 3))
    other.start()
    kneighbors(X, 3)
    other.join()


def test_an_interrupt_ends_the_work_at_the_end_of_a_task():
    begun = []

    def interrupted(first, last):
        begun.append(first)
        if len(begun) == 3:
            raise KeyboardInterrupt
        time.sleep(0.001)

    with ThreadTeam(2) as team, pytest.raises(KeyboardInterrupt):
        team.run_ranges(interrupted, 3000, 1)
    assert len(begun) < 1500


@pytest.mark.parametrize(
    ("module", "search"),
    [
        (_sparse, lambda X: kneighbors(sparse.csr_array(X), 3, n_jobs=2)),
        (_mean_distance, lambda X: _mean_distance.mean_distance(X[:, :4].copy(), 2)),
    ],
    ids=["sparse rows", "mean distance"],
)
def test_an_interrupt_waits_for_few_pairs(module, search, monkeypatch):
    begun = []

    def interrupted(function, n, step, n_threads):
        assert step * n <= 2**20

        def work(first, last):
            begun.append(first)
            if len(begun) == 2:
                raise KeyboardInterrupt
            function(first, last)

        _threads.run_ranges(work, n, step, n_threads)

    monkeypatch.setattr(module, "run_ranges", interrupted)
    monkeypatch.setattr(_mean_distance, "is_worth_compiling", lambda *_: True)
    X = np.zeros((3000, 5000))
    X[:, :4] = np.random.default_rng(0).normal(size=(3000, 4))
    with pytest.raises(KeyboardInterrupt):
        search(X)
    assert len(begun) <= 3
