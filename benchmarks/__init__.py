"""`python -m benchmarks` (`make bench`): the figures that the house promises, as ratios within one run.

Processes and disks are real. Beside every figure is an fsync probe, because a commit is never faster than that.
"""
