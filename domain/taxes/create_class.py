"""Making a class of goods that are taxed alike."""

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.errors import AlreadyTaken
from domain.shared.idempotency import claim
from domain.shared.ids import new_id
from domain.shared.inputs import text
from domain.shared.outbox import append
from domain.shared.states import raise_version
from domain.taxes.events import TaxClassCreated, TaxClassDefaultChanged
from domain.taxes.models import TaxClass
from domain.taxes.writing import hold_taxes, tell_processes

CODE_LENGTH_MAX = 32  # characters
NAME_LENGTH_MAX = 120  # characters


async def create_class(
    ctx: Context,
    *,
    code: str,
    name: str,
    is_default: bool = False,
    idempotency_key: str | None = None,
) -> TaxClass:
    """Make a class. The first one is the default, asked or not; a later default replaces it.

    Raises:
        NotPermitted: the actor may not decide what things cost.
        InvalidInput: empty or over-long words.
        AlreadyTaken: another class has this code.
        IdempotencyKeyReused, IdempotencyInProgress: see `claim`.
    """
    ctx.require(Scope.PRICING_WRITE)
    code = text(code, "code", longest=CODE_LENGTH_MAX)
    name = text(name, "name", longest=NAME_LENGTH_MAX)
    async with in_transaction():
        request = [code, name, is_default]
        claimed = await claim(ctx, "taxes.create_class", idempotency_key, request)
        if claimed.replay_of:
            return await TaxClass.get(id=claimed.replay_of)
        await hold_taxes()
        if await TaxClass.filter(code=code).exists():
            raise AlreadyTaken(f"There is a tax class {code} already.", "code")
        usual = await TaxClass.get_or_none(is_default=True)
        if usual is not None and is_default:
            await raise_version(usual, "tax class", at=ctx.now, is_default=False)
            await append(
                ctx,
                TaxClassDefaultChanged(
                    aggregate_id=usual.id, version=usual.version, is_default=False
                ),
            )
        made = await TaxClass.create(
            id=new_id(),
            version=1,
            code=code,
            name=name,
            is_default=is_default or usual is None,
            created_at=ctx.now,
            updated_at=ctx.now,
        )
        await append(
            ctx,
            TaxClassCreated(aggregate_id=made.id, version=1, code=code, is_default=made.is_default),
        )
        await tell_processes()
        await claimed.settle(made.id)
        return made
