"""What describes the API to other programs (`/api/v1/openapi.json`)."""

from spectree import SecurityScheme, SpecTree
from spectree.models import SecureType, SecuritySchemeData

from config.logs import version

KEY: dict[str, list[str]] = {"key": []}
described = SpecTree(
    "flask",
    title="安好 API",
    version=version(),
    mode="strict",
    security_schemes=[SecurityScheme(name="key", data=SecuritySchemeData(type=SecureType.HTTP, scheme="bearer"))],
    security=KEY,
    naming_strategy=lambda model: model.__name__,
    nested_naming_strategy=lambda _, name: name,
)
