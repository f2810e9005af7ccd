"""Whatever is refused is said in the asker's language, under a code that never changes."""

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import domain
from api.deadlines import TooSlow
from api.leaky import Throttled
from domain.catalog.attributes.errors import AttributeInUse
from domain.catalog.bundles.errors import BundleInBundle
from domain.catalog.collections.errors import CollectionHasRule
from domain.catalog.errors import CategoryTooDeep, ProductDiscontinued, ProductHasNoPrice
from domain.catalog.media.errors import (
    MediaTypeRefused,
    TooManyMedia,
    UploadExpired,
    UploadUsed,
)
from domain.catalog.revisions.content import Change
from domain.catalog.revisions.errors import (
    ApprovalRequired,
    OwnRevision,
    RevisionConflicts,
    RevisionPending,
)
from domain.catalog.search.errors import SearchTooSlow
from domain.customers.errors import OrdersUnderWay, TooManyAddresses
from domain.finance.errors import (
    CaptureExceedsAuthorized,
    NothingToVoid,
    PaymentExceedsBalance,
    PaymentUnderWay,
    RefundExceedsCaptured,
)
from domain.finance.refunds.errors import OwnRefund
from domain.fulfillment.devices.errors import DeviceNotInService, UnknownDeviceEvent
from domain.fulfillment.errors import (
    NotPacked,
    PickingAlreadyStarted,
    ProgressOutOfOrder,
    TooManyUnits,
)
from domain.fulfillment.picking.errors import NotAllScanned, TooManyScanned, WrongItem
from domain.identity.errors import (
    InvalidToken,
    LastAdministrator,
    NotAdmitted,
    NotForMachines,
    ProviderUnavailable,
    RefreshTokenInvalid,
    ResetTokenInvalid,
    RoleInUse,
    RoleIsFixed,
    ScopesNotHeld,
    SessionEnded,
    SignInInvalid,
    TokenExpired,
    TooManyAttempts,
    UnknownKey,
    WrongCredentials,
)
from domain.inventory.allocation import Shortage
from domain.inventory.errors import InsufficientStock, NotAllocated
from domain.notifications.errors import UnknownVariable
from domain.orders.drafts.errors import DraftIncomplete, QuoteExpired
from domain.orders.drafts.states import DraftGap
from domain.orders.editing.errors import EditAlreadyOpen, EditConflicted, EditNotPossible
from domain.orders.editing.plan import EditProblem
from domain.orders.editing.states import EditProblemKind
from domain.orders.errors import (
    ClaimExceedsDelivered,
    HeldForExchange,
    MergeNotUndoable,
    OrderAlreadyShipped,
    OrderNotConfirmed,
    OrderNotPayable,
    OrdersNotMergeable,
    ReturnExceedsDelivered,
    UnitsDoNotAddUp,
    UnitsNotFree,
    VariantNotFound,
)
from domain.orders.handling.errors import NotYourNote
from domain.orders.states import MergeObstacle, OrderStatus, UnmergeObstacle
from domain.pricing.errors import OwnProposal, PriceListOver, ProposalOutdated
from domain.promotions.campaigns.errors import CampaignBudgetSpent, OwnCampaign
from domain.promotions.cart import Reason, Refusal
from domain.promotions.errors import PromotionRejected
from domain.returns.errors import (
    InspectionDoesNotAddUp,
    ReturnAlreadyRefunded,
    ReturnOfExchange,
)
from domain.shared import errors
from domain.shared.errors import DomainError
from domain.shared.ids import new_id
from domain.shared.money import Money, WrongCurrency
from domain.shipping.errors import ShippingMethodUnavailable, ShippingObstacle
from domain.taxes.errors import TaxRatesOverlap
from schema.shared import chinese
from schema.shared.codes import ErrorCode
from schema.shared.cost import TooCostly
from schema.shared.limits import IntrospectionOff
from schema.shared.sentences import sentence
from tests.shop import OPENING

