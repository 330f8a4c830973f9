"""`flask --app toy.door web`: doors and pages that know the toy flow too."""

from toy.faces import LOANS

from config.settings import Settings
from wsgi import create

application = create(Settings(), [LOANS])
