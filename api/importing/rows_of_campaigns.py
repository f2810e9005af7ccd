"""Rows of campaigns as they lie in the tables: whom they are for, what is off, by which code."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID


class CustomerGroupRow(NamedTuple):
    id: UUID
    version: int
    kind: str
    code: str
    name: str
    created_at: datetime
    updated_at: datetime


class CustomerGroupMemberRow(NamedTuple):
    id: UUID
    group_id: UUID
    customer_id: UUID
    added_at: datetime


class CampaignRow(NamedTuple):
    """`authors` is JSON."""

    id: UUID
    version: int
    name: str
    goal: str
    status: str
    currency: str
    spent_minor: int
    uses: int
    hold_out_basis_points: int
    starts_at: datetime
    ends_at: datetime
    authors: str
    approved_by: str
    approved_at: datetime
    started_at: datetime
    ended_at: datetime | None
    lessons: str
    created_at: datetime
    updated_at: datetime


class PromotionRow(NamedTuple):
    """`conditions` and `effects` are JSON, as `domain.promotions.codec` writes them."""

    id: UUID
    campaign_id: UUID
    version: int
    name: str
    status: str
    priority: int
    stacking: str
    exclusion_group: str | None
    needs_coupon: bool
    starts_at: datetime
    ends_at: datetime
    conditions: str
    effects: str
    margin_basis_points: int | None
    uses_max: int | None
    uses_per_customer_max: int
    uses: int
    created_at: datetime
    updated_at: datetime


class CouponRow(NamedTuple):
    id: UUID
    version: int
    promotion_id: UUID
    batch_id: UUID | None
    customer_id: UUID | None
    code: str
    status: str
    uses_max: int | None
    uses: int
    redeemed: int
    expires_at: datetime
    created_at: datetime
    updated_at: datetime


class PromotionCustomerRow(NamedTuple):
    id: UUID
    promotion_id: UUID
    customer_id: UUID
    uses: int
