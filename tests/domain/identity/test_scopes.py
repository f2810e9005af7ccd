"""Roles bundle permissions, and the table says which."""

from domain.identity.scopes import ROLE_SCOPES, Role, Scope, scopes_of


def test_every_role_permits_something_and_the_administrator_everything() -> None:
    assert set(ROLE_SCOPES) == set(Role)
    assert all(ROLE_SCOPES.values())
    assert scopes_of([Role.ADMIN]) == frozenset(Scope)


def test_roles_add_up() -> None:
    both = scopes_of([Role.CATALOG_MANAGER, Role.WAREHOUSE_OPERATOR])

    assert both == scopes_of([Role.CATALOG_MANAGER]) | scopes_of([Role.WAREHOUSE_OPERATOR])


def test_a_role_we_do_not_know_permits_nothing() -> None:
    assert scopes_of(["emperor"]) == frozenset()


def test_only_the_administrator_hires() -> None:
    assert [role for role in Role if Scope.STAFF_WRITE in ROLE_SCOPES[role]] == [Role.ADMIN]
