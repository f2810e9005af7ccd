"""The business. No web, no wire, no framework but the ORM."""
