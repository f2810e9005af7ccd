"""Routes, the rules behind them, and who waits for what, as clients see and change it."""
