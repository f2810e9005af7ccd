"""Other people's lorries: what we ask of a carrier, one that is simulated, and their languages.

`port` says what a carrier must be able to do; `simulated` does it without a network, with the
faults that real ones have; `vocabulary` reads what any of them say; `waybills` makes and checks
numbers.
"""
