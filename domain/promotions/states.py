"""The lives of promotions and of coupons, as tables; and how far other things have come."""

from enum import StrEnum

from domain.shared.states import StateMachine, move


class PromotionStatus(StrEnum):
    """Whether a promotion is in force. When it is, its window decides from when until when."""

    DRAFT = "draft"
    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


class PromotionAction(StrEnum):
    """What moves a promotion."""

    ACTIVATE = "activate"
    PAUSE = "pause"
    END = "end"


PROMOTION = StateMachine(
    "promotion",
    PromotionStatus,
    initial={PromotionStatus.DRAFT},
    moves=[
        move(
            PromotionAction.ACTIVATE,
            {PromotionStatus.DRAFT, PromotionStatus.PAUSED},
            PromotionStatus.ACTIVE,
        ),
        move(PromotionAction.PAUSE, PromotionStatus.ACTIVE, PromotionStatus.PAUSED),
        move(
            PromotionAction.END,
            {PromotionStatus.DRAFT, PromotionStatus.ACTIVE, PromotionStatus.PAUSED},
            PromotionStatus.ENDED,
        ),
    ],
)


class CouponStatus(StrEnum):
    """Whether a coupon can be used. One for several uses is reserved or redeemed with the last."""

    ACTIVE = "active"
    RESERVED = "reserved"
    REDEEMED = "redeemed"
    EXPIRED = "expired"
    DISABLED = "disabled"


class CouponAction(StrEnum):
    """What moves a coupon."""

    RESERVE = "reserve"
    RELEASE = "release"
    REDEEM = "redeem"
    EXPIRE = "expire"
    DISABLE = "disable"


COUPON = StateMachine(
    "coupon",
    CouponStatus,
    initial={CouponStatus.ACTIVE},
    moves=[
        move(CouponAction.RESERVE, CouponStatus.ACTIVE, CouponStatus.RESERVED),
        move(CouponAction.RELEASE, CouponStatus.RESERVED, CouponStatus.ACTIVE),
        move(CouponAction.REDEEM, CouponStatus.RESERVED, CouponStatus.REDEEMED),
        move(CouponAction.EXPIRE, CouponStatus.ACTIVE, CouponStatus.EXPIRED),
        move(
            CouponAction.DISABLE,
            {CouponStatus.ACTIVE, CouponStatus.RESERVED},
            CouponStatus.DISABLED,
        ),
    ],
)


class UseStatus(StrEnum):
    """How far the use of a promotion by an order has come."""

    RESERVED = "reserved"
    REDEEMED = "redeemed"
    RELEASED = "released"


class UseAction(StrEnum):
    """What becomes of a use."""

    REDEEM = "redeem"
    RELEASE = "release"


USE = StateMachine(
    "promotion use",
    UseStatus,
    initial={UseStatus.RESERVED},
    moves=[
        move(UseAction.REDEEM, UseStatus.RESERVED, UseStatus.REDEEMED),
        move(UseAction.RELEASE, UseStatus.RESERVED, UseStatus.RELEASED),
    ],
)


class BatchStatus(StrEnum):
    """Whether all coupons of a batch are there."""

    RUNNING = "running"
    DONE = "done"


class BatchAction(StrEnum):
    """What moves a batch."""

    FINISH = "finish"


BATCH = StateMachine(
    "coupon batch",
    BatchStatus,
    initial={BatchStatus.RUNNING},
    moves=[move(BatchAction.FINISH, BatchStatus.RUNNING, BatchStatus.DONE)],
)
