"""Real data in: the retailer's year, the Chinese catalog."""
