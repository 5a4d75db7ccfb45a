"""What every table of config.toml has in common, and the small one that stands wherever a secret is needed."""

from pydantic import BaseModel, ConfigDict, model_validator

from digest.config import fields as f
from digest.config.refusals import refusal

HOW_TO_HIDE = 'Write { env = "NAME" } or { file = "path" } and put the secret there.'


class Table(BaseModel):
    """Any table: unknown keys are faults, and nothing is guessed from a value of another type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, use_attribute_docstrings=True)


class SecretTable(Table):
    """Where a secret is read from: an environment variable or a file, exactly one of them."""

    env: f.Variable | None = None
    """Name of an environment variable."""
    file: f.Line | None = None
    """Path of a file that holds the secret and nothing else."""

    @model_validator(mode="before")
    @classmethod
    def _not_in_the_open(cls, given: object) -> object:
        if not isinstance(given, dict):
            raise refusal("a secret must not stand in this file", HOW_TO_HIDE)
        if len({"env", "file"} & given.keys()) != 1:
            raise refusal("needs exactly one of env and file", HOW_TO_HIDE)
        return given
