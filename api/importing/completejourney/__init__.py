"""A real retailer's year: products, households and baskets, brought in week by week."""
