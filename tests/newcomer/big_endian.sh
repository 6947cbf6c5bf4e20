#!/bin/sh
# SPDX-License-Identifier: MIT
# big_endian.sh FOLDER JOBS: cross-builds for s390x against Debian's libraries of that architecture, and runs
# the test programs that need nothing beside them (label alone) under qemu.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
repository=$(cd "$here/../.." && pwd)
mkdir -p "$1"
folder=$(cd "$1" && pwd)
root=$folder/root
. "$here/mirrors.sh"

libraries=libc6-dev,libcurl4-openssl-dev,libjson-c-dev,libssl-dev,libcmocka-dev,libuv1-dev,libmicrohttpd-dev
if [ ! -f "$folder/unpacked" ]; then
    [ "$(id -u)" -eq 0 ] || fail "debootstrap needs root; run: sudo ./dev portable s390x"
    choose_mirror
    rm -rf "$root"
    debootstrap --arch=s390x --foreign --variant=minbase --include="$libraries" \
        "$release" "$root" "$mirror" >"$folder/debootstrap.log" 2>&1 || {
        tail -n 5 "$folder/debootstrap.log" >&2
        fail "debootstrap failed"
    }
    for package in "$root"/var/cache/apt/archives/*.deb; do
        dpkg-deb --extract "$package" "$root"
    done
    touch "$folder/unpacked"
fi

export PKG_CONFIG_LIBDIR="$root/usr/lib/s390x-linux-gnu/pkgconfig:$root/usr/share/pkgconfig"
export PKG_CONFIG_SYSROOT_DIR="$root"
cmake -S "$repository" -B "$folder/build" -G Ninja --toolchain "$here/s390x.cmake" \
    -DCMAKE_SYSROOT="$root" -DCMAKE_BUILD_TYPE=RelWithDebInfo -DTCVOD_WERROR=ON -DTCVOD_BUILD_TESTS=ON \
    >"$folder/configure.log"
cmake --build "$folder/build" -j "$2" -- --quiet
ctest --test-dir "$folder/build" -L alone -j "$2" --output-on-failure
