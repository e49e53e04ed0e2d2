"""Units, posts, accounts and what they may do.

A matter is held by a post, not by a person: handing a post over moves all its matters at once.
``Actor`` is who acts or looks: built once per request by ``queries.actor_of``, asked with ``may`` and ``reach``.
A key of another program is an ``Actor`` too: it reads what it was given, until its last day.
Not here: which matters there are (the rooms); the rooms ask ``viewer.reach("cases.read")`` and filter.
"""
