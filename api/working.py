"""Running the worker: alone in a process, or inside that of a server."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from redis.exceptions import RedisError
from tortoise import Tortoise

from api.adapters.letters import by_smtp, nobody
from api.adapters.sandbox_messages import Hear, heard_by
from api.automating import automate
from api.bulk.importing import Importing
from api.jobs import run_jobs
from api.media.processing import Processing
from api.media.rendering import render
from api.notifying import media_of, notify_customers
from api.paying import gateways_of
from api.settings import REPLAY_DAYS, BadSetting, Settings
from api.webhooks.dispatcher import deliver_webhooks
from domain.audit.chain import SealKey
from domain.audit.seal import Sealer
from domain.catalog.revisions.policy import insist
from domain.catalog.search.journal import forget_texts
from domain.catalog.vocabulary import count_terms
from domain.customers.email_notices import write_notices
from domain.finance.gateways.registry import use_gateways
from domain.finance.refunds.limits import use_limits
from domain.identity.mail import Post, keep_in_box
from domain.marketing.tell_figures import tell_figures
from domain.processes.apply_retention import apply_retention
from domain.processes.feed_channels import feed_channels
from domain.processes.hear_sandbox import hear_sandbox
from domain.processes.reconcile_payments import reconcile_payments
from domain.processes.refresh_listing import refresh_listing
from domain.processes.reprice import reprice
from domain.processes.reset_password import write_letters
from domain.processes.suggest_by_night import suggest_by_night
from domain.processes.sweep import sweep
from domain.processes.take_in_channel_orders import take_in_channel_orders
from domain.promotions.rules import use_rules
from domain.shared.context import SYSTEM, Context
from domain.shared.database import orm_config
from domain.shared.sealing import ring
from domain.webhooks.reseal_secrets import reseal_secrets
from domain.webhooks.sealing import Sealing
from realtime.bus import Bus, memory_bus
from realtime.redis_backend import greet, redis_bus
from realtime.relay import Relay
from realtime.resilient import WrongKind
from realtime.retention import tend_log
from realtime.worker import Service, Timer, Worker

SWEEP_SECONDS = 5.0
PAYMENT_SECONDS = 5.0  # between two looks for what a gateway has not answered
SANDBOX_SECONDS = 1.0
CHANNEL_SECONDS = 1.0
CHANNEL_BATCHES = 20  # of messages in one look; the timers are for others too
FEED_SECONDS = 2.0  # what changed of a listing within them is told once
FIGURES_SECONDS = 2.0  # what changed of a campaign within them is told as one fact
REPRICE_SECONDS = 60.0  # between two looks whether the turn of a pricing rule has come
SEAL_SECONDS = 2.0  # how far the chain of the audit trail lags behind, at rest
LETTER_SECONDS = 1.0
LIFECYCLE_SECONDS = 600.0  # between two looks whether a night is due
LISTING_SECONDS = 300.0  # how far sales and stock lag behind in what is found
TERMS_SECONDS = 3_600.0  # the same of how many products have a word
RETENTION_SECONDS = 60.0  # between two looks for a rule that is due; each is so once an hour or day
TEND_SECONDS = 600.0  # well within an hour, for a try may come to nothing


def keep_rules(settings: Settings) -> None:
    """Act by the rules of this shop, in this process.

    Raises:
        CannotOpen: a master key is lacking, said now and in a sentence.
    """
    ring().load()
    insist(settings.publish_needs_approval)
    use_rules(settings.promotion_rules)
    use_limits(settings.refund_limits)


def make_bus(settings: Settings) -> Bus:
    """Redis where one is named, else the memory of this process."""
    return redis_bus(settings.redis_url) if settings.redis_url else memory_bus()


def make_worker(
    credentials: dict[str, Any],
    bus: Bus,
    *,
    replay_days: int = REPLAY_DAYS,
    services: Sequence[Service] = (),
    secret: str | None = None,
    post: Post = keep_in_box,
    hear: Hear = hear_sandbox,
) -> Worker:
    """The relay, the timers, and whatever else is to run beside them. Without the secret the audit
    trail is not sealed. `hear` is how the messages of a simulated gateway come.
    """
    replay = timedelta(days=replay_days)

    async def sweep_up(now: datetime) -> object:
        return await sweep(Context(actor=SYSTEM, now=now))

    async def reconcile(now: datetime) -> object:
        return await reconcile_payments(Context(actor=SYSTEM, now=now))

    async def listen_to_sandbox(now: datetime) -> object:
        return await hear(Context(actor=SYSTEM, now=now))

    async def follow_rules(now: datetime) -> object:
        return await reprice(Context(actor=SYSTEM, now=now))

    async def write(now: datetime) -> object:
        ctx = Context(actor=SYSTEM, now=now)
        return await write_letters(ctx, post) + await write_notices(ctx, post)

    async def let_go(now: datetime) -> object:
        return await apply_retention(Context(actor=SYSTEM, now=now))

    async def measure(now: datetime) -> object:
        return await tell_figures(Context(actor=SYSTEM, now=now))

    async def propose(now: datetime) -> object:
        return await suggest_by_night(Context(actor=SYSTEM, now=now))

    async def take_in(now: datetime) -> object:
        ctx = Context(actor=SYSTEM, now=now)
        for _ in range(CHANNEL_BATCHES):
            if not (await take_in_channel_orders(ctx)).found:
                break
        return None

    async def feed(now: datetime) -> object:
        return await feed_channels(Context(actor=SYSTEM, now=now))

    timers = [
        Timer("sweep", SWEEP_SECONDS, sweep_up),
        Timer("orders of channels", CHANNEL_SECONDS, take_in),
        Timer("feeds of channels", FEED_SECONDS, feed),
        Timer("payments", PAYMENT_SECONDS, reconcile),
        Timer("messages of the sandbox", SANDBOX_SECONDS, listen_to_sandbox),
        Timer("figures of campaigns", FIGURES_SECONDS, measure),
        Timer("reprice", REPRICE_SECONDS, follow_rules),
        Timer("letters", LETTER_SECONDS, write),
        Timer("lifecycles", LIFECYCLE_SECONDS, propose),
        Timer("retention", RETENTION_SECONDS, let_go),
        Timer("tend the log", TEND_SECONDS, partial(tend_log, replay=replay)),
        Timer("listing", LISTING_SECONDS, refresh_listing),
        Timer("words of the catalog", TERMS_SECONDS, count_terms),
        Timer("texts searched", TEND_SECONDS, forget_texts),
    ]
    if secret is not None:
        timers.append(Timer("seal", SEAL_SECONDS, Sealer(SealKey.of(secret)).seal))
        sealing = Sealing(secret)

        async def reseal(now: datetime) -> object:
            return await reseal_secrets(sealing)

        timers.append(Timer("webhook secrets", TEND_SECONDS, reseal))
    return Worker(Relay(credentials, bus), timers, services=services, clock=now)


def services_of(settings: Settings, *, on_show: bool = False) -> list[Service]:
    """What runs beside the relay: the delivery of webhooks, the telling of customers, the rules
    that act on orders, the opening of media, imports of files, and jobs over many things. In a
    shop on show letters lie in a box, as do text messages.
    """
    sealing = Sealing(settings.signing_secret())
    media, post = settings.media(), post_of(settings, with_box=on_show)
    return [
        partial(deliver_webhooks, settings.webhook_policy, sealing, clock=now),
        partial(
            notify_customers,
            settings.webhook_policy,
            post,
            with_sms=on_show,
            clock=now,
        ),
        partial(automate, media_of(post, with_sms=on_show), clock=now),
        Processing(media.store(), render, media.scratch, clock=now).run,
        Importing(media.store(), media.scratch, clock=now).run,
        partial(run_jobs, clock=now),
    ]


def post_of(settings: Settings, *, with_box: bool = False) -> Post:
    """Who carries letters: a mail server, else nobody; in a shop on show the box."""
    if settings.smtp is not None:
        return by_smtp(settings.smtp)
    return keep_in_box if with_box else nobody


@asynccontextmanager
async def working(credentials: dict[str, Any], bus: Bus, **options: Any) -> AsyncIterator[None]:
    """The worker, inside the server's process, for as long as the block runs. The options are those
    of `make_worker`.
    """
    stop = asyncio.Event()
    task = asyncio.create_task(make_worker(credentials, bus, **options).run(stop))
    try:
        yield
    finally:
        stop.set()
        await task


def work(settings: Settings, credentials: dict[str, Any]) -> None:
    """Relay facts and run the timers, without answering anybody, until told to stop."""
    keep_rules(settings)
    use_gateways(*gateways_of(settings, clock=now))

    async def run() -> None:
        bus = make_bus(settings)
        context = await Tortoise.init(config=orm_config(credentials), _enable_global_fallback=True)
        try:
            await bus.start()
            worker = make_worker(
                credentials,
                bus,
                replay_days=settings.replay_days,
                services=services_of(settings),
                post=post_of(settings),
                hear=heard_by(settings.sandbox_posts_to),
                secret=settings.signing_secret(),
            )
            await worker.run(asyncio.Event())
        finally:
            await bus.stop()
            await context.close_connections()

    asyncio.run(run())


def must_reach_redis(settings: Settings) -> None:
    """Refuse a wrong REDIS_URL now, in a sentence, rather than in a log later.

    Raises:
        BadSetting: no server answers there.
    """
    if settings.redis_url is None:
        return

    try:
        asyncio.run(greet(settings.redis_url))
    except (RedisError, OSError, ValueError, WrongKind) as error:
        raise BadSetting(f"REDIS_URL: no Redis answers there: {error}") from None


def now() -> datetime:
    """This moment."""
    return datetime.now(UTC)
