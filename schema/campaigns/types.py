"""Campaigns and their tasks, as clients see them."""

from datetime import datetime
from decimal import Decimal

import strawberry

from domain.identity import queries as identity
from domain.marketing import figures
from domain.marketing.evaluation import Evaluation
from domain.promotions import queries as promotions
from domain.promotions.campaigns import models, queries
from domain.promotions.campaigns.states import CAMPAIGN, CAMPAIGN_TASK, is_overdue
from schema.campaigns.figures import CampaignEvaluation, CampaignMetrics
from schema.campaigns.words import (
    CampaignAction,
    CampaignStatus,
    CampaignTaskAction,
    CampaignTaskKind,
    CampaignTaskStatus,
    PauseReason,
)
from schema.identity.types import StaffMember
from schema.promotions.types import Promotion
from schema.shared.connections import After, Before, Connection, First, Last, connect, window
from schema.shared.context import Info
from schema.shared.fields import Backed, Node, column, row_key
from schema.shared.money import Money
from schema.shared.scalars import CurrencyCode


@strawberry.type(description="Something to do for a campaign, beside its promotions.")
class CampaignTask(Node, Backed[models.CampaignTask]):
    """A task."""

    kind: CampaignTaskKind = column("What kind of thing it is.")
    title: str = column("What is to be done.")
    details: str = column("More words about it; may be empty.")
    due_at: datetime | None = column("Until when; none if no date was set.")
    status: CampaignTaskStatus = column("Whether it is done.")
    closed_at: datetime | None = column("When it was done, or given up.")
    version: int = column("Raised by one with every change.")
    created_at: datetime = column("When it was written down.")

    @strawberry.field(description="The campaign it is for.")
    async def campaign(self, info: Info) -> "Campaign | None":
        return Campaign.maybe(
            await info.context.one(queries.campaigns_by_ids, self.row.campaign_id)
        )

    @strawberry.field(description="Who sees to it; none if nobody does.")
    async def owner(self, info: Info) -> StaffMember | None:
        return StaffMember.maybe(await info.context.one(identity.staff_by_ids, self.row.owner_id))

    @strawberry.field(description="Whether it is open and its date has passed.")
    def is_overdue(self, info: Info) -> bool:
        return is_overdue(self.row.status, self.row.due_at, info.context.domain.now)

    @strawberry.field(description="What could be done with it now.")
    def available_actions(self) -> list[CampaignTaskAction]:
        return CAMPAIGN_TASK.actions(self.row.status)


@strawberry.type(description="Promotions under one plan, with one budget.")
class Campaign(Node, Backed[models.Campaign]):
    """A campaign."""

    name: str = column("What it is called.")
    goal: str = column("What it is to bring about; may be empty.")
    status: CampaignStatus = column("How far it has come.")
    pause_reason: PauseReason | None = column("Why it is paused, if it is.")
    currency: CurrencyCode = column("The money it is planned in; only carts in it get anything.")
    uses_max: int | None = column("How many orders can have it; none is without limit.")
    uses_per_customer_max: int | None = column("How many orders of one customer can have it.")
    starts_at: datetime | None = column("From when on; none is as soon as it is started.")
    ends_at: datetime | None = column("Until when; none is until somebody ends it.")
    approved_at: datetime | None = column("When somebody approved it, if they did.")
    started_at: datetime | None = column("When it began, if it did.")
    ended_at: datetime | None = column("When it ended, if it did.")
    evaluated_at: datetime | None = column("When it was evaluated, if it was.")
    lessons: str = column("What was learned from it; empty until it is evaluated.")
    version: int = column("Raised by one with every change.")
    created_at: datetime = column("When it was written down.")
    updated_at: datetime = column("When it last changed.")

    @strawberry.field(description="What could be done with it now, permission and authors aside.")
    def available_actions(self) -> list[CampaignAction]:
        return CAMPAIGN.actions(self.row.status)

    @strawberry.field(description="Whether you wrote some of the plan, and so may not approve it.")
    def is_own(self, info: Info) -> bool:
        return info.context.domain.actor.key in self.row.authors

    @strawberry.field(description="What all orders together can get; none is without limit.")
    def budget(self) -> Money | None:
        return self._money(self.row.budget_minor)

    @strawberry.field(description="What the orders of one customer can get; none is no limit.")
    def budget_per_customer(self) -> Money | None:
        return self._money(self.row.budget_per_customer_minor)

    @strawberry.field(
        description="Which percentage of the customers is left out, to compare with. Who they are"
        " is decided once, by chance."
    )
    def hold_out_percent(self) -> Decimal:
        return Decimal(self.row.hold_out_basis_points) / 100

    @strawberry.field(description="What it has brought about so far.")
    async def metrics(self, info: Info) -> CampaignMetrics | None:
        return CampaignMetrics.maybe(
            await info.context.one(figures.figures_by_campaigns, row_key(self))
        )

    @strawberry.field(description="What came of it; none until it is evaluated.")
    def evaluation(self) -> CampaignEvaluation | None:
        kept = self.row.evaluation
        if kept is None:
            return None
        return CampaignEvaluation.of(Evaluation.read(kept), self.row.currency)

    @strawberry.field(description="Its promotions, newest first.")
    async def promotions(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Promotion]:
        key, part = row_key(self), window(first, after, last, before)
        page = await info.context.page(queries.pages_of_promotions, key, part, promotions.NEWEST)
        return connect(
            page, Promotion.of, lambda: info.context.count(queries.counts_of_promotions, key)
        )

    @strawberry.field(description="What there is to do for it, newest first.")
    async def tasks(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[CampaignTask]:
        key, part = row_key(self), window(first, after, last, before)
        page = await info.context.page(queries.pages_of_tasks, key, part, promotions.NEWEST)
        return connect(
            page, CampaignTask.of, lambda: info.context.count(queries.counts_of_tasks, key)
        )

    def _money(self, minor: int | None) -> Money | None:
        return None if minor is None else Money.of(minor, self.row.currency)
