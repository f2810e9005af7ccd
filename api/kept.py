"""Answers about the catalog that are kept for strangers, and how old they may become.

Only what every stranger is answered alike is kept. Three things bound how stale it may be:

- A fact about products or categories puts an end to all of it as soon as this process hears it.
- A fact about stock ends what shows stock within `STOCK_SECONDS`; in a busy shop there is always
  one, and to forget everything each time would be to keep nothing.
- Whatever is not heard of, because no fact tells it or no bus brings it, is as old as the setting
  allows and no older: the age counts from the moment at which the answer was begun.
"""

import asyncio
import hashlib
import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import dataclass

from domain.shared.outbox import AggregateType
from realtime import topics
from realtime.hub import Hub
from realtime.listener import Listener
from realtime.messages import StoredEvent
from realtime.tasks import end

CACHE_SECONDS = 5  # what the setting is if nobody sets it: how old an answer may become
STOCK_SECONDS = 1.0  # how long an answer with stock outlives the news of stock that moved
BYTES_MAX = 32 * 1024 * 1024  # of all answers that are kept, their keys included
ANSWER_BYTES_MAX = 1024 * 1024  # a longer answer is not kept
OVERHEAD = 500  # bytes of an answer beside its key and its text, roughly
PASSED_BY_MAX = 1_000  # questions whose answers are known to be never kept
PASSED_BY_LENGTH_MAX = 2_000  # characters of document and variables; longer ones are judged anew

# The tables of what anybody may see, whose changes are told by facts, or wait for the time limit.
CATALOG = frozenset(
    {
        "Attribute",
        "AttributeChoice",
        "AttributeValue",
        "Brand",
        "BundleComponent",
        "Category",
        "CategoryTranslation",
        "Collection",
        "Dimension",
        "DimensionValue",
        "Product",
        "ProductDimensionValue",
        "ProductMetadata",
        "ProductSeo",
        "ProductTag",
        "ProductTranslation",
        "ProductType",
        "ProductTypeAttribute",
        "ProductVariant",
        "VariantOfProduct",
        "Tag",
        "VariantPrice",
    }
)
STOCK = frozenset({"InventoryLevel", "Warehouse"})
TOPICS = [
    topics.every(kind)
    for kind in (
        AggregateType.PRODUCT,
        AggregateType.CATEGORY,
        AggregateType.ATTRIBUTE,
        AggregateType.PRODUCT_TYPE,
        AggregateType.DIMENSION,
        AggregateType.COLLECTION,
        AggregateType.INVENTORY_LEVEL,
    )
]

logger = logging.getLogger(__name__)
Key = tuple[str, str | None, bytes, str]  # document, operation, variables, language


