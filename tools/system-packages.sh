#!/bin/sh
# Install what the tests use and pip cannot bring: Chromium (browser tests) and minisign (signatures checked by a stock tool).
# Where that is not possible, say which tests will be skipped; under CI=true, fail instead.
set -eu

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

chromium_there() { command -v chromium >/dev/null || [ -d "/Applications/Chromium.app" ] || [ -n "${PIXAUTHOR_CHROMIUM:-}" ]; }

chromium_there || install_missing chromium "pages and notebooks in a browser"
install_missing minisign "signatures against a stock tool"
