"""Long work beside the request: a row with progress, cancel and result, on both databases, without a broker.

A room registers what it can do with ``@handles("register.load")``; a door asks with ``actions.ask``;
the worker of ``beizeng serve`` takes the oldest. Not here: what the work is.
"""
