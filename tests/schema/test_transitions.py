"""What the state of a thing does not allow is refused with that state and what it does allow."""

from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Any

import pytest

from domain.catalog.states import (
    LIFECYCLE,
    PUBLICATION,
    REVISION,
    SUGGESTION,
    LifecycleStage,
    PublicationStatus,
    RevisionStatus,
    SuggestionStatus,
)
from domain.channels.states import CHANNEL_ORDER, ChannelOrderStatus
from domain.finance.refunds.states import RETURN_REFUND, ReturnRefundStatus
from domain.fulfillment.states import (
    FULFILLMENT,
    FULFILLMENT_ORDER,
    FulfillmentOrderStatus,
    FulfillmentStatus,
)
from domain.inventory.states import STOCK_ALERT, StockAlertStatus
from domain.notifications.states import NOTIFICATION, NotificationStatus
from domain.orders.states import ORDER, OrderStatus
from domain.pricing.states import (
    PRICE_ANOMALY,
    PRICE_LIST,
    PRICE_PROPOSAL,
    SCHEDULED_PRICE,
    AnomalyStatus,
    PriceListStatus,
    ProposalStatus,
    ScheduledPriceStatus,
)
from domain.promotions.campaigns.states import (
    CAMPAIGN,
    CAMPAIGN_TASK,
    CampaignStatus,
    CampaignTaskStatus,
)
from domain.returns.claims.states import CLAIM, ClaimStatus
from domain.returns.exchanges.states import EXCHANGE, ExchangeStatus
from domain.returns.states import RETURN, ReturnStatus
from domain.shared.ids import new_id
from domain.shared.states import StateMachine
from domain.support.states import TICKET, TicketStatus
from domain.webhooks.states import WEBHOOK, WebhookStatus
from schema.shared.ids import global_id
from tests.graph import Graph
from tests.schema.shapes import entities
from tests.schema.stage import Stage, gid
from tests.shop import Shop

# Who makes the thing, and the table of its life.
Life = tuple[Callable[..., Awaitable[Any]], StateMachine[Any, Any]]
ORDERS: Life = (Stage.order, ORDER)
WORK: Life = (Stage.work, FULFILLMENT_ORDER)
PARCELS: Life = (Stage.parcel, FULFILLMENT)
TICKETS: Life = (Stage.ticket, TICKET)
ALERTS: Life = (Stage.alert, STOCK_ALERT)
PRODUCTS: Life = (Stage.product, PUBLICATION)
LISTS: Life = (Stage.price_list, PRICE_LIST)
PLANS: Life = (Stage.scheduled, SCHEDULED_PRICE)
PROPOSALS: Life = (Stage.proposal, PRICE_PROPOSAL)
ANOMALIES: Life = (Stage.anomaly, PRICE_ANOMALY)
CAMPAIGNS: Life = (Stage.campaign, CAMPAIGN)
TASKS: Life = (Stage.task, CAMPAIGN_TASK)
WEBHOOKS: Life = (Stage.webhook, WEBHOOK)
RETURNS: Life = (Stage.back, RETURN)
SWAPS: Life = (Stage.swapped, EXCHANGE)
CLAIMS: Life = (Stage.complaint, CLAIM)
NOTIFICATIONS: Life = (Stage.notification, NOTIFICATION)
MESSAGES: Life = (Stage.message, CHANNEL_ORDER)
MONEY_BACK: Life = (Stage.money_back, RETURN_REFUND)

REVISIONS: Life = (Stage.revision, REVISION)
SUGGESTIONS: Life = (Stage.suggestion, SUGGESTION)
LIVES: Life = (Stage.stage_of_life, LIFECYCLE)

