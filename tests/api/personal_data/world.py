"""A shop of an earlier revision with people in it, and what a whole database looks like as text."""

from typing import Any

import asyncpg

BEFORE = "0006_sessions"
PEOPLE = 12  # more than a batch in the tests that count batches

# Every second order has an address; one customer has neither e-mail nor telephone.
FILL = f"""
INSERT INTO customer (id, version, number, name, email, phone, locale, traits, created_at,
        updated_at)
    SELECT gen_random_uuid(), 1, 'C-' || n, 'Cleo Park' || n,
        CASE WHEN n > 1 THEN 'cleo' || n || '@example.test' END,
        CASE WHEN n > 1 THEN '+86138' || 10000000 + n END, 'en', '{{}}', now(), now()
    FROM generate_series(1, {PEOPLE}) AS n;
INSERT INTO address (id, customer_id, recipient, line1, line2, city, region, postal_code, country,
        is_default, created_at)
    SELECT gen_random_uuid(), id, name, '12 Leaf Lane', '', 'Hangzhou', '', '310000', 'CN', true,
        now()
    FROM customer;
INSERT INTO sales_channel (id, code, name, currency, created_at)
    VALUES (gen_random_uuid(), 'web', 'Web', 'USD', now());
INSERT INTO sales_order (id, number, version, channel_id, customer_id, status, payment_status,
        fulfillment_status, currency, subtotal_minor, discount_minor, shipping_minor, total_minor,
        captured_minor, refunded_minor, shipping_address, note, placed_at, updated_at)
    SELECT gen_random_uuid(), 'ORD-' || customer.number, 1, channel.id, customer.id, 'completed',
        'paid', 'delivered', 'USD', 1, 0, 0, 1, 1, 0,
        CASE WHEN number LIKE '%1' THEN NULL ELSE jsonb_build_object('recipient', customer.name,
            'line1', '12 Leaf Lane', 'city', 'Hangzhou', 'country', 'CN') END, '', now(), now()
    FROM customer, sales_channel AS channel;
INSERT INTO ticket (id, version, number, customer_id, subject, status, priority, created_at,
        updated_at)
    SELECT gen_random_uuid(), 1, 'T-' || number, id, 'Late', 'open', 'medium', now(), now()
    FROM customer;
INSERT INTO ticket_message (id, ticket_id, author_kind, author_id, author_name, visibility, body,
        sent_at)
    SELECT gen_random_uuid(), ticket.id, kind, customer.id,
        CASE kind WHEN 'staff' THEN 'Sun Li' ELSE customer.name END, 'public', 'Where is it?', now()
    FROM ticket JOIN customer ON customer.id = customer_id,
        unnest(ARRAY['customer', 'staff']) AS kind;
"""


async def ask(credentials: dict[str, Any], query: str, *values: object) -> list[Any]:
    connection = await asyncpg.connect(**credentials)
    try:
        return list(await connection.fetch(query, *values))
    finally:
        await connection.close()


async def fill(credentials: dict[str, Any]) -> None:
    connection = await asyncpg.connect(**credentials)
    try:
        await connection.execute(FILL)
    finally:
        await connection.close()


async def dump(credentials: dict[str, Any]) -> str:
    """Every row of every table as text, as a backup has them."""
    connection = await asyncpg.connect(**credentials)
    try:
        tables = await connection.fetch(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
        )
        whole = []
        for table in tables:
            rows = await connection.fetch(f'SELECT t::text FROM "{table[0]}" AS t')
            whole += [row[0] for row in rows]
        return "\n".join(whole)
    finally:
        await connection.close()
