#!/bin/sh
# Temporal's image takes the password of its database from the environment only; it is put there for this process alone.
set -eu

POSTGRES_PWD="$(cat "$POSTGRES_PWD_FILE")"
export POSTGRES_PWD
exec /etc/temporal/entrypoint.sh