# The mutation, the thing, its state, the arrow it lacks, and the rest of the input.
REFUSED: list[tuple[str, Life, StrEnum, str, dict[str, Any]]] = [
    ("productPublish", PRODUCTS, PublicationStatus.PUBLISHED, "PUBLISH", {}),
    ("productUnpublish", PRODUCTS, PublicationStatus.UNPUBLISHED, "UNPUBLISH", {}),
    ("productRevisionUpdate", REVISIONS, RevisionStatus.IN_REVIEW, "EDIT", {"edit": {}}),
    ("productRevisionSubmit", REVISIONS, RevisionStatus.APPROVED, "SUBMIT", {}),
    (
        "productRevisionRequestChanges",
        REVISIONS,
        RevisionStatus.DRAFT,
        "REQUEST_CHANGES",
        {"comment": "Say where it is from."},
    ),
    ("productRevisionApprove", REVISIONS, RevisionStatus.CHANGES_REQUESTED, "APPROVE", {}),
    ("productRevisionReject", REVISIONS, RevisionStatus.APPROVED, "REJECT", {"comment": "No."}),
    ("productRevisionPublish", REVISIONS, RevisionStatus.IN_REVIEW, "PUBLISH", {}),
    ("productRevisionWithdraw", REVISIONS, RevisionStatus.REJECTED, "WITHDRAW", {}),
    ("lifecycleSuggestionAccept", SUGGESTIONS, SuggestionStatus.DISMISSED, "ACCEPT", {}),
    ("lifecycleSuggestionDismiss", SUGGESTIONS, SuggestionStatus.ACCEPTED, "DISMISS", {}),
    ("productLifecycleSet", LIVES, LifecycleStage.PLANNED, "GROW", {"action": "GROW"}),
    ("webhookPause", WEBHOOKS, WebhookStatus.PAUSED, "PAUSE", {}),
    ("webhookResume", WEBHOOKS, WebhookStatus.ACTIVE, "RESUME", {}),
    ("stockAlertAcknowledge", ALERTS, StockAlertStatus.RESOLVED, "ACKNOWLEDGE", {}),
    ("priceListActivate", LISTS, PriceListStatus.ACTIVE, "ACTIVATE", {}),
    ("priceListDeactivate", LISTS, PriceListStatus.DRAFT, "DEACTIVATE", {}),
    ("priceScheduleCancel", PLANS, ScheduledPriceStatus.CANCELED, "CANCEL", {}),
    ("priceProposalApprove", PROPOSALS, ProposalStatus.REJECTED, "APPROVE", {}),
    ("priceProposalReject", PROPOSALS, ProposalStatus.WITHDRAWN, "REJECT", {}),
    ("priceProposalWithdraw", PROPOSALS, ProposalStatus.APPROVED, "WITHDRAW", {}),
    ("priceAnomalyResolve", ANOMALIES, AnomalyStatus.DISMISSED, "RESOLVE", {}),
    ("priceAnomalyDismiss", ANOMALIES, AnomalyStatus.DISMISSED, "DISMISS", {}),
    ("campaignUpdate", CAMPAIGNS, CampaignStatus.RUNNING, "REVISE", {"name": "Summer"}),
    ("campaignApprove", CAMPAIGNS, CampaignStatus.PAUSED, "APPROVE", {}),
    ("campaignStart", CAMPAIGNS, CampaignStatus.DRAFT, "START", {}),
    ("campaignPause", CAMPAIGNS, CampaignStatus.APPROVED, "PAUSE", {}),
    ("campaignEnd", CAMPAIGNS, CampaignStatus.ENDED, "END", {}),
    ("campaignEvaluate", CAMPAIGNS, CampaignStatus.RUNNING, "EVALUATE", {"lessons": "None."}),
    ("campaignTaskComplete", TASKS, CampaignTaskStatus.CANCELED, "COMPLETE", {}),
    ("campaignTaskCancel", TASKS, CampaignTaskStatus.DONE, "CANCEL", {}),
    ("orderConfirm", ORDERS, OrderStatus.CANCELED, "CONFIRM", {}),
    ("orderConfirm", ORDERS, OrderStatus.ON_HOLD, "CONFIRM", {}),
    ("orderUnmerge", ORDERS, OrderStatus.CONFIRMED, "UNMERGE", {"idempotencyKey": "u"}),
    (
        "orderSplit",
        ORDERS,
        OrderStatus.PENDING,
        "SPLIT",
        {
            "idempotencyKey": "s",
            "lines": [{"orderLineId": global_id("OrderLine", new_id()), "quantity": 1}],
        },
    ),
    (
        "fulfillmentOrderSplit",
        WORK,
        FulfillmentOrderStatus.IN_PROGRESS,
        "SPLIT",
        {
            "idempotencyKey": "s",
            "lines": [{"orderLineId": global_id("OrderLine", new_id()), "quantity": 1}],
        },
    ),
    (
        "fulfillmentOrderMove",
        WORK,
        FulfillmentOrderStatus.IN_PROGRESS,
        "MOVE",
        {"warehouseId": global_id("Warehouse", new_id())},
    ),
    ("fulfillmentOrderOpen", WORK, FulfillmentOrderStatus.OPEN, "OPEN", {}),
    (
        "fulfillmentOrderReportShortage",
        WORK,
        FulfillmentOrderStatus.OPEN,
        "REPORT_SHORTAGE",
        {
            "idempotencyKey": "s",
            "lines": [{"orderLineId": global_id("OrderLine", new_id()), "quantity": 1}],
        },
    ),
    ("orderHold", ORDERS, OrderStatus.EXPIRED, "HOLD", {"reason": "FRAUD"}),
    ("orderReleaseHold", ORDERS, OrderStatus.PENDING, "RELEASE_HOLD", {}),
    ("orderCancel", ORDERS, OrderStatus.EXPIRED, "CANCEL", {"reason": "CUSTOMER"}),
    (
        "fulfillmentOrderStartPicking",
        WORK,
        FulfillmentOrderStatus.ON_HOLD,
        "START_PICKING",
        {},
    ),
    (
        "fulfillmentOrderReportProgress",
        WORK,
        FulfillmentOrderStatus.OPEN,
        "FULFILL",
        {"progress": "PICKED"},
    ),
    (
        "fulfillmentOrderScan",
        WORK,
        FulfillmentOrderStatus.OPEN,
        "FULFILL",
        {"step": "PICKED", "code": "LAMP-1", "idempotencyKey": "beep"},
    ),
    (
        "fulfillmentCreate",
        WORK,
        FulfillmentOrderStatus.OPEN,
        "FULFILL",
        {"id": "fulfillmentOrderId", "idempotencyKey": "parcel"},
    ),
    (
        "waybillCreate",
        PARCELS,
        FulfillmentStatus.SHIPPED,
        "PURCHASE_LABEL",
        {"id": "fulfillmentId", "carrier": "swift"},
    ),
    ("fulfillmentShip", PARCELS, FulfillmentStatus.DELIVERED, "SHIP", {}),
    ("fulfillmentMarkDelivered", PARCELS, FulfillmentStatus.PENDING, "MARK_DELIVERED", {}),
    ("returnApprove", RETURNS, ReturnStatus.DECLINED, "APPROVE", {}),
    ("returnDecline", RETURNS, ReturnStatus.APPROVED, "DECLINE", {"answer": "No."}),
    ("returnCancel", RETURNS, ReturnStatus.IN_TRANSIT, "CANCEL", {}),
    ("returnLabelCreate", RETURNS, ReturnStatus.REQUESTED, "SEND", {"carrier": "swift"}),
    ("returnMarkSent", RETURNS, ReturnStatus.PARTIALLY_RECEIVED, "SEND", {}),
    ("returnInspect", RETURNS, ReturnStatus.CLOSED, "INSPECT", {"lines": []}),
    ("exchangeApprove", SWAPS, ExchangeStatus.CANCELED, "APPROVE", {}),
    ("exchangeCancel", SWAPS, ExchangeStatus.CLOSED, "CANCEL", {}),
    ("claimApprove", CLAIMS, ClaimStatus.DENIED, "APPROVE", {"resolution": "REFUND"}),
    ("claimDeny", CLAIMS, ClaimStatus.APPROVED, "DENY", {"answer": "No."}),
    ("claimResolve", CLAIMS, ClaimStatus.OPEN, "RESOLVE", {}),
    ("claimCancel", CLAIMS, ClaimStatus.RESOLVED, "CANCEL", {}),
    ("notificationRetry", NOTIFICATIONS, NotificationStatus.PENDING, "RETRY", {}),
    ("returnRefundApprove", MONEY_BACK, ReturnRefundStatus.CANCELED, "PROCESS", {}),
    ("returnRefundRetry", MONEY_BACK, ReturnRefundStatus.PENDING, "RETRY", {}),
    ("channelOrderRetry", MESSAGES, ChannelOrderStatus.NORMALIZED, "RETRY", {}),
    ("returnRefundCancel", MONEY_BACK, ReturnRefundStatus.SUCCEEDED, "CANCEL", {}),
    ("ticketAssign", TICKETS, TicketStatus.CLOSED, "ASSIGN", {}),
    (
        "messageSend",
        TICKETS,
        TicketStatus.RESOLVED,
        "AGENT_REPLY",
        {"id": "ticketId", "body": "Hello?"},
    ),
    ("ticketResolve", TICKETS, TicketStatus.CLOSED, "RESOLVE", {}),
    ("ticketReopen", TICKETS, TicketStatus.OPEN, "REOPEN", {}),
    ("ticketClose", TICKETS, TicketStatus.NEW, "CLOSE", {}),
]


@pytest.mark.parametrize(
    ("mutation", "life", "status", "action", "rest"),
    REFUSED,
    ids=[f"{mutation}-{status}" for mutation, _, status, *_ in REFUSED],
)
async def test_the_table_of_states_has_the_last_word(
    shop: Shop,
    graph: Graph,
    mutation: str,
    life: Life,
    status: StrEnum,
    action: str,
    rest: dict[str, Any],
) -> None:
    make, machine = life
    thing = await make(await Stage.build(shop), status)
    colleague = shop.as_colleague(await shop.colleague("admin"))
    key = rest.get("id", "id")
    before = await shop.rows()

    input = {**rest, key: gid(thing)}
    if key != "id":
        del input["id"]
    payload = await graph.do(colleague, mutation, input, entities(mutation))

    (said,) = payload.pop("userErrors")
    assert said["__typename"] == "InvalidTransitionError"
    assert (said["code"], said["from"], said["action"]) == (
        "INVALID_TRANSITION",
        status.name,
        action,
    )
    assert said["allowedActions"] == [each.name for each in machine.actions(status)]
    assert set(payload.values()) == {None}
    assert await shop.rows() == before
