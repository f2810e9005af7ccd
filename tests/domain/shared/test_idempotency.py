"""What must not happen twice: a key is claimed before the work, in the work's own transaction."""

import asyncio
import hashlib
from base64 import b64decode
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

import pytest
from tortoise.transactions import in_transaction

from domain.shared import sql
from domain.shared.context import Context
from domain.shared.errors import IdempotencyInProgress, IdempotencyKeyReused, InvalidInput
from domain.shared.idempotency import KEPT, claim, fingerprint
from domain.shared.ids import new_id
from domain.shared.sealing import ring
from tests.shop import Shop


async def work(ctx: Context, key: str | None, request: object = "tea", does: str = "brew") -> UUID:
    """A piece of work that must not be done twice; its result's id."""
    async with in_transaction():
        claimed = await claim(ctx, does, key, request)
        if claimed.replay_of:
            return claimed.replay_of
        result = new_id()
        await claimed.settle(result)
        return result


async def test_the_same_key_and_input_get_the_first_result(shop: Shop) -> None:
    first = await work(shop.ctx, "k")

    assert await work(shop.ctx, "k") == first
    assert await shop.count("idempotency_record") == 1


async def test_without_a_key_the_work_is_done_each_time(shop: Shop) -> None:
    assert await work(shop.ctx, None) != await work(shop.ctx, None)
    assert await shop.count("idempotency_record") == 0


async def test_the_same_key_with_another_input_is_refused(shop: Shop) -> None:
    await work(shop.ctx, "k", {"tea": 1})

    with pytest.raises(IdempotencyKeyReused):
        await work(shop.ctx, "k", {"tea": 2})


async def test_a_key_belongs_to_one_actor_and_one_operation(shop: Shop) -> None:
    mine = await work(shop.ctx, "k")

    assert await work(shop.as_staff(), "k") != mine
    assert await work(shop.ctx, "k", does="pour") != mine


async def test_whoever_comes_while_the_first_is_under_way_is_told_so(shop: Shop) -> None:
    begun, done = asyncio.Event(), asyncio.Event()

    async def slowly() -> UUID:
        async with in_transaction():
            claimed = await claim(shop.ctx, "brew", "k", "tea")
            begun.set()
            await done.wait()
            result = new_id()
            await claimed.settle(result)
            return result

    async def meanwhile() -> None:
        await begun.wait()
        try:
            with pytest.raises(IdempotencyInProgress) as refused:
                await work(shop.ctx, "k")
            assert refused.value.retryable
            await work(shop.ctx, "another key")
        finally:
            done.set()

    first, _ = await asyncio.gather(slowly(), meanwhile())

    assert await work(shop.ctx, "k") == first


async def test_a_failed_transaction_frees_its_key(shop: Shop) -> None:
    with suppress(ZeroDivisionError):
        async with in_transaction():
            await claim(shop.ctx, "brew", "k", "tea")
            _ = 1 / 0

    assert await shop.count("idempotency_record") == 0
    await work(shop.ctx, "k", "coffee")


async def test_of_many_at_once_one_does_the_work(shop: Shop) -> None:
    outcomes = await asyncio.gather(
        *(work(shop.ctx, "k") for _ in range(8)), return_exceptions=True
    )

    results = {outcome for outcome in outcomes if isinstance(outcome, UUID)}
    others = [outcome for outcome in outcomes if not isinstance(outcome, UUID)]
    assert len(results) == 1
    assert all(isinstance(other, IdempotencyInProgress) for other in others)
    assert await shop.count("idempotency_record") == 1


async def test_a_key_is_kept_for_two_days_and_then_free(shop: Shop) -> None:
    first = await work(shop.ctx, "k")

    shop.now += KEPT - timedelta(seconds=1)
    assert await work(shop.ctx, "k") == first
    shop.now += timedelta(seconds=1)
    assert await work(shop.ctx, "k", "coffee") != first
    assert await shop.count("idempotency_record") == 1


@pytest.mark.parametrize("key", ["", " ", "x" * 256, "a\x00b"])
async def test_a_key_that_is_none_is_refused(shop: Shop, key: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        await work(shop.ctx, key)

    assert refused.value.field == ["idempotencyKey"]
    assert await shop.count("idempotency_record") == 0


async def test_what_is_kept_of_an_input_says_nothing_of_it_without_the_key(shop: Shop) -> None:
    await work(shop.ctx, "k", "tea")

    kept = await sql.value("SELECT request_hash FROM idempotency_record")
    assert kept == fingerprint("tea") == ring().fingerprint('"tea"')
    plain = hashlib.sha256(b'"tea"')
    assert bytes.fromhex(plain.hexdigest()) != b64decode(kept + "=")


async def test_what_was_kept_before_there_was_a_key_still_counts(shop: Shop) -> None:
    first = await work(shop.ctx, "k", {"tea": 1})
    plain = hashlib.sha256(b'{"tea": 1}').hexdigest()
    await sql.execute("UPDATE idempotency_record SET request_hash = $1", plain)

    assert await work(shop.ctx, "k", {"tea": 1}) == first
    with pytest.raises(IdempotencyKeyReused):
        await work(shop.ctx, "k", {"tea": 2})


async def test_the_order_of_keys_makes_no_other_input(shop: Shop) -> None:
    one = new_id()

    assert fingerprint({"a": 1, "b": one}) == fingerprint({"b": one, "a": 1})
    assert fingerprint({"a": 1}) != fingerprint({"a": 2})
