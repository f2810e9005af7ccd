"""The crowd that measures: it hears everything, and notices whatever is amiss with anybody."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count

import pytest
from websockets.sync.server import ServerConnection, serve

from bench.loads.crowd import Crowd
from bench.loads.ears import Ears

LISTENERS = 3
SECONDS = 10


def item(version: int, kind: str = "EVENT") -> str:
    subject = f'{{"kind":"{kind}","aggregateVersion":{version}}}'
    return f'{{"id":"1","type":"next","payload":{{"data":{{"orderUpdated":{subject}}}}}}}'


Say = Callable[[ServerConnection, int], None]


@contextmanager
def crowd_at(say: Say, *, has_versions: bool = True) -> Iterator[Crowd]:
    """Listeners of a server that says something to each of them, by their number."""
    numbers = count()
    everybody_is_there = threading.Event()

    def handle(connection: ServerConnection) -> None:
        number = next(numbers)
        everybody_is_there.wait(SECONDS)
        say(connection, number)
        for _ in connection:
            pass

    with serve(handle, "127.0.0.1", 0, compression=None, close_timeout=0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            port = server.socket.getsockname()[1]
            with Crowd(f"http://127.0.0.1:{port}/", Ears(), has_versions=has_versions) as crowd:
                crowd.open([None] * LISTENERS)
                everybody_is_there.set()
                yield crowd
        finally:
            server.shutdown()
            thread.join()


def telling(*items: str) -> Say:
    """All are told the same."""

    def say(connection: ServerConnection, number: int) -> None:
        for each in items:
            connection.send(each)

    return say


def test_what_all_are_told_is_heard() -> None:
    with crowd_at(telling(item(4), item(5), item(6))) as crowd:
        assert crowd.hear(3, SECONDS)

    assert not crowd.faults
    assert crowd.script.first == 4
    assert crowd.script.missing == 0


def test_ready_bytes_are_counted() -> None:
    with crowd_at(telling(item(4), item(4), item(4)), has_versions=False) as crowd:
        assert crowd.hear(3, SECONDS)

    assert not crowd.faults


def test_when_each_heard_each_event_can_be_known() -> None:
    with crowd_at(telling(item(1), item(2))) as crowd:
        crowd.arrivals = []
        crowd.hear(2, SECONDS)

        assert sorted(number for number, _ in crowd.arrivals) == [0] * LISTENERS + [1] * LISTENERS


@pytest.mark.parametrize(
    ("told", "fault", "times"),
    [
        ((item(1), item(3)), "skipped", 1),
        ((item(1), item(1), item(2), item(3)), "doubled", 1),
        ((item(2), item(1), item(3)), "doubled", 1),
        ((item(1), item(2, "GAP"), item(2), item(3)), "gaps", 1),
    ],
)
def test_what_is_amiss_with_one_of_many_is_noticed(
    told: tuple[str, ...], fault: str, times: int
) -> None:
    all_others_heard = threading.Event()

    def say(connection: ServerConnection, number: int) -> None:
        if number == 0:
            all_others_heard.wait(SECONDS)
            telling(*told)(connection, number)
        else:
            telling(item(1), item(2), item(3))(connection, number)

    with crowd_at(say) as crowd:
        crowd.listen(lambda: crowd.has_heard(3) == LISTENERS - 1, SECONDS)
        all_others_heard.set()
        crowd.listen(lambda: bool(getattr(crowd.faults, fault)), SECONDS)

    assert getattr(crowd.faults, fault) == times


def test_a_hole_in_what_all_are_told_is_noticed() -> None:
    with crowd_at(telling(item(1), item(3))) as crowd:
        crowd.listen(lambda: crowd.has_heard(3) == LISTENERS, SECONDS)

    assert crowd.script.missing == 1


def test_another_message_is_noticed() -> None:
    with crowd_at(telling('{"id":"1","type":"complete"}')) as crowd:
        crowd.listen(lambda: len(crowd.faults.strange) == LISTENERS, SECONDS)

    assert crowd.faults.strange == ['{"id":"1","type":"complete"}'] * LISTENERS


def test_a_ping_is_answered() -> None:
    answered = threading.Semaphore(0)

    def say(connection: ServerConnection, number: int) -> None:
        connection.send(item(1))
        connection.ping(ack_on_close=False).wait(SECONDS)
        answered.release()
        connection.send(item(2))

    with crowd_at(say) as crowd:
        assert crowd.hear(2, SECONDS)

    assert all(answered.acquire(timeout=SECONDS) for _ in range(LISTENERS))
    assert not crowd.faults


def test_who_is_hung_up_on_is_missed() -> None:
    def say(connection: ServerConnection, number: int) -> None:
        if number == 0:
            connection.socket.close()

    with crowd_at(say) as crowd:
        crowd.listen(lambda: crowd.faults.lost == 1, SECONDS)

        assert len(crowd) == LISTENERS - 1
