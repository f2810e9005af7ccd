"""What goes back to channels: stock and prices of what they list."""
