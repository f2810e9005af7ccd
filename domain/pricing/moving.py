"""Moving lists, plans, proposals and anomalies: the step in the table, and its fact."""

from domain.pricing.events import (
    PriceAnomalyClosed,
    PriceListMoved,
    PriceProposalMoved,
    ScheduledPriceMoved,
)
from domain.pricing.models import PriceAnomaly, PriceList, PriceProposal, ScheduledPrice
from domain.pricing.states import (
    PRICE_ANOMALY,
    PRICE_LIST,
    PRICE_PROPOSAL,
    SCHEDULED_PRICE,
    AnomalyAction,
    PriceListAction,
    ProposalAction,
    ScheduledPriceAction,
)
from domain.shared.context import Context
from domain.shared.outbox import append


async def move_list(ctx: Context, row: PriceList, action: PriceListAction) -> None:
    """Move a list that the caller's transaction holds.

    Raises:
        InvalidTransition: the table has no such arrow from here.
    """
    source = await PRICE_LIST.move(row, action, at=ctx.now)
    await append(
        ctx,
        PriceListMoved(
            aggregate_id=row.id,
            version=row.version,
            source=source,
            status=row.status,
            action=action,
        ),
    )


async def move_scheduled(ctx: Context, row: ScheduledPrice, action: ScheduledPriceAction) -> None:
    """Move a planned price.

    Raises:
        InvalidTransition: the table has no such arrow from here.
        VersionConflict: somebody else moved it first.
    """
    source = await SCHEDULED_PRICE.move(row, action, at=ctx.now)
    await append(
        ctx,
        ScheduledPriceMoved(
            aggregate_id=row.id,
            version=row.version,
            variant_id=row.variant_id,
            source=source,
            status=row.status,
            action=action,
        ),
    )


async def move_proposal(ctx: Context, row: PriceProposal, action: ProposalAction) -> None:
    """Move a proposal.

    Raises:
        InvalidTransition: the table has no such arrow from here.
        VersionConflict: somebody else moved it first.
    """
    source = await PRICE_PROPOSAL.move(row, action, at=ctx.now, decided_by=ctx.actor.key)
    await append(
        ctx,
        PriceProposalMoved(
            aggregate_id=row.id,
            version=row.version,
            variant_id=row.variant_id,
            source=source,
            status=row.status,
            action=action,
        ),
    )


async def move_anomaly(ctx: Context, row: PriceAnomaly, action: AnomalyAction, note: str) -> None:
    """Close an anomaly.

    Raises:
        InvalidTransition: the table has no such arrow from here.
        VersionConflict: somebody else moved it first.
    """
    source = await PRICE_ANOMALY.move(
        row, action, at=ctx.now, closed_at=ctx.now, closed_by=ctx.actor.key, note=note
    )
    await append(
        ctx,
        PriceAnomalyClosed(
            aggregate_id=row.id,
            version=row.version,
            variant_id=row.variant_id,
            kind=row.kind,
            source=source,
            status=row.status,
            action=action,
        ),
    )
