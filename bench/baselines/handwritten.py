"""Endpoints with SQL written by hand: PostgreSQL makes the whole answer, Starlette sends it.

`uvicorn bench.baselines.handwritten:app --no-access-log`, with the database in DATABASE_URL. Each
endpoint answers what one document of `bench/questions.py` asks, to the byte of its data: one
statement, prepared by asyncpg, with json_agg over the rows and keyset paging. Nobody is asked who
they are: what customers may see is in the WHERE clause, staff see it all. What the database keeps
sealed it cannot write: answers with people in them are parsed, opened in place and written again,
and who was shown what is written down first, in a statement of its own.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg
import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.personal_data import hold_keys
from bench.baselines.people import line, open_customer, opened_address, write_down
from domain.shared.master_keys import MasterKeys

PAGE = 20  # rows
LINES = 20  # of an order in a list
LOCALE = "en"


def _id(kind: str, column: str) -> str:
    """A global id."""
    return f"encode(convert_to('{kind}:' || {column}, 'UTF8'), 'base64')"


def _cursor(order: str, key: str, column: str) -> str:
    """A row's place in a list."""
    place = f"'[\"{order}\",' || to_json({key}) || ',\"' || {column} || '\"]'"
    return f"translate(encode(convert_to({place}, 'UTF8'), 'base64'), E'+/\\n', '-_')"


def _amount(column: str) -> str:
    """Minor units as a decimal string; all that is sold here has a hundred of them."""
    return f"({column} / 100.0)::numeric(20, 2)::text"


def _money(column: str, currency: str) -> str:
    return f"json_build_object('amount', {_amount(column)}, 'currencyCode', {currency})"


def _instant(column: str, utc: str = "Z") -> str:
    """A time as it is written in the answer; orders are placed at a whole second."""
    return f"""to_char({column}, 'YYYY-MM-DD"T"HH24:MI:SS"{utc}"')"""


PRICE = f"""
    (SELECT {_money("amount_minor", "currency")}
     FROM variant_price WHERE variant_id = v.id ORDER BY currency LIMIT 1)
"""
AVAILABLE = """
    (SELECT coalesce(sum(l.on_hand - l.committed - l.reserved), 0)
     FROM inventory_level l JOIN warehouse w ON w.id = l.warehouse_id
     WHERE l.variant_id = v.id AND w.is_active)
"""
PRODUCT_NAME = f"""
    coalesce((SELECT t.name FROM product_translation t
              WHERE t.product_id = p.id AND t.locale = '{LOCALE}'), p.name)
"""
CATEGORY_NAME = f"""
    coalesce((SELECT t.name FROM category_translation t
              WHERE t.category_id = c.id AND t.locale = '{LOCALE}'), c.name)
"""
PRODUCTS = f"""
WITH page AS (
    SELECT *, row_number() OVER (ORDER BY name, id) AS place
    FROM product
    WHERE status = 'published' {{after}}
    ORDER BY name, id
    LIMIT {PAGE + 1}
)
SELECT json_build_object('data', json_build_object('products', json_build_object(
    'nodes', (
        SELECT coalesce(json_agg(json_build_object(
            'id', {_id("Product", "p.id")},
            'name', {PRODUCT_NAME},
            'slug', p.slug,
            'category', CASE WHEN c.id IS NOT NULL THEN
                json_build_object('name', {CATEGORY_NAME}) END,
            'brand', CASE WHEN b.id IS NOT NULL THEN json_build_object('name', b.name) END,
            'variants', (
                SELECT coalesce(json_agg(json_build_object(
                    'id', {_id("ProductVariant", "v.id")},
                    'sku', v.sku,
                    'name', v.name,
                    'price', {PRICE},
                    'availableQuantity', {AVAILABLE}
                ) ORDER BY v.position, v.id), '[]')
                FROM product_variant v
                WHERE v.product_id = p.id
            )
        ) ORDER BY p.place), '[]')
        FROM page p
        LEFT JOIN category c ON c.id = p.category_id
        LEFT JOIN brand b ON b.id = p.brand_id
        WHERE p.place <= {PAGE}
    ),
    'pageInfo', json_build_object(
        'endCursor', (
            SELECT {_cursor("NAME", "name", "id")} FROM page
            WHERE place <= {PAGE} ORDER BY place DESC LIMIT 1
        ),
        'hasNextPage', EXISTS (SELECT FROM page WHERE place > {PAGE})
    )
)))
"""
FIRST_PRODUCTS = PRODUCTS.format(after="")
LATER_PRODUCTS = PRODUCTS.format(after="AND (name, id) > ($1, $2)")

