"""Inputs that put orders together, quote them, and handle those that are placed."""

from typing import Any

from domain.orders.drafts.models import DraftOrder
from domain.orders.handling.add_note import add_note
from domain.orders.handling.add_tags import add_tags
from domain.shared.ids import new_id
from tests.schema.stage import Input, Stage, gid

ADDRESS = {
    "recipient": "Olga Ownes",
    "line1": "2 Low Street",
    "line2": "Flat 3",
    "city": "York",
    "region": "Yorkshire",
    "district": "",
    "postalCode": "YO1 6GA",
    "country": "GB",
    "phone": "+441904000000",
}


async def line(stage: Stage) -> Input:
    return {
        "variantId": gid(await stage.shop.stocked()),
        "quantity": 2,
        "unitPrice": {"amount": "9.00", "currencyCode": "USD"},
        "priceReason": "a good customer",
    }


async def draft(stage: Stage) -> DraftOrder:
    """Two units at 12.50, for the owner."""
    return await stage.shop.draft_of((await stage.shop.stocked(), 2), customer=stage.owner)


async def draft_order_create(stage: Stage) -> Input:
    return {
        "channel": "web",
        "currency": "USD",
        "idempotencyKey": str(new_id()),
        "lines": [await line(stage)],
        "customerId": gid(stage.owner),
        "shippingAddress": ADDRESS,
        "note": "Ring twice.",
        "giftMessage": "Many happy returns",
        "couponCodes": ["half"],
    }


async def draft_order_update(stage: Stage) -> Input:
    found = await draft(stage)
    return {
        "id": gid(found),
        "lines": [await line(stage)],
        "customerId": gid(stage.owner),
        "shippingAddress": ADDRESS,
        "note": "Ring once.",
        "giftMessage": "For you",
        "couponCodes": ["half"],
        "expectedVersion": found.version,
    }


async def draft_order(stage: Stage) -> Input:
    found = await draft(stage)
    return {"id": gid(found), "expectedVersion": found.version}


async def draft_order_send_quote(stage: Stage) -> Input:
    return {**await draft_order(stage), "validUntil": "2026-03-09T09:00:00Z"}


async def quote(stage: Stage) -> Input:
    _, token = await stage.shop.quote(await draft(stage))
    return {"token": token}


async def order_note_add(stage: Stage) -> Input:
    return {
        "id": gid(await stage.order()),
        "body": "Call first",
        "visibility": "CUSTOMER",
        "idempotencyKey": str(new_id()),
    }


async def own_note(stage: Stage) -> Input:
    """A note of whoever asks next, so that each may edit it."""
    note = await add_note(stage.shop.ctx, (await stage.order()).id, body="Call first")
    return {"id": gid(note)}


async def order_note_edit(stage: Stage) -> Input:
    return {**await own_note(stage), "body": "Call twice", "expectedVersion": 1}


async def order_tag_add(stage: Stage) -> Input:
    return {"id": gid(await stage.order()), "tags": ["VIP", "gift wrap"]}


async def order_tag_remove(stage: Stage) -> Input:
    order = await stage.order()
    await add_tags(stage.shop.ctx, order.id, tags=["vip", "late"])
    return {"id": gid(order), "tags": ["VIP"]}


async def order_assign(stage: Stage) -> Input:
    order = await stage.order()
    colleague = await stage.shop.colleague()
    return {"id": gid(order), "staffId": gid(colleague), "expectedVersion": order.version}


INPUTS = {
    "draftOrderCreate": draft_order_create,
    "draftOrderUpdate": draft_order_update,
    "draftOrderComplete": draft_order,
    "draftOrderCancel": draft_order,
    "draftOrderSendQuote": draft_order_send_quote,
    "quoteAccept": quote,
    "quoteDecline": quote,
    "orderNoteAdd": order_note_add,
    "orderNoteEdit": order_note_edit,
    "orderNoteRemove": own_note,
    "orderTagAdd": order_tag_add,
    "orderTagRemove": order_tag_remove,
    "orderAssign": order_assign,
}

ORDER = {"status": "PENDING", "total": {"amount": "25.00"}, "customer": {"name": "Olga Ownes"}}
LINE = {
    "quantity": 2,
    "unitPrice": {"amount": "9.00", "currencyCode": "USD"},
    "priceReason": "a good customer",
}
# What comes of them.
RESULTS: dict[str, Any] = {
    "draftOrderCreate": {
        "draftOrder": {
            "status": "DRAFT",
            "version": 1,
            "lines": [LINE],
            "shippingAddress": {"recipient": "Olga Ownes", "city": "York"},
            "note": "Ring twice.",
            "giftMessage": "Many happy returns",
            "couponCodes": ["HALF"],
            "availableActions": ["CHANGE", "SEND_QUOTE", "COMPLETE", "CANCEL"],
        }
    },
    "draftOrderUpdate": {
        "draftOrder": {"version": 2, "lines": [LINE], "giftMessage": "For you", "quoteToken": None}
    },
    "draftOrderComplete": {"order": ORDER, "draftOrder": {"status": "COMPLETED"}},
    "draftOrderCancel": {"draftOrder": {"status": "CANCELED", "availableActions": []}},
    "draftOrderSendQuote": {
        "draftOrder": {
            "status": "QUOTED",
            "quotedTotal": {"amount": "25.00"},
            "validUntil": "2026-03-09T09:00:00Z",
            "lines": [{"quotedPrice": {"amount": "12.50"}}],
        }
    },
    "quoteAccept": {"order": ORDER},
    "quoteDecline": {"quote": {"status": "DECLINED", "total": {"amount": "25.00"}}},
    "orderNoteAdd": {
        "orderNote": {"body": "Call first", "visibility": "CUSTOMER", "version": 1},
        "order": {"notes": [{"body": "Call first"}]},
    },
    "orderNoteEdit": {"orderNote": {"body": "Call twice", "version": 2}},
    "orderNoteRemove": {"order": {"status": "PENDING"}},
    "orderTagAdd": {"order": {"tags": [{"name": "gift-wrap"}, {"name": "vip"}]}},
    "orderTagRemove": {"order": {"tags": [{"name": "late"}]}},
    "orderAssign": {"order": {"assignee": {"name": "Sun Li"}}},
}
