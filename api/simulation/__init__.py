"""A shop that moves by itself: people and a carrier at work, through the same verbs as anyone."""

from api.simulation.simulate import simulate

__all__ = ["simulate"]
