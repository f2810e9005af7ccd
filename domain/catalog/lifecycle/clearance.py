"""What can be done about a product that declines: a list to choose from, as data."""

from enum import StrEnum
from uuid import UUID

from domain.catalog.lifecycle.models import ClearanceReminder
from domain.catalog.states import LifecycleStage
from domain.shared.context import Context


class ClearanceAction(StrEnum):
    """A way to get rid of what is left, the mildest first."""

    BUNDLE = "bundle"
    PROMOTE = "promote"
    LOWER_PRICE = "lower_price"
    STOP_BUYING = "stop_buying"
    RETURN_TO_SUPPLIER = "return_to_supplier"


CLEARING = {LifecycleStage.DECLINE, LifecycleStage.CLEARANCE}


async def remind(ctx: Context, product_id: UUID, stage: LifecycleStage) -> list[str]:
    """Raise the reminder of a product that enters its decline, and end it with that.

    The actions that a new one suggests; none if there is no new one. Call it under the product's
    lock.
    """
    standing = await ClearanceReminder.get_or_none(product_id=product_id, over_at=None)
    if stage in CLEARING:
        if standing is not None:
            return []
        actions = [action.value for action in ClearanceAction]
        await ClearanceReminder.create(product_id=product_id, actions=actions, raised_at=ctx.now)
        return actions
    if standing is not None:
        standing.over_at = ctx.now
        await standing.save(update_fields=["over_at"])
    return []
