"""What an edit refuses."""

from collections.abc import Sequence
from uuid import UUID

from domain.orders.editing.plan import EditProblem
from domain.shared.errors import DomainError


class EditAlreadyOpen(DomainError):
    """Somebody is at work on this order: one edit at a time."""

    code = "EDIT_ALREADY_OPEN"

    def __init__(self, edit_id: UUID) -> None:
        super().__init__("Another edit of this order is open.", edit_id=edit_id)
        self.edit_id = edit_id


class EditNotPossible(DomainError):
    """It cannot be done as it is. `problems` say why; the edit stays open."""

    code = "EDIT_NOT_POSSIBLE"

    def __init__(self, problems: Sequence[EditProblem]) -> None:
        reasons = ", ".join(sorted({problem.kind.value for problem in problems}))
        super().__init__(f"This edit cannot be done: {reasons}.", reasons=reasons)
        self.problems = list(problems)


class EditConflicted(DomainError):
    """The order changed since the edit was begun: it ends, and the order is as it is."""

    code = "EDIT_CONFLICTED"

    def __init__(self, edit_id: UUID, changes: Sequence[str]) -> None:
        told = ", ".join(dict.fromkeys(changes))
        super().__init__(
            f"The order changed since this edit was begun: {told}.", edit_id=edit_id, changes=told
        )
        self.edit_id = edit_id
        self.changes = list(changes)
