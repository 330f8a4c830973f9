"""Training: who has to know what, how a paper is drawn and judged, when somebody learns again."""
