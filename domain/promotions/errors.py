"""What promotions refuse."""

from uuid import UUID

from domain.promotions.cart import Refusal
from domain.shared.errors import DomainError


class PromotionRejected(DomainError):
    """A coupon that was given cannot be used for this order. Nothing was written.

    `missing_minor` (minor units of `currency`) or `missing_units` say by how much it falls short.
    """

    code = "PROMOTION_REJECTED"

    def __init__(
        self,
        coupon: str,
        refusal: Refusal,
        *,
        currency: str = "",
        promotion_id: UUID | None = None,
    ) -> None:
        reason = refusal.reason.value
        super().__init__(
            f"The coupon {coupon} cannot be used here: {reason}.",
            coupon=coupon,
            reason=reason,
            field=["couponCodes"],
        )
        self.coupon = coupon
        self.refusal = refusal
        self.currency = currency
        self.promotion_id = promotion_id
