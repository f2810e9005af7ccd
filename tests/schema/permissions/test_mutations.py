"""Who may change what: a table of every mutation and everybody who may try it on the owner's."""

import pytest

from domain.orders.drafts.tokens import quote_token
from domain.shared.context import Context
from domain.shared.ids import new_id
from schema.shared.ids import global_id, open_id
from tests.graph import Graph
from tests.schema.inputs import INPUTS
from tests.schema.permissions.askers import people, read_table
from tests.schema.shapes import MUTATIONS
from tests.schema.stage import Input, Stage
from tests.shop import Shop
from tests.wire import Refused

SIGN_IN, FORBIDDEN, NOT_FOUND = "sign-in", "no", "not-found"
CODES = {"UNAUTHENTICATED": SIGN_IN, "FORBIDDEN": FORBIDDEN}

# "no" is a top-level FORBIDDEN, "sign-in" UNAUTHENTICATED, "not-found" a user error.
MAY = read_table("""
                                    nobody  stranger  owner agent operator admin
    apiTokenCreate                 sign-in        no     no    no       no    ok
    apiTokenRevoke                 sign-in        no     no    no       no    ok
    passwordChange                 sign-in        ok     ok sign-in sign-in    ok
    passwordReset                       ok        ok     ok    ok       ok    ok
    passwordResetRequest                ok        ok     ok    ok       ok    ok
    orderStepSet                   sign-in        no     no    no       no    ok
    retentionRuleSet               sign-in        no     no    no       no    ok
    roleCreate                     sign-in        no     no    no       no    ok
    roleDelete                     sign-in        no     no    no       no    ok
    roleUpdate                     sign-in        no     no    no       no    ok
    sessionCreate                       ok        ok     ok    ok       ok    ok
    sessionEnd                     sign-in not-found not-found not-found not-found    ok
    sessionRefresh                      ok        ok     ok    ok       ok    ok
    attributeChoiceAdd             sign-in        no     no    no       no    ok
    attributeChoiceRemove          sign-in        no     no    no       no    ok
    attributeCreate                sign-in        no     no    no       no    ok
    attributeDelete                sign-in        no     no    no       no    ok
    attributeUpdate                sign-in        no     no    no       no    ok
    productGenerateVariants        sign-in        no     no    no       no    ok
    productSetAttributes           sign-in        no     no    no       no    ok
    productSetType                 sign-in        no     no    no       no    ok
    productTypeCreate              sign-in        no     no    no       no    ok
    productTypeUpdate              sign-in        no     no    no       no    ok
    variantSetAttributes           sign-in        no     no    no       no    ok
    bundleSetComponents            sign-in        no     no    no       no    ok
    collectionAddProducts          sign-in        no     no    no       no    ok
    collectionCreate               sign-in        no     no    no       no    ok
    collectionRemoveProducts       sign-in        no     no    no       no    ok
    collectionSetRule              sign-in        no     no    no       no    ok
    collectionUpdate               sign-in        no     no    no       no    ok
    dimensionCreate                sign-in        no     no    no       no    ok
    dimensionValueAdd              sign-in        no     no    no       no    ok
    productSetDimensions           sign-in        no     no    no       no    ok
    productSetExternalRefs         sign-in        no     no    no       no    ok
    productSetMetadata             sign-in        no     no    no       no    ok
    productSetSeo                  sign-in        no     no    no       no    ok
    brandBoostSet                  sign-in        no     no    no       no    ok
    brandCreate                    sign-in        no     no    no       no    ok
    carrierCreate                  sign-in        no     no    no       ok    ok
    catalogImportApply             sign-in        no     no    no       no    ok
    catalogImportCancel            sign-in        no     no    no       no    ok
    catalogImportCreate            sign-in        no     no    no       no    ok
    priceBulkSet                   sign-in        no     no    no       no    ok
    productBulkUpsert              sign-in        no     no    no       no    ok
    categoryBoostSet               sign-in        no     no    no       no    ok
    categoryCreate                 sign-in        no     no    no       no    ok
    categoryTranslate              sign-in        no     no    no       no    ok
    channelCreate                  sign-in        no     no    ok       no    ok
    channelListingsSet             sign-in        no     no    no       no    ok
    channelOrderIngest             sign-in        no     no    ok       no    ok
    channelOrderRetry              sign-in        no     no    ok       no    ok
    channelSync                    sign-in        no     no    ok       no    ok
    channelUpdate                  sign-in        no     no    ok       no    ok
    consentRecord                  sign-in not-found     ok    ok       no    ok
    customerAddressAdd             sign-in not-found     ok    ok       no    ok
    customerAddressRemove          sign-in not-found     ok    ok       no    ok
    customerAddressSetDefault      sign-in not-found     ok    ok       no    ok
    customerAnonymize              sign-in not-found     ok    no       no    ok
    customerCreate                 sign-in        no     no    ok       no    ok
    customerEndSessions            sign-in not-found     ok    ok       no    ok
    customerUpdate                 sign-in not-found     ok    ok       no    ok
    fulfillmentCreate              sign-in        no     no    no       ok    ok
    fulfillmentMarkDelivered       sign-in        no     no    no       ok    ok
    fulfillmentOrderReportProgress sign-in        no     no    no       ok    ok
    fulfillmentOrderStartPicking   sign-in        no     no    no       ok    ok
    pickingWaveStart               sign-in        no     no    no       ok    ok
    fulfillmentOrderScan           sign-in        no     no    no       ok    ok
    fulfillmentDispatch            sign-in        no     no    no       ok    ok
    fulfillmentShip                sign-in        no     no    no       ok    ok
    inventoryAdjust                sign-in        no     no    no       ok    ok
    lifecycleSuggestionAccept      sign-in        no     no    no       no    ok
    lifecycleSuggestionDismiss     sign-in        no     no    no       no    ok
    mediaUploadCreate              sign-in        no     no    no       no    ok
    messageSend                    sign-in not-found     ok    ok       no    ok
    orderCancel                  not-found not-found     ok    ok       no    ok
    orderConfirm                   sign-in        no     no    ok       no    ok
    orderCreate                    sign-in not-found     ok    ok       no    ok
    orderHold                      sign-in        no     no    ok       no    ok
    orderReleaseHold               sign-in        no     no    ok       no    ok
    fulfillmentOrderSplit          sign-in        no     no    no       ok    ok
    fulfillmentOrderMove           sign-in        no     no    no       ok    ok
    fulfillmentOrderOpen           sign-in        no     no    no       ok    ok
    fulfillmentOrderReportShortage sign-in        no     no    no       ok    ok
    routingRuleRemove              sign-in        no     no    no       ok    ok
    routingRuleReorder             sign-in        no     no    no       ok    ok
    routingRuleUpsert              sign-in        no     no    no       ok    ok
    stockPolicySet                 sign-in        no     no    no       ok    ok
    warehousePlaceSet              sign-in        no     no    no       ok    ok
    orderMerge                     sign-in        no     no    ok       no    ok
    orderSplit                     sign-in        no     no    ok       no    ok
    orderEditBegin                 sign-in        no     no    ok       no    ok
    orderEditAddLine               sign-in        no     no    ok       no    ok
    orderEditSetQuantity           sign-in        no     no    ok       no    ok
    orderEditRemoveLine            sign-in        no     no    ok       no    ok
    orderEditSetAddress            sign-in        no     no    ok       no    ok
    orderEditSetShipping           sign-in        no     no    ok       no    ok
    orderEditAddDiscount           sign-in        no     no    ok       no    ok
    orderEditCommit                sign-in        no     no    ok       no    ok
    orderEditAbandon               sign-in        no     no    ok       no    ok
    orderUnmerge                   sign-in        no     no    ok       no    ok
    paymentCapture                 sign-in not-found     ok    ok       no    ok
    paymentAuthorize               sign-in not-found     ok    ok       no    ok
    paymentCaptureAuthorized       sign-in        no     no    ok       no    ok
    paymentVoid                    sign-in        no     no    ok       no    ok
    personalDataExport             sign-in not-found     ok    no       no    ok
    competitorPriceReport          sign-in        no     no    no       no    ok
    priceAnomalyDismiss            sign-in        no     no    no       no    ok
    priceAnomalyResolve            sign-in        no     no    no       no    ok
    priceListActivate              sign-in        no     no    no       no    ok
    priceListCreate                sign-in        no     no    no       no    ok
    priceListDeactivate            sign-in        no     no    no       no    ok
    priceListSetPrices             sign-in        no     no    no       no    ok
    priceProposalApprove           sign-in        no     no    no       no    ok
    priceProposalReject            sign-in        no     no    no       no    ok
    priceProposalWithdraw          sign-in        no     no    no       no    ok
    priceSchedule                  sign-in        no     no    no       no    ok
    priceScheduleCancel            sign-in        no     no    no       no    ok
    pricingRuleUpsert              sign-in        no     no    no       no    ok
    variantCostRecord              sign-in        no     no    no       no    ok
    customerGroupCreate            sign-in        no     no    ok       no    ok
    customerGroupJoin              sign-in        no     no    ok       no    ok
    customerGroupLeave             sign-in        no     no    ok       no    ok
    channelSetTaxes                sign-in        no     no    no       no    ok
    shippingMethodUpsert           sign-in        no     no    no       no    ok
    shippingZoneUpsert             sign-in        no     no    no       no    ok
    taxClassAssign                 sign-in        no     no    no       no    ok
    taxClassCreate                 sign-in        no     no    no       no    ok
    taxRateRemove                  sign-in        no     no    no       no    ok
    taxRateUpsert                  sign-in        no     no    no       no    ok
    priceSet                       sign-in        no     no    no       no    ok
    productConfirmMedia            sign-in        no     no    no       no    ok
    productBoostSet                sign-in        no     no    no       no    ok
    productCreate                  sign-in        no     no    no       no    ok
    productEstimateStock           sign-in        no     no    no       no    ok
    productLifecycleSet            sign-in        no     no    no       no    ok
    productMediaRemove             sign-in        no     no    no       no    ok
    productMediaReorder            sign-in        no     no    no       no    ok
    productMediaUpdate             sign-in        no     no    no       no    ok
    productPlanLaunch              sign-in        no     no    no       no    ok
    productPublish                 sign-in        no     no    no       no    ok
    productRevisionApprove         sign-in        no     no    no       no    ok
    productRevisionBegin           sign-in        no     no    no       no    ok
    productRevisionPublish         sign-in        no     no    no       no    ok
    productRevisionReject          sign-in        no     no    no       no    ok
    productRevisionRequestChanges  sign-in        no     no    no       no    ok
    productRevisionSubmit          sign-in        no     no    no       no    ok
    productRevisionUpdate          sign-in        no     no    no       no    ok
    productRevisionWithdraw        sign-in        no     no    no       no    ok
    productSchedulePublication     sign-in        no     no    no       no    ok
    productTranslate               sign-in        no     no    no       no    ok
    productUnpublish               sign-in        no     no    no       no    ok
    productUpdate                  sign-in        no     no    no       no    ok
    campaignApprove                sign-in        no     no    no       no    ok
    campaignCreate                 sign-in        no     no    no       no    ok
    campaignEnd                    sign-in        no     no    no       no    ok
    campaignEvaluate               sign-in        no     no    no       no    ok
    campaignPause                  sign-in        no     no    no       no    ok
    campaignStart                  sign-in        no     no    no       no    ok
    campaignTaskCancel             sign-in        no     no    no       no    ok
    campaignTaskComplete           sign-in        no     no    no       no    ok
    campaignTaskCreate             sign-in        no     no    no       no    ok
    campaignTaskUpdate             sign-in        no     no    no       no    ok
    campaignUpdate                 sign-in        no     no    no       no    ok
    promotionActivate              sign-in        no     no    no       no    ok
    promotionCreate                sign-in        no     no    no       no    ok
    promotionEnd                   sign-in        no     no    no       no    ok
    promotionPause                 sign-in        no     no    no       no    ok
    promotionUpdate                sign-in        no     no    no       no    ok
    couponBatchCreate              sign-in        no     no    no       no    ok
    couponCreate                   sign-in        no     no    no       no    ok
    couponDisable                  sign-in        no     no    no       no    ok
    refundCreate                   sign-in        no     no    ok       no    ok
    searchSynonymSet               sign-in        no     no    no       no    ok
    staffMemberDeactivate          sign-in        no     no    no       no    ok
    staffMemberEndSessions         sign-in        no     no    no       no    ok
    staffMemberReactivate          sign-in        no     no    no       no    ok
    staffMemberSetRoles            sign-in        no     no    no       no    ok
    stockAlertAcknowledge          sign-in        no     no    no       ok    ok
    stockAlertRuleUpsert           sign-in        no     no    no       ok    ok
    ticketAssign                   sign-in        no     no    ok       no    ok
    ticketClose                    sign-in        no     no    ok       no    ok
    ticketCreate                   sign-in not-found     ok    ok       no    ok
    ticketReopen                   sign-in not-found     ok    ok       no    ok
    ticketResolve                  sign-in        no     no    ok       no    ok
    ticketSetPriority              sign-in        no     no    ok       no    ok
    trackingEventReport            sign-in        no     no    no       ok    ok
    variantAdd                     sign-in        no     no    no       no    ok
    variantMediaSet                sign-in        no     no    no       no    ok
    returnRequest                  sign-in not-found     ok    ok       no    ok
    claimOpen                      sign-in not-found     ok    ok       no    ok
    exchangeCreate                 sign-in not-found     ok    ok       no    ok
    exchangeApprove                sign-in        no     no    ok       no    ok
    exchangeCancel                 sign-in not-found     ok    ok       no    ok
    claimApprove                   sign-in        no     no    ok       no    ok
    claimDeny                      sign-in        no     no    ok       no    ok
    claimResolve                   sign-in        no     no    ok       no    ok
    claimCancel                    sign-in not-found     ok    ok       no    ok
    returnApprove                  sign-in        no     no    ok       no    ok
    returnDecline                  sign-in        no     no    ok       no    ok
    returnCancel                   sign-in not-found     ok    ok       no    ok
    returnLabelCreate              sign-in        no     no    ok       no    ok
    returnMarkSent                 sign-in not-found     ok    ok       no    ok
    returnReceive                  sign-in        no     no    no       ok    ok
    returnInspect                  sign-in        no     no    no       ok    ok
    returnRefundApprove            sign-in        no     no    ok       no    ok
    returnRefundRetry              sign-in        no     no    ok       no    ok
    returnRefundCancel             sign-in        no     no    ok       no    ok
    channelSetPaymentTime          sign-in        no     no    ok       no    ok
    draftOrderCreate               sign-in        no     no    no       no    ok
    draftOrderUpdate               sign-in        no     no    no       no    ok
    draftOrderComplete             sign-in        no     no    ok       no    ok
    draftOrderCancel               sign-in        no     no    ok       no    ok
    draftOrderSendQuote            sign-in        no     no    ok       no    ok
    quoteAccept                    sign-in not-found     ok    ok       no    ok
    quoteDecline                   sign-in not-found     ok    ok       no    ok
    orderNoteAdd                   sign-in        no     no    ok       no    ok
    orderNoteEdit                  sign-in        no     no    ok       no    ok
    orderNoteRemove                sign-in        no     no    ok       no    ok
    orderTagAdd                    sign-in        no     no    ok       no    ok
    orderBulkCreate                sign-in        no     no    ok       no    ok
    orderExport                    sign-in        no     no    ok       ok    ok
    orderBulkTag                   sign-in        no     no    ok       no    ok
    orderBulkCancel                sign-in        no     no    ok       no    ok
    jobCancel                      sign-in        no     no    ok       no    ok
    orderTagRemove                 sign-in        no     no    ok       no    ok
    orderAssign                    sign-in        no     no    ok       no    ok
    warehouseCreate                sign-in        no     no    no       ok    ok
    deviceUpsert                   sign-in        no     no    no       ok    ok
    deviceRetire                   sign-in        no     no    no       ok    ok
    deviceEventIngest              sign-in        no     no    no       no    ok
    waybillCreate                  sign-in        no     no    no       ok    ok
    automationRuleDelete           sign-in        no     no    no       no    ok
    automationRuleSetEnabled       sign-in        no     no    no       no    ok
    automationRuleUpsert           sign-in        no     no    no       no    ok
    automationTemplateUse          sign-in        no     no    no       no    ok
    notificationPreferenceSet      sign-in not-found    ok    ok       no    ok
    notificationRetry              sign-in        no     no    no       no    ok
    notificationTemplateReset      sign-in        no     no    no       no    ok
    notificationTemplateUpsert     sign-in        no     no    no       no    ok
    notificationWebhookSet         sign-in not-found    ok    ok       no    ok
    notificationsMarkRead          sign-in not-found    ok    ok       no    ok
    webhookCreate                  sign-in        no     no    no       no    ok
    webhookDelete                  sign-in        no     no    no       no    ok
    webhookPause                   sign-in        no     no    no       no    ok
    webhookReplay                  sign-in        no     no    no       no    ok
    webhookResume                  sign-in        no     no    no       no    ok
    webhookRotateSecret            sign-in        no     no    no       no    ok
    webhookTest                    sign-in        no     no    no       no    ok
    webhookUpdate                  sign-in        no     no    no       no    ok
""")


