#!/bin/sh
# SPDX-License-Identifier: MIT
# run.sh BUILD_DIR: the demo itself; the emulator is up and named in the environment.
set -eu
build=$1
video=$build/demo.avi
fetched=$build/fetched.avi

echo "service:   $TCVOD_ENDPOINT"
file_id=$("$build/examples/upload_with_progress" "$video" "demo ball")
echo "uploaded:  $video as $file_id"
"$build/examples/list_play_urls" "$file_id" >"$build/play_urls"
url=$(head -n 1 "$build/play_urls")
echo "plays at:  $url"
"${TCVOD_PYTHON:-/usr/bin/python3}" examples/demo/fetch.py "$url" "$fetched"
cmp "$video" "$fetched"
echo "fetched:   $(wc -c <"$fetched") bytes, identical to what was uploaded"
