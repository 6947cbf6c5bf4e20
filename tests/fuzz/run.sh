#!/bin/sh
# SPDX-License-Identifier: MIT
# run.sh BUILD_DIR SECONDS [TARGET…]: fuzzes each target for that long, two at a time. TCVOD_FUZZ_SEED
# (1) makes runs alike. What breaks a target is left in BUILD_DIR/findings, to be added to the corpus.
set -eu
here=$(dirname "$0")
build=$1
seconds=$2
shift 2
[ $# -gt 0 ] || set -- $(ls "$here/corpus") spec_loader
mkdir -p "$build/findings"
export here build seconds
export seed="${TCVOD_FUZZ_SEED:-1}"

# Damaged specs are tried by number, about so many a second.
export TCVOD_FUZZ_SPECS=$((seconds * 30))

printf '%s\n' "$@" | xargs -P 2 -I TARGET sh -c '
    if [ TARGET = spec_loader ]; then
        if /usr/bin/python3 -m pytest -q -p no:cacheprovider "$here" >"$build/TARGET.log" 2>&1; then
            printf "%-14s %s\n" TARGET "$TCVOD_FUZZ_SPECS damaged specs"
            exit 0
        fi
        tail -n 40 "$build/TARGET.log" >&2
        echo "fuzz: TARGET is broken; again: TCVOD_FUZZ_SPECS=$TCVOD_FUZZ_SPECS ./dev fuzz $seconds TARGET" >&2
        exit 255
    fi
    grown=$build/corpus/TARGET
    mkdir -p "$grown"
    if "$build/tests/fuzz/fuzz_TARGET" -seed="$seed" -max_total_time="$seconds" -timeout=10 -max_len=16384 \
        -artifact_prefix="$build/findings/TARGET-" "$grown" "$here/corpus/TARGET" \
        >"$build/TARGET.log" 2>&1; then
        printf "%-14s %s\n" TARGET "$(tail -n 1 "$build/TARGET.log")"
        exit 0
    fi
    tail -n 60 "$build/TARGET.log" >&2
    finding=$(sed -n "s/.*Test unit written to //p" "$build/TARGET.log" | tail -n 1)
    echo "fuzz: TARGET is broken; again: $build/tests/fuzz/fuzz_TARGET $finding" >&2
    echo "fuzz: when it is mended, keep the finding: cp $finding $here/corpus/TARGET/" >&2
    exit 255'
