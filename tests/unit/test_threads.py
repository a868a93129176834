"""Teams of threads: all work is done once, by whoever is there, and errors come out."""

import threading

import pytest

from oversample._threads import ThreadTeam, count_threads


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
