"""The life of one run of a rule, as a table; and why some do nothing."""

from enum import StrEnum

from domain.shared.states import StateMachine, move


class AutomationRunStatus(StrEnum):
    """One rule that matched one fact, and what came of it."""

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"
    SKIPPED = "skipped"
    GUARDED = "guarded"


class AutomationRunAction(StrEnum):
    """What happens to a run; all of it by itself."""

    CARRY_OUT = "carry_out"
    REFUSE = "refuse"
    SKIP = "skip"
    GUARD = "guard"


RUN = StateMachine(
    "automation run",
    AutomationRunStatus,
    initial={AutomationRunStatus.WAITING},
    moves=[
        move(AutomationRunAction.CARRY_OUT, AutomationRunStatus.WAITING, AutomationRunStatus.DONE),
        move(AutomationRunAction.REFUSE, AutomationRunStatus.WAITING, AutomationRunStatus.REFUSED),
        move(AutomationRunAction.SKIP, AutomationRunStatus.WAITING, AutomationRunStatus.SKIPPED),
        move(AutomationRunAction.GUARD, AutomationRunStatus.WAITING, AutomationRunStatus.GUARDED),
    ],
)


class RunCode(StrEnum):
    """Why a run was skipped, guarded or given up. A refusal has the code of its verb."""

    RULE_DELETED = "RULE_DELETED"
    RULE_DISABLED = "RULE_DISABLED"
    NO_LONGER_MATCHES = "NO_LONGER_MATCHES"
    CHAIN_TOO_LONG = "CHAIN_TOO_LONG"
    TOO_OFTEN = "TOO_OFTEN"
    FAILED = "FAILED"
