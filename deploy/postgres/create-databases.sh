#!/bin/bash
# Runs once, when PostgreSQL lays out an empty volume: an account and its databases each for Evergrant and for Temporal.
set -euo pipefail

psql --set ON_ERROR_STOP=1 --username postgres \
  --set evergrant_password="$(cat /run/secrets/evergrant_database_password)" \
  --set temporal_password="$(cat /run/secrets/temporal_database_password)" <<'SQL'
CREATE ROLE evergrant LOGIN PASSWORD :'evergrant_password';
CREATE DATABASE evergrant OWNER evergrant;
CREATE ROLE temporal LOGIN PASSWORD :'temporal_password';
CREATE DATABASE temporal OWNER temporal;
CREATE DATABASE temporal_visibility OWNER temporal;
REVOKE CONNECT ON DATABASE evergrant, temporal, temporal_visibility FROM PUBLIC;
SQL
