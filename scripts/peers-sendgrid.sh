#!/bin/sh
# What we ask of SendGrid, before its own OpenAPI document, where DIGEST_SENDGRID_OPENAPI names the file.
set -eu
cd "$(dirname "$0")/.."
if [ -z "${DIGEST_SENDGRID_OPENAPI:-}" ]; then
  echo "sendgrid: left out. DIGEST_SENDGRID_OPENAPI=FILE names tsg_mail_v3.json, of twilio/sendgrid-oai"
  exit 0
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
echo "sendgrid: installing jsonschema-rs into a temporary environment …"
.venv/bin/python -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --disable-pip-version-check jsonschema-rs
PYTHONPATH=$(echo "$folder"/venv/lib/python3*/site-packages) .venv/bin/python -m pytest -q \
  tests/deliver/test_sendgrid.py tests/deliver/test_ahead.py tests/deliver/test_transports.py
