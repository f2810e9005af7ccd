"""The source's campaigns in the shop: who was meant, what is off, and the codes that open it.

A campaign is a segment of customers, and a promotion with a coupon for each of its coupons. Those
whose last day is over have ended; the others run.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from uuid import UUID

import orjson

from api.importing.completejourney.customers import customer_id
from api.importing.completejourney.offers import Campaign, Offer
from api.importing.completejourney.plan import ACTOR, REQUEST, SOURCE, Plan
from api.importing.completejourney.products import CURRENCY, Of
from api.importing.completejourney.year import Refusal, Remark
from api.importing.facts import fact
from api.importing.keys import Family, stable_id
from api.importing.portions import Portion
from api.importing.rows import (
    CouponRow,
    CustomerGroupMemberRow,
    CustomerGroupRow,
    PromotionCustomerRow,
    PromotionRow,
)
from domain.customers.events import GroupCreated
from domain.customers.states import GroupKind
from domain.promotions.cart import Stacking
from domain.promotions.codec import written
from domain.promotions.events import CouponCreated, CouponExpired, PromotionCreated, PromotionMoved
from domain.promotions.states import CouponStatus, PromotionAction, PromotionStatus
from domain.promotions.terms import AmountOff, LineFilter, LineKey, MemberOf, Scope
from domain.shared.outbox import Event

CAMPAIGNS = "campaigns"
# Whoever knew the promotions in force before knows them no more.
REVISED = "UPDATE promotion_revision SET revision = '{}'"


def campaigns_portion(plan: Plan, households: Iterable[int], *, now: datetime) -> Portion:
    """All campaigns, and who of these households was meant by them."""
    portion = Portion(SOURCE, CAMPAIGNS)
    known = {goods.product_id for goods in plan.year.goods}
    for campaign in plan.year.campaigns:
        _add_segment(portion, plan, campaign)
        for offer in campaign.offers:
            _add_offer(portion, plan, campaign, offer, known, now=now)
    for household in households:
        add_invitations(portion, plan, household)
    if portion.rows[PromotionRow]:
        portion.then.append(REVISED.format(stable_id(plan.opening, SOURCE, CAMPAIGNS)))
    return portion


def add_invitations(portion: Portion, plan: Plan, household: int) -> None:
    """Which campaigns a household was meant by, and how often it redeemed their coupons."""
    key = customer_id(plan, household)
    for campaign in plan.year.campaigns_of(household):
        begins = campaign.starts_at + plan.shift
        portion.add(
            CustomerGroupMemberRow(
                id=stable_id(begins, SOURCE, "invitation", campaign.number, household),
                group_id=segment_id(plan, campaign),
                customer_id=key,
                added_at=begins,
            )
        )
        for offer in campaign.offers:
            if times := offer.redeemed.get(household):
                portion.add(
                    PromotionCustomerRow(
                        id=stable_id(
                            begins, SOURCE, "redeemed", *_name(campaign, offer), household
                        ),
                        promotion_id=promotion_id(plan, campaign, offer),
                        customer_id=key,
                        uses=times,
                    )
                )


def segment_id(plan: Plan, campaign: Campaign) -> UUID:
    """The same for the same campaign."""
    return stable_id(campaign.starts_at + plan.shift, SOURCE, "segment", campaign.number)


def segment_code(campaign: Campaign) -> str:
    """What the promotions of a campaign ask for."""
    return f"cj-campaign-{campaign.number}"


def promotion_id(plan: Plan, campaign: Campaign, offer: Offer) -> UUID:
    """The same for the same coupon of a campaign."""
    return stable_id(campaign.starts_at + plan.shift, SOURCE, "offer", *_name(campaign, offer))


def code_of(campaign: Campaign, offer: Offer) -> str:
    """`CJ18-51380041013`: the campaign and the number under the bars."""
    return f"CJ{campaign.number}-{offer.upc}"


def _name(campaign: Campaign, offer: Offer) -> tuple[int, int]:
    return campaign.number, offer.upc


def _add_segment(portion: Portion, plan: Plan, campaign: Campaign) -> None:
    key, begins = segment_id(plan, campaign), campaign.starts_at + plan.shift
    portion.add(
        CustomerGroupRow(
            id=key,
            version=1,
            kind=GroupKind.SEGMENT,
            code=segment_code(campaign),
            name=f"Campaign {campaign.number}, {campaign.kind}",
            created_at=begins,
            updated_at=begins,
        )
    )
    _tell(portion, GroupCreated(aggregate_id=key, version=1, kind=GroupKind.SEGMENT), begins)


def _add_offer(
    portion: Portion,
    plan: Plan,
    campaign: Campaign,
    offer: Offer,
    known: set[int],
    *,
    now: datetime,
) -> None:
    begins, ends = campaign.starts_at + plan.shift, campaign.ends_at + plan.shift
    products = [product for product in offer.products if product in known]
    portion.notes[Refusal.UNKNOWN_ON_COUPON] += len(offer.products) - len(products)
    portion.notes[Remark.UNTRACED] += not offer.is_traced
    if not products:
        portion.notes[Refusal.EMPTY_COUPON] += 1
        return
    has_ended = ends <= now
    status = PromotionStatus.ENDED if has_ended else PromotionStatus.ACTIVE
    last = ends if has_ended else begins
    key = promotion_id(plan, campaign, offer)
    target = (LineFilter(LineKey.PRODUCT, frozenset(_product_key(plan, one) for one in products)),)
    member = MemberOf(GroupKind.SEGMENT, frozenset({segment_code(campaign)}))
    portion.add(
        PromotionRow(
            id=key,
            version=3 if has_ended else 2,
            name=f"Campaign {campaign.number}: {offer.worth_minor / 100:.2f} off",
            status=status,
            priority=0,
            stacking=Stacking.STACKS,
            exclusion_group=None,
            needs_coupon=True,
            starts_at=begins,
            ends_at=ends,
            conditions=orjson.dumps(written([member])).decode(),
            effects=orjson.dumps(
                written([AmountOff({CURRENCY: offer.worth_minor}, Scope.ORDER, target)])
            ).decode(),
            margin_basis_points=None,
            uses_max=None,
            uses_per_customer_max=max(offer.redeemed.values(), default=1),
            uses=0,
            created_at=begins,
            updated_at=last,
        )
    )
    _tell_promotion(portion, key, begins, ends if has_ended else None)
    _add_coupon(portion, plan, campaign, offer, has_ended=has_ended)


def _add_coupon(
    portion: Portion, plan: Plan, campaign: Campaign, offer: Offer, *, has_ended: bool
) -> None:
    """Its code. How often it was used is what the source says, whoever of them was imported."""
    begins, ends = campaign.starts_at + plan.shift, campaign.ends_at + plan.shift
    owner = promotion_id(plan, campaign, offer)
    key = stable_id(begins, SOURCE, "coupon", *_name(campaign, offer))
    times = sum(offer.redeemed.values())
    portion.add(
        CouponRow(
            id=key,
            version=2 if has_ended else 1,
            promotion_id=owner,
            batch_id=None,
            customer_id=None,
            code=code_of(campaign, offer),
            status=CouponStatus.EXPIRED if has_ended else CouponStatus.ACTIVE,
            uses_max=None,
            uses=times,
            redeemed=times,
            expires_at=ends,
            created_at=begins,
            updated_at=ends if has_ended else begins,
        )
    )
    created = CouponCreated(
        aggregate_id=key, version=1, status=CouponStatus.ACTIVE, promotion_id=owner
    )
    _tell(portion, created, begins)
    if has_ended:
        _tell(
            portion, CouponExpired(aggregate_id=key, version=2, status=CouponStatus.EXPIRED), ends
        )


def _tell_promotion(portion: Portion, key: UUID, begins: datetime, ended: datetime | None) -> None:
    draft, active = PromotionStatus.DRAFT, PromotionStatus.ACTIVE
    _tell(portion, PromotionCreated(aggregate_id=key, version=1, status=draft), begins)
    moves = [(2, draft, active, PromotionAction.ACTIVATE, begins)]
    if ended is not None:
        moves.append((3, active, PromotionStatus.ENDED, PromotionAction.END, ended))
    for version, source, status, action, at in moves:
        moved = PromotionMoved(
            aggregate_id=key, version=version, status=status, source=source, action=action
        )
        _tell(portion, moved, at)


def _tell(portion: Portion, event: Event, at: datetime) -> None:
    portion.facts.append(fact(event, at, actor=ACTOR, request_id=REQUEST))


def _product_key(plan: Plan, product: int) -> str:
    return _key_of_product(plan.opening, product)


@cache
def _key_of_product(opening: datetime, product: int) -> str:
    return str(Family(opening, SOURCE, "product", product).id(Of.ITSELF))
