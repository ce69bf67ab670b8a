#!/bin/sh
# Creates the namespace, or sets the retention of the one that is there. A port that answers is not yet a server that
# works, and a namespace that was just created is not known everywhere, so this tries for a minute.
set -eu

create_or_update() {
  if temporal operator namespace describe --namespace "$NAMESPACE" >/dev/null 2>&1; then
    temporal operator namespace update --namespace "$NAMESPACE" --retention "$RETENTION"
  else
    temporal operator namespace create --namespace "$NAMESPACE" --retention "$RETENTION"
  fi
}

for _ in $(seq 30); do
  if create_or_update; then exit 0; fi
  sleep 2
done
echo "The namespace $NAMESPACE could not be set up at $TEMPORAL_ADDRESS" >&2
exit 1
