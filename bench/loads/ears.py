"""One pair of ears for everything that may have something to say, in one loop without asyncio."""

import select
from collections.abc import Callable

AT_ONCE = 4_096  # who has something to say


class Ears:
    """Attend to descriptors; `hear` calls whoever attends to one that has something to say."""

    def __init__(self) -> None:
        self._epoll = select.epoll()
        self._attending: dict[int, Callable[[int], None]] = {}

    def attend(self, fileno: int, hear: Callable[[int], None]) -> None:
        """Call `hear` with the descriptor whenever it has something to say."""
        self._attending[fileno] = hear
        self._epoll.register(fileno, select.EPOLLIN)

    def forget(self, fileno: int) -> None:
        """Attend to it no longer."""
        del self._attending[fileno]
        self._epoll.unregister(fileno)

    def hear(self, seconds: float) -> None:
        """Whatever is said now, or else first within so many seconds."""
        attending = self._attending
        for fileno, _ in self._epoll.poll(seconds, AT_ONCE):
            if hear := attending.get(fileno):
                hear(fileno)
