"""Soloists: each hears of a thing of their own, and notices whatever else they are told."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from websockets.sync.server import ServerConnection, serve

from bench.loads import frames
from bench.loads.ears import Ears
from bench.loads.greeting import Greeting
from bench.loads.soloists import OutOfTune, Soloists

SECONDS = 10
LISTENERS = 3
ACKNOWLEDGED = '{"type":"connection_ack"}'


def item(thing: str, version: int) -> str:
    subject = f'{{"aggregateVersion":{version},"order":{{"id":"{thing}"}}}}'
    return f'{{"id":"1","type":"next","payload":{{"data":{{"orderUpdated":{subject}}}}}}}'


@contextmanager
def soloists_told(*told: str) -> Iterator[Soloists]:
    """Listeners to the things 0, 1, 2; `told` is what each hears, with * for their own thing."""

    def handle(connection: ServerConnection) -> None:
        connection.recv()
        connection.send(ACKNOWLEDGED)
        own = str(connection.recv())
        for each in told:
            connection.send(each.replace("*", own))
        for _ in connection:
            pass

    with serve(handle, "127.0.0.1", 0, compression=None, close_timeout=0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            port = server.socket.getsockname()[1]
            with Soloists(f"http://127.0.0.1:{port}/", Ears()) as soloists:
                soloists.open(
                    [
                        (Greeting(frames.frame(b"hello"), frames.frame(thing)), b'"%b"' % thing)
                        for thing in (b"%d" % number for number in range(LISTENERS))
                    ]
                )
                yield soloists
        finally:
            server.shutdown()
            thread.join()


def test_everybody_hears_of_their_own_thing() -> None:
    with soloists_told(item("*", 4), item("*", 5)) as soloists:
        assert soloists.hear(2 * LISTENERS, SECONDS)
        assert soloists.subscribed == LISTENERS


@pytest.mark.parametrize(
    "told",
    [
        (item("*", 4), item("*", 4)),
        (item("*", 4), item("*", 6)),
        (item("another", 4),),
        ('{"id":"1","type":"complete"}',),
    ],
    ids=["twice", "with a hole", "of another thing", "something else"],
)
def test_what_is_amiss_is_noticed(told: tuple[str, ...]) -> None:
    with pytest.raises(OutOfTune), soloists_told(*told) as soloists:
        soloists.hear(LISTENERS * len(told), SECONDS)
