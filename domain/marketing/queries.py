"""Reads: which telling of its figures a campaign has come to."""

from collections.abc import Iterable
from uuid import UUID

from domain.identity.scopes import Scope
from domain.marketing.models import CampaignFigures
from domain.shared.context import Context


async def versions_by_ids(ctx: Context, ids: Iterable[UUID]) -> dict[UUID, int]:
    """The versions of the figures that were last told of campaigns, for whoever may see them."""
    if not ctx.allows(Scope.PROMOTIONS_READ):
        return {}
    return {row.id: row.version for row in await CampaignFigures.filter(id__in=set(ids))}
