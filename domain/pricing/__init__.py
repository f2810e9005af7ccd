"""What things cost: price lists, planned prices, costs, what others ask, rules, and odd prices.

Verbs: `price_variant`, `schedule_price`, `cancel_scheduled_price`, `apply_scheduled_prices`,
`create_price_list`, `set_list_prices`, `activate_price_list`, `deactivate_price_list`,
`turn_price_lists`, `record_cost`, `report_competitor_price`, `set_pricing_rule`, `apply_rule`,
`answer_proposal`, `close_anomaly`. The arithmetic is
pure: `deciding.py` says what a rule comes to, `anomalies.py` what is odd about a price.
"""
