"""How cost grows: with the number of products, the number of the page, the number of orders."""

import asyncio
from contextlib import ExitStack
from statistics import median

from api.embedded.scratch import scratch_directory
from bench import questions
from bench.production import Api
from bench.progress import Say
from bench.questions import Question
from bench.readers import HOW, Turn, asked, must_agree, product, race
from bench.rows import Row, at_most
from bench.screens import PAGE, PAGES_ALIKE, cursors, screens
from bench.server import OURS
from bench.year import FEW_ORDERS, FEW_PRODUCTS, year
from domain.identity.scopes import Role

MOST = 1.3
FAR = 1_000  # the number of the page
CPU = (
    "CPU of the product's process and of all of PostgreSQL's for an answer, from the system's"
    " account of them"
)
Pair = tuple[str, Turn, Turn, str]  # a figure, the large one, the small one, what is compared


def measure(say: Say) -> list[Row]:
    """The same answers, from large shops and small ones."""
    with year(say) as found, scratch_directory(OURS) as directory, ExitStack() as stack:
        say("the product on three databases")
        whole = stack.enter_context(product(found, directory))
        few_products = stack.enter_context(product(found, directory, "few_products"))
        few_orders = stack.enter_context(product(found, directory, "few_orders"))
        shown = asyncio.run(screens(found, whole))
        catalog = Question("Q1", questions.PRODUCTS)
        orders = Question("Q4", questions.ORDERS, Role.ADMIN, ({"first": 20},))
        pairs: list[Pair] = [
            (
                f"CPU of Q1, the whole catalog against {FEW_PRODUCTS:,} products",
                asked("Q1 of all products", whole, catalog),
                asked("Q1 of few products", few_products, catalog),
                f"the same answer; {shown.size}",
            ),
            (
                f"CPU of Q1, page {FAR:,} against page 1",
                asked(f"Q1 from page {FAR:,}", whole, _pages(whole, FAR)),
                asked("Q1 from page 1", whole, _pages(whole, 1)),
                f"{PAGES_ALIKE} pages of {PAGE} in turns, for pages differ in what is on them",
            ),
            (
                f"CPU of Q4, all orders against {FEW_ORDERS:,}",
                asked("Q4 of all orders", whole, orders),
                asked("Q4 of few orders", few_orders, orders),
                f"the same answer; {shown.size}",
            ),
        ]
        turns = [each for pair in pairs for each in pair[1:3]]
        must_agree(turns[:2])
        must_agree(turns[4:])
        race(turns, found, say)
        return [_row(*pair) for pair in pairs]


def _pages(api: Api, number: int) -> Question:
    """Ten pages, of which the first is this one."""
    times = tuple({"first": PAGE, "after": each} for each in asyncio.run(cursors(api, number)))
    return Question("pages", questions.PAGES, times=times)


def _row(figure: str, large: Turn, small: Turn, what: str) -> Row:
    ratio = median(a / b for a, b in zip(large.cpu_ms, small.cpu_ms, strict=True))
    return at_most(
        figure, ratio, MOST, "x", f"{large.found} against {small.found}; {what}; {CPU}; {HOW}"
    )