PRODUCT = f"""
SELECT json_build_object('data', json_build_object('product', (
    SELECT json_build_object(
        'id', {_id("Product", "p.id")},
        'name', {PRODUCT_NAME},
        'slug', p.slug,
        'description', coalesce((
            SELECT nullif(t.description, '') FROM product_translation t
            WHERE t.product_id = p.id AND t.locale = '{LOCALE}'), p.description),
        'category', (
            SELECT json_build_object('name', {CATEGORY_NAME}, 'slug', c.slug)
            FROM category c WHERE c.id = p.category_id
        ),
        'brand', (SELECT json_build_object('name', b.name) FROM brand b WHERE b.id = p.brand_id),
        'tags', (
            SELECT coalesce(json_agg(json_build_object('name', t.name) ORDER BY t.name), '[]')
            FROM product_tag pt JOIN tag t ON t.id = pt.tag_id WHERE pt.product_id = p.id
        ),
        'variants', (
            SELECT coalesce(json_agg(json_build_object(
                'id', {_id("ProductVariant", "v.id")},
                'sku', v.sku,
                'name', v.name,
                'packUnits', v.pack_units,
                'price', {PRICE},
                'availableQuantity', {AVAILABLE},
                'inventoryLevels', (
                    SELECT coalesce(json_agg(json_build_object(
                        'id', {_id("InventoryLevel", "l.id")},
                        'onHand', l.on_hand,
                        'available', l.on_hand - l.committed - l.reserved,
                        'incoming', l.incoming,
                        'warehouse', json_build_object('code', w.code, 'name', w.name)
                    ) ORDER BY w.priority, l.id), '[]')
                    FROM inventory_level l JOIN warehouse w ON w.id = l.warehouse_id
                    WHERE l.variant_id = v.id
                )
            ) ORDER BY v.position, v.id), '[]')
            FROM product_variant v
            WHERE v.product_id = p.id
        )
    )
    FROM product p
    WHERE p.slug = $1
)))
"""

ORDER = f"""
SELECT json_build_object('data', json_build_object('order', (
    SELECT json_build_object(
        'id', {_id("Order", "o.id")},
        'number', o.number,
        'status', upper(o.status),
        'paymentStatus', upper(o.payment_status),
        'fulfillmentStatus', upper(o.fulfillment_status),
        'placedAt', {_instant("o.placed_at")},
        'total', {_money("o.total_minor", "o.currency")},
        'balanceDue', {
    _money(
        "(CASE WHEN o.status IN ('canceled', 'expired') THEN 0 ELSE o.total_minor END"
        " - o.captured_minor + o.refunded_minor)",
        "o.currency",
    )
},
        'customer', (
            SELECT json_build_object(
                'id', {_id("Customer", "c.id")}, 'number', c.number, 'name', c.name,
                'email', c.email, 'phone', c.phone, 'key', c.id)
            FROM customer c WHERE c.id = o.customer_id
        ),
        'shippingAddress', o.shipping_address,
        'lines', json_build_object('nodes', (
            SELECT coalesce(json_agg(json_build_object(
                'id', {_id("OrderLine", "l.id")},
                'sku', l.sku,
                'name', l.name,
                'quantity', l.quantity,
                'unitPrice', json_build_object('amount', {_amount("l.unit_price_minor")}),
                'total', json_build_object('amount', {_amount("l.total_minor")})
            ) ORDER BY l.position, l.id), '[]')
            FROM (
                SELECT * FROM order_line WHERE order_id = o.id ORDER BY position, id LIMIT 100
            ) l
        )),
        'payments', (
            SELECT coalesce(json_agg(json_build_object(
                'id', {_id("Payment", "y.id")},
                'method', upper(y.method),
                'status', upper(y.status),
                'captured', {_money("y.captured_minor", "y.currency")},
                'transactions', (
                    SELECT coalesce(json_agg(json_build_object(
                        'id', {_id("PaymentTransaction", "t.id")},
                        'type', upper(t.type),
                        'state', upper(t.state),
                        'amount', json_build_object('amount', {_amount("t.amount_minor")})
                    ) ORDER BY t.occurred_at, t.id), '[]')
                    FROM payment_transaction t WHERE t.payment_id = y.id
                )
            ) ORDER BY y.created_at, y.id), '[]')
            FROM payment y WHERE y.order_id = o.id
        ),
        'shipments', (
            SELECT coalesce(json_agg(json_build_object(
                'id', {_id("Fulfillment", "f.id")},
                'status', upper(f.status),
                'trackingStatus', upper(f.tracking_status),
                'waybillNumber', f.waybill_number,
                'carrier', (
                    SELECT json_build_object('name', r.name) FROM carrier r
                    WHERE r.id = f.carrier_id
                ),
                'trackingEvents', json_build_object('nodes', (
                    SELECT coalesce(json_agg(json_build_object(
                        'id', {_id("TrackingEvent", "e.id")},
                        'status', upper(e.status),
                        'description', e.description,
                        'occurredAt', {_instant("e.occurred_at")}
                    ) ORDER BY e.occurred_at DESC, e.id DESC), '[]')
                    FROM (
                        SELECT * FROM tracking_event WHERE fulfillment_id = f.id
                        ORDER BY occurred_at DESC, id DESC LIMIT 10
                    ) e
                ))
            ) ORDER BY f.created_at, f.id), '[]')
            FROM fulfillment f WHERE f.order_id = o.id
        ),
        'tickets', json_build_object('nodes', (
            SELECT coalesce(json_agg(json_build_object(
                'id', {_id("Ticket", "k.id")},
                'number', k.number,
                'subject', k.subject,
                'status', upper(k.status)
            ) ORDER BY k.created_at DESC, k.id DESC), '[]')
            FROM (
                SELECT * FROM ticket WHERE order_id = o.id
                ORDER BY created_at DESC, id DESC LIMIT 10
            ) k
        ))
    )
    FROM sales_order o
    WHERE o.id = $1
)))
"""

