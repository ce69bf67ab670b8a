#!/bin/sh
# Brings both of Temporal's databases to the schema of this image. Safe to repeat. Upgrade Temporal one minor version at a
# time: this runs before the server does.
set -eu

SQL_PASSWORD="$(cat "$SQL_PASSWORD_FILE")"
export SQL_PASSWORD
SCHEMAS="${SCHEMAS:-/etc/temporal/schema/postgresql/v12}"

for part in temporal visibility; do
  case $part in
    temporal) database=temporal ;;
    visibility) database=temporal_visibility ;;
  esac
  sql() {
    temporal-sql-tool --plugin postgres12 --ep "${POSTGRES_HOST:-postgres}" -p "${POSTGRES_PORT:-5432}" -u temporal \
      --db "$database" "$@"
  }
  sql setup-schema -v 0.0
  sql update-schema -d "$SCHEMAS/$part/versioned"
done
