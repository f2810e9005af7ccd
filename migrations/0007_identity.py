"""Signing in, keys, tokens of other machines, and roles as rows."""

import json

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from domain.identity.states import SessionEnd, SignInMethod
from domain.shared.context import ActorKind
from domain.shared.ids import new_id

# The roles a shop began with at this revision; later ones grant what came after.
ROLES = {
    "admin": (
        "audit:read",
        "catalog:read",
        "catalog:write",
        "customers:erase",
        "customers:export",
        "customers:pii",
        "customers:read",
        "customers:write",
        "events:read",
        "fulfillment:read",
        "fulfillment:write",
        "inventory:adjust",
        "inventory:read",
        "inventory:write",
        "orders:read",
        "orders:write",
        "payments:write",
        "staff:write",
        "tickets:read",
        "tickets:write",
        "webhooks:read",
        "webhooks:write",
    ),
    "auditor": ("audit:read",),
    "catalog_manager": (
        "catalog:read",
        "catalog:write",
        "inventory:read",
    ),
    "service_agent": (
        "catalog:read",
        "customers:pii",
        "customers:read",
        "customers:write",
        "fulfillment:read",
        "inventory:read",
        "orders:read",
        "orders:write",
        "payments:write",
        "tickets:read",
        "tickets:write",
    ),
    "warehouse_operator": (
        "catalog:read",
        "fulfillment:read",
        "fulfillment:write",
        "inventory:adjust",
        "inventory:read",
        "inventory:write",
        "orders:read",
    ),
}
SEED = (
    "INSERT INTO role (id, version, name, scopes, is_built_in, created_at, updated_at) VALUES "
    + ", ".join(
        f"(gen_random_uuid(), 1, '{role}', '{json.dumps(scopes)}'::jsonb, true, now(), now())"
        for role, scopes in ROLES.items()
    )
    + " ON CONFLICT (name) DO NOTHING"
)


