"""Reading: what a shop's screens ask, against hand-written SQL, stock Strawberry and Starlette."""

import asyncio
from collections.abc import Sequence
from contextlib import ExitStack
from statistics import median

from api.embedded.scratch import scratch_directory
from bench import questions
from bench.loads.asking import WrongAnswer, getting, posting
from bench.production import Api
from bench.progress import Say
from bench.questions import Question
from bench.readers import HOW, Turn, asked, baseline, must_agree, product, race, turn
from bench.rows import Row, at_least
from bench.screens import Screens, screens
from bench.server import OURS
from bench.year import year
from domain.identity.scopes import Role
from schema.shared.ids import global_id

LEAST_OF_THE_DATABASE = 0.1  # of what PostgreSQL does for the baseline
NOTHING_MS = 0.002  # of PostgreSQL's own doings, while nobody asks it
AS_SQL = "against hand-written SQL with json_agg"
Duel = tuple[str, float, Turn, Turn]  # a figure, its floor, ours, theirs


def measure(say: Say) -> list[Row]:
    """Everybody answers the same data; then five rounds in turns."""
    with year(say) as found, scratch_directory(OURS) as directory, ExitStack() as stack:
        say("the product and the baselines")
        ours = stack.enter_context(product(found, directory))
        sql = stack.enter_context(baseline("handwritten", directory, "postgres", found))
        stock = stack.enter_context(baseline("stock_catalog", directory, "asyncpg", found))
        control = stack.enter_context(baseline("control", directory))
        shown = asyncio.run(screens(found, ours))
        duels = _duels(shown, ours, sql, stock, control)
        turns = list({id(each): each for duel in duels for each in duel[2:]}.values())
        race(turns, found, say)
        return [_row(duel, shown) for duel in duels]


def _duels(shown: Screens, ours: Api, sql: Api, stock: Api, control: Api) -> Sequence[Duel]:
    ids = [{"id": global_id("Order", key)} for key in shown.orders]
    slugs = [{"slug": slug} for slug in shown.slugs]
    reading = [
        (Question("Q1", questions.PRODUCTS), ["/products"], 1.0),
        (
            Question("Q2", questions.PRODUCT, Role.ADMIN, tuple(slugs)),
            [f"/products/{slug}" for slug in shown.slugs],
            0.8,
        ),
        (
            Question("Q3", questions.ORDER, Role.ADMIN, tuple(ids)),
            [f"/orders/{key}" for key in shown.orders],
            0.8,
        ),
        (Question("Q4", questions.ORDERS, Role.ADMIN, ({"first": 20},)), ["/orders"], 0.8),
    ]
    duels: list[Duel] = []
    for question, paths, floor in reading:
        mine = asked(f"{question.name}, the product", ours, question)
        theirs = turn(
            f"{question.name}, hand-written SQL",
            sql,
            [getting(sql.address, path) for path in paths],
        )
        must_agree([mine, theirs])
        duels.append((f"{FIGURES[question.name]}, {AS_SQL}", floor, mine, theirs))
    _, _, mine, _ = duels[0]
    stocks = asked("Q1, stock Strawberry", stock, Question("Q1", questions.PRODUCTS))
    must_agree([mine, stocks])
    against_stock = "against stock Strawberry with dataloaders"
    duels.insert(1, (f"{FIGURES['Q1']}, {against_stock}", 40, mine, stocks))
    trivial = Question("{ __typename }", questions.TRIVIAL)
    constant = posting(control.graphql, questions.TRIVIAL, {})
    duels.append(
        (
            "a trivial document, against a constant answer of Starlette",
            0.6,
            asked("{ __typename }", ours, trivial),
            turn("the constant", control, [constant]),
        )
    )
    return duels


FIGURES = {
    "Q1": "Q1, a page of 20 products",
    "Q2": "Q2, a product with its stock",
    "Q3": "Q3, an order for staff",
    "Q4": "Q4, a page of 20 orders",
}


def _must_ask_the_database(ours: Turn, theirs: Turn) -> None:
    """Reading is measured here, not a cache of answers."""
    least = LEAST_OF_THE_DATABASE * median(theirs.database_ms)
    if least > NOTHING_MS and median(ours.database_ms) < least:
        raise WrongAnswer(f"{ours.name} does not ask PostgreSQL: {ours.found}; {theirs.found}")


def _row(duel: Duel, shown: Screens) -> Row:
    figure, floor, ours, theirs = duel
    _must_ask_the_database(ours, theirs)
    ratio = median(a / b for a, b in zip(ours.rates, theirs.rates, strict=True))
    how = f"{ours.found} against {theirs.found}; {HOW}; {shown.size}"
    return at_least(figure, ratio, floor, "x", how)
