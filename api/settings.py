"""What may be set from outside, read once; a wrong value fails with a sentence."""

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_network
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from api.adapters.letters import BadPost, Smtp
from api.adapters.stripe_keys import BadKeys, StripeKeys
from api.addresses import Network, networks
from api.documents import read_list
from api.embedded.postgres import default_data_dir
from api.kept import CACHE_SECONDS
from api.leaky import BURST, RATE, Rate
from api.media.s3 import S3, BadBucket
from api.media.settings import Media
from api.oidc.settings import BadProvider, Oidc
from api.personal_data.master_file import kept_master_keys
from api.refunds import BadLimit, read_limits
from api.sandbox_settings import BadSandbox, read_address, read_faults
from api.switchboard import SOCKETS_MAX, SOCKETS_PER_ACTOR_MAX, SocketLimits
from domain.finance.gateways.simulated import Faults
from domain.finance.refunds.limits import INSTANT_AFTER_ORDERS, Limits
from domain.promotions.cart import Rules, StackingRule
from domain.promotions.rounding import RoundingRule
from domain.shared.master_keys import BadMasterKeys, MasterKeys
from domain.webhooks.addresses import STRICT, Policy
from domain.webhooks.signing import is_secret
from schema.shared.cost import COST_MAX

Sources = Mapping[str, tuple[str, ...]]
T = TypeVar("T")
PROJECT = Path(__file__).resolve().parent.parent
PORT = 8000
SECRET_LENGTH_MIN = 32  # characters
DATABASE = "tradegraph"
MARGIN_PERCENT_MAX = 1_000
REPLAY_DAYS = 7
DAYS_MAX = 36_500  # a century
CACHE_SECONDS_MAX = 3_600
REDIS_SCHEMES = ("redis", "rediss", "unix", "redis+cluster", "rediss+cluster")


class BadSetting(ValueError):
    """A setting that cannot be used. The message says which, and what it should be."""


@dataclass(frozen=True)
class Settings:
    """Where to listen, where the data lies, which database and which Redis to use.

    Without `database_url` an embedded PostgreSQL runs in `data_dir`; without `redis_url` facts
    travel inside the one process. Facts told within `replay_days` can be told again to a client
    that comes back. Where there are `trusted_documents`, by hash, customers and strangers run no
    others. Answers about the catalog are kept for strangers for `cache_seconds`; 0 keeps none.
    Each actor may ask for what `rate` says; without, for anything.
    `developer_tools` are introspection, GraphiQL and suggestions.
    Only the commands that back up and restore take a backup key; see `api.recovery.keys`.
    Webhooks are sent where `webhook_policy` allows it, and taken from `webhook_sources`, which are
    the secrets they sign with.
    Where a request comes from is believed of `trusted_proxies` alone.
    Staff may sign in through the identity provider `oidc` too. Letters go through `smtp`.
    Media lie in `media_dir`, or in the bucket `media_s3`.
    Payments go through `stripe`, else, where there is a `payment_sandbox`, through one that moves
    no money, goes wrong as `sandbox_faults` say, and posts its messages to a server where named.
    """

    host: str
    port: int
    data_dir: Path
    database_url: str | None = field(repr=False)
    redis_url: str | None = field(repr=False)
    secret: str | None = field(repr=False)
    allowed_origins: tuple[str, ...] = ()
    replay_days: int = REPLAY_DAYS
    socket_limits: SocketLimits = field(default_factory=SocketLimits)
    trusted_documents: Mapping[str, str] | None = None
    cache_seconds: int = CACHE_SECONDS
    developer_tools: bool | None = None  # whoever starts the server decides
    rate: Rate | None = field(default_factory=Rate)
    backup_dir: Path | None = None
    backup_key: str | None = field(default=None, repr=False)
    backup_key_file: Path | None = None
    webhook_policy: Policy = STRICT
    webhook_sources: Sources = field(default_factory=dict)
    trusted_proxies: tuple[Network, ...] = ()
    master_keys: MasterKeys | None = None
    oidc: Oidc | None = None
    smtp: Smtp | None = None
    promotion_rules: Rules = field(default_factory=Rules)
    publish_needs_approval: bool = False
    refund_limits: Limits = field(default_factory=Limits)
    media_dir: Path | None = None
    media_s3: S3 | None = None
    stripe: StripeKeys | None = None
    payment_sandbox: bool | None = None  # whoever starts the server decides
    sandbox_faults: Faults = field(default_factory=Faults)
    sandbox_posts_to: str | None = None

    def media(self) -> Media:
        """Where pictures, films and papers lie: in MEDIA_DIR, else beside the database's data; or
        in a bucket."""
        return Media(self.media_dir or self.data_dir / "media", self.media_s3)

    def masters(self) -> MasterKeys:
        """What data keys are wrapped under: TRADEGRAPH_MASTER_KEYS, else one kept in the data."""
        return self.master_keys or kept_master_keys(self.data_dir)

    def signing_secret(self) -> str:
        """The key that tokens are signed with: TRADEGRAPH_SECRET, else one kept in the data.

        Raises:
            BadSetting: the given one is too short to be a secret.
        """
        if self.secret is not None:
            return self.secret
        path = self.data_dir / "secret"
        try:
            return path.read_text().strip()
        except FileNotFoundError:
            self.data_dir.mkdir(parents=True, exist_ok=True)
            fresh = path.with_name(f"secret.{os.getpid()}")
            fresh.touch(mode=0o600)
            fresh.write_text(secrets.token_urlsafe(SECRET_LENGTH_MIN))
            try:
                os.link(fresh, path)  # whoever links first has made the secret
            except FileExistsError:
                pass
            finally:
                fresh.unlink()
            return path.read_text().strip()


