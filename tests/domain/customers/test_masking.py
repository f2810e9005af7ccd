"""Masking: enough to recognise somebody by, too little to reach them."""

import pytest

from domain.customers.masking import mask_email, mask_name, mask_phone, sees_personal_data
from domain.identity.scopes import Scope
from tests.shop import Shop


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("+8613812341234", "138****1234"),
        ("13812341234", "138****1234"),
        ("+1 555 123 4567", "155****4567"),
        ("5551234567", "55****4567"),
        ("12345678", "****5678"),
        ("1234567", "****"),
        ("", "****"),
    ],
)
def test_the_middle_of_a_phone_number_goes(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


@pytest.mark.parametrize(
    ("email", "masked"),
    [("cleo@example.test", "c***@example.test"), ("c@example.test", "c***@example.test")],
)
def test_a_mailbox_keeps_its_first_letter(email: str, masked: str) -> None:
    assert mask_email(email) == masked


@pytest.mark.parametrize(
    ("name", "masked"),
    [("Cleo Park", "C*** P***"), ("王小明", "王***"), ("", "")],
)
def test_a_name_keeps_its_first_letters(name: str, masked: str) -> None:
    assert mask_name(name) == masked


async def test_personal_data_is_for_oneself_and_by_permission(shop: Shop) -> None:
    cleo, dan = await shop.customer(), await shop.customer("Dan")

    assert sees_personal_data(shop.as_customer(cleo), cleo.id)
    assert sees_personal_data(shop.as_staff(Scope.CUSTOMERS_PII), cleo.id)
    assert sees_personal_data(shop.as_system, cleo.id)
    assert not sees_personal_data(shop.as_customer(dan), cleo.id)
    assert not sees_personal_data(shop.as_staff(Scope.CUSTOMERS_READ), cleo.id)
    assert not sees_personal_data(shop.as_anonymous, cleo.id)
    assert not sees_personal_data(shop.as_anonymous, None)
