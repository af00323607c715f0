"""The queue as those see it who ask: asking, looking, cancelling, forgetting; without any process."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import msgspec
import pytest

from oase.app.tasks import State, Trouble
from oase.app.tasks.file import QUEUE_FILE
from oase.app.tasks.orders import MOST_TASKS, OLDEST, Orders
from oase.app.tasks.queue import MOST_OF_ONE, MOST_WAITING, Queue
from oase.app.tasks.versions import DataVersion, version_of
from oase.db import open_database
from oase.errors import HouseBusy, OptionInvalid
from oase.settings import Settings

from .kinds import KINDS

SECOND = 1_000_000
DAY = 86_400 * SECOND


class Turned:
    """A clock and a version of the data that tests turn."""

    def __init__(self) -> None:
        self.at = 1_795_000_000 * SECOND
        self.version = DataVersion("imported once", "no contact")

    def clock(self) -> int:
        return self.at


@pytest.fixture
def turned() -> Turned:
    return Turned()


@pytest.fixture
def queue(tmp_path: Path, turned: Turned) -> Queue:
    open_database(tmp_path / "house", create=True).close()
    return another(tmp_path / "house", turned)


def another(folder: Path, turned: Turned) -> Queue:
    database = open_database(folder)
    return Queue(database, Settings(), KINDS, clock=turned.clock, version_now=lambda: turned.version)


def done(queue: Queue, turned: Turned, result: object = "result", seconds: float = 1.0) -> str:
    """Do the next view as the process would."""
    orders = Orders(queue)
    task = orders.take("views")
    assert task is not None
    turned.at += round(seconds * SECOND)
    orders.finish(task, msgspec.msgpack.encode(result))
    return task.id


def test_a_task_is_asked_for_once(queue: Queue, turned: Turned):
    """The same kind and arguments, in any order and from any process, are one task; others are not."""
    first = queue.ask("echo", {"a": 1, "b": [2]})
    assert queue.ask("echo", {"b": (2,), "a": 1}).id == first.id
    assert another(queue.file.path.parent, turned).ask("echo", {"a": 1, "b": [2]}).id == first.id
    assert queue.ask("echo", {"a": 2}).id != first.id
    assert queue.find(first.id) == first
    assert first.state is State.WAITING
    assert queue.find("nothing") is None
    with pytest.raises(OptionInvalid, match="no such task"):
        queue.ask("nothing", {})


def test_a_result_is_kept_and_shown(queue: Queue, turned: Turned):
    begun = turned.at
    look = queue.look("echo", {})
    assert (look.result, look.as_of, look.is_stale) == (None, None, False)
    assert look.task is not None
    assert look.task.state is State.WAITING
    assert queue.look("echo", {}).task == look.task
    name = done(queue, turned, {"rows": [1, None, "x"]})
    assert name == look.task.id
    assert queue.result(name) == {"rows": [1, None, "x"]}
    again = queue.look("echo", {})
    assert (again.result, again.as_of, again.is_stale, again.task) == (
        {"rows": [1, None, "x"]},
        begun,
        False,
        None,
    )
    assert Orders(queue).take("views") is None


def test_an_import_makes_results_stale_at_once(queue: Queue, turned: Turned):
    """The old result is still shown, with a task that makes a newer one."""
    queue.look("echo", {})
    done(queue, turned, "before")
    turned.version = DataVersion("imported twice", "no contact")
    look = queue.look("echo", {})
    assert (look.result, look.is_stale) == ("before", True)
    assert look.task is not None
    done(queue, turned, "after")
    look = queue.look("echo", {})
    assert (look.result, look.is_stale, look.task) == ("after", False, None)


def test_contacts_renew_a_result_quietly(queue: Queue, turned: Turned):
    """Not called stale, not before a minute nor twenty times what it took, and one at a time."""
    queue.look("echo", {})
    done(queue, turned, "before", seconds=10)
    turned.version = DataVersion("imported once", "a contact")
    turned.at += 150 * SECOND
    assert queue.look("echo", {}) == ("before", turned.at - 160 * SECOND, False, None)
    assert Orders(queue).take("views") is None
    turned.at += 60 * SECOND
    for _ in range(3):
        look = queue.look("echo", {})
        assert (look.result, look.is_stale, look.task) == ("before", False, None)
    done(queue, turned, "after")
    assert Orders(queue).take("views") is None
    assert queue.look("echo", {}).result == "after"


@pytest.mark.parametrize("state", [State.FAILED, State.CANCELLED])
def test_what_came_to_nothing_is_not_tried_in_a_loop(queue: Queue, turned: Turned, state: State):
    """A page that is loaded again and again says so; new data, or somebody who asks, tries it again."""
    task = queue.look("echo", {}).task
    assert task is not None
    orders = Orders(queue)
    taken = orders.take("views")
    assert taken is not None
    if state is State.FAILED:
        orders.fail(taken, Trouble("It was too much", todo="choose less"))
    else:
        queue.cancel(taken.id)
    for _ in range(3):
        shown = queue.look("echo", {}).task
        assert shown is not None
        assert (shown.id, shown.state) == (task.id, state)
        assert orders.take("views") is None
    assert queue.ask("echo", {}, by=7).by == 7
    queue.cancel(queue.ask("echo", {}).id)
    turned.version = DataVersion("imported twice", "no contact")
    shown = queue.look("echo", {}).task
    assert shown is not None
    assert shown.state is State.WAITING


def test_the_trouble_is_told_in_its_parts(queue: Queue):
    task = queue.ask("echo", {})
    orders = Orders(queue)
    orders.take("views")
    trouble = Trouble("It was too much", expected="less", got="more", where="there", todo="choose less")
    orders.fail(task, trouble)
    held = queue.find(task.id)
    assert held is not None
    assert held.trouble == trouble


def test_cancelling(queue: Queue, turned: Turned):
    """What waits is never begun, what runs is not wanted any more, what is over stays as it is."""
    orders = Orders(queue)
    waiting = queue.ask("echo", {"a": 1})
    queue.cancel(waiting.id)
    assert orders.take("views") is None
    running = queue.ask("echo", {"a": 2})
    assert orders.take("views")
    assert orders.is_wanted(running.id)
    queue.cancel(running.id)
    assert not orders.is_wanted(running.id)
    orders.finish(running, msgspec.msgpack.encode("too late"))
    assert queue.result(running.id) is None
    queue.ask("echo", {"a": 3})
    name = done(queue, turned)
    queue.cancel(name)
    over = queue.find(name)
    assert over is not None
    assert over.state is State.DONE


def test_who_waits_comes_before_what_is_made_beforehand(queue: Queue):
    orders = Orders(queue)
    queue.make_beforehand("echo", {"a": 1}, is_thorough=False)
    queue.make_beforehand("echo", {"a": 2}, is_thorough=False)
    queue.make_beforehand("echo", {"a": 2}, is_thorough=False)
    queue.look("echo", {"a": 3})
    queue.look("echo", {"a": 2})
    taken = [orders.take("views") for _ in range(4)]
    assert [None if task is None else task.arguments["a"] for task in taken] == [2, 3, 1, None]


def test_lanes_do_not_wait_for_each_other(queue: Queue):
    orders = Orders(queue)
    queue.ask("once", {})
    assert orders.take("views") is None
    assert orders.take("long")


def test_what_is_not_kept_is_done_once(queue: Queue, turned: Turned):
    """Looking at a report does not make another one; asking does."""
    first = queue.ask("once", {})
    orders = Orders(queue)
    taken = orders.take("long")
    assert taken is not None
    orders.finish(taken, msgspec.msgpack.encode({"id": "r1"}))
    turned.version = DataVersion("imported twice", "a contact")
    assert queue.look("once", {}).result == {"id": "r1"}
    assert orders.take("long") is None
    assert queue.ask("once", {}).id != first.id
    assert [task.state for task in queue.recent("once")] == [State.WAITING, State.DONE]


def test_interrupted_twice_is_failed(queue: Queue):
    orders = Orders(queue)
    task = queue.ask("echo", {})
    for _ in range(2):
        assert orders.take("views")
        orders.put_back(task)  # the server ended: no fault of the task
    assert orders.take("views")
    orders.take_up()
    assert orders.take("views")
    orders.take_up()
    assert orders.take("views") is None
    held = queue.find(task.id)
    assert held is not None
    assert held.state is State.FAILED
    assert held.trouble is not None
    assert "twice" in held.trouble.what


def test_too_many_are_refused_and_the_page_says_so(queue: Queue):
    for number in range(MOST_WAITING):
        queue.ask("echo", {"number": number})
    with pytest.raises(HouseBusy, match="Too many"):
        queue.ask("echo", {"number": -1})
    task = queue.look("echo", {"number": -1}).task
    assert task is not None
    assert task.state is State.FAILED
    queue.ask("once", {})  # the other lane takes some still


def test_old_ones_are_forgotten(queue: Queue, turned: Turned, monkeypatch: pytest.MonkeyPatch):
    """By age, by number, by bytes, and results of former data after a day."""
    orders = Orders(queue)
    queue.ask("echo", {"a": 1})
    old = done(queue, turned)
    turned.at += OLDEST + SECOND
    orders.forget()
    assert queue.find(old) is None
    assert queue.result(old) is None
    queue.ask("echo", {"a": 2})
    former = done(queue, turned)
    turned.version = DataVersion("imported twice", "")
    orders.forget()
    assert queue.result(former)
    turned.at += DAY + SECOND
    orders.forget()
    assert queue.result(former) is None
    names = []
    for number in range(4):
        queue.ask("echo", {"number": number})
        names.append(done(queue, turned, "x" * 1000))
    monkeypatch.setattr("oase.app.tasks.orders.MOST_BYTES", 2500)
    orders.forget()
    assert [queue.result(name) is not None for name in names] == [False, False, True, True]
    monkeypatch.setattr("oase.app.tasks.orders.MOST_TASKS", 1)
    orders.forget()
    assert [queue.find(name) is not None for name in names] == [False, False, False, True]
    assert MOST_TASKS == 2000


@pytest.mark.parametrize("damage", ["deleted", "only the file", "no database", "another form"])
def test_the_file_is_a_cache(queue: Queue, damage: str):
    """Deleted or damaged while two processes use it: at most one look fails, then both go on."""
    second = Queue(open_database(queue.file.path.parent), Settings(), KINDS)
    queue.ask("echo", {"a": 1})
    second.ask("echo", {"a": 1})
    path = queue.file.path
    if damage == "deleted":
        for one in path.parent.glob(f"{QUEUE_FILE}*"):
            one.unlink()
    elif damage == "only the file":
        path.unlink()
    else:
        queue.close()
        second.close()
        for one in path.parent.glob(f"{QUEUE_FILE}-*"):
            one.unlink()
        path.write_bytes(b"no database at all" * 1000 if damage == "no database" else b"")
    queue.look("echo", {"a": 2})
    task = queue.look("echo", {"a": 2}).task
    assert task is not None
    assert task.state is State.WAITING
    assert second.ask("echo", {"a": 2}).id == task.id
    assert second.find(task.id)


def _ask_many(folder: Path, number: int) -> None:
    with open_database(folder) as database:
        queue = Queue(database, Settings(), KINDS)
        for step in range(50):
            queue.ask("echo", {"step": step})
            queue.look("echo", {"step": step})
        orders = Orders(queue)
        while (task := orders.take("views")) is not None:
            orders.finish(task, msgspec.msgpack.encode(number))


def test_two_processes_at_once(queue: Queue):
    """Each of fifty tasks is taken by one of them alone, and none is lost."""
    folder = queue.file.path.parent
    context = multiprocessing.get_context("spawn")
    both = [context.Process(target=_ask_many, args=(folder, number)) for number in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join(60)
        assert one.exitcode == 0
    tasks = queue.recent("echo", 1000)
    assert {task.state for task in tasks} == {State.DONE}
    assert {task.arguments["step"] for task in tasks} == set(range(50))


def test_the_version_of_the_data(tmp_path: Path):
    """Coarse numbers change with what is set and imported, fine ones with the day."""
    from oase.app.preferences import prefer

    at = 1_795_000_000 * SECOND
    with open_database(tmp_path / "house", create=True) as database:
        first = version_of(database, Settings(), lambda: at)
        assert version_of(database, Settings(), lambda: at) == first
        next_day = version_of(database, Settings(), lambda: at + DAY)
        assert (next_day.coarse, next_day.fine) != first
        assert next_day.coarse == first.coarse
        prefer(database, outcome=("Kauf",))
        assert version_of(database, Settings(), lambda: at).coarse != first.coarse
        assert version_of(database, Settings(timezone="UTC"), lambda: at).coarse != first.coarse


def test_one_account_cannot_take_all_the_room(queue: Queue):
    """Whoever looks at very many pages waits herself; others are still taken."""
    for number in range(MOST_OF_ONE):
        look = queue.look("echo", {"page": number}, 1)
        assert look.task is not None
        assert look.task.state is State.WAITING
    refused = queue.look("echo", {"page": "one more"}, 1).task
    assert refused is not None
    assert refused.trouble is not None
    assert "Too many tasks wait" in refused.trouble.what
    with pytest.raises(HouseBusy):
        queue.ask("echo", {"page": "asked for"}, by=1)
    assert queue.ask("echo", {"page": "of another"}, by=2).state is State.WAITING
    assert queue.ask("echo", {"page": "of the house"}).state is State.WAITING


def test_accounts_take_turns(queue: Queue, turned: Turned):
    """Who asks for one thing does not wait for all that another has asked for before."""
    hers = [queue.ask("echo", {"page": number}, by=1).id for number in range(3)]
    his = queue.ask("echo", {"page": "his"}, by=2).id
    assert [done(queue, turned) for _ in range(4)] == [hers[0], his, hers[1], hers[2]]
