"""`python -m toy NAME`: a program of the house that knows the toy flow too."""

from toy.shown import LOANS

from workers.__main__ import programs

programs([LOANS])(prog_name="python -m toy")
