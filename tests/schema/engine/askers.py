"""Everybody who may ask: nobody, customers, staff in every role and in none, other machines."""

from domain.identity.actors import actor_of_integration
from domain.identity.scopes import ROLE_SCOPES, Role, Scope
from domain.shared.context import Actor, Context
from tests.schema.permissions.askers import people
from tests.schema.stage import Stage
from tests.shop import staff

ASKERS = (
    "admin",
    "owner",
    "nobody",
    "stranger",
    "agent",
    "operator",
    "catalog manager",
    "clerk",
    "newcomer",
    "shipper",
    "machine",
)


async def askers(stage: Stage) -> dict[str, Context]:
    """Each of them, at the instant that the shop is at."""
    found = await people(stage)

    def join(name: str, actor: Actor) -> None:
        found[name] = stage.shop.as_(actor)

    join("catalog manager", staff(*ROLE_SCOPES[Role.CATALOG_MANAGER]))
    join("clerk", staff(Scope.CUSTOMERS_READ, Scope.ORDERS_READ))  # sees no names
    join("newcomer", staff())
    shipper = [Scope.FULFILLMENT_READ, Scope.FULFILLMENT_WRITE, Scope.EVENTS_READ]
    join("shipper", actor_of_integration("parcels", shipper))
    join("machine", actor_of_integration("nothing", []))
    assert set(found) == set(ASKERS)
    return found
