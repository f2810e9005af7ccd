"""Opening a warehouse."""

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.inventory.models import Warehouse
from domain.shared.context import Context
from domain.shared.errors import AlreadyTaken
from domain.shared.inputs import count, text

CODE_LENGTH_MAX = 32  # characters
NAME_LENGTH_MAX = 120  # characters
REGION_LENGTH_MAX = 80  # characters
PRIORITY_MAX = 1_000


async def create_warehouse(
    ctx: Context, *, code: str, name: str, region: str = "", priority: int = 0
) -> Warehouse:
    """Add a building with shelves. Lower `priority` ships first.

    Raises:
        NotPermitted: the actor may not change warehouses.
        InvalidInput: empty or over-long words.
        AlreadyTaken: another warehouse has this code.
    """
    ctx.require(Scope.INVENTORY_WRITE)
    warehouse = Warehouse(
        code=text(code, "code", longest=CODE_LENGTH_MAX),
        name=text(name, "name", longest=NAME_LENGTH_MAX),
        region=text(region, "region", longest=REGION_LENGTH_MAX, required=False),
        priority=count(priority, "priority", lowest=0, highest=PRIORITY_MAX),
        created_at=ctx.now,
    )
    try:
        async with in_transaction():
            await warehouse.save(force_create=True)
    except IntegrityError:
        raise AlreadyTaken(f"There is a warehouse {code} already.", "code") from None
    return warehouse
