"""People who work here and their roles; how anybody signs in, and the keys behind it.

Nothing here opens a door by being read: passwords, refresh tokens, reset tokens and API tokens are
kept as hashes, private halves of keys sealed.
"""

from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from domain.identity.states import SessionEnd, SignInMethod
from domain.shared.context import ActorKind
from domain.shared.ids import new_id

HASH_LENGTH = 64  # characters of a SHA-256 in hex


class StaffMember(Model):
    """Somebody who works here. `roles` names the sets of scopes they hold.

    A token issued before `sessions_valid_from` is refused.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=0)
    name = fields.CharField(max_length=120)
    email = fields.CharField(max_length=254, unique=True)
    roles = fields.JSONField[list[str]](default=list)
    is_active = fields.BooleanField(default=True)
    sessions_valid_from = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "staff_member"


class RoleRow(Model):
    """A set of scopes by a name that members of staff carry. Those built in cannot be deleted."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=1)
    name = fields.CharField(max_length=32, unique=True)
    scopes = fields.JSONField[list[str]](default=list)
    is_built_in = fields.BooleanField(default=False)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "role"


class SigningKey(Model):
    """A key pair that tokens are signed with; `private_half` is sealed under the secret.

    The newest that is not retired signs. A row named `secret` says that tokens signed under the
    bare secret are refused.
    """

    name = fields.CharField(primary_key=True, max_length=64)
    private_half = fields.BinaryField(null=True)
    created_at = fields.DatetimeField()
    retired_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        table = "signing_key"


class Credential(Model):
    """Somebody's password, hashed (argon2id)."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=1)
    kind = fields.CharEnumField(ActorKind, max_length=16)
    holder_id = fields.UUIDField(unique=True)
    password_hash = fields.CharField(max_length=255)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "credential"


class SessionRow(Model):
    """Somebody signed in: from one sign-in until it is ended, or expires. No more is kept of it."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=1)
    kind = fields.CharEnumField(ActorKind, max_length=16)
    holder_id = fields.UUIDField()
    method = fields.CharEnumField(SignInMethod, max_length=16)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()
    seen_at = fields.DatetimeField()
    expires_at = fields.DatetimeField(db_index=True)
    ended_at: datetime | None = fields.DatetimeField(null=True)
    ended_because = fields.CharEnumField(SessionEnd, max_length=16, null=True)

    class Meta:
        table = "session"
        indexes = (("holder_id", "ended_at"),)


class RefreshToken(Model):
    """What keeps a session going, as a hash. Of each session one is unspent."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    session: fields.ForeignKeyRelation[SessionRow] = fields.ForeignKeyField(
        "tradegraph.SessionRow", related_name=False, on_delete=fields.CASCADE
    )
    token_hash = fields.CharField(max_length=HASH_LENGTH, unique=True)
    created_at = fields.DatetimeField()
    spent_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        table = "refresh_token"


class AttemptCount(Model):
    """How often something was tried that must not be tried often: by whom or on what is a hash."""

    key = fields.CharField(primary_key=True, max_length=HASH_LENGTH)
    attempts = fields.IntField()
    window_ends_at = fields.DatetimeField(db_index=True)
    locked_until: datetime | None = fields.DatetimeField(null=True)
    lockouts = fields.IntField(default=0)

    class Meta:
        table = "attempt_count"


class ResetRequest(Model):
    """Somebody forgot a password: kept, known or not, until a letter was sent or nobody found."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    kind = fields.CharEnumField(ActorKind, max_length=16)
    email = fields.TextField()
    email_index = fields.CharField(max_length=32, null=True)
    locale = fields.CharField(max_length=16)
    created_at = fields.DatetimeField()
    due_at = fields.DatetimeField(db_index=True)
    tries = fields.IntField(default=0)

    class Meta:
        table = "reset_request"


class ResetToken(Model):
    """What a letter holds that lets one set a new password once, as a hash."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    kind = fields.CharEnumField(ActorKind, max_length=16)
    holder_id = fields.UUIDField(unique=True)
    token_hash = fields.CharField(max_length=HASH_LENGTH, unique=True)
    expires_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "reset_token"


class ApiToken(Model):
    """What another machine shows instead of a password, as a hash."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=1)
    name = fields.CharField(max_length=120)
    token_hash = fields.CharField(max_length=HASH_LENGTH)
    scopes = fields.JSONField[list[str]](default=list)
    created_by_id: UUID | None = fields.UUIDField(null=True)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()
    expires_at: datetime | None = fields.DatetimeField(null=True)
    last_used_at: datetime | None = fields.DatetimeField(null=True)
    revoked_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        table = "api_token"


class SimulatedLetter(Model):
    """What the simulated post delivered, for whoever looks into the box."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    recipient = fields.CharField(max_length=254)
    subject = fields.CharField(max_length=200)
    text = fields.TextField()
    sent_at = fields.DatetimeField()

    class Meta:
        table = "simulated_letter"
