"""Secrets at rest: under the data keys, for one column of one row; the old form is still opened."""

import os
from base64 import b64encode
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from domain.shared.ids import new_id
from domain.webhooks.models import Webhook
from domain.webhooks.reseal_secrets import reseal_secrets
from domain.webhooks.rotate_secret import rotate_secret
from domain.webhooks.sealing import PLACES, PURPOSE, CannotOpen, Sealing
from tests.shop import Shop
from tests.world.webhooks import SEALING

NOW, BEFORE = PLACES


def as_revision_0010_sealed(text: str, owner: UUID) -> str:
    nonce = os.urandom(12)
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE)
    cipher = AESGCM(key.derive(SEALING.secret.encode()))
    return b64encode(nonce + cipher.encrypt(nonce, text.encode(), owner.bytes)).decode()


async def old_webhook(shop: Shop, secret: str = "whsec_old") -> Webhook:
    webhook = await shop.webhook()
    sealed = as_revision_0010_sealed(secret, webhook.id)
    await Webhook.filter(id=webhook.id).update(secret_sealed=sealed)
    return await Webhook.get(id=webhook.id)


async def test_a_secret_opens_in_its_own_place_alone_whatever_the_installation(shop: Shop) -> None:
    shown = await shop.shown()
    webhook, sealed = shown.webhook, shown.webhook.secret_sealed

    assert Sealing("another installation's secret").open(sealed, owner=webhook.id) == shown.secret
    for owner, place in ((new_id(), NOW), (webhook.id, BEFORE)):
        with pytest.raises(CannotOpen):
            SEALING.open(sealed, owner=owner, place=place)


async def test_the_old_form_is_opened_and_sealed_anew_once(shop: Shop) -> None:
    webhook = await old_webhook(shop)
    assert SEALING.open(webhook.secret_sealed, owner=webhook.id) == "whsec_old"

    assert await reseal_secrets(SEALING) == 1
    assert await reseal_secrets(SEALING) == 0

    sealed = (await Webhook.get(id=webhook.id)).secret_sealed
    assert sealed.startswith("v1.")
    assert SEALING.open(sealed, owner=webhook.id) == "whsec_old"


async def test_one_that_cannot_be_read_stays_and_the_others_are_sealed_anew(shop: Shop) -> None:
    lost, found = await old_webhook(shop), await old_webhook(shop)
    await Webhook.filter(id=lost.id).update(secret_sealed="AAAA")

    assert await reseal_secrets(SEALING) == 1

    assert (await Webhook.get(id=lost.id)).secret_sealed == "AAAA"
    assert (await Webhook.get(id=found.id)).secret_sealed.startswith("v1.")


@pytest.mark.parametrize("is_old", [True, False])
async def test_a_secret_that_is_replaced_signs_on_from_its_new_place(
    shop: Shop, is_old: bool
) -> None:
    webhook = await old_webhook(shop) if is_old else await shop.webhook()
    before = SEALING.open(webhook.secret_sealed, owner=webhook.id)

    shown = await rotate_secret(shop.ctx, webhook.id, sealing=SEALING)

    row = await Webhook.get(id=webhook.id)
    assert SEALING.open(row.secret_sealed, owner=row.id) == shown.secret
    previous = row.previous_secret_sealed or ""
    assert SEALING.open(previous, owner=row.id, place=BEFORE) == before
    assert previous.startswith("v1.")


async def test_one_that_cannot_be_read_can_still_be_replaced(shop: Shop) -> None:
    webhook = await shop.webhook()
    await Webhook.filter(id=webhook.id).update(secret_sealed="AAAA")

    shown = await rotate_secret(shop.ctx, webhook.id, sealing=SEALING)

    row = await Webhook.get(id=webhook.id)
    assert SEALING.open(row.secret_sealed, owner=row.id) == shown.secret
