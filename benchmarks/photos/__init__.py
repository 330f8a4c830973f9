"""Pairs of photos whose truth is known, and how the comparison judges them. The pictures are those that come with
scikit-image, and drawn scenes; shots, light and noise are simulated, so all rates are hopes."""
