"""Keeping what goods are found by in step with what is said of them."""

from collections.abc import Sequence
from uuid import UUID

from domain.catalog.vocabulary import note_words
from domain.catalog.words import vector_of, weights_of
from domain.shared import sql

BATCH = 500  # products; a statement's worth
COLUMNS = ("name", "kinds", "tags", "description")

TEXTS = """
SELECT product.id,
       ARRAY[product.name] || ARRAY(
           SELECT name FROM product_translation
           WHERE product_id = product.id ORDER BY locale) AS name,
       ARRAY(SELECT name FROM brand WHERE id = product.brand_id)
           || ARRAY(SELECT name FROM category WHERE id = product.category_id)
           || ARRAY(
               SELECT name FROM category_translation
               WHERE category_id = product.category_id ORDER BY locale) AS kinds,
       ARRAY(
           SELECT tag.name FROM tag JOIN product_tag ON product_tag.tag_id = tag.id
           WHERE product_tag.product_id = product.id ORDER BY tag.name) AS tags,
       ARRAY[product.description] || ARRAY(
           SELECT description FROM product_translation
           WHERE product_id = product.id ORDER BY locale) AS description
FROM product WHERE product.id = ANY($1::uuid[])
"""


async def reindex(product_ids: Sequence[UUID]) -> None:
    """Cut the words of products anew, in the transaction that changed one of them; words that are
    new to the shop become known in it, too.

    Once in a transaction, and with all of its products: rows of products are locked first, then
    words, which are the same for everybody, all in one statement. So nobody who holds a word waits
    for anything but a later word.
    """
    said: set[str] = set()
    for start in range(0, len(product_ids), BATCH):
        texts = await sql.rows(TEXTS, list(product_ids[start : start + BATCH]))
        cut = [weights_of(**{column: row[column] for column in COLUMNS}) for row in texts]
        said.update(word for weights in cut for word in weights)
        await sql.execute(
            "UPDATE product SET search = fresh.words::tsvector"
            " FROM unnest($1::uuid[], $2::text[]) AS fresh (id, words)"
            " WHERE product.id = fresh.id",
            [row["id"] for row in texts],
            [vector_of(weights) for weights in cut],
        )
    await note_words(said)
