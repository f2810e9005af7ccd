"""The library's migrations, without building all models anew for every step of each of them.

It keeps the models as they were before each operation, for the few that look at them, and it
prepares the queries of all models whenever one changes. Here the first is done for whom it concerns
and the second not at all: the same steps, in a small part of the time.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from tortoise import models
from tortoise.migrations.executor import MigrationExecutor
from tortoise.migrations.graph import MigrationKey
from tortoise.migrations.schema_generator.state import ModelState, State
from tortoise.migrations.schema_generator.state_apps import StateApps

Models = dict[tuple[str, str], ModelState]


class Executor(MigrationExecutor):
    """Applies migrations."""

    async def _project_state(
        self, applied: set[MigrationKey], *, upto: MigrationKey | None = None
    ) -> State:
        state = await super()._project_state(set(), upto=upto)
        now = Now({}, Apps(default_connections=state.apps._default_connections))
        for key in self._full_plan():
            if key == upto:
                break
            migration = self.loader.graph.nodes[key]
            if key in applied and migration is not None:
                await migration.apply(now, dry_run=True)
        return now

    async def migrate(self, *args: Any, **kwargs: Any) -> None:
        """Bring the database to a target."""
        with _nothing_looked_for():
            await super().migrate(*args, **kwargs)


@contextmanager
def _nothing_looked_for() -> Iterator[None]:
    """For each field of each model built meanwhile, the library would write down the two dozen ways
    in which it can be looked for: half of the time that is left.
    """
    name = "get_filters_for_field"
    prepared = getattr(models, name)
    setattr(models, name, lambda **_: {})
    try:
        yield
    finally:
        setattr(models, name, prepared)


class Now(State):
    """The models as they are after the operations so far."""

    def reload_models(self, model_tuples: Iterable[tuple[str, str]]) -> None:
        """Build anew what changed. Of a model that begins, nobody knew: only those are built with
        it that waited for it."""
        wanted = set(model_tuples)
        known = {key: self.apps.apps.get(key[0], {}).get(key[1]) for key in wanted}
        if all(known.values()):
            super().reload_models(wanted)
        else:
            self._reload(
                {key for key, model in known.items() if not model or not model._meta._inited}
            )

    def clone(self) -> State:
        """As they are at this moment, whatever follows."""
        return Then({key: model.clone() for key, model in self.models.items()}, self.apps)


class Then(State):
    """The models as they were; they are built when somebody looks at them."""

    def __init__(self, models: Models, later: StateApps) -> None:
        self.models = models
        self._later = later

    @cached_property
    def apps(self) -> StateApps:  # type: ignore[override]
        """The models themselves."""
        return self._later.clone(model_states=self.models)


class Apps(StateApps):
    """Models of which only the tables are asked for: no queries are prepared."""

    def _build_initial_querysets(self) -> None:
        """Migrations change tables by statements of their own."""
