"""Updating a promotion: other terms, from the next cart on. Orders keep what they got."""

from dataclasses import fields, replace
from typing import Any
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.promotions.codec import read_conditions, read_effects
from domain.promotions.details import Details
from domain.promotions.events import PromotionUpdated
from domain.promotions.models import PromotionRow
from domain.promotions.references import check_references
from domain.promotions.states import PROMOTION, PromotionStatus
from domain.promotions.writing import (
    check_campaign,
    check_group,
    hold_promotions,
    lock_promotion,
    tell_processes,
)
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.errors import InvalidTransition
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version


async def update_promotion(
    ctx: Context, promotion_id: UUID, *, expected_version: int | None = None, **given: Any
) -> PromotionRow:
    """Change what is given, by the names that `Details` has; what is left out stays.

    Where nothing changes, nothing is told.

    Raises:
        NotPermitted: the actor may not change promotions.
        NotFound: no such promotion, or its terms name something that is not there.
        VersionConflict: it changed since `expected_version`.
        InvalidTransition: it has ended.
        InvalidInput, WrongCurrency: it would make no sense like this.
    """
    ctx.require(Scope.PROMOTIONS_WRITE)
    async with in_transaction():
        await hold_promotions()
        row = await lock_promotion(promotion_id)
        expect_version(row, PROMOTION.kind, expected_version)
        if row.status is PromotionStatus.ENDED:
            raise InvalidTransition(PROMOTION.kind, row.status, "update", [])
        details = replace(_details(row), **given).checked(ctx.now)
        if details.uses_max is not None:
            inputs.count(details.uses_max, "usesMax", lowest=max(1, row.uses))
        await check_references(details.conditions, details.effects)
        if details.campaign_id != row.campaign_id:
            await check_campaign(details.campaign_id)
        await check_group(row.id, details.exclusion_group, details.priority)
        changes = {
            name: value for name, value in details.columns().items() if value != getattr(row, name)
        }
        if not changes:
            return row
        await raise_version(row, PROMOTION.kind, at=ctx.now, **changes)
        if row.status is PromotionStatus.ACTIVE:
            await tell_processes()
        await append(
            ctx,
            PromotionUpdated(
                aggregate_id=row.id,
                version=row.version,
                status=row.status,
                changed=sorted(changes),
            ),
        )
        return row


def _details(row: PromotionRow) -> Details:
    terms = {
        "effects": read_effects(row.effects),
        "conditions": read_conditions(row.conditions),
    }
    return Details(
        **{field.name: terms.get(field.name, getattr(row, field.name)) for field in fields(Details)}
    )
