#!/bin/sh
# Install what the tests use and pip cannot bring: Chromium (browser tests), minisign (signatures checked by a stock tool), PostgreSQL (the
# journal of several instances), a French dictionary (spelling) and, from npm, the YAML language server (completion in JupyterLab), an OpenID Connect
# provider and JupyterHub's proxy (signing in).
# Where that is not possible, say which tests will be skipped; under CI=true, fail instead.
set -eu
cd "$(dirname "$0")/.."

install_missing() {
  command -v "$1" >/dev/null && return
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "==> installing $1 (apt)"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$1"; } >/dev/null 2>&1 || true
  fi
  command -v "$1" >/dev/null && return
  echo "==> $1 is not here: tests of $2 will be skipped. To run them: sudo apt install $1 (macOS: brew install $1)"
  if [ "${CI:-}" = true ]; then exit 1; fi
}

# install_package PACKAGE TEST WHAT: for what is no command on the path.
install_package() {
  "$2" && return
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "==> installing $1 (apt)"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$1"; } >/dev/null 2>&1 || true
  fi
  "$2" && return
  echo "==> $1 is not here: tests of $3 will be skipped. To run them: sudo apt install $1"
  if [ "${CI:-}" = true ]; then exit 1; fi
}

postgresql_there() { command -v pg_ctl >/dev/null || ls /usr/lib/postgresql/*/bin/pg_ctl >/dev/null 2>&1; }
dictionary_there() { [ -n "${PIXAUTHOR_DICTIONARIES:-}" ] || ls /usr/share/hunspell/fr*.dic >/dev/null 2>&1; }
chromium_there() { command -v chromium >/dev/null || [ -d "/Applications/Chromium.app" ] || [ -n "${PIXAUTHOR_CHROMIUM:-}" ]; }

chromium_there || install_missing chromium "pages and notebooks in a browser"
install_missing minisign "signatures against a stock tool"

node_parts_there() { [ node_modules/.package-lock.json -nt package-lock.json ]; }

install_node_parts() {
  # Debian's npm is large: only where every test must run is it brought in.
  if [ "${CI:-}" = true ]; then install_missing npm "completion in item files, and of signing in"; fi
  if command -v npm >/dev/null; then
    echo "==> installing the language server, the identity provider and the Hub's proxy (npm)"
    npm ci --ignore-scripts --silent && return
  fi
  echo "==> npm is not here or failed: tests of completion in item files and of signing in will be skipped. To run them: npm ci"
  if [ "${CI:-}" = true ]; then exit 1; fi
}

node_parts_there || install_node_parts
install_package hunspell-fr dictionary_there "spelling"
install_package postgresql postgresql_there "the journal in PostgreSQL"
