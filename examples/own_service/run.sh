#!/bin/sh
# SPDX-License-Identifier: MIT
# run.sh BUILD: from a spec of three actions to a program that calls them. BUILD is where tcvod was built.
set -eu
build=$(realpath "$1")
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PYTHONPATH="$PWD/generator:$PWD/emulator" PYTHONDONTWRITEBYTECODE=1

/usr/bin/python3 -m tcvodgen generate --spec examples/own_service/notes --out "$work" >&2
# shellcheck disable=SC2046,SC2086
cc ${CFLAGS:-} -I "$work/include" -I runtime/include -I runtime/src examples/own_service/use_notes.c "$work"/src/*.c \
    "$build/libtcvod.a" $(pkg-config --cflags --libs libcurl json-c libcrypto) -pthread -lm -o "$work/use_notes"
/usr/bin/python3 -m tcvod_emulator --spec examples/own_service/notes -- "$work/use_notes"
