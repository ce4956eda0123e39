"""A Pulumi policy pack: what `audit` checks, on the pools that any program would make, before it makes them.

`pack` alone needs `pulumi_policy`, which is in this folder's own virtual environment; the other modules are plain.
"""
