"""Claims about delivered goods, as clients see them."""
