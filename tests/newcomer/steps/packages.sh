# SPDX-License-Identifier: MIT
# Everything comes from the packages and from what they declare.
set -eu
if command -v python3 || command -v cc; then
    echo "another step has installed packages that these must ask for themselves: run this step alone"
    exit 1
fi
cd /root/packages
apt-get update -qq
export DEBIAN_FRONTEND=noninteractive
apt-get -qq -o APT::Install-Recommends=false install ./*tcvod*.deb >install.log || {
    tail -n 20 install.log
    exit 1
}
tcvod version
tcvodgen --help >/dev/null
tcvod-emulator --list-actions >/dev/null

sh -eu /root/tcvod/packaging/debian/quickstart.sh >quickstart.log 2>&1 || {
    tail -n 20 quickstart.log
    exit 1
}
url=$(tail -n 1 quickstart.log)
case $url in
https://127.0.0.1:*/holiday.mp4) echo "plays at: $url" ;;
*)
    echo "no play URL: $url"
    exit 1
    ;;
esac

apt-get -qq purge '*tcvod*' >purge.log 2>&1
left=$(find /usr /etc /var -name "*tcvod*" -not -path "/var/log/*")
[ -z "$left" ] || {
    echo "purged, but still there: $left"
    exit 1
}
