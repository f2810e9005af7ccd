"""The roles a shop begins with, as rows. Migrations write them out; here is what they come to."""

import json

from domain.identity.scopes import ROLE_SCOPES, Role

# Whatever is added to what can be permitted, the administrator may do; run after all migrations.
ADMINISTRATE = (
    f"UPDATE role SET scopes = '{json.dumps(sorted(ROLE_SCOPES[Role.ADMIN]))}'::jsonb"
    f" WHERE name = '{Role.ADMIN}' AND scopes"
    f" <> '{json.dumps(sorted(ROLE_SCOPES[Role.ADMIN]))}'::jsonb"
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
