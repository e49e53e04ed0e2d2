"""Beizeng 倍增: reads a government's programme as issued, and runs it.

Seven rooms (register, rules, cases, indicators, plan, screening, reports), three doors (web, api, cli),
one ground floor (base), one vocabulary (spec). Content lives outside, on the shelf: ``packs/``.
Imports only go down; ``ARCHITECTURE.md`` draws the house and names the address of every usual change.
"""