def read_settings(env: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this process.

    Raises:
        BadSetting: a value that cannot be used.
    """
    secret = env.get("TRADEGRAPH_SECRET") or None
    if secret is not None and len(secret) < SECRET_LENGTH_MIN:
        raise BadSetting(f"TRADEGRAPH_SECRET needs at least {SECRET_LENGTH_MIN} characters.")
    data_dir = env.get("DATA_DIR")
    return Settings(
        host=env.get("HOST") or "127.0.0.1",
        port=_port(env.get("PORT") or str(PORT)),
        data_dir=Path(data_dir).absolute() if data_dir else default_data_dir(PROJECT),
        database_url=_url("DATABASE_URL", env.get("DATABASE_URL"), "postgres", "postgresql"),
        redis_url=_url("REDIS_URL", env.get("REDIS_URL"), *REDIS_SCHEMES),
        secret=secret,
        allowed_origins=tuple(filter(None, env.get("ALLOWED_ORIGINS", "").split(","))),
        replay_days=_count(env, "REPLAY_DAYS", REPLAY_DAYS, most=DAYS_MAX),
        socket_limits=SocketLimits(
            sockets_max=_count(env, "SOCKETS_MAX", SOCKETS_MAX),
            sockets_per_actor_max=_count(env, "SOCKETS_PER_ACTOR_MAX", SOCKETS_PER_ACTOR_MAX),
        ),
        trusted_documents=_documents(env.get("TRUSTED_DOCUMENTS")),
        cache_seconds=_count(
            env, "CATALOG_CACHE_SECONDS", CACHE_SECONDS, least=0, most=CACHE_SECONDS_MAX
        ),
        developer_tools=_switch(env, "DEVELOPER_TOOLS"),
        rate=_rate(
            _count(env, "RATE_LIMIT", RATE, least=0), _count(env, "RATE_LIMIT_BURST", BURST)
        ),
        backup_dir=_path(env.get("BACKUP_DIR")),
        backup_key=env.get("BACKUP_KEY") or None,
        backup_key_file=_path(env.get("BACKUP_KEY_FILE")),
        webhook_policy=_policy(env.get("WEBHOOK_NETWORKS_ALLOWED")),
        webhook_sources=_sources(
            env,
            carrier="WEBHOOK_SECRET_CARRIER",
            gateway="WEBHOOK_SECRET_GATEWAY",
            market="WEBHOOK_SECRET_MARKET",
        ),
        trusted_proxies=_networks(env.get("TRUSTED_PROXIES", "")),
        master_keys=_master_keys(env.get("TRADEGRAPH_MASTER_KEYS")),
        publish_needs_approval=_switch(env, "PUBLISH_NEEDS_APPROVAL") or False,
        refund_limits=Limits(
            _amounts("REFUND_APPROVAL_ABOVE", env.get("REFUND_APPROVAL_ABOVE")),
            _amounts("INSTANT_REFUND_UP_TO", env.get("INSTANT_REFUND_UP_TO")),
            _count(env, "INSTANT_REFUND_AFTER_ORDERS", INSTANT_AFTER_ORDERS, least=0),
        ),
        promotion_rules=Rules(
            RoundingRule(
                _one_of("PROMOTION_ROUNDING", env.get("PROMOTION_ROUNDING"), RoundingRule)
            ),
            StackingRule(
                _one_of("PROMOTION_STACKING", env.get("PROMOTION_STACKING"), StackingRule)
            ),
            _margin(env.get("PROMOTION_MARGIN_PERCENT")),
        ),
        smtp=_smtp(env.get("SMTP_URL"), env.get("MAIL_FROM")),
        media_dir=_path(env.get("MEDIA_DIR")),
        media_s3=_bucket(
            env.get("MEDIA_BUCKET_URL"), env.get("MEDIA_BUCKET_KEY"), env.get("MEDIA_BUCKET_SECRET")
        ),
        stripe=_stripe(env.get("STRIPE_SECRET_KEY"), env.get("STRIPE_WEBHOOK_SECRET")),
        payment_sandbox=_switch(env, "PAYMENT_SANDBOX"),
        sandbox_faults=_sandbox("PAYMENT_SANDBOX_FAULTS", env, read_faults),
        sandbox_posts_to=_sandbox("PAYMENT_SANDBOX_POSTS_TO", env, read_address),
        oidc=_oidc(
            issuer=env.get("OIDC_ISSUER"),
            client_id=env.get("OIDC_CLIENT_ID"),
            client_secret=env.get("OIDC_CLIENT_SECRET"),
            public_url=env.get("PUBLIC_URL"),
        ),
    )


def _one_of(name: str, text: str | None, rules: type[StrEnum]) -> str:
    """The name of a rule, the first if nothing is said."""
    names = [rule.value for rule in rules]
    if not text:
        return names[0]
    if text not in names:
        raise BadSetting(f"{name} must be one of {', '.join(names)}, not {text!r}.")
    return text


def _amounts(name: str, text: str | None) -> Mapping[str, int]:
    try:
        return read_limits(text or "")
    except BadLimit as mistake:
        raise BadSetting(f"{name} {mistake}") from None


def _margin(text: str | None) -> int | None:
    """Whole percent above cost, as basis points."""
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or int(text) > MARGIN_PERCENT_MAX:
        raise BadSetting(
            f"PROMOTION_MARGIN_PERCENT must be a number from 0 to {MARGIN_PERCENT_MAX},"
            f" not {text!r}."
        )
    return int(text) * 100


def _sandbox(name: str, env: Mapping[str, str], read: Callable[[str | None], T]) -> T:
    try:
        return read(env.get(name))
    except BadSandbox as mistake:
        raise BadSetting(f"{name} {mistake}") from None


def _smtp(url: str | None, sender: str | None) -> Smtp | None:
    if not url:
        return None
    try:
        return Smtp.read(url, sender)
    except BadPost as mistake:
        raise BadSetting(f"SMTP_URL: {mistake}.") from None


def _bucket(url: str | None, key_id: str | None, secret: str | None) -> S3 | None:
    if not url:
        return None
    try:
        return S3.read(url, key_id, secret)
    except BadBucket as mistake:
        raise BadSetting(f"MEDIA_BUCKET_URL: {mistake}.") from None


def _oidc(
    *, issuer: str | None, client_id: str | None, client_secret: str | None, public_url: str | None
) -> Oidc | None:
    if not issuer and not client_id and not client_secret:
        return None
    if not issuer or not client_id or not client_secret or not public_url:
        raise BadSetting(
            "OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET and PUBLIC_URL belong together."
        )
    try:
        return Oidc(issuer, client_id, client_secret, public_url)
    except BadProvider as mistake:
        raise BadSetting(str(mistake)) from None


def _stripe(api_key: str | None, webhook_secret: str | None) -> StripeKeys | None:
    try:
        return StripeKeys.read(api_key, webhook_secret)
    except BadKeys as mistake:
        raise BadSetting(str(mistake)) from None


def _master_keys(text: str | None) -> MasterKeys | None:
    if not text:
        return None
    try:
        return MasterKeys.read(text)
    except BadMasterKeys as mistake:
        raise BadSetting(f"TRADEGRAPH_MASTER_KEYS: {mistake}.") from None


def _path(text: str | None) -> Path | None:
    return Path(text).absolute() if text else None


def _count(
    env: Mapping[str, str], name: str, default: int, *, least: int = 1, most: int | None = None
) -> int:
    text = env.get(name)
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= (most or int(text)):
        bound = f"to {most}" if most else "upwards"
        raise BadSetting(f"{name} must be a number from {least} {bound}, not {text!r}.")
    return int(text)


def _rate(per_second: int, burst: int) -> Rate | None:
    if not per_second:
        return None
    if burst < COST_MAX:
        raise BadSetting(f"RATE_LIMIT_BURST must be at least {COST_MAX}: one operation's cost.")
    return Rate(per_second, burst)


def _switch(env: Mapping[str, str], name: str) -> bool | None:
    text = env.get(name)
    if not text:
        return None
    if text not in ("0", "1"):
        raise BadSetting(f"{name} must be 1 (on) or 0 (off), not {text!r}.")
    return text == "1"


def _policy(text: str | None) -> Policy:
    """Private networks that webhooks may be sent to, without TLS too."""
    try:
        return Policy(tuple(ip_network(each.strip()) for each in (text or "").split(",") if each))
    except ValueError:
        raise BadSetting(
            f"WEBHOOK_NETWORKS_ALLOWED must be networks such as 127.0.0.0/8, not {text!r}."
        ) from None


def _sources(env: Mapping[str, str], **names: str) -> Sources:
    """The secrets of each source that has any."""
    given = {source: (name, env.get(name)) for source, name in names.items()}
    return {source: _secrets(name, text) for source, (name, text) in given.items() if text}


def _secrets(name: str, text: str) -> tuple[str, ...]:
    """Secrets of a source, parted by blanks: while one is replaced there are two."""
    secrets = tuple(text.split())
    if not secrets or not all(is_secret(each) for each in secrets):
        raise BadSetting(f"{name} must be whsec_ and the base64 of 24 bytes or more.")
    return secrets


def _documents(path: str | None) -> Mapping[str, str] | None:
    if not path:
        return None
    try:
        return read_list(Path(path))
    except ValueError as mistake:
        raise BadSetting(f"TRUSTED_DOCUMENTS: {mistake}.") from None


def _networks(text: str) -> tuple[Network, ...]:
    try:
        return networks(text.split(","))
    except ValueError as mistake:
        raise BadSetting(f"TRUSTED_PROXIES: {mistake}.") from None


def _port(text: str) -> int:
    try:
        port = int(text)
    except ValueError:
        port = -1
    if not 0 <= port < 2**16:
        raise BadSetting(f"PORT must be a number from 0 to 65535, not {text!r}.")
    return port


def _url(name: str, text: str | None, *schemes: str) -> str | None:
    if not text:
        return None
    if urlsplit(text).scheme not in schemes:
        raise BadSetting(f"{name} must begin with {schemes[0]}://, not {text.split(':')[0]!r}.")
    return text
