"""The life of what a machine was told to do, as a table."""

from enum import StrEnum

from domain.shared.states import StateMachine, move


class InstructionKind(StrEnum):
    """What a machine is told."""

    PICK = "pick"
    DIVERT = "divert"


class InstructionStatus(StrEnum):
    """How far it has come."""

    PENDING = "pending"
    ACKNOWLEDGED = "acknowledged"
    FAILED = "failed"
    EXPIRED = "expired"


class InstructionAction(StrEnum):
    """What becomes of it."""

    ACKNOWLEDGE = "acknowledge"
    FAIL = "fail"
    EXPIRE = "expire"


# A machine that took it on may still fail at it.
INSTRUCTION = StateMachine(
    "device instruction",
    InstructionStatus,
    initial={InstructionStatus.PENDING},
    moves=[
        move(
            InstructionAction.ACKNOWLEDGE, InstructionStatus.PENDING, InstructionStatus.ACKNOWLEDGED
        ),
        move(
            InstructionAction.FAIL,
            {InstructionStatus.PENDING, InstructionStatus.ACKNOWLEDGED},
            InstructionStatus.FAILED,
        ),
        move(InstructionAction.EXPIRE, InstructionStatus.PENDING, InstructionStatus.EXPIRED),
    ],
)
