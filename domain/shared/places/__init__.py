"""Places: provinces and states by their codes, and what each country asks of an address."""
