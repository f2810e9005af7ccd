"""The roles a shop begins with, as rows."""

import json

from domain.identity.scopes import ROLE_SCOPES

_VALUES = ", ".join(
    f"(gen_random_uuid(), 1, '{role}', '{json.dumps(sorted(scopes))}'::jsonb, true, now(), now())"
    for role, scopes in ROLE_SCOPES.items()
)
SEED = (
    "INSERT INTO role (id, version, name, scopes, is_built_in, created_at, updated_at)"
    f" VALUES {_VALUES} ON CONFLICT (name) DO NOTHING"
)
# Back to that, whatever became of them.
AGAIN = (
    "UPDATE role SET version = 1, scopes = CASE name "
    + " ".join(
        f"WHEN '{role}' THEN '{json.dumps(sorted(scopes))}'::jsonb"
        for role, scopes in ROLE_SCOPES.items()
    )
    + " ELSE '[]'::jsonb END WHERE version > 1 AND is_built_in"
)
