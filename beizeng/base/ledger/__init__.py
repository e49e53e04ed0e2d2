"""The ledger: who did what, when, on which basis, in a chain of hashes that nobody can alter unseen.

Every write of the house is a function in some room's ``actions.py`` under ``@action``:

    @action("cases.lodge")
    def lodge(*, by: Actor, at: datetime, ...) -> Done[Case]: ...

Not here: who a person is (``people``), what a case may do (``cases``).
"""
