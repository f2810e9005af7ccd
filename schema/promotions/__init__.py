"""Promotions and coupons on the wire."""
