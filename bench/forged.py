"""Forged tokens, over HTTP, as a stream of events, and on a WebSocket."""

from datetime import UTC, datetime

from bench.progress import Say
from bench.rows import Row, exactly
from domain.identity.keys import KeyRing
from domain.identity.signing_keys import kept_keys
from tests.api.raw import INIT, connected
from tests.api.test_keys import FOLLOW, FORGED, WHO, Forge, changed, claims, raw, signed
from tests.wire import SECRET, Client

VIEWER = "{ viewer { kind } }"
TRANSPORTS = 3


class Bearer(Client):
    """Somebody with a token as it is."""

    def __init__(self, address: str, token: str) -> None:
        super().__init__(address)
        self.bearer = token

    def token(self) -> dict[str, str]:
        """What they show at the door."""
        return {"Authorization": f"Bearer {self.bearer}"}

    async def ways_in(self) -> int:
        """By how many of HTTP, server-sent events and WebSocket they are let in."""
        asked = await self.post(VIEWER)
        events = await self._told(Accept="text/event-stream")
        async with connected(self.address) as socket:
            await socket.say({**INIT, "payload": {"authorization": f"Bearer {self.bearer}"}})
            try:
                is_let_in = (await socket.hear())["type"] == "connection_ack"
            except Exception:  # closed: whatever the reason, nobody was let in
                is_let_in = False
        return sum((asked.status_code != 401, events != 401, is_let_in))

    async def _told(self, **headers: str) -> int:
        who = Bearer(self.address, self.bearer)
        who.headers = headers
        return (await who.post(FOLLOW["query"])).status_code


async def _ring() -> KeyRing:
    kept, found = await kept_keys(SECRET), KeyRing(SECRET)
    found.take(kept.keys, with_secret=kept.with_secret)
    return found


async def forged(address: str, say: Say) -> list[Row]:
    """Every kind there is, and what they are all made of."""
    keys = await _ring()
    expired: Forge = changed(exp=int(datetime.now(UTC).timestamp()) - 1)
    kinds = {**FORGED, "expired": expired}
    let_in: dict[str, int] = {}
    for number, (kind, forge) in enumerate(kinds.items(), start=1):
        say(f"forged token {number} of {len(kinds)}: {kind}")
        let_in[kind] = await Bearer(address, forge(claims(), keys)).ways_in()
    good = [signed(claims(), keys), raw({"alg": "HS256"}, claims(), SECRET.encode())]
    welcome = sum([await Bearer(address, token).ways_in() for token in good])
    who = [kind for kind, ways in let_in.items() if ways]
    how = (
        f"{len(kinds)} kinds of forged or spoilt tokens (tests/api/test_keys.py, and an expired"
        " one) shown over HTTP, as a stream of events and on a WebSocket; let in is any answer"
        f" but 401, or connection_ack; {WHO['query']} and a subscription were asked"
    )
    return [
        exactly("identity: forged tokens let in", sum(let_in.values()), 0,
                f"of {len(kinds) * TRANSPORTS}", "; ".join([how, *who])),
        exactly("identity: genuine tokens let in", welcome, len(good) * TRANSPORTS,
                f"of {len(good) * TRANSPORTS}", "the same claims rightly signed, by key and by"
                " secret, shown in the same ways: what the forged ones are made of is good"),
    ]  # fmt: skip
