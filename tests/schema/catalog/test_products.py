"""The shelf as everybody sees it: in their language, and without what is not for sale."""

from dataclasses import replace

from domain.catalog.models import CategoryTranslation, ProductTranslation
from domain.catalog.reindex import reindex
from tests.graph import Graph
from tests.schema.stage import gid
from tests.shop import Shop


async def test_words_come_in_the_language_asked_for_else_as_they_were_entered(
    graph: Graph, shop: Shop
) -> None:
    tea, coffee = await shop.product("Green tea"), await shop.product("Coffee")
    await ProductTranslation.create(product=tea, locale="zh-CN", name="绿茶", description="清香。")
    chinese = replace(shop.as_anonymous, locale="zh-CN")
    query = '{ products { nodes { name english: name(locale: "en") description } } }'

    shown = (await graph.ask(chinese, query))["products"]["nodes"]

    assert shown == [
        {"name": "Coffee", "english": "Coffee", "description": ""},
        {"name": "绿茶", "english": "Green tea", "description": "清香。"},
    ]
    assert coffee.name == "Coffee"


async def test_who_clears_the_search_sees_everything_by_its_name(graph: Graph, shop: Shop) -> None:
    """The same document: by relevance where there are words, else there is none to sort by."""
    await reindex([(await shop.product(name)).id for name in ("Green tea", "Coffee")])
    query = "query ($words: String!) { products(search: $words) { nodes { name } } }"

    found = [(await graph.ask(shop.ctx, query, words=words))["products"] for words in ("tea", "")]

    assert found == [
        {"nodes": [{"name": "Green tea"}]},
        {"nodes": [{"name": "Coffee"}, {"name": "Green tea"}]},
    ]


async def test_a_shelf_has_its_name_in_every_language(graph: Graph, shop: Shop) -> None:
    category = await shop.category("Tea")
    await CategoryTranslation.create(category=category, locale="zh-CN", name="茶")
    query = 'query($id: ID!) { category(id: $id) { name name_zh: name(locale: "zh-CN") } }'

    shown = await graph.ask(shop.as_anonymous, query, id=gid(category))

    assert shown["category"] == {"name": "Tea", "name_zh": "茶"}


async def test_what_is_off_the_shelf_is_seen_by_staff_alone_whichever_way_one_looks(
    graph: Graph, shop: Shop
) -> None:
    product = await shop.product("Secret tea", published=False)
    variant = await shop.variant(product, sku="SECRET")
    await reindex([product.id])
    query = """query($p: ID!, $v: ID!, $slug: String!) {
        byId: product(id: $p) { id } bySlug: product(slug: $slug) { id }
        variant(id: $v) { id } bySku: variant(sku: "SECRET") { id }
        node(id: $p) { id } nodes(ids: [$v]) { id }
        products { totalCount } search: products(search: "secret") { totalCount }
        where: products(where: {status: {eq: UNPUBLISHED}}) { totalCount }
    }"""
    names = {"p": gid(product), "v": gid(variant), "slug": product.slug}

    buyer = await graph.ask(shop.as_customer(await shop.customer()), query, **names)
    staff = await graph.ask(shop.as_staff("catalog:read"), query, **names)

    nothing = {"totalCount": 0}
    assert buyer == {
        **dict.fromkeys(("byId", "bySlug", "variant", "bySku", "node")),
        "nodes": [None],
        **dict.fromkeys(("products", "search", "where"), nothing),
    }
    assert None not in staff.values()
    assert staff["nodes"] == [{"id": gid(variant)}]
    assert staff["products"] == staff["search"] == staff["where"] == {"totalCount": 1}


async def test_what_was_bought_keeps_its_name_when_it_is_taken_off_the_shelf(
    graph: Graph, shop: Shop
) -> None:
    customer = await shop.customer()
    product = await shop.product("Green tea")
    variant = await shop.variant(product)
    await shop.stock(variant, 1)
    order = await shop.place((variant, 1), customer=customer)
    await type(product).filter(id=product.id).update(status="unpublished")
    query = "query($id: ID!) { order(id: $id) { lines { nodes { name variant { sku } } } } }"

    shown = await graph.ask(shop.as_customer(customer), query, id=gid(order))

    assert shown["order"]["lines"]["nodes"] == [{"name": "Green tea, 100 g", "variant": None}]
