#!/bin/sh
# SPDX-License-Identifier: MIT
# run.sh BUILD_DIR: installs the vendor's Node client below BUILD_DIR and runs it against an emulator.
set -eu
[ $# -eq 1 ] || {
    echo "usage: tests/interop/run.sh BUILD_DIR" >&2
    exit 2
}
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
build=$(cd "$1" && pwd)

for program in node npm; do
    command -v "$program" >/dev/null 2>&1 || {
        echo "interop: $program is needed; on Debian: apt-get install nodejs npm" >&2
        exit 1
    }
done

cp "$here/package.json" "$here/client.js" "$build/"
(cd "$build" && npm install --no-audit --no-fund --ignore-scripts --no-package-lock --silent)
exec "${TCVOD_PYTHON:-/usr/bin/python3}" "$here/../tools/with_emulator.py" -- \
    "${TCVOD_PYTHON:-/usr/bin/python3}" "$here/check.py" "$build/client.js"
