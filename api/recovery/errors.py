"""What cannot be done with a backup, each in a sentence for whoever sits at the terminal."""


class CannotRecover(RuntimeError):
    """It was not done, and nothing that was there before has changed. The message says why."""


class Damaged(CannotRecover):
    """What was read is not what was written, or was written under another key."""
