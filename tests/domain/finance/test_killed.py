"""A process is killed, for good and all, between its intent and the outcome; another goes on."""

import asyncio
import json
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from domain.finance.authorize_payment import authorize_payment
from domain.finance.models import Payment
from domain.finance.states import PaymentStatus
from domain.orders.models import Order
from domain.orders.states import OrderPaymentStatus
from domain.shared import sql
from domain.shared.context import SYSTEM, Context
from tests.shop import Shop

DEADLINE_SECONDS = 60
OPEN = """
SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()
    AND state LIKE 'idle in transaction%')
"""
ASKED_BY_THEN = {"intent": 0, "asked": 1, "outcome": 1}


@pytest.mark.parametrize("point", ASKED_BY_THEN)
async def test_what_was_asked_is_found_and_what_was_not_is_asked_once(
    shop: Shop, database: dict[str, Any], tmp_path: Path, point: str
) -> None:
    book = tmp_path / "book.sqlite"
    gateway, order = shop.gateway(book=book), await shop.order(units=2)

    given = [json.dumps(database), str(book), str(order.id), shop.now.isoformat(), point]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.domain.finance.pay_and_die", *given
    )
    async with asyncio.timeout(DEADLINE_SECONDS):
        assert await process.wait() == -signal.SIGKILL
        # The database has yet to notice, and until then lets nobody at the rows.
        while await sql.value(OPEN):  # noqa: ASYNC110  # it tells nobody when it does
            await asyncio.sleep(0.01)
    assert (await Payment.get()).status is PaymentStatus.PENDING
    assert len(gateway.book.movements()) == ASKED_BY_THEN[point]
    assert await shop.reconcile() == 0, "whoever asked may still live"
    shop.later(minutes=2)
    assert await shop.reconcile() == 1

    assert await shop.ledger() == shop.books(gateway) == [("capture", "succeeded", 2500)]
    assert (await Order.get(id=order.id)).payment_status is OrderPaymentStatus.PAID
    again = await authorize_payment(
        Context(SYSTEM, shop.now),
        order.id,
        instrument="good",
        idempotency_key="once",
        takes_at_once=True,
    )
    assert again.status is PaymentStatus.CAPTURED
    assert len(gateway.book.movements()) == 1
    gateway.book.close()
