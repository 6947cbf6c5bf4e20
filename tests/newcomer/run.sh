#!/bin/sh
# SPDX-License-Identifier: MIT
# run.sh [--arch ARCH] [--packages DIR] STEP…: a minimal Debian, made by debootstrap in an empty folder,
# gets a clone of this repository and nothing else; in it each step (steps/STEP.sh) is run and timed.
# Mounts and processes live in namespaces that end with the steps, so that nothing stays behind.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
repository=$(cd "$here/../.." && pwd)

. "$here/mirrors.sh"

make_root() {
    choose_mirror
    debootstrap --arch="$arch" --variant=minbase "$release" "$root" "$mirror" >"$root.log" 2>&1 || {
        tail -n 5 "$root.log" >&2
        fail "debootstrap failed"
    }
    # Mirrors may hold but the release itself for other architectures.
    mirrors | if [ "$arch" = "$(dpkg --print-architecture)" ]; then cat; else grep " $release "; fi |
        sed 's/^/deb /' >"$root/etc/apt/sources.list"
    apt-config dump | grep -E '^Acquire::(http|https|Retries|ForceIPv4)' \
        >"$root/etc/apt/apt.conf.d/00machine" || true
    cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
    git clone -q --no-hardlinks "$repository" "$root/root/tcvod"
    mkdir "$root/root/steps" "$root/root/packages"
    cp "$here"/steps/*.sh "$root/root/steps/"
    [ -z "$packages" ] || cp "$packages"/*.deb "$root/root/packages/"
}

# Runs as the first process of its namespaces.
in_root() {
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb LC_ALL=C.UTF-8 \
        chroot "$root" sh "/root/steps/$1.sh"
}

if [ "${1:-}" = --in-root ]; then
    root=$2
    in_root "$3"
fi

arch=$(dpkg --print-architecture)
packages=
while [ $# -gt 0 ]; do
    case $1 in
    --arch) arch=$2 ;;
    --packages) packages=$2 ;;
    *) break ;;
    esac
    shift 2
done
[ $# -gt 0 ] || fail "which step? $(cd "$here/steps" && echo *.sh)"
for step in "$@"; do
    [ -f "$here/steps/$step.sh" ] || fail "no step $step; there are: $(cd "$here/steps" && echo *.sh)"
done
[ "$(id -u)" -eq 0 ] || fail "debootstrap, mount and chroot need root; run: sudo ./dev newcomer $*"

seconds() {
    echo $(($(date +%s) - began))
}

root=$(mktemp -d "${TMPDIR:-/tmp}/tcvod-newcomer.XXXXXX")
chmod 755 "$root" # apt downloads as a user of its own
trap 'rm -rf --one-file-system "$root" "$root.log"' EXIT
trap 'exit 130' INT TERM HUP
began=$(date +%s)
make_root
echo "newcomer: a minimal Debian for $arch in $(seconds) s"
for step in "$@"; do
    began=$(date +%s)
    unshare --mount --propagation private --pid --fork --kill-child \
        sh "$0" --in-root "$root" "$step" || fail "$step failed after $(seconds) s"
    echo "newcomer: $step took $(seconds) s"
done
