"""Reports: official papers (briefing, notice, opinion, scorecard) composed from figures that can be traced back.

This room is not furnished yet: no paper is composed. Not here: the figures themselves (the rooms below).
"""
