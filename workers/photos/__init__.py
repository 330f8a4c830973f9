"""Before and after: whether a photo shows the same place as another, and whether something changed in the marked
region. OpenCV and scikit-image are loaded only by the process that compares (`apart.compared` starts it), so nothing
here may be imported by doors or pages. Method, figures and limits: docs/photos.md.
"""