ORDERS = f"""
WITH page AS (
    SELECT *, row_number() OVER (ORDER BY placed_at DESC, id DESC) AS place
    FROM sales_order
    ORDER BY placed_at DESC, id DESC
    LIMIT {PAGE + 1}
)
SELECT json_build_object('data', json_build_object('orders', json_build_object(
    'nodes', (
        SELECT coalesce(json_agg(json_build_object(
            'id', {_id("Order", "o.id")},
            'number', o.number,
            'status', upper(o.status),
            'placedAt', {_instant("o.placed_at")},
            'total', {_money("o.total_minor", "o.currency")},
            'customer', CASE WHEN c.id IS NOT NULL THEN
                json_build_object('id', {_id("Customer", "c.id")}, 'name', c.name, 'key', c.id) END,
            'lines', json_build_object('nodes', (
                SELECT coalesce(json_agg(json_build_object(
                    'id', {_id("OrderLine", "l.id")},
                    'sku', l.sku,
                    'name', l.name,
                    'quantity', l.quantity,
                    'total', json_build_object('amount', {_amount("l.total_minor")})
                ) ORDER BY l.position, l.id), '[]')
                FROM (
                    SELECT * FROM order_line WHERE order_id = o.id
                    ORDER BY position, id LIMIT {LINES}
                ) l
            ))
        ) ORDER BY o.place), '[]')
        FROM page o
        LEFT JOIN customer c ON c.id = o.customer_id
        WHERE o.place <= {PAGE}
    ),
    'pageInfo', json_build_object(
        'endCursor', (
            SELECT {_cursor("placedAt", _instant("placed_at", "+00:00"), "id")} FROM page
            WHERE place <= {PAGE} ORDER BY place DESC LIMIT 1
        ),
        'hasNextPage', EXISTS (SELECT FROM page WHERE place > {PAGE})
    )
)))
"""


def _answer(body: str | bytes) -> Response:
    return Response(body, media_type="application/json")


async def products(request: Request) -> Response:
    """GET /products, or what follows a row of it: ?name=…&id=…"""
    pool, after = request.app.state.pool, request.query_params
    if after:
        return _answer(await pool.fetchval(LATER_PRODUCTS, after["name"], UUID(after["id"])))
    return _answer(await pool.fetchval(FIRST_PRODUCTS))


async def product(request: Request) -> Response:
    """GET /products/green-tea: for staff, with what lies where."""
    pool = request.app.state.pool
    return _answer(await pool.fetchval(PRODUCT, request.path_params["slug"]))


async def order(request: Request) -> Response:
    """GET /orders/0190…: for staff."""
    pool, key = request.app.state.pool, request.path_params["id"]
    answer = orjson.loads(await pool.fetchval(ORDER, key))
    if (found := answer["data"]["order"]) is not None:
        shown = open_customer(found["customer"])
        found["shippingAddress"] = opened_address(key, found["shippingAddress"])
        await write_down(request, "query order", [*shown, line("order", key, "shippingAddress")])
    return _answer(orjson.dumps(answer))


async def orders(request: Request) -> Response:
    """GET /orders: the newest, for staff."""
    answer = orjson.loads(await request.app.state.pool.fetchval(ORDERS))
    shown = [
        each
        for found in answer["data"]["orders"]["nodes"]
        for each in open_customer(found["customer"])
    ]
    await write_down(request, "query orders", shown)
    return _answer(orjson.dumps(answer))


async def as_it_is(connection: object) -> None:
    """What is done to a connection that comes back: nothing, which saves a round trip."""


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    """A pool as large as the product's."""
    url = os.environ["DATABASE_URL"]
    masters = MasterKeys.read(os.environ["TRADEGRAPH_MASTER_KEYS"])
    hold_keys({"dsn": url}, lambda: masters)
    async with asyncpg.create_pool(url, min_size=2, max_size=20, reset=as_it_is) as pool:
        app.state.pool = pool
        yield


app = Starlette(
    routes=[
        Route("/products", products),
        Route("/products/{slug}", product),
        Route("/orders", orders),
        Route("/orders/{id:uuid}", order),
    ],
    lifespan=lifespan,
)
