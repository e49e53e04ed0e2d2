"""The ground floor: clock, engine, ledger, people, jobs, ports. Knows no room above it."""
