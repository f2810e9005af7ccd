"""Messages a second to 1,000 subscribers of one topic, against two baselines in the same run."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from statistics import median

from bench import contestants, cores
from bench.loads import frames
from bench.loads.crowd import Crowd
from bench.loads.ears import Ears
from bench.loads.facts import Facts, feeding
from bench.loads.rates import Source, in_burst, in_window, warm_up
from bench.production import Api, Site, production
from bench.progress import Say
from bench.rows import Row, at_least

SUBSCRIBERS = 1_000
ROUNDS = 5
WINDOW = 4  # events under way
SECONDS = 4.0  # of each rate in a window
BURST = 200  # events
NAME = f"one topic, {SUBSCRIBERS:,} subscribers"
PATH = (
    "facts committed by the domain's verbs, numbered by the relay, told over Valkey, every member"
    " of staff with a token of their own; each message checked for order, doubles and holes"
)
HOW = (
    f"graphql-transport-ws; the median of {ROUNDS} rounds in turns, {WINDOW} events under way for"
    f" {SECONDS:g} s each; {PATH}; {cores.HOW}"
)
IN_BURSTS = (
    f"the median of {ROUNDS} rounds in turns; {BURST} facts are committed while the relay's process"
    " is stopped (SIGSTOP), timed from SIGCONT until everybody has heard the last; the baseline is"
    f" told once to send as many; {PATH}; {cores.HOW}"
)


@dataclass
class Contestant:
    """One server with its crowd, and what was measured of it."""

    crowd: Crowd
    source: Source
    rates: list[float] = field(default_factory=list)
    bursts: list[float] = field(default_factory=list)

    def race(self) -> None:
        """One more rate with some events under way always."""
        self.rates.append(in_window(self.crowd, self.source, WINDOW, SECONDS))

    def rush(self) -> None:
        """One more rate with many events at once."""
        self.bursts.append(in_burst(self.crowd, self.source, BURST))


def measure(say: Say) -> list[Row]:
    """Five rounds, in which each takes its turn."""
    with production() as site, site.serving() as api, ExitStack() as stack:
        say(f"{SUBSCRIBERS:,} subscribers to the product")
        ours = Contestant(*stack.enter_context(audience(site, api, SUBSCRIBERS)))
        ears, ready = ours.crowd.ears, ready_bytes(ours.crowd)
        say("the same to the baselines")
        raw_asgi = contestants.raw_asgi(site.directory, ears, ready, SUBSCRIBERS)
        stock_strawberry = contestants.stock_strawberry(site.directory, ears, SUBSCRIBERS)
        raw = Contestant(*stack.enter_context(raw_asgi))
        stock = Contestant(*stack.enter_context(stock_strawberry))
        for each in (raw, stock):
            warm_up(each.crowd, each.source)
        for number in range(1, ROUNDS + 1):
            for name, turn in {
                "the product": ours.race,
                "raw ASGI": raw.race,
                "stock Strawberry": stock.race,
                "the product, many at once": ours.rush,
                "raw ASGI, many at once": raw.rush,
            }.items():
                say(f"round {number} of {ROUNDS}: {name}")
                turn()
        return [
            _ratio(f"{NAME}, against the stock Strawberry handler", ours.rates, stock.rates, 20),
            _ratio(f"{NAME}, against raw ASGI with ready bytes", ours.rates, raw.rates, 0.9),
            _ratio(
                f"{NAME}, at saturation, against raw ASGI", ours.bursts, raw.bursts, 3, IN_BURSTS
            ),
        ]


@contextmanager
def audience(site: Site, api: Api, size: int) -> Iterator[tuple[Crowd, Facts]]:
    """A crowd that follows the product's order, each of whom has heard of it once."""
    with Crowd(api.graphql, Ears()) as crowd:
        crowd.open(site.greetings(size))
        with feeding(crowd, site.order, site.env, relay_pid=site.worker_pid) as facts:
            warm_up(crowd, facts)
            yield crowd, facts


def ready_bytes(crowd: Crowd) -> bytes:
    """The last message that the crowd heard."""
    text = crowd.script.text
    found = frames.first(bytes(text), crowd.script.start_of(len(crowd.script) - 1))
    assert found, "nobody has heard anything"
    _, begins, end = found
    return bytes(text[begins:end])


def _ratio(
    figure: str, ours: list[float], theirs: list[float], least: float, how: str = HOW
) -> Row:
    ratio = median(a / b for a, b in zip(ours, theirs, strict=True))
    told = f"{median(ours):,.0f} against {median(theirs):,.0f} messages/s; {how}"
    return at_least(figure, ratio, least, "x", told)
