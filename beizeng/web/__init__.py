"""The web door: pages for clerks, heads, firms, auditors and the public. One module per room, same names.

A view holds request → query or action → response; what it shows is decided in the rooms by ``viewer=``.
"""
