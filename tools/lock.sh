#!/bin/sh
# Write constraints.txt: the versions that .venv holds, names and numbers only.
set -eu
cd "$(dirname "$0")/.."
{
  echo "# Versions that the tests pass with, on Python 3.11 to 3.13. Written by: make lock"
  .venv/bin/python -m pip freeze --disable-pip-version-check --exclude-editable | grep '=='
} > constraints.txt.part
mv constraints.txt.part constraints.txt
