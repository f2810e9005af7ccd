"""One shape for every mutation: an input, a payload, and refusals that say what they are."""

import pytest
from graphql import (
    GraphQLObjectType,
    GraphQLScalarType,
    get_named_type,
    get_nullable_type,
    is_list_type,
)

from tests.schema.shapes import (
    MUTATIONS,
    SCHEMA,
    fields_of,
    input_type,
    payload_fields,
    requires,
)

# What moves goods or money must not happen twice because an answer was lost.
NEVER_TWICE = [
    "fulfillmentOrderScan",
    "pickingWaveStart",
    "fulfillmentOrderSplit",
    "fulfillmentOrderReportShortage",
    "orderEditAddLine",
    "orderEditAddDiscount",
    "orderMerge",
    "orderSplit",
    "orderUnmerge",
    "orderCreate",
    "paymentCapture",
    "paymentAuthorize",
    "paymentCaptureAuthorized",
    "paymentVoid",
    "refundCreate",
    "inventoryAdjust",
    "fulfillmentCreate",
    "returnReceive",
    "returnRequest",
    "claimOpen",
    "exchangeCreate",
    "draftOrderCreate",
    "orderNoteAdd",
    "competitorPriceReport",
    "couponBatchCreate",
]
# What makes something new may be given a key.
IF_YOU_LIKE = [
    "productCreate",
    "orderEditBegin",
    "productRevisionBegin",
    "promotionCreate",
    "campaignCreate",
    "campaignTaskCreate",
    "couponCreate",
    "variantAdd",
    "categoryCreate",
    "brandCreate",
    "collectionCreate",
    "mediaUploadCreate",
    "catalogImportCreate",
    "orderBulkTag",
    "orderExport",
    "orderBulkCreate",
    "orderBulkCancel",
    "productBulkUpsert",
    "priceBulkSet",
    "customerCreate",
    "customerAddressAdd",
    "ticketCreate",
    "messageSend",
    "webhookCreate",
    "webhookTest",
    "webhookRotateSecret",
    "webhookReplay",
    "priceListCreate",
    "taxClassCreate",
    "taxRateUpsert",
    "shippingZoneUpsert",
    "shippingMethodUpsert",
    "priceSchedule",
    "variantCostRecord",
]


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_it_takes_one_input_and_answers_with_a_payload_of_its_own(mutation: str) -> None:
    field = fields_of("Mutation")[mutation]
    name = mutation[0].upper() + mutation[1:]

    assert {arg: str(taken.type) for arg, taken in field.args.items()} == {"input": f"{name}Input!"}
    assert str(field.type) == f"{name}Payload!"
    assert str(payload_fields(mutation)["userErrors"].type) == "[UserError!]!"
    assert len(payload_fields(mutation)) > 1


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_what_it_changes_is_null_when_it_is_refused(mutation: str) -> None:
    for name, field in payload_fields(mutation).items():
        if name != "userErrors":
            kind = field.type
            assert isinstance(kind, GraphQLObjectType | GraphQLScalarType), f"{name} may be null"


@pytest.mark.parametrize("mutation", NEVER_TWICE)
def test_what_moves_goods_or_money_needs_a_key(mutation: str) -> None:
    assert requires(mutation, "idempotencyKey")


def test_a_key_may_be_given_wherever_something_is_made() -> None:
    keyed = {name for name in MUTATIONS if "idempotencyKey" in input_type(name).fields}

    assert keyed == {*NEVER_TWICE, *IF_YOU_LIKE}


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_an_id_in_an_input_is_an_id_and_says_of_what(mutation: str) -> None:
    for name, field in input_type(mutation).fields.items():
        inner = get_named_type(field.type)
        named_like_an_id = name == "id" or (name.endswith("Id") and name != "externalId")
        if isinstance(inner, GraphQLScalarType) and not is_list_type(get_nullable_type(field.type)):
            assert (inner.name == "ID") is named_like_an_id, name


def test_every_refusal_has_a_message_a_code_and_a_field() -> None:
    shared = {name: str(field.type) for name, field in SCHEMA.type_map["UserError"].fields.items()}

    assert shared == {"message": "String!", "code": "ErrorCode!", "field": "[String!]"}