@pytest.fixture
async def stage(shop: Shop) -> Stage:
    return await Stage.build(shop)


def test_every_mutation_stands_in_the_table() -> None:
    assert sorted(MAY) == MUTATIONS


@pytest.mark.parametrize("mutation", MUTATIONS)
async def test_everybody_may_do_what_the_table_says_and_no_more(
    graph: Graph, stage: Stage, mutation: str
) -> None:
    input = await INPUTS[mutation](stage)

    found = {}
    for person, ctx in (await people(stage)).items():
        before = await graph.shop.rows()
        found[person] = await told(graph, ctx, mutation, input)
        if found[person] == "ok":
            input = await INPUTS[mutation](stage)
        else:
            assert await graph.shop.rows() == before

    assert found == MAY[mutation]


async def told(graph: Graph, ctx: Context, mutation: str, input: Input) -> str:
    """What somebody hears who tries. Whatever else is refused, they might have done it."""
    try:
        payload = await graph.do(ctx, mutation, input)
    except Refused as refused:
        (code,) = refused.codes
        return CODES[code]
    codes = {said["code"] for said in payload["userErrors"]}
    return NOT_FOUND if "NOT_FOUND" in codes else "ok"


# What of the input is the owner's.
OWNED = {
    "consentRecord": "customerId",
    "customerAnonymize": "id",
    "personalDataExport": "customerId",
    "customerAddressAdd": "customerId",
    "customerAddressRemove": "id",
    "customerAddressSetDefault": "id",
    "customerEndSessions": "id",
    "customerUpdate": "id",
    "messageSend": "ticketId",
    "notificationPreferenceSet": "customerId",
    "notificationWebhookSet": "customerId",
    "notificationsMarkRead": "customerId",
    "orderCancel": "id",
    "orderCreate": "customerId",
    "paymentCapture": "orderId",
    "paymentAuthorize": "orderId",
    "sessionEnd": "id",
    "returnRequest": "orderId",
    "claimOpen": "orderId",
    "exchangeCreate": "orderId",
    "exchangeCancel": "id",
    "claimCancel": "id",
    "quoteAccept": "token",
    "quoteDecline": "token",
    "returnCancel": "id",
    "returnMarkSent": "id",
    "ticketCreate": "customerId",
    "ticketReopen": "id",
}


def test_everything_a_customer_may_change_is_theirs() -> None:
    assert set(OWNED) == {name for name, row in MAY.items() if row["stranger"] == NOT_FOUND}


@pytest.mark.parametrize("mutation", OWNED)
async def test_what_is_anothers_is_answered_like_what_there_is_not(
    graph: Graph, stage: Stage, mutation: str
) -> None:
    input = await INPUTS[mutation](stage)
    kind, _ = open_id(input[OWNED[mutation]]) or ("", None)
    unknown_one = global_id(kind, new_id()) if kind else quote_token(new_id(), 1)
    stranger = (await people(stage))["stranger"]
    before = await graph.shop.rows()

    anothers = await graph.do(stranger, mutation, input)
    unknown = await graph.do(stranger, mutation, {**input, OWNED[mutation]: unknown_one})

    assert anothers == unknown
    assert [said["__typename"] for said in anothers["userErrors"]] == ["NotFoundError"]
    assert await graph.shop.rows() == before
