"""Who in this process listens to what."""

from realtime import topics
from realtime.listener import Listener
from realtime.messages import StoredEvent


class Routes:
    """Listeners by topic. Each knows its topics, and may take on and let go of some at any time."""

    def __init__(self) -> None:
        self._routes: dict[topics.Topic, set[Listener]] = {}

    def attend(self, listener: Listener, topic: topics.Topic) -> None:
        """Tell this listener what happens here from now on."""
        listener.topics.add(topic)
        self._routes.setdefault(topic, set()).add(listener)

    def ignore(self, listener: Listener, topic: topics.Topic) -> None:
        """Tell it no more of what happens here."""
        listener.topics.discard(topic)
        listeners = self._routes.get(topic)
        if listeners is not None:
            listeners.discard(listener)
            if not listeners:
                del self._routes[topic]

    def leave(self, listener: Listener) -> None:
        """Tell it nothing more."""
        for topic in tuple(listener.topics):
            self.ignore(listener, topic)

    def deliver(self, event: StoredEvent) -> None:
        """Offer a fact to whom it concerns."""
        for topic in topics.of(event):
            for listener in self._routes.get(topic, ()):
                listener.offer(event)

    @property
    def listeners(self) -> set[Listener]:
        """Everybody."""
        return {each for listeners in self._routes.values() for each in listeners}
