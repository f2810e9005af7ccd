"""The simulated gateway tells what it did, as real ones do: signed, late, twice, out of order."""

from domain.finance.gateways.registry import gateways
from domain.finance.gateways.simulated import SimulatedGateway
from domain.finance.hear_gateway import hear_gateway
from domain.shared.context import Context


async def hear_sandbox(ctx: Context) -> int:
    """Take the messages that are due by now; how many. One that cannot be taken is lost, and what
    it said is found out by asking.

    Raises:
        NotPermitted: the actor may not move money.
    """
    taken = 0
    for gateway in gateways():
        if isinstance(gateway, SimulatedGateway):
            for message in gateway.messages(ctx.now):
                for news in gateway.read(message.headers, message.body):
                    await hear_gateway(ctx, gateway.code, news)
                taken += 1
    return taken
