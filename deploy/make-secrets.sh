#!/bin/bash
# Makes the secrets that docker-compose.yml names, in deploy/secrets, and leaves those alone that are there. The two that
# others give you are asked for. Keep a copy of vault_keys in a safe place: without it the database cannot be read.
set -euo pipefail
cd "$(dirname "$0")"

# Containers read the files as users of their own; nobody else on this machine gets past the folder.
mkdir -p secrets
chmod 700 secrets
cd secrets
umask 022

key() { head -c 32 /dev/urandom | base64; }
password() { head -c 24 /dev/urandom | base64 | tr '+/' '-_'; }

make_once() {
  if [[ -s $1 ]]; then return; fi
  printf '%s\n' "$2" >"$1"
  echo "made deploy/secrets/$1"
}

ask_once() {
  local answer
  if [[ -s $1 ]]; then return; fi
  read -r -s -p "$2: " answer
  echo
  make_once "$1" "$answer"
}

make_once postgres_password "$(password)"
make_once temporal_database_password "$(password)"
make_once evergrant_database_password "$(password)"
make_once database_url "postgres://evergrant:$(cat evergrant_database_password)@postgres:5432/evergrant"
make_once vault_keys "k1:$(key)"
make_once link_keys "k1:$(key)"
make_once body_hmac_key "$(key)"
make_once csrf_key "$(key)"
make_once evergrant_api_key "$(password)"
ask_once amazon_client_secret 'LWA client secret of your SP-API application'
ask_once smtp_password 'Password at your SMTP host'
ask_once alert_webhook_url 'Address to which alerts are posted (empty: none)'
make_once alert_webhook_secret "whsec_$(key)"