@dataclass(frozen=True, slots=True)
class Beginning:
    """When an answer was begun, and what had been heard by then."""

    at: float  # on the clock
    catalog: int  # facts
    stock: int  # facts


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that is the same for every stranger, and until when."""

    body: bytes
    tag: str  # names this very text
    until: float  # on the clock
    begun: Beginning
    shows_stock: bool


class Kept:
    """The answers of one process. Start it after its hub, stop it before."""

    def __init__(
        self, hub: Hub, seconds: float = 0, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Nothing is kept where `seconds` is 0."""
        self.seconds = seconds
        self._hub = hub
        self._clock = clock
        self._answers: OrderedDict[Key, Answer] = OrderedDict()
        self._passed_by: OrderedDict[Key, None] = OrderedDict()
        self._size = 0  # bytes
        self._catalog = self._stock = 0  # facts heard
        self._sweep_at: float | None = None  # when what shows older stock is to go
        self._listener: Listener | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def is_on(self) -> bool:
        """Whether answers are kept: somebody wants it, and news are listened to."""
        return self.seconds > 0 and self._task is not None and not self._task.done()

    @property
    def size(self) -> int:
        """Bytes, roughly."""
        return self._size

    async def start(self) -> None:
        """Hear of changes from now on."""
        self._listener = self._hub.listen(TOPICS)
        self._task = asyncio.create_task(self._hear(self._listener), name="kept answers")

    async def stop(self) -> None:
        """Keep nothing any more. Repeating it is harmless."""
        if self._task is not None:
            await end(self._task)
            self._task = None
        if self._listener is not None:
            await self._listener.__aexit__()
            self._listener = None
        self._forget_all()

    def find(self, key: Key) -> Answer | None:
        """An answer that is fresh enough."""
        if not self.is_on:
            return None
        now = self._clock()
        if self._sweep_at is not None and now >= self._sweep_at:
            self._sweep()
        found = self._answers.get(key)
        if found is None or found.until <= now:
            return None
        self._answers.move_to_end(key)
        return found

    def pass_by(self, key: Key) -> None:
        """The answer is never to be kept: what decides that are the document and its variables."""
        document, _, variables, _ = key
        if len(document) + len(variables) > PASSED_BY_LENGTH_MAX:
            return
        self._passed_by[key] = None
        if len(self._passed_by) > PASSED_BY_MAX:
            self._passed_by.popitem(last=False)

    def passes_by(self, key: Key) -> bool:
        """Whether it is known that the answer is never to be kept."""
        return key in self._passed_by

    def begin(self) -> Beginning:
        """Note what was heard before anything is read for an answer."""
        return Beginning(self._clock(), self._catalog, self._stock)

    def answer(self, body: bytes, reads: Collection[str], begun: Beginning) -> Answer:
        """An answer to strangers, made of rows of these tables since it was begun."""
        tag = hashlib.blake2b(body, digest_size=16).hexdigest()
        return Answer(body, tag, begun.at + self.seconds, begun, not STOCK.isdisjoint(reads))

    def keep(self, key: Key, answer: Answer) -> None:
        """Keep it for the next one who asks the same, if nothing happened since it was begun."""
        is_fresh = answer.begun.catalog == self._catalog and (
            not answer.shows_stock or answer.begun.stock == self._stock
        )
        if not self.is_on or not is_fresh or len(answer.body) > ANSWER_BYTES_MAX:
            return
        self._drop(key)
        self._answers[key] = answer
        self._size += _size(key, answer)
        while self._size > BYTES_MAX:
            self._drop(next(iter(self._answers)))

    def seconds_left(self, answer: Answer) -> int:
        """How long others may keep it yet, in whole seconds."""
        return max(0, int(answer.until - self._clock()))

    async def _hear(self, listener: Listener) -> None:
        async for item in listener:
            if not isinstance(item, StoredEvent):  # facts were missed, or the log is another
                self._stock += 1
                self._changed()
            elif item.aggregate_type == AggregateType.INVENTORY_LEVEL:
                self._moved()
            else:
                self._changed()

    def _changed(self) -> None:
        """The catalog is not as it was."""
        self._catalog += 1
        self._forget_all()

    def _moved(self) -> None:
        """Stock is not as it was: all who saw it before may be told so for a moment yet."""
        self._stock += 1
        if self._sweep_at is None:
            self._sweep_at = self._clock() + STOCK_SECONDS

    def _sweep(self) -> None:
        self._sweep_at = None
        stale = [
            key
            for key, answer in self._answers.items()
            if answer.shows_stock and answer.begun.stock != self._stock
        ]
        for key in stale:
            self._drop(key)

    def _drop(self, key: Key) -> None:
        answer = self._answers.pop(key, None)
        if answer is not None:
            self._size -= _size(key, answer)

    def _forget_all(self) -> None:
        self._answers.clear()
        self._size = 0
        self._sweep_at = None


def may_be_kept(reads: Collection[str]) -> bool:
    """Whether rows of these tables are the same for every stranger, and their changes bounded."""
    return bool(reads) and CATALOG.union(STOCK).issuperset(reads)


def _size(key: Key, answer: Answer) -> int:
    document, name, variables, locale = key
    texts = len(document) + len(name or "") + len(variables) + len(locale)
    return texts + len(answer.body) + OVERHEAD
