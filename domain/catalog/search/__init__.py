"""Finding goods by what somebody typed: words, their synonyms, slips of the finger, and facets.

`port` says what is asked and what a search engine must be able to do; `postgres` does it in the
shop's own database. Reads: `find.py` (what a page of the shop asks), `suggest.py`, `journal.py`
(what was looked for in vain). Verbs: `set_synonyms`, `set_boost`, `note_search`.
"""