ROOT = Path(domain.__file__).parent.parent
# These stand in the answer's `errors`, not among a mutation's `userErrors`.
AT_THE_TOP = {
    "COST_EXCEEDED",
    "FORBIDDEN",
    "INTROSPECTION_OFF",
    "MEDIA_TYPE_REFUSED",
    "NOT_ADMITTED",
    "PROVIDER_UNAVAILABLE",
    "SEARCH_TOO_SLOW",
    "SESSION_ENDED",
    "SIGN_IN_INVALID",
    "THROTTLED",
    "TOKEN_EXPIRED",
    "TOO_SLOW",
    "UNAUTHENTICATED",
    "UPLOAD_EXPIRED",
    "UPLOAD_USED",
}
# Of these every use has a sentence of its own.
SENTENCES_OF_THEIR_OWN = {"InvalidInput", "WrongCurrency", "AlreadyTaken"}
ID = new_id()
ONE_OF_EACH = [
    DomainError("No."),
    TooCostly(30_000),
    errors.NotPermitted("orders:read"),
    errors.NotSignedIn(),
    errors.NotFound("order"),
    errors.InvalidInput("This must not be empty.", "name"),
    errors.AlreadyTaken("There is a warehouse main already.", "code"),
    errors.InvalidTransition("order", "canceled", "confirm", []),
    errors.VersionConflict("order", 1, 2),
    errors.IdempotencyKeyReused("key"),
    errors.IdempotencyInProgress("key"),
    errors.Several([errors.InvalidInput("This must not be empty.", "name")]),
    AttributeInUse("Colour"),
    BundleInBundle(),
    CollectionHasRule(),
    ProductDiscontinued(ID),
    ProductHasNoPrice(ID),
    PriceListOver(),
    ProposalOutdated(),
    ApprovalRequired(ID),
    OwnRevision(),
    OwnCampaign(),
    OwnProposal(),
    CampaignBudgetSpent(),
    RevisionConflicts([Change("name", "Tea", "Sencha", "Gyokuro")]),
    RevisionPending(ID),
    CategoryTooDeep(5),
    TooManyMedia(50),
    UploadExpired(),
    UploadUsed(ID),
    MediaTypeRefused(),
    SearchTooSlow(3),
    TooManyAddresses(50),
    OrdersUnderWay(["ORD-1"]),
    PaymentExceedsBalance(Money(2, "USD"), Money(1, "USD")),
    RefundExceedsCaptured(Money(2, "USD"), Money(1, "USD")),
    CaptureExceedsAuthorized(Money(2, "USD"), Money(1, "USD")),
    NothingToVoid(),
    PaymentUnderWay(),
    PickingAlreadyStarted(ID),
    UnitsNotFree(ID, 2, 1),
    DraftIncomplete([DraftGap.CUSTOMER]),
    QuoteExpired(),
    NotYourNote(),
    EditAlreadyOpen(ID),
    EditNotPossible([EditProblem(EditProblemKind.NOTHING_LEFT)]),
    EditConflicted(ID, ["orders.order_held"]),
    OrdersNotMergeable([(ID, MergeObstacle.NOT_OPEN)]),
    MergeNotUndoable(UnmergeObstacle.CHANGED_SINCE),
    ProgressOutOfOrder("picked", "picked"),
    NotPacked(ID),
    TooManyUnits(ID, 2, 1),
    NotAllScanned(2),
    TooManyScanned("LAMP-1", 2, 1),
    WrongItem("LAMP-1", "BOOK-3 (2)"),
    DeviceNotInService("robot-1"),
    UnknownDeviceEvent("sensor", "item_picked"),
    InvalidToken(),
    UnknownKey(),
    WrongCredentials(),
    TooManyAttempts(60),
    NotAdmitted(),
    SignInInvalid(),
    ProviderUnavailable(),
    RefreshTokenInvalid(),
    ResetTokenInvalid(),
    ScopesNotHeld(["orders:write"]),
    LastAdministrator(),
    NotForMachines(),
    RoleInUse("packer"),
    RoleIsFixed("admin"),
    SessionEnded(),
    TokenExpired(),
    IntrospectionOff(),
    Throttled(3),
    TooSlow(),
    InsufficientStock([Shortage(ID, 2, 1)]),
    NotAllocated(),
    VariantNotFound(ID, "lines"),
    OrderAlreadyShipped("ORD-1"),
    HeldForExchange("ORD-1"),
    OrderNotPayable("ORD-1", OrderStatus.CANCELED),
    OrderNotConfirmed("ORD-1", OrderStatus.ON_HOLD),
    UnitsDoNotAddUp(),
    UnknownVariable("nobody", ["orderNumber"]),
    ClaimExceedsDelivered(ID, 2, 1),
    ReturnExceedsDelivered(ID, 2, 1),
    InspectionDoesNotAddUp(ID, 2, 1),
    ReturnAlreadyRefunded("RET-1"),
    ReturnOfExchange(),
    OwnRefund(),
    ShippingMethodUnavailable(ID, "Express", ShippingObstacle.NOT_THERE),
    TaxRatesOverlap("VAT", OPENING),
    PromotionRejected("SPRING", Refusal(Reason.COUPON_UNKNOWN)),
    WrongCurrency("This order is in USD.", "amount"),
]


