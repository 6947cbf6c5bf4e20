# SPDX-License-Identifier: MIT
apt-get install -y ./*tcvod*.deb gcc libc6-dev
cp /usr/share/doc/libtcvod-dev/examples/list_play_urls.c .
cc list_play_urls.c -o list_play_urls -ltcvod
head -c 100000 /dev/urandom >holiday.mp4
tcvod-emulator -- sh -ec '
  id=$(tcvod upload --output table holiday.mp4 | cut -f 1)
  ./list_play_urls "$id"'
