"""Faults on purpose: a proxy that breaks what passes through it, and a campaign that kills what it runs.

`python -m tests.faults --runs 200 --seed 7` runs the campaign; every decision follows from the seed.
"""