def kinds(kind: type[DomainError] = DomainError) -> Iterator[type[DomainError]]:
    """Every refusal of the domain."""
    for module in pkgutil.walk_packages(domain.__path__, "domain."):
        importlib.import_module(module.name)
    yield kind
    for narrower in kind.__subclasses__():
        yield from kinds(narrower)


def spoken() -> Iterator[str]:
    """Every sentence of those refusals that have one for each use; braces where it varies."""
    for folder in ("domain", "schema"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if (
                    isinstance(node, ast.Call)
                    and ast.unparse(node.func) in SENTENCES_OF_THEIR_OWN
                    and node.args
                ):
                    yield from template(node.args[0])


def template(words: ast.expr) -> Iterator[str]:
    if isinstance(words, ast.Constant):
        yield str(words.value)
    elif isinstance(words, ast.JoinedStr):
        yield "".join(
            str(part.value) if isinstance(part, ast.Constant) else "{}" for part in words.values
        )


def test_there_is_one_of_each() -> None:
    assert {type(error) for error in ONE_OF_EACH} == set(kinds())


def test_every_code_is_published_and_no_other() -> None:
    codes = {kind.code for kind in kinds()}

    assert codes - AT_THE_TOP == set(ErrorCode.__members__)


def test_every_sentence_has_its_chinese() -> None:
    assert sorted(set(spoken()) - set(chinese.BY_SENTENCE)) == []


def test_no_chinese_is_left_over() -> None:
    assert sorted(set(chinese.BY_SENTENCE) - set(spoken())) == []
    assert sorted(set(chinese.BY_CODE) - {kind.code for kind in kinds()}) == []


@pytest.mark.parametrize("error", ONE_OF_EACH, ids=lambda error: type(error).__name__)
def test_a_refusal_speaks_chinese_to_who_reads_it(error: DomainError) -> None:
    said = sentence(error, "zh-CN")

    assert said.endswith("。")
    assert "{" not in said
    assert said != error.message
    assert sentence(error, "en") == error.message


def test_what_varies_stands_in_the_chinese_too() -> None:
    too_long = errors.InvalidInput("This has at most 200 characters.", "name")
    odd = errors.InvalidInput("1.005 is no amount of USD: 2 decimal digits.", "amount")

    assert sentence(too_long, "zh-CN") == "此项最多 200 个字符。"
    assert sentence(odd, "zh-CN") == "1.005 不是 USD 金额：最多 2 位小数。"


def test_a_sentence_that_nobody_translated_stays_english() -> None:
    assert sentence(errors.InvalidInput("Quite new."), "zh-CN") == "Quite new."
