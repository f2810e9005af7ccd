"""Setting what other systems call a product."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from domain.catalog.events import ProductUpdated
from domain.catalog.listing.models import ProductExternalRef
from domain.catalog.models import Product
from domain.catalog.queries import lock_product
from domain.identity.scopes import Scope
from domain.shared import inputs, sql
from domain.shared.context import Context
from domain.shared.errors import AlreadyTaken
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version

SYSTEM_LENGTH_MAX = 32  # characters
ID_LENGTH_MAX = 64  # characters


@dataclass(frozen=True, slots=True)
class Ref:
    """What a system calls a product."""

    system: str
    external_id: str


async def set_external_refs(
    ctx: Context, product_id: UUID, refs: Sequence[Ref], *, expected_version: int | None = None
) -> Product:
    """Let a product have just these names, in place of those given here before. The one that it
    was imported under stays beside them. The same again tells nobody.

    Raises:
        NotPermitted: the actor may not change the catalog.
        InvalidInput: a name is empty or too long, or a system is named twice.
        NotFound: no such product.
        VersionConflict: the product changed since `expected_version`.
        AlreadyTaken: that system calls another product so.
    """
    ctx.require(Scope.CATALOG_WRITE)
    wanted = {
        inputs.text(ref.system, "refs", str(place), "system", longest=SYSTEM_LENGTH_MAX): (
            inputs.text(ref.external_id, "refs", str(place), "externalId", longest=ID_LENGTH_MAX)
        )
        for place, ref in enumerate(inputs.items(refs, "refs"))
    }
    inputs.distinct([ref.system.strip() for ref in refs], "refs")
    try:
        async with in_transaction():
            product = await lock_product(ctx, product_id)
            expect_version(product, "product", expected_version)
            if await _imported_as(product, wanted):
                raise AlreadyTaken("Another product has this external id.", "refs")
            rows = ProductExternalRef.filter(product_id=product.id)
            if {row.system: row.external_id for row in await rows} == wanted:
                return product
            await rows.delete()
            await ProductExternalRef.bulk_create(
                ProductExternalRef(product_id=product.id, system=system, external_id=external_id)
                for system, external_id in sorted(wanted.items())
            )
            await raise_version(product, "product", at=ctx.now)
            await append(
                ctx,
                ProductUpdated(
                    aggregate_id=product.id, version=product.version, changed=["external_refs"]
                ),
            )
            return product
    except IntegrityError:
        raise AlreadyTaken("Another product has this external id.", "refs") from None


async def _imported_as(product: Product, wanted: dict[str, str]) -> bool:
    """Whether another product was imported under one of these names."""
    return bool(
        await sql.value(
            "SELECT EXISTS (SELECT FROM product JOIN unnest($2::text[], $3::text[])"
            " AS wanted (system, id) ON product.external_system = wanted.system"
            " AND product.external_id = wanted.id WHERE product.id <> $1)",
            product.id,
            list(wanted),
            list(wanted.values()),
        )
    )
