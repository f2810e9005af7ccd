"""Searching: sales and lowest prices beside the product, words and their threes, synonyms, boosts."""

from tortoise import fields, migrations
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from domain.shared.ids import new_id

# How often a product sells and whether it can be had: a row for each, so that a list sorted by
# sales walks an index. Refreshed by a timer, and outside of `product`, whose every change would
# touch the index of its words.
LISTING = """
CREATE TABLE product_listing (
    product_id uuid PRIMARY KEY REFERENCES product (id) ON DELETE CASCADE,
    units_sold integer NOT NULL DEFAULT 0 CHECK (units_sold >= 0),
    is_available boolean NOT NULL DEFAULT false
);
CREATE INDEX product_listing_best_sold ON product_listing (units_sold, product_id);
COMMENT ON TABLE product_listing IS
    'Units sold within 28 days, and whether any can be had. As of the last refresh.';
CREATE FUNCTION list_products() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO product_listing (product_id) SELECT id FROM fresh ORDER BY id;
    RETURN NULL;
END $$;
CREATE TRIGGER product_is_listed AFTER INSERT ON product
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION list_products();
INSERT INTO product_listing (product_id) SELECT id FROM product;
"""
# The lowest price of a product in each currency, in step with its variants' prices: whoever writes
# one of those, a verb, an import or a colleague at the prompt, writes this too.
PRICES = """
CREATE TABLE product_price_span (
    product_id uuid NOT NULL REFERENCES product (id) ON DELETE CASCADE,
    currency varchar(3) NOT NULL,
    lowest_minor bigint NOT NULL,
    PRIMARY KEY (product_id, currency)
);
CREATE INDEX product_price_span_by_price
    ON product_price_span (currency, lowest_minor, product_id);
COMMENT ON TABLE product_price_span IS 'The price of the cheapest variant, by currency.';
CREATE FUNCTION span_prices() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO product_price_span (product_id, currency, lowest_minor)
    SELECT touched.product_id, touched.currency, min(price.amount_minor)
    FROM (SELECT DISTINCT variant.product_id, changed.currency
          FROM changed JOIN product_variant variant ON variant.id = changed.variant_id) touched
    JOIN product_variant variant ON variant.product_id = touched.product_id
    JOIN variant_price price
        ON price.variant_id = variant.id AND price.currency = touched.currency
    GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (product_id, currency) DO UPDATE SET lowest_minor = excluded.lowest_minor
    WHERE product_price_span.lowest_minor <> excluded.lowest_minor;
    IF TG_OP = 'DELETE' THEN
        DELETE FROM product_price_span span
        USING changed JOIN product_variant variant ON variant.id = changed.variant_id
        WHERE span.product_id = variant.product_id AND span.currency = changed.currency
        AND NOT EXISTS (
            SELECT FROM product_variant other JOIN variant_price price
                ON price.variant_id = other.id AND price.currency = span.currency
            WHERE other.product_id = span.product_id);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER price_is_new AFTER INSERT ON variant_price
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION span_prices();
CREATE TRIGGER price_is_another AFTER UPDATE ON variant_price
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION span_prices();
CREATE TRIGGER price_is_gone AFTER DELETE ON variant_price
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION span_prices();
INSERT INTO product_price_span (product_id, currency, lowest_minor)
SELECT variant.product_id, price.currency, min(price.amount_minor)
FROM variant_price price JOIN product_variant variant ON variant.id = price.variant_id
GROUP BY 1, 2;
"""
# The words that goods are found by, with the threes of letters in them: what a slip of the finger
# leaves of a word still has most of them.
WORDS = """
CREATE FUNCTION threes(word text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ARRAY(
    SELECT DISTINCT substr('  ' || word || ' ', place, 3)
    FROM generate_series(1, length(word) + 1) AS place);
CREATE TABLE search_term (
    term text PRIMARY KEY,
    docs integer NOT NULL,
    grams text[] NOT NULL GENERATED ALWAYS AS (threes(term)) STORED
);
CREATE INDEX search_term_grams ON search_term USING gin (grams);
COMMENT ON TABLE search_term IS
    'Words of the Latin alphabet in the catalog, and how many published products each finds.';
INSERT INTO search_term (term, docs)
SELECT word, ndoc FROM ts_stat($q$SELECT search FROM product WHERE status = 'published'$q$)
WHERE word ~ '^[a-z]{3,32}$';
"""
GUARDS = [
    "ALTER TABLE search_boost ADD CONSTRAINT search_boost_is_about_one_thing"
    " CHECK (num_nonnulls(product_id, category_id, brand_id) = 1)",
    "ALTER TABLE search_boost ADD CONSTRAINT search_boost_percent"
    " CHECK (percent BETWEEN 10 AND 1000)",
    "CREATE UNIQUE INDEX search_boost_product ON search_boost (product_id)",
    "CREATE UNIQUE INDEX search_boost_category ON search_boost (category_id)",
    "CREATE UNIQUE INDEX search_boost_brand ON search_boost (brand_id)",
    "CREATE INDEX search_synonym_keys ON search_synonym USING gin (keys)",
    "CREATE INDEX searched_text_begins ON searched_text (text text_pattern_ops)",
]


class Migration(migrations.Migration):
    dependencies = [("tradegraph", "0018_promotions")]

    initial = False

    operations = [
        ops.CreateModel(
            name="SearchBoost",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "product",
                    fields.ForeignKeyField(
                        "tradegraph.Product",
                        source_field="product_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="boosts",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "category",
                    fields.ForeignKeyField(
                        "tradegraph.Category",
                        source_field="category_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="boosts",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "brand",
                    fields.ForeignKeyField(
                        "tradegraph.Brand",
                        source_field="brand_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="boosts",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("percent", fields.IntField()),
                ("starts_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("ends_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "search_boost",
                "app": "tradegraph",
                "pk_attr": "id",
                "table_description": "Products that stand higher or lower than their words alone would have them.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="SearchedText",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("text", fields.CharField(unique=True, max_length=100)),
                ("searches", fields.IntField(default=0)),
                ("misses", fields.IntField(default=0)),
                ("searched_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("missed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "searched_text",
                "app": "tradegraph",
                "indexes": [Index(fields=["misses", "id"]), Index(fields=["searched_at"])],
                "pk_attr": "id",
                "table_description": "A text that was looked for: how often, how often in vain, and when last. Never by whom.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="SynonymSet",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("name", fields.CharField(unique=True, max_length=80)),
                ("words", ArrayField(element_type="TEXT")),
                ("also", ArrayField(element_type="TEXT")),
                ("keys", ArrayField(element_type="TEXT")),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "search_synonym",
                "app": "tradegraph",
                "pk_attr": "id",
                "table_description": "Words that mean the same; with `also`, one way only.",
            },
            bases=["Model"],
        ),
        ops.RunSQL([*GUARDS, LISTING, PRICES, WORDS]),
    ]
