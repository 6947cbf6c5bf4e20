#!/bin/sh
# SPDX-License-Identifier: MIT
# build_outside.sh BUILD_DIR: installs, and builds all examples far from the tree, by CMake and by pkg-config.
set -eu
examples=$(cd "$(dirname "$0")/../../examples" && pwd)
build=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cmake --install "$build" --prefix "$work/prefix" >"$work/install.log"
mkdir "$work/far"
cp "$examples"/*.c "$examples/CMakeLists.txt" "$work/far"
library=$(dirname "$(find "$work/prefix" -name libtcvod.so)")
export LD_LIBRARY_PATH="$library" PKG_CONFIG_PATH="$library/pkgconfig"

cmake -G Ninja -S "$work/far" -B "$work/cmake" -DCMAKE_PREFIX_PATH="$work/prefix" -DCMAKE_C_FLAGS="-Wall -Wextra -Werror" >"$work/log" 2>&1 &&
    cmake --build "$work/cmake" >>"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
for source in "$work"/far/*.c; do
    test -x "$work/cmake/$(basename "$source" .c)"
done

cd "$work/far"
sed -n 's/^    \(cc .*pkg-config.*\)/\1/p' "$examples/README.md" >"$work/commands"
test "$(wc -l <"$work/commands")" -eq 3
sh -eu "$work/commands"
./list_play_urls 2>&1 | grep -q '^usage: list_play_urls'
./tag_many 2>&1 | grep -q '^usage: tag_many'
echo | timeout 10 ./callback_server | grep -q '^listening on port [1-9]'
echo "built $(ls "$work"/far/*.c | wc -l) examples outside the tree"
