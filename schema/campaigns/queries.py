"""Reading campaigns and their tasks."""

from datetime import datetime
from typing import Annotated

import strawberry

from domain.promotions.campaigns import queries
from domain.promotions.queries import NOBODYS
from schema.campaigns.types import Campaign, CampaignTask
from schema.campaigns.words import CampaignStatus, CampaignTaskStatus
from schema.shared.arguments import Id
from schema.shared.connections import After, Before, Connection, First, Last, connect, window
from schema.shared.context import Info
from schema.shared.ids import key_in


@strawberry.type(description="Reading campaigns.")
class CampaignQueries:
    """Campaigns, and what there is to do for them."""

    @strawberry.field(
        description="One campaign; null if there is none that you may see. Needs promotions:read."
    )
    async def campaign(self, info: Info, id: Id) -> Campaign | None:
        key = key_in("Campaign", id)
        return Campaign.maybe(await info.context.one(queries.campaigns_by_ids, key))

    @strawberry.field(description="Campaigns, newest first. Needs promotions:read.")
    async def campaigns(
        self,
        info: Info,
        status: Annotated[
            CampaignStatus | None, strawberry.argument(description="Only in this status.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Campaign]:
        ctx, part = info.context.domain, window(first, after, last, before)
        page = await queries.campaigns_page(ctx, part, status=status)
        return connect(page, Campaign.of, lambda: queries.count_campaigns(ctx, status=status))

    @strawberry.field(
        description="What there is to do for campaigns, newest first. Needs promotions:read."
    )
    async def campaign_tasks(
        self,
        info: Info,
        status: Annotated[
            CampaignTaskStatus | None, strawberry.argument(description="Only in this status.")
        ] = None,
        owner_id: Annotated[
            strawberry.ID | None, strawberry.argument(description="Only of this colleague.")
        ] = None,
        due_before: Annotated[
            datetime | None, strawberry.argument(description="Only what is due before then.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[CampaignTask]:
        ctx, part = info.context.domain, window(first, after, last, before)
        owner = None if owner_id is None else key_in("StaffMember", owner_id) or NOBODYS
        which = queries.TaskFilter(status, owner, due_before)
        page = await queries.tasks_page(ctx, part, which)
        return connect(page, CampaignTask.of, lambda: queries.count_tasks(ctx, which))