class Migration(migrations.Migration):
    dependencies = [("tradegraph", "0006_sessions")]

    initial = False

    operations = [
        ops.CreateModel(
            name="ApiToken",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=1)),
                ("name", fields.CharField(max_length=120)),
                ("token_hash", fields.CharField(max_length=64)),
                ("scopes", fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ("created_by_id", fields.UUIDField(null=True)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                (
                    "last_used_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("revoked_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "api_token",
                "app": "tradegraph",
                "pk_attr": "id",
                "table_description": "What another machine shows instead of a password, as a hash.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="AttemptCount",
            fields=[
                (
                    "key",
                    fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64),
                ),
                ("attempts", fields.IntField()),
                (
                    "window_ends_at",
                    fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False),
                ),
                (
                    "locked_until",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("lockouts", fields.IntField(default=0)),
            ],
            options={
                "table": "attempt_count",
                "app": "tradegraph",
                "pk_attr": "key",
                "table_description": "How often something was tried that must not be tried often: by whom or on what is a hash.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Credential",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=1)),
                (
                    "kind",
                    fields.CharEnumField(
                        description="ANONYMOUS: anonymous\nCUSTOMER: customer\nSTAFF: staff\nINTEGRATION: integration\nSYSTEM: system",
                        enum_type=ActorKind,
                        max_length=16,
                    ),
                ),
                ("holder_id", fields.UUIDField(unique=True)),
                ("password_hash", fields.CharField(max_length=255)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "credential",
                "app": "tradegraph",
                "pk_attr": "id",
                "table_description": "Somebody's password, hashed (argon2id).",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ResetRequest",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "kind",
                    fields.CharEnumField(
                        description="ANONYMOUS: anonymous\nCUSTOMER: customer\nSTAFF: staff\nINTEGRATION: integration\nSYSTEM: system",
                        enum_type=ActorKind,
                        max_length=16,
                    ),
                ),
                ("email", fields.CharField(max_length=254)),
                ("locale", fields.CharField(max_length=16)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("due_at", fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False)),
                ("tries", fields.IntField(default=0)),
            ],
            options={
                "table": "reset_request",
                "app": "tradegraph",
                "pk_attr": "id",
                "table_description": "Somebody forgot a password: kept, known or not, until a letter was sent or nobody found.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ResetToken",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "kind",
                    fields.CharEnumField(
                        description="ANONYMOUS: anonymous\nCUSTOMER: customer\nSTAFF: staff\nINTEGRATION: integration\nSYSTEM: system",
                        enum_type=ActorKind,
                        max_length=16,
                    ),
                ),
                ("holder_id", fields.UUIDField(unique=True)),
                ("token_hash", fields.CharField(unique=True, max_length=64)),
                (
                    "expires_at",
                    fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False),
                ),
            ],
            options={
                "table": "reset_token",
                "app": "tradegraph",
                "pk_attr": "id",
                "table_description": "What a letter holds that lets one set a new password once, as a hash.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="RoleRow",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=1)),
                ("name", fields.CharField(unique=True, max_length=32)),
                ("scopes", fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ("is_built_in", fields.BooleanField(default=False)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "role",
                "app": "tradegraph",
                "pk_attr": "id",
                "table_description": "A set of scopes by a name that members of staff carry. Those built in cannot be deleted.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="SessionRow",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=1)),
                (
                    "kind",
                    fields.CharEnumField(
                        description="ANONYMOUS: anonymous\nCUSTOMER: customer\nSTAFF: staff\nINTEGRATION: integration\nSYSTEM: system",
                        enum_type=ActorKind,
                        max_length=16,
                    ),
                ),
                ("holder_id", fields.UUIDField()),
                (
                    "method",
                    fields.CharEnumField(
                        description="PASSWORD: password",
                        enum_type=SignInMethod,
                        max_length=16,
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("seen_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                (
                    "expires_at",
                    fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False),
                ),
                ("ended_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                (
                    "ended_because",
                    fields.CharEnumField(
                        null=True,
                        description="SIGNED_OUT: signed_out\nPASSWORD_SET: password_set\nTOKEN_REUSED: token_reused\nLEFT: left",
                        enum_type=SessionEnd,
                        max_length=16,
                    ),
                ),
            ],
            options={
                "table": "session",
                "app": "tradegraph",
                "indexes": [Index(fields=["holder_id", "ended_at"])],
                "pk_attr": "id",
                "table_description": "Somebody signed in: from one sign-in until it is ended, or expires. No more is kept of it.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="RefreshToken",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "session",
                    fields.ForeignKeyField(
                        "tradegraph.SessionRow",
                        source_field="session_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("token_hash", fields.CharField(unique=True, max_length=64)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("spent_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "refresh_token",
                "app": "tradegraph",
                "pk_attr": "id",
                "table_description": "What keeps a session going, as a hash. Of each session one is unspent.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="SigningKey",
            fields=[
                (
                    "name",
                    fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64),
                ),
                ("private_half", fields.BinaryField(null=True)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("retired_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "signing_key",
                "app": "tradegraph",
                "pk_attr": "name",
                "table_description": "A key pair that tokens are signed with; `private_half` is sealed under the secret.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="SimulatedLetter",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("recipient", fields.CharField(max_length=254)),
                ("subject", fields.CharField(max_length=200)),
                ("text", fields.TextField(unique=False)),
                ("sent_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "simulated_letter",
                "app": "tradegraph",
                "pk_attr": "id",
                "table_description": "What the simulated post delivered, for whoever looks into the box.",
            },
            bases=["Model"],
        ),
        # Of each session one refresh token is unspent.
        ops.RunSQL(
            "CREATE UNIQUE INDEX refresh_token_unspent ON refresh_token (session_id)"
            " WHERE spent_at IS NULL"
        ),
        ops.RunSQL("CREATE INDEX refresh_token_spent ON refresh_token (session_id, spent_at)"),
        ops.RunSQL(SEED),
    ]
