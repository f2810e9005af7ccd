"""The library's migrations, without building all models anew for every step of each of them.

It keeps the models as they were before each operation, for the few that look at them, and it
prepares the queries of all models whenever one changes. Here both are done for whom it concerns:
the same steps, in less than half the time.
"""

from functools import cached_property

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


class Now(State):
    """The models as they are after the operations so far."""

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
    """Models, of which each is prepared once."""

    def _build_initial_querysets(self) -> None:
        prepared = self.__dict__.setdefault("_prepared", set())
        everything = self.apps
        self.apps = {
            label: {name: model for name, model in models.items() if model not in prepared}
            for label, models in everything.items()
        }
        try:
            super()._build_initial_querysets()
        finally:
            prepared.update(
                model
                for models in self.apps.values()
                for model in models.values()
                if model._meta._inited
            )
            self.apps = everything
