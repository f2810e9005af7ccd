"""Making a group of customers: for prices, promotions and letters."""

import re

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from domain.customers.events import GroupCreated
from domain.customers.groups import CustomerGroup
from domain.customers.states import GroupKind
from domain.identity.scopes import Scope
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.errors import AlreadyTaken, InvalidInput
from domain.shared.outbox import append

CODE = re.compile(r"[a-z0-9-]{1,32}")


async def create_group(ctx: Context, *, kind: GroupKind, code: str, name: str) -> CustomerGroup:
    """Make a group, with nobody in it yet.

    Raises:
        NotPermitted: the actor may not change customers.
        InvalidInput: no code, or no name.
        AlreadyTaken: another group has this code.
    """
    ctx.require(Scope.CUSTOMERS_WRITE)
    if not CODE.fullmatch(code):
        raise InvalidInput("A code is 1 to 32 small letters, digits and dashes.", "code")
    name = inputs.text(name, "name")
    try:
        async with in_transaction():
            group = await CustomerGroup.create(
                version=1,
                kind=kind,
                code=code,
                name=name,
                created_at=ctx.now,
                updated_at=ctx.now,
            )
            await append(ctx, GroupCreated(aggregate_id=group.id, version=1, kind=kind))
            return group
    except IntegrityError:
        raise AlreadyTaken("Another group has this code.", "code") from None
