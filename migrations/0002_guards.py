"""What the ORM cannot say: checks that keep stock true, partial and word indexes, the log's bell."""

from tortoise import migrations
from tortoise.migrations import operations as ops

GUARDS = [
    # People read numbers; rows are known by their ids. Gaps are harmless.
    "CREATE SEQUENCE order_number START 100001",
    "CREATE SEQUENCE ticket_number START 10001",
    "CREATE SEQUENCE customer_number START 10001",
    "CREATE SEQUENCE waybill_number START 1000001",
    # Stock is never below zero and never promised twice, whoever writes.
    "ALTER TABLE inventory_level ADD CONSTRAINT inventory_level_never_below_zero"
    " CHECK (on_hand >= 0 AND committed >= 0 AND reserved >= 0 AND incoming >= 0)",
    "ALTER TABLE inventory_level ADD CONSTRAINT inventory_level_promised_once"
    " CHECK (committed + reserved <= on_hand)",
    "ALTER TABLE stock_movement ADD CONSTRAINT stock_movement_one_cause"
    " CHECK (num_nonnulls(order_id, fulfillment_id, reason) = 1)",
    "ALTER TABLE stock_reservation ADD CONSTRAINT stock_reservation_of_something"
    " CHECK (quantity > 0)",
    "ALTER TABLE order_line ADD CONSTRAINT order_line_counters"
    " CHECK (quantity > 0 AND canceled >= 0 AND delivered >= 0 AND delivered <= shipped"
    " AND shipped <= fulfilled AND fulfilled <= allocated AND allocated + canceled <= quantity)",
    "ALTER TABLE payment ADD CONSTRAINT payment_refunds_what_was_captured"
    " CHECK (captured_minor >= 0 AND refunded_minor >= 0 AND refunded_minor <= captured_minor)",
    "ALTER TABLE variant_price ADD CONSTRAINT variant_price_not_below_zero"
    " CHECK (amount_minor >= 0)",
    "ALTER TABLE stock_alert_rule ADD CONSTRAINT stock_alert_rule_has_a_bound"
    " CHECK (hysteresis >= 0 AND (low IS NOT NULL OR high IS NOT NULL)"
    " AND (low IS NULL OR high IS NULL OR low < high))",
    # One open warning per rule, level and kind; one default address per customer.
    "CREATE UNIQUE INDEX stock_alert_one_open ON stock_alert (rule_id, level_id, kind)"
    " WHERE status <> 'resolved'",
    "CREATE UNIQUE INDEX address_one_default ON address (customer_id) WHERE is_default",
    "CREATE INDEX stock_reservation_expiring ON stock_reservation (expires_at)"
    " WHERE status = 'active'",
    "CREATE INDEX sales_order_expiring ON sales_order (expires_at) WHERE status = 'pending'",
    "CREATE INDEX product_words ON product USING gin (search)",
    # The log: what the relay has not numbered yet, what subscribers replay, who has which history.
    "CREATE INDEX event_unnumbered ON event (id) WHERE seq IS NULL",
    "CREATE INDEX event_replayable ON event (seq) WHERE NOT historic",
    "INSERT INTO relay_state (id, epoch, last_seq, replay_floor)"
    " VALUES (1, gen_random_uuid(), 0, 0)",
    # A bell for the relay. It may be lost: the relay also looks by itself.
    "CREATE FUNCTION ring_the_relay() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN PERFORM pg_notify('tradegraph_events', ''); RETURN NULL; END $$",
    "CREATE TRIGGER event_rings_the_relay AFTER INSERT ON event"
    " FOR EACH STATEMENT EXECUTE FUNCTION ring_the_relay()",
]


class Migration(migrations.Migration):
    dependencies = [("tradegraph", "0001_initial")]

    initial = False

    operations = [ops.RunSQL(GUARDS)]
