"""Adding an address: one more place where a customer wants parcels."""

from dataclasses import asdict, astuple, dataclass, replace
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.customers.cards import sealed_address
from domain.customers.errors import TooManyAddresses
from domain.customers.events import AddressAdded
from domain.customers.models import Address
from domain.customers.permission import require_own_card
from domain.customers.queries import get_address, lock_customer
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.idempotency import claim
from domain.shared.ids import new_id
from domain.shared.outbox import append
from domain.shared.places.addresses import checked
from domain.shared.states import expect_version, raise_version

ADDRESSES_MAX = 50
SHORT = 32  # characters, of a postal code
MEDIUM = 120  # characters, of a name or a place


@dataclass(frozen=True, slots=True)
class NewAddress:
    """A place as somebody wrote it down."""

    recipient: str
    line1: str
    city: str
    country: str
    line2: str = ""
    region: str = ""
    postal_code: str = ""
    phone: str | None = None
    district: str = ""


async def add_address(
    ctx: Context,
    customer_id: UUID,
    address: NewAddress,
    *,
    is_default: bool = False,
    expected_version: int | None = None,
    idempotency_key: str | None = None,
) -> Address:
    """Write an address on a customer's card. The first one is the default, asked or not.

    Raises:
        NotPermitted: the actor may not change customers.
        InvalidInput: a part is too long, the phone number is none, or the address is not what its
            country asks for; see `domain.shared.places.addresses`.
        NotFound: no such customer.
        VersionConflict: the customer changed since `expected_version`.
        TooManyAddresses: the card is full.
        IdempotencyKeyReused, IdempotencyInProgress: see `claim`.
    """
    require_own_card(ctx)
    address = _checked(address)
    request = [customer_id, _told(address), is_default]
    async with in_transaction():
        claimed = await claim(ctx, "customers.add_address", idempotency_key, request)
        if claimed.replay_of:
            return await get_address(ctx, claimed.replay_of)
        customer = await lock_customer(ctx, customer_id)
        expect_version(customer, "customer", expected_version)
        others = await Address.filter(customer_id=customer.id).count()
        if others >= ADDRESSES_MAX:
            raise TooManyAddresses(ADDRESSES_MAX)

        if is_default:
            await Address.filter(customer_id=customer.id, is_default=True).update(is_default=False)
        address_id, parts = new_id(), asdict(address)
        row = await Address.create(
            id=address_id,
            customer_id=customer.id,
            country=parts.pop("country"),
            **sealed_address(address_id, parts),
            is_default=is_default or others == 0,
            created_at=ctx.now,
        )
        await raise_version(customer, "customer", at=ctx.now)
        await append(
            ctx,
            AddressAdded(aggregate_id=customer.id, version=customer.version, address_id=row.id),
        )
        await claimed.settle(row.id)
        return row


def _told(address: NewAddress) -> tuple[object, ...]:
    """What a key stands for: as before there were districts, for those that have none."""
    *parts, district = astuple(address)
    return (*parts, district) if district else tuple(parts)


def _checked(address: NewAddress) -> NewAddress:
    plain = replace(
        address,
        recipient=inputs.text(address.recipient, "recipient", longest=MEDIUM),
        line1=inputs.text(address.line1, "line1"),
        line2=inputs.text(address.line2, "line2", required=False),
        city=inputs.text(address.city, "city", longest=MEDIUM),
        region=inputs.text(address.region, "region", longest=MEDIUM, required=False),
        postal_code=inputs.text(address.postal_code, "postalCode", longest=SHORT, required=False),
        country=inputs.country(address.country, "country"),
        phone=inputs.phone(address.phone, "phone") if address.phone is not None else None,
        district=inputs.text(address.district, "district", longest=MEDIUM, required=False),
    )
    found = checked({name: value or "" for name, value in asdict(plain).items()})
    return replace(plain, region=found["region"], postal_code=found["postal_code"])
