"""Why something was refused: stable codes, the same in every language."""

from enum import Enum

import strawberry


@strawberry.enum(description="Why something was refused. Treat a value you do not know as REFUSED.")
class ErrorCode(Enum):
    """Stable codes; the sentences beside them are translated, these are not."""

    REFUSED = strawberry.enum_value("refused", description="Refused for another reason.")
    ALREADY_TAKEN = strawberry.enum_value(
        "already_taken", description="A key that must be unique is in use."
    )
    APPROVAL_REQUIRED = strawberry.enum_value(
        "approval_required", description="This needs a revision that somebody approved."
    )
    ATTRIBUTE_IN_USE = strawberry.enum_value(
        "attribute_in_use", description="Goods or types of products have it."
    )
    BUNDLE_IN_BUNDLE = strawberry.enum_value(
        "bundle_in_bundle", description="A bundle is made of plain variants only."
    )
    CAMPAIGN_BUDGET_SPENT = strawberry.enum_value(
        "campaign_budget_spent", description="Nothing is left of the campaign's budget."
    )
    CAPTURE_EXCEEDS_AUTHORIZED = strawberry.enum_value(
        "capture_exceeds_authorized", description="More than the customer's bank holds."
    )
    NOTHING_TO_VOID = strawberry.enum_value(
        "nothing_to_void", description="Nothing of the payment is held."
    )
    PAYMENT_UNDER_WAY = strawberry.enum_value(
        "payment_under_way", description="The gateway has not answered yet. Try again."
    )
    CATEGORY_TOO_DEEP = strawberry.enum_value(
        "category_too_deep", description="The tree of categories has no level below that one."
    )
    COLLECTION_HAS_RULE = strawberry.enum_value(
        "collection_has_rule", description="A rule says what is in the collection."
    )
    HELD_FOR_EXCHANGE = strawberry.enum_value(
        "held_for_exchange",
        description="The order waits for what comes back in exchange, and goes on by itself.",
    )
    IDEMPOTENCY_IN_PROGRESS = strawberry.enum_value(
        "idempotency_in_progress",
        description="The first request with this key is under way. Try again.",
    )
    IDEMPOTENCY_KEY_REUSED = strawberry.enum_value(
        "idempotency_key_reused", description="The key belongs to another request."
    )
    INSPECTION_DOES_NOT_ADD_UP = strawberry.enum_value(
        "inspection_does_not_add_up",
        description="Not of each unit that came is it said once what becomes of it.",
    )
    INSUFFICIENT_STOCK = strawberry.enum_value(
        "insufficient_stock", description="Not as many units are available."
    )
    INVALID_INPUT = strawberry.enum_value("invalid_input", description="The input is not usable.")
    INVALID_TRANSITION = strawberry.enum_value(
        "invalid_transition", description="Not possible in the state the thing is in."
    )
    LAST_ADMINISTRATOR = strawberry.enum_value(
        "last_administrator", description="Nobody would be left who may change who does what here."
    )
    NOT_ALLOCATED = strawberry.enum_value(
        "not_allocated", description="These units do not wait in this warehouse for this order."
    )
    NOT_FOR_MACHINES = strawberry.enum_value(
        "not_for_machines", description="Somebody who works here has to do this, not a machine."
    )
    NOT_FOUND = strawberry.enum_value("not_found", description="Nothing there that you may see.")
    NOT_PACKED = strawberry.enum_value(
        "not_packed", description="The goods have to be packed first."
    )
    ORDER_ALREADY_SHIPPED = strawberry.enum_value(
        "order_already_shipped", description="A parcel of the order has left."
    )
    ORDER_NOT_CONFIRMED = strawberry.enum_value(
        "order_not_confirmed", description="Parcels are packed and sent for confirmed orders only."
    )
    ORDER_NOT_PAYABLE = strawberry.enum_value(
        "order_not_payable", description="The order has ended; it takes no money."
    )
    ORDERS_UNDER_WAY = strawberry.enum_value(
        "orders_under_way", description="Orders of the customer have not come to their end."
    )
    OWN_CAMPAIGN = strawberry.enum_value(
        "own_campaign", description="Nobody approves a plan that they wrote themselves."
    )
    OWN_PROPOSAL = strawberry.enum_value(
        "own_proposal", description="Nobody approves a price that a rule of their own proposes."
    )
    OWN_REFUND = strawberry.enum_value(
        "own_refund", description="Whoever asked for the return or inspected it does not approve."
    )
    OWN_REVISION = strawberry.enum_value(
        "own_revision", description="Nobody approves what they wrote themselves."
    )
    PAYMENT_EXCEEDS_BALANCE = strawberry.enum_value(
        "payment_exceeds_balance", description="More than is owed."
    )
    PICKING_ALREADY_STARTED = strawberry.enum_value(
        "picking_already_started", description="A warehouse is at work on the order."
    )
    PRICE_LIST_OVER = strawberry.enum_value(
        "price_list_over", description="The end of the price list has passed."
    )
    PRODUCT_DISCONTINUED = strawberry.enum_value(
        "product_discontinued", description="What is over goes on no shelf."
    )
    PRODUCT_HAS_NO_PRICE = strawberry.enum_value(
        "product_has_no_price", description="No variant of the product has a price."
    )
    PROGRESS_OUT_OF_ORDER = strawberry.enum_value(
        "progress_out_of_order", description="Goods are picked, then packed."
    )
    PROPOSAL_OUTDATED = strawberry.enum_value(
        "proposal_outdated", description="The price changed since this one was proposed."
    )
    PROMOTION_REJECTED = strawberry.enum_value(
        "promotion_rejected", description="A coupon that was given cannot be used."
    )
    SHIPPING_METHOD_UNAVAILABLE = strawberry.enum_value(
        "shipping_method_unavailable",
        description="The goods cannot be sent there in the way that was chosen.",
    )
    TAX_RATES_OVERLAP = strawberry.enum_value(
        "tax_rates_overlap", description="The tax has another rate there at that time."
    )
    REFUND_EXCEEDS_CAPTURED = strawberry.enum_value(
        "refund_exceeds_captured", description="More than is left of the payment."
    )
    REFRESH_TOKEN_INVALID = strawberry.enum_value(
        "refresh_token_invalid", description="The session is over. Sign in again."
    )
    RESET_TOKEN_INVALID = strawberry.enum_value(
        "reset_token_invalid",
        description="The code was used, replaced or is too old.",
    )
    RETURN_ALREADY_REFUNDED = strawberry.enum_value(
        "return_already_refunded", description="The money for these goods has gone back already."
    )
    CLAIM_EXCEEDS_DELIVERED = strawberry.enum_value(
        "claim_exceeds_delivered",
        description="More units than were delivered and are in no return or other claim.",
    )
    RETURN_EXCEEDS_DELIVERED = strawberry.enum_value(
        "return_exceeds_delivered",
        description="More units than were delivered and are in no other return or claim.",
    )
    RETURN_OF_EXCHANGE = strawberry.enum_value(
        "return_of_exchange", description="The return belongs to an exchange: answer that."
    )
    REVISION_CONFLICTS = strawberry.enum_value(
        "revision_conflicts", description="The product changed in the same fields."
    )
    REVISION_PENDING = strawberry.enum_value(
        "revision_pending", description="The product has a pending revision already."
    )
    ROLE_IN_USE = strawberry.enum_value("role_in_use", description="Somebody holds the role.")
    ROLE_IS_FIXED = strawberry.enum_value(
        "role_is_fixed", description="A role that the shop relies on stays as it is."
    )
    SCOPES_NOT_HELD = strawberry.enum_value(
        "scopes_not_held", description="Nobody gives others what they may not do themselves."
    )
    TOO_MANY_ADDRESSES = strawberry.enum_value(
        "too_many_addresses", description="The customer's card is full."
    )
    TOO_MANY_ATTEMPTS = strawberry.enum_value(
        "too_many_attempts", description="Tried too often. Wait as long as the refusal says."
    )
    TOO_MANY_MEDIA = strawberry.enum_value(
        "too_many_media",
        description="The product has as many pictures, films and papers as it may.",
    )
    NOT_ALL_SCANNED = strawberry.enum_value(
        "not_all_scanned", description="Some of the work was scanned, and some was not."
    )
    TOO_MANY_SCANNED = strawberry.enum_value(
        "too_many_scanned", description="The right item, but more than the work still needs."
    )
    WRONG_ITEM = strawberry.enum_value(
        "wrong_item", description="The work needs no such item. The message says what it needs."
    )
    TOO_MANY_UNITS = strawberry.enum_value(
        "too_many_units", description="More units than are left to send."
    )
    MERGE_NOT_UNDOABLE = strawberry.enum_value(
        "merge_not_undoable", description="The orders cannot be taken apart any more."
    )
    ORDERS_NOT_MERGEABLE = strawberry.enum_value(
        "orders_not_mergeable", description="These orders cannot become one."
    )
    UNKNOWN_VARIABLE = strawberry.enum_value(
        "unknown_variable", description="A template names what its kind does not have."
    )
    DEVICE_NOT_IN_SERVICE = strawberry.enum_value(
        "device_not_in_service", description="The machine is switched off, or was retired."
    )
    UNKNOWN_DEVICE_EVENT = strawberry.enum_value(
        "unknown_device_event", description="A machine of this kind says no such thing."
    )
    DRAFT_INCOMPLETE = strawberry.enum_value(
        "draft_incomplete", description="A draft lacks what an order must have."
    )
    QUOTE_EXPIRED = strawberry.enum_value(
        "quote_expired", description="The time is over for which a price was promised."
    )
    NOT_YOUR_NOTE = strawberry.enum_value(
        "not_your_note", description="Somebody else wrote this note."
    )
    EDIT_ALREADY_OPEN = strawberry.enum_value(
        "edit_already_open", description="Another edit of this order is open."
    )
    EDIT_NOT_POSSIBLE = strawberry.enum_value(
        "edit_not_possible", description="The edit cannot be done as it is."
    )
    EDIT_CONFLICTED = strawberry.enum_value(
        "edit_conflicted", description="The order changed since the edit was begun."
    )
    UNITS_NOT_FREE = strawberry.enum_value(
        "units_not_free", description="A warehouse has begun with too many of the units."
    )
    UNITS_DO_NOT_ADD_UP = strawberry.enum_value(
        "units_do_not_add_up", description="More units than the line has at that step."
    )
    VERSION_CONFLICT = strawberry.enum_value(
        "version_conflict", description="Somebody changed it first. Read it again."
    )
    WRONG_CREDENTIALS = strawberry.enum_value(
        "wrong_credentials", description="No account with this e-mail address and this password."
    )
    WRONG_CURRENCY = strawberry.enum_value(
        "wrong_currency", description="Another currency than this one is needed."
    )
