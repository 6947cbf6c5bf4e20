# SPDX-License-Identifier: MIT
set -eu
cd /root/tcvod
./dev portable
