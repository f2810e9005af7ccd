"""A file that is brought where the shop insists on approval: it goes through the same gate."""

from collections.abc import Iterator

import pytest

from domain.catalog.models import Product, ProductVariant
from domain.catalog.revisions import policy
from tests.api.bulk.bringing import Bringing

HEAD = "slug,name,sku,variant_name,pack_units\n"


@pytest.fixture
def insisting(stage: Bringing) -> Iterator[None]:
    """From when the server, which says so when it begins, is there."""
    policy.insist(True)
    yield
    policy.insist(False)


@pytest.mark.parametrize("preview", [False, True])
@pytest.mark.usefixtures("insisting")
async def test_what_customers_see_is_refused_row_by_row_and_the_rest_is_taken(
    stage: Bringing, preview: bool
) -> None:
    product = await stage.shop.product(published=True)
    variant = await stage.shop.variant(product)
    old = f"{product.slug},Another,,,\n{product.slug},{product.name},NEW,500 g,1\n"
    rows = f"{old}pot,Pot,POT,Large,1\n"

    shown = await stage.imported(HEAD + rows, isPreview=preview)
    if preview:
        assert await ProductVariant.all().count() == 1
        await stage.client.do("catalogImportApply", {"id": shown["id"]}, "")
        await stage.importing.once()
        shown = await stage.shown(shown["id"])

    assert shown["status"] == "COMPLETED"
    assert (shown["itemsCreated"], shown["itemsUpdated"], shown["rowsFaulty"]) == (2, 0, 1)
    (fault,) = shown["faults"]["nodes"]
    assert (fault["rowNumber"], fault["code"]) == (2, "APPROVAL_REQUIRED")
    assert (await Product.get(id=product.id)).name == product.name
    assert {row.sku for row in await ProductVariant.all()} == {variant.sku, "NEW", "POT"}


@pytest.mark.usefixtures("insisting")
async def test_what_was_put_on_the_shelf_after_the_preview_is_refused_when_it_is_applied(
    stage: Bringing,
) -> None:
    product = await stage.shop.product(published=False)
    shown = await stage.imported(f"{HEAD}{product.slug},Another,,,\n", isPreview=True)
    assert (shown["status"], shown["rowsFaulty"]) == ("PREVIEWED", 0)
    await Product.filter(id=product.id).update(status="published")

    await stage.client.do("catalogImportApply", {"id": shown["id"]}, "")
    await stage.importing.once()

    applied = await stage.shown(shown["id"])
    assert (applied["itemsUpdated"], applied["rowsFaulty"]) == (0, 1)
    assert [one["code"] for one in applied["faults"]["nodes"]] == ["APPROVAL_REQUIRED"]
    assert (await Product.get(id=product.id)).name == product.name
