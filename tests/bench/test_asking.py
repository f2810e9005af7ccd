"""Who asks over HTTP: everything is answered, and what is amiss with an answer is noticed."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count

import orjson
import pytest

from bench.loads.asking import Askers, WrongAnswer, getting, posting

LINES = 4
TIMES = 40
DATA = b'{"data":{"__typename":"Query"}}'
Answer = Callable[[str, bytes], tuple[int, bytes]]


@contextmanager
def server(answer: Answer) -> Iterator[str]:
    """A server that is told the path and the body of a request; its address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.reply(b"")

        def do_POST(self) -> None:
            self.reply(self.rfile.read(int(self.headers["content-length"])))

        def reply(self, body: bytes) -> None:
            status, said = answer(self.path, body)
            self.send_response(status)
            self.send_header("content-length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """Whoever found something amiss hangs up in the middle of an answer."""

    with Server(("127.0.0.1", 0), Handler) as listening:
        thread = threading.Thread(target=listening.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.server_port}/graphql"
        finally:
            listening.shutdown()
            thread.join()


def asking(address: str, *requests: bytes) -> Askers:
    return Askers(address, requests, LINES)


def test_what_is_asked_so_often_is_answered_so_often() -> None:
    with server(lambda *_: (200, DATA)) as address:
        askers = asking(address, posting(address, "{ __typename }", {}))
        asked = askers.ask(times=TIMES)

    assert asked.answers == TIMES
    assert askers.data() == [{"__typename": "Query"}]


def test_for_so_long_everybody_asks_again_and_again() -> None:
    with server(lambda *_: (200, DATA)) as address:
        asked = asking(address, getting(address, "/products")).ask(seconds=0.1)

    assert asked.answers > LINES


def test_requests_are_asked_in_turns() -> None:
    def echo(path: str, body: bytes) -> tuple[int, bytes]:
        return 200, orjson.dumps({"data": path})

    with server(echo) as address:
        askers = asking(address, getting(address, "/a"), getting(address, "/b"))
        askers.ask(times=2)

    assert askers.data() == ["/a", "/b"]


@pytest.mark.parametrize(
    ("status", "body"),
    [(200, b'{"data":null,"errors":[{"message":"no"}]}'), (500, DATA)],
    ids=["errors", "another status"],
)
def test_an_answer_that_is_none_is_noticed(status: int, body: bytes) -> None:
    with server(lambda *_: (status, body)) as address, pytest.raises(WrongAnswer):
        asking(address, getting(address, "/")).ask(times=1)


def test_another_answer_than_before_is_noticed() -> None:
    numbers = count()

    def counting(path: str, body: bytes) -> tuple[int, bytes]:
        return 200, orjson.dumps({"data": next(numbers)})

    with server(counting) as address, pytest.raises(WrongAnswer):
        asking(address, getting(address, "/")).ask(times=TIMES)
