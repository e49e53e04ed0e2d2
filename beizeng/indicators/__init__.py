"""Indicators: measured numbers with definition, period, baseline, target, path, actual and forecast.

This room is not furnished yet: the 26 indicators of the plan are read and shown by ``plan`` as the pack states them,
and no actual, light or forecast is shown anywhere. Not here: what is counted (``register.queries``).
"""
