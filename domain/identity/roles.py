"""Naming roles: each one known, each one once."""

from collections.abc import Sequence

from domain.identity.scopes import Role
from domain.shared import inputs
from domain.shared.errors import InvalidInput


def known_roles(roles: Sequence[str]) -> list[str]:
    """Roles as a row keeps them, in order; none at all is a choice too.

    Raises:
        InvalidInput: too many, or a role we do not know.
    """
    if set(inputs.items(roles, "roles")) - {role.value for role in Role}:
        raise InvalidInput("We have no such role.", "roles")
    return sorted({str(role) for role in roles})
