#!/bin/sh
# Make .venv with pixauthor and the extras named, and say what is done. Does nothing when all is already there.
#   tools/setup.sh lab|test|bench
set -eu
cd "$(dirname "$0")/.."
extras=${1:?usage: tools/setup.sh EXTRAS}
stamp=.venv/.ready-$extras

fits() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; }

find_python() {
  for name in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
    if fits "$name"; then echo "$name"; return; fi
  done
  echo "pixauthor needs Python 3.11, 3.12 or 3.13; none was found. Install one, or run: make PYTHON=/path/to/python3.12 ..." >&2
  exit 1
}

make_venv() {
  if "$1" -m venv .venv >/dev/null 2>&1; then return; fi
  rm -rf .venv
  # Debian ships venv apart from Python.
  version=$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "==> installing python$version-venv (apt)"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "python$version-venv" >/dev/null
    "$1" -m venv .venv
  else
    echo "Python's venv module is missing. On Debian: sudo apt install python$version-venv" >&2
    exit 1
  fi
}

if [ -f "$stamp" ] && [ "$stamp" -nt pyproject.toml ] && [ "$stamp" -nt constraints.txt ]; then exit 0; fi
if ! [ -x .venv/bin/python ] || ! fits .venv/bin/python; then
  python=$(find_python)
  echo "==> making .venv with $($python --version)"
  rm -rf .venv
  make_venv "$python"
fi
echo "==> installing pixauthor[$extras] into .venv (a few minutes the first time)"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[$extras]"
touch "$stamp"
