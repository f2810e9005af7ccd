"""Whether this shop insists on approval: a setting, PUBLISH_NEEDS_APPROVAL, off unless it is set.

Where it is on, nothing goes on the shelf that nobody approved, and what customers see changes by
revisions alone. Whoever wants to change what a revision does not carry takes the product off the
shelf first; what was approved of it then is outdated, and it goes back once somebody has looked
again. Every verb that changes what customers are told of a product holds it by `hold_to_edit`, or
asks `closed_to_edits` about many; prices, new variants, stock and what only staff see have rules of
their own.
"""

from collections.abc import Sequence
from uuid import UUID

from tortoise.queryset import QuerySet

from domain.catalog.models import Product
from domain.catalog.publication.models import ProductPublication
from domain.catalog.queries import lock_product
from domain.catalog.revisions.errors import ApprovalRequired
from domain.catalog.revisions.models import ProductRevision
from domain.catalog.states import (
    PENDING,
    ChannelPublicationStatus,
    PublicationStatus,
    RevisionStatus,
)
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.states import expect_version

# The same of many products at once, by their ids.
HOLD = """
SELECT id FROM product_revision WHERE product_id = ANY($1::uuid[]) AND status = ANY($2::text[])
ORDER BY id FOR NO KEY UPDATE
"""
CLOSED = """
SELECT id FROM product WHERE id = ANY($1::uuid[]) AND (
    status = $2
    OR EXISTS (SELECT FROM product_publication WHERE product_id = product.id AND status = $3)
    OR EXISTS (SELECT FROM product_revision WHERE product_id = product.id
        AND status = ANY($4::text[])))
"""
REVIEWED = {RevisionStatus.IN_REVIEW, RevisionStatus.APPROVED}


class Policy:
    """What this process was told when it began."""

    needs_approval = False


def insist(needs_approval: bool) -> None:
    """Have this process insist on approval, or not."""
    Policy.needs_approval = needs_approval


async def must_be_approved(product_id: UUID) -> None:
    """Refuse to show a product that nobody approved as it is, where the shop insists.

    Raises:
        ApprovalRequired: no revision of it was approved and made true, or only outdated ones.
    """
    if Policy.needs_approval and not await _approved(product_id).exists():
        raise ApprovalRequired(product_id)


async def hold_to_edit(
    ctx: Context, product_id: UUID, *, expected_version: int | None = None
) -> Product:
    """One product, held until the transaction ends, for whoever is about to change directly what
    customers are told of it; None of the version means any.

    Raises:
        NotFound: none by this id that the actor may see.
        VersionConflict: it changed since `expected_version`.
        ApprovalRequired: the shop insists, and it is shown, about to be, or being looked at.
    """
    product = await lock_product(ctx, product_id)
    expect_version(product, "product", expected_version)
    if Policy.needs_approval:
        # Held, so that nobody hands it in or approves it while it is being changed.
        pending = ProductRevision.filter(product_id=product.id, status__in=PENDING)
        states = {row.status for row in await pending.select_for_update(no_key=True)}
        if states & REVIEWED or await _is_shown(product):
            raise ApprovalRequired(product.id)
        await _approved(product.id).update(outdated_at=ctx.now)
    return product


async def closed_to_edits(product_ids: Sequence[UUID], *, hold: bool) -> set[UUID]:
    """Those of many products that `hold_to_edit` would refuse; the caller's transaction holds them.
    With `hold` nobody hands one in or approves it before that ends.
    """
    if not Policy.needs_approval or not product_ids:
        return set()
    ids = list(product_ids)
    if hold:
        await sql.rows(HOLD, ids, [status.value for status in PENDING])
    found = await sql.rows(
        CLOSED,
        ids,
        PublicationStatus.PUBLISHED.value,
        ChannelPublicationStatus.SCHEDULED.value,
        sorted(REVIEWED),
    )
    return {row["id"] for row in found}


async def outdate(ctx: Context, product_ids: Sequence[UUID]) -> None:
    """What was approved of these, which are about to change, is not what will be there."""
    if Policy.needs_approval and product_ids:
        approved = ProductRevision.filter(
            product_id__in=list(product_ids),
            status=RevisionStatus.PUBLISHED,
            outdated_at__isnull=True,
        )
        await approved.update(outdated_at=ctx.now)


def _approved(product_id: UUID) -> QuerySet[ProductRevision]:
    return ProductRevision.filter(
        product_id=product_id, status=RevisionStatus.PUBLISHED, outdated_at__isnull=True
    )


async def _is_shown(product: Product) -> bool:
    """Whether customers see it, or will when a time comes, for nobody looks at it then."""
    return (
        product.status is PublicationStatus.PUBLISHED
        or await ProductPublication.filter(
            product_id=product.id, status=ChannelPublicationStatus.SCHEDULED
        ).exists()
    )
