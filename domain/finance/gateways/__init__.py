"""Other people's tills: what we ask of a payment gateway, and one that is simulated.

`port` says what a gateway must be able to do; `simulated` does it without a network, with the
faults that real ones have; `registry` knows which ones this process can reach.
"""
