#!/bin/sh
# SPDX-License-Identifier: MIT
# run.sh BUILD_DIR: installs into an empty prefix, moves it, and builds consumers against what is there.
set -eu
source=$(cd "$(dirname "$0")" && pwd)
build=$1
work=$build/install-test
rm -rf "$work"
mkdir -p "$work"

cmake --install "$build" --prefix "$work/first" >"$work/install.log"
mv "$work/first" "$work/prefix"
env -u LD_LIBRARY_PATH "$work/prefix/bin/tcvod" version >"$work/version.log"
library=$(dirname "$(find "$work/prefix" -name libtcvod.so)")
export LD_LIBRARY_PATH="$library"

cmake -G Ninja -S "$source/consumer" -B "$work/cmake" -DCMAKE_PREFIX_PATH="$work/prefix" >"$work/cmake.log"
cmake --build "$work/cmake" >>"$work/cmake.log"
"$work/cmake/with_tcvod"
"$work/cmake/with_tcvod_static"

export PKG_CONFIG_PATH="$library/pkgconfig"
# shellcheck disable=SC2046
cc -std=c11 "$source/consumer/main.c" -o "$work/with_pkg_config" $(pkg-config --cflags --libs tcvod)
"$work/with_pkg_config"
[ "$(pkg-config --modversion tcvod)" = "$(sed 's/[^0-9]*\([0-9.]*\).*/\1/' "$work/version.log")" ]

symbols=$(nm -D --defined-only "$library/libtcvod.so" | awk '{print $3}' | grep -v '^TCVOD_' || true)
foreign=$(echo "$symbols" | grep -v '^tcvod_' || true)
if [ -n "$foreign" ]; then
    echo "exported, but not ours: $foreign" >&2
    exit 1
fi
echo "installed, moved, linked three ways"
