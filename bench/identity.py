"""Identity: what is forged, guessed, rotated and ended, at the doors of two real servers."""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import jwt

from bench.forged import VIEWER, Bearer, forged
from bench.progress import Say
from bench.rows import Row, at_least, at_most, exactly, more_than
from bench.standing import Stand, standing
from domain.identity.attempts import PER_ACCOUNT_AND_ADDRESS
from domain.identity.models import StaffMember
from domain.identity.signing_keys import ensure_key
from tests.schema.inputs.identity import PASSWORD, give_password
from tests.wire import SECRET, Client

GUESSES = 50  # wrong passwords for one account, at once
ENDED = 5  # sessions that are ended
ENDED_SECONDS_MAX = 6.0
GIVE_UP_SECONDS = 30.0
ROTATIONS = 2
ASKERS = 4  # who go on asking while keys are rotated
SESSION = "session { id } accessToken refreshToken"
LOOKED_AT = "WRONG_CREDENTIALS"


def measure(say: Say) -> list[Row]:
    """Forged tokens, guesses, a rotation, sessions that are ended."""
    return asyncio.run(_measure(say))


async def _measure(say: Say) -> list[Row]:
    async with standing() as stand:
        await ensure_key(SECRET, datetime.now(UTC))
        async with stand.server("one") as one, stand.server("two") as two:
            doors = (one.address, two.address)
            return [
                *await forged(doors[0], say),
                *await _rotated(stand, doors, say),
                await _ended(stand, doors, say),
                *await _guessed(stand, doors, say),  # last: it locks out whoever is at our address
            ]


async def _guessed(stand: Stand, doors: Sequence[str], say: Say) -> list[Row]:
    say(f"{GUESSES} wrong passwords at once")
    email = await _colleague(stand, "Gus")
    assert await _signed_in(doors[0], email)  # the account is one that the right password opens
    told = Counter(
        await asyncio.gather(
            *(
                _guess(doors[number % 2], email, f"guess number {number}")
                for number in range(GUESSES)
            )
        )
    )
    how = (
        f"{GUESSES} wrong passwords for one account sent at once, half to each of two processes;"
        f" looked at are those told {LOOKED_AT}, all others are turned away unread: "
        + ", ".join(f"{count} x {code}" for code, count in told.most_common())
    )
    return [
        at_most("identity: wrong passwords looked at", told[LOOKED_AT],
                PER_ACCOUNT_AND_ADDRESS.attempts, f"of {GUESSES}", how),
        more_than("identity: wrong passwords looked at, at least", told[LOOKED_AT], 0,
                  f"of {GUESSES}", how),
    ]  # fmt: skip


async def _rotated(stand: Stand, doors: Sequence[str], say: Say) -> list[Row]:
    given = await _signed_in(doors[0], await _colleague(stand, "Rita"))
    tokens, answers, is_over = [given["accessToken"]], Counter[int](), asyncio.Event()

    async def ask() -> None:
        while not is_over.is_set():
            for address in doors:
                answer = await Bearer(address, tokens[-1]).post(VIEWER)
                answers[answer.status_code] += 1

    askers = [asyncio.create_task(ask()) for _ in range(ASKERS)]
    try:
        for number in range(1, ROTATIONS + 1):
            say(f"rotation {number} of {ROTATIONS}")
            status, said = await stand.command("keys", "rotate")
            assert status == 0, said
            given = await _under_another_key(doors[0], given, _key_of(tokens[-1]))
            tokens.append(given["accessToken"])
    finally:
        is_over.set()
        await asyncio.gather(*askers)
    for token in tokens:  # those of before are good until they expire
        for address in doors:
            answers[(await Bearer(address, token).post(VIEWER)).status_code] += 1
    names = {_key_of(token) for token in tokens}
    share = 100 * answers[200] / answers.total()
    how = (
        f"{ASKERS} clients ask two processes without a pause while `python -m api keys rotate` runs"
        f" {ROTATIONS} times, each time until a refreshed token is signed with the new key, and"
        f" then all tokens, old and new, are shown to both; {answers.total()} requests:"
        f" {dict(answers)}"
    )
    return [
        at_least("identity: requests answered across a rotation", share, 100, "%", how),
        exactly("identity: keys that signed meanwhile", len(names), ROTATIONS + 1, "keys", how),
    ]


def _key_of(token: str) -> str:
    return str(jwt.get_unverified_header(token)["kid"])


async def _under_another_key(address: str, given: dict[str, Any], name: str) -> dict[str, Any]:
    """The session's next tokens, as soon as they are signed with another key."""
    async with asyncio.timeout(GIVE_UP_SECONDS):
        while _key_of(given["accessToken"]) == name:
            await asyncio.sleep(0.2)
            refresh = {"refreshToken": given["refreshToken"]}
            given = await Client(address).do("sessionRefresh", refresh, SESSION)
    return given


async def _ended(stand: Stand, doors: Sequence[str], say: Say) -> Row:
    say(f"{ENDED} sessions are ended")
    email = await _colleague(stand, "Edna")
    sessions = [await _signed_in(doors[0], email) for _ in range(ENDED)]
    seconds = await asyncio.gather(*(_end(doors, each) for each in sessions))
    return at_most(
        "identity: until an ended session is refused elsewhere",
        max(seconds),
        ENDED_SECONDS_MAX,
        "s",
        f"the slowest of {ENDED}: used at the second process, ended at the first (sessionEnd), then"
        " shown to the second until it says 401; no worker runs and there is no Redis, so that no"
        " fact tells the second process: the worst case",
    )


async def _end(doors: Sequence[str], given: dict[str, Any]) -> float:
    here, there = (Bearer(address, given["accessToken"]) for address in doors)
    assert (await there.post(VIEWER)).status_code == 200
    done = await here.do("sessionEnd", {}, "session { id }")
    assert done["userErrors"] == [], done
    began = time.monotonic()
    while (await there.post(VIEWER)).status_code != 401:
        if time.monotonic() - began > GIVE_UP_SECONDS:
            break
        await asyncio.sleep(0.05)
    return time.monotonic() - began


async def _colleague(stand: Stand, name: str) -> str:
    """Somebody with a password; their address."""
    member, email = await stand.shop.colleague(name=name), f"{name.lower()}@staff.test"
    await StaffMember.filter(id=member.id).update(email=email)
    await give_password(stand.shop.ctx, member.id)
    return email


async def _signed_in(address: str, email: str) -> dict[str, Any]:
    wanted = {"email": email, "password": PASSWORD, "as": "STAFF"}
    given = await Client(address).do("sessionCreate", wanted, SESSION)
    assert given["userErrors"] == [], given
    return given


async def _guess(address: str, email: str, password: str) -> str:
    wanted = {"email": email, "password": password, "as": "STAFF"}
    said = await Client(address).do("sessionCreate", wanted, "session { id }")
    return str(said["userErrors"][0]["code"]) if said["userErrors"] else "let in"
