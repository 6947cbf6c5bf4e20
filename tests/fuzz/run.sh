#!/bin/sh
# SPDX-License-Identifier: MIT
# run.sh BUILD_DIR SECONDS [TARGET…]: fuzzes each target for that long, as many at once as there are
# processors. What breaks a target is left in BUILD_DIR/findings, to be added to the corpus.
set -eu
here=$(dirname "$0")
build=$1
seconds=$2
shift 2
[ $# -gt 0 ] || set -- $(ls "$here/corpus")
mkdir -p "$build/findings"
export here build seconds

printf '%s\n' "$@" | xargs -P "$(getconf _NPROCESSORS_ONLN)" -I TARGET sh -c '
    grown=$build/corpus/TARGET
    mkdir -p "$grown"
    if "$build/tests/fuzz/fuzz_TARGET" -max_total_time="$seconds" -timeout=10 -max_len=16384 \
        -artifact_prefix="$build/findings/TARGET-" "$grown" "$here/corpus/TARGET" \
        >"$build/TARGET.log" 2>&1; then
        printf "%-14s %s\n" TARGET "$(tail -n 1 "$build/TARGET.log")"
    else
        tail -n 60 "$build/TARGET.log" >&2
        exit 255
    fi'
