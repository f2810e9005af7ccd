"""Beginning a revision: what shall be said of a product is written down, and nobody sees it yet."""

from dataclasses import astuple
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.queries import lock_product
from domain.catalog.revisions.content import Edit, checked, standing
from domain.catalog.revisions.errors import RevisionPending
from domain.catalog.revisions.events import RevisionBegun
from domain.catalog.revisions.models import ProductRevision
from domain.catalog.revisions.queries import get_revision
from domain.catalog.states import PENDING
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.idempotency import claim
from domain.shared.outbox import append
from domain.shared.states import expect_version

NO_EDIT = Edit()


async def begin_revision(
    ctx: Context,
    product_id: UUID,
    edit: Edit = NO_EDIT,
    *,
    expected_version: int | None = None,
    idempotency_key: str | None = None,
) -> ProductRevision:
    """Begin the one pending edit of a product. It may be empty: then the product is looked at as
    it is, which a new one needs where the shop insists on approval.

    What is said already is no change, and is left out.

    Raises:
        NotPermitted: the actor may not change the catalog.
        InvalidInput, NotFound: see `checked`; or there is no such product.
        VersionConflict: the product changed since `expected_version`.
        RevisionPending: it has one already.
        IdempotencyKeyReused, IdempotencyInProgress: see `claim`.
    """
    ctx.require(Scope.CATALOG_WRITE)
    request = [product_id, astuple(edit), expected_version]
    async with in_transaction():
        claimed = await claim(ctx, "catalog.begin_revision", idempotency_key, request)
        if claimed.replay_of:
            return await get_revision(ctx, claimed.replay_of)
        product = await lock_product(ctx, product_id)  # of two who begin, one waits here
        expect_version(product, "product", expected_version)
        wanted = await checked(ctx, edit)
        if await ProductRevision.exists(product_id=product.id, status__in=PENDING):
            raise RevisionPending(product.id)

        current = (await standing([product.id]))[product.id]
        staged = {name: value for name, value in wanted.items() if value != current.get(name)}
        revision = await ProductRevision.create(
            version=1,
            product_id=product.id,
            base_version=product.version,
            base={name: current.get(name) for name in staged},
            staged=staged,
            authors=[ctx.actor.key],
            created_at=ctx.now,
            updated_at=ctx.now,
        )
        await append(
            ctx,
            RevisionBegun(
                aggregate_id=revision.id,
                version=revision.version,
                product_id=product.id,
                status=revision.status,
                changed=sorted(staged),
            ),
        )
        await claimed.settle(revision.id)
        return revision
