"""SendGrid's own OpenAPI document as a second judge of requests, where somebody has it.

`DIGEST_SENDGRID_OPENAPI` names the file (`tsg_mail_v3.json` of twilio/sendgrid-oai); jsonschema-rs must be installed
then, which is in none of our locks: `make peers` brings its own. What the document says wrongly of `custom_args` of a
whole request (text, where the service takes an object) concerns nothing that we send.
"""

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path

VARIABLE = "DIGEST_SENDGRID_OPENAPI"
SEND = "#/components/requestBodies/PostMailSend/content/application~1json/schema"

Judge = Callable[[object], Sequence[str]]
"""A request → each way in which it is not as described."""


def judge() -> Judge:
    """One that finds no fault where no document is named."""
    named = os.environ.get(VARIABLE)
    return _judge(Path(named)) if named else lambda _made: ()


def _judge(document: Path) -> Judge:
    import jsonschema_rs  # type: ignore[import-not-found]

    described = json.loads(document.read_text(encoding="utf-8"))
    validator = jsonschema_rs.Draft202012Validator({"$ref": SEND, "components": described["components"]})

    def errors(made: object) -> Sequence[str]:
        return [f"{'.'.join(map(str, error.instance_path))}: {error.message}" for error in validator.iter_errors(made)]

    for wrong in ({}, {"from": {"email": "a@b.pub"}, "personalizations": [{"to": "a@b.pub"}], "send_at": "now"}):
        assert errors(wrong), f"{document} takes anything"
    return errors
