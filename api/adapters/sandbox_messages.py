"""Messages of the simulated gateway, sent to a server as real ones send theirs."""

import logging
from collections.abc import Awaitable, Callable

import httpx

from domain.finance.gateways.registry import gateways
from domain.finance.gateways.simulated import SimulatedGateway
from domain.processes.hear_sandbox import hear_sandbox
from domain.shared.context import Context

POST_SECONDS = 15.0  # for one message, whatever it waits for

Hear = Callable[[Context], Awaitable[int]]
logging.getLogger("httpx").setLevel(logging.WARNING)  # it would log each message
logger = logging.getLogger(__name__)


def heard_by(address: str | None) -> Hear:
    """How its messages reach us: posted to a server, or, where none is named, in this process."""
    if address is None:
        return hear_sandbox

    async def post(ctx: Context) -> int:
        return await post_messages(ctx, address)

    return post


async def post_messages(ctx: Context, address: str) -> int:
    """Send what the simulated gateway has to tell by now to a server, as real ones do; how many.

    One that nobody takes is lost, and what it said is found out by asking.
    """
    sent = 0
    async with httpx.AsyncClient(trust_env=False, timeout=POST_SECONDS) as http:
        for gateway in gateways():
            if not isinstance(gateway, SimulatedGateway):
                continue
            for message in gateway.messages(ctx.now):
                where = f"{address}/webhooks/payments/{gateway.code}"
                try:
                    answer = await http.post(where, content=message.body, headers=message.headers)
                except httpx.HTTPError as error:
                    logger.warning("A message of %s was lost: %r", gateway.code, error)
                    continue
                if not answer.is_success:
                    logger.warning("A message of %s: %d", gateway.code, answer.status_code)
                sent += 1
    return sent
