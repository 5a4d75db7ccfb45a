"""The HTTP API: what programs ask and tell, and the webhooks by which mail services come in."""

from digest.api.build import app, openapi

__all__ = ["app", "openapi"]
