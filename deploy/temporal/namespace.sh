#!/bin/sh
# Creates the namespace, or sets the retention of the one that is there. A port that answers is not yet a server that
# works, so this tries for a minute.
set -eu

for _ in $(seq 30); do
  if temporal operator namespace describe --namespace "$NAMESPACE" >/dev/null 2>&1; then
    exec temporal operator namespace update --namespace "$NAMESPACE" --retention "$RETENTION"
  fi
  if temporal operator namespace create --namespace "$NAMESPACE" --retention "$RETENTION"; then exit 0; fi
  sleep 2
done
echo "The namespace $NAMESPACE could not be created at $TEMPORAL_ADDRESS" >&2
exit 1
