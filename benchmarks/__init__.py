"""`python -m benchmarks` (`make bench`): the figures that the house promises, as ratios within one run.

Real processes and real disks: an fsync probe stands beside every figure, because a commit is never faster than that.
"""
