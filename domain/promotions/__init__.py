"""What takes something off: promotions, coupons, and what an order of now would cost with them.

`evaluate` is a pure function: docs/promotions.md says in which order it does what, and why.

Verbs: `create_promotion`, `update_promotion`, `move_promotion` (activate, pause, end),
`create_coupon`, `create_coupon_batch`, `fill_coupon_batches`, `disable_coupon`; for orders:
`reserve_uses`, `redeem_uses`, `release_uses`; and when orders are split or merged `split_uses`,
`move_uses`.
"""
