"""What stands on a card and in an address, as their rows keep it: sealed, and found blindly."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from domain.customers.models import Address, Customer
from domain.shared.personal import CUSTOMER_EMAIL, CUSTOMER_NAME, CUSTOMER_PHONE, sealed_columns
from domain.shared.sealing import blind, blind_words, opened, seal

ADDRESS_PARTS: Final = tuple(sealed_columns()["address"])


@dataclass(frozen=True, slots=True)
class Card:
    """A card in the clear. Whoever opens one has seen to it that they may."""

    name: str
    email: str | None
    phone: str | None

    @classmethod
    def of(cls, customer: Customer) -> "Card":
        """What stands on somebody's card."""
        key = customer.id
        return cls(
            opened(CUSTOMER_NAME, key, customer.name),
            opened(CUSTOMER_EMAIL, key, customer.email) if customer.email else None,
            opened(CUSTOMER_PHONE, key, customer.phone) if customer.phone else None,
        )


def opened_email(customer_id: UUID, sealed: str) -> str:
    """An e-mail address that stood on somebody's card, in the clear."""
    return opened(CUSTOMER_EMAIL, customer_id, sealed)


def sealed_name(customer_id: UUID, name: str) -> dict[str, Any]:
    """The columns that keep a name: it is found by its whole words."""
    return {
        "name": seal(CUSTOMER_NAME, customer_id, name),
        "name_index": blind_words(CUSTOMER_NAME, name),
    }


def sealed_email(customer_id: UUID, email: str | None) -> dict[str, Any]:
    """The columns that keep an e-mail address."""
    if email is None:
        return {"email": None, "email_index": None}
    return {
        "email": seal(CUSTOMER_EMAIL, customer_id, email),
        "email_index": blind(CUSTOMER_EMAIL, email),
    }


def sealed_phone(customer_id: UUID, phone: str | None) -> dict[str, Any]:
    """The columns that keep a phone number."""
    if phone is None:
        return {"phone": None, "phone_index": None}
    return {
        "phone": seal(CUSTOMER_PHONE, customer_id, phone),
        "phone_index": blind(CUSTOMER_PHONE, phone),
    }


def sealed_card(
    customer_id: UUID, name: str, email: str | None = None, phone: str | None = None
) -> dict[str, Any]:
    """All of them."""
    return (
        sealed_name(customer_id, name)
        | sealed_email(customer_id, email)
        | sealed_phone(customer_id, phone)
    )


def sealed_address(address_id: UUID, parts: Mapping[str, str | None]) -> dict[str, Any]:
    """The parts of an address as the columns keep them; what is not there stays so."""
    return {
        name: seal(f"address.{name}", address_id, value) if value else value
        for name, value in parts.items()
    }


def opened_address(address: Address) -> dict[str, str | None]:
    """The parts of an address in the clear."""
    kept = {name: getattr(address, name) for name in ADDRESS_PARTS}
    return {
        name: opened(f"address.{name}", address.id, value) if value else value
        for name, value in kept.items()
    }
