"""Doors to the outside world, one module per door, each a protocol with its local implementation.

``papers``: content-addressed files. ``messages``: notices to people.
Identity, e-licence and seal, payment and maps come with the systems that need them; none is pretended.
"""
