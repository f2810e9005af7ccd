"""What happened to promotions and coupons."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from domain.promotions.states import CouponStatus, PromotionAction, PromotionStatus
from domain.shared.outbox import AggregateType, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionEvent(Event):
    """Something about one promotion, and where it stands now."""

    aggregate_type: ClassVar[AggregateType] = AggregateType.PROMOTION
    status: PromotionStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionCreated(PromotionEvent):
    """Somebody wrote one down; nobody gets it yet."""

    type: ClassVar[str] = "promotions.promotion_created"


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionUpdated(PromotionEvent):
    """`changed` names the columns that changed."""

    type: ClassVar[str] = "promotions.promotion_updated"
    changed: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionMoved(PromotionEvent):
    """It was activated, paused or ended."""

    type: ClassVar[str] = "promotions.promotion_moved"
    source: PromotionStatus
    action: PromotionAction


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponEvent(Event):
    """Something about one coupon, and where it stands now. Never its code."""

    aggregate_type: ClassVar[AggregateType] = AggregateType.COUPON
    status: CouponStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponCreated(CouponEvent):
    type: ClassVar[str] = "promotions.coupon_created"
    promotion_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponReserved(CouponEvent):
    """An order was placed with it."""

    type: ClassVar[str] = "promotions.coupon_reserved"
    order_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponRedeemed(CouponEvent):
    """That order was paid or confirmed."""

    type: ClassVar[str] = "promotions.coupon_redeemed"
    order_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponReleased(CouponEvent):
    """That order was given up; the coupon can be used again."""

    type: ClassVar[str] = "promotions.coupon_released"
    order_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponDisabled(CouponEvent):
    type: ClassVar[str] = "promotions.coupon_disabled"


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponExpired(CouponEvent):
    type: ClassVar[str] = "promotions.coupon_expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponBatchCreated(Event):
    """Coupons are being made."""

    type: ClassVar[str] = "promotions.coupon_batch_created"
    aggregate_type: ClassVar[AggregateType] = AggregateType.COUPON_BATCH
    promotion_id: UUID
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponBatchFinished(Event):
    """All of them are there."""

    type: ClassVar[str] = "promotions.coupon_batch_finished"
    aggregate_type: ClassVar[AggregateType] = AggregateType.COUPON_BATCH
    size: int
