#!/bin/sh
# SPDX-License-Identifier: MIT
# sources.sh: names the C sources that people write, one a line.
set -eu
find bench cli examples runtime tests -name '*.[ch]' ! -path 'tests/generator/*' ! -path 'tests/abi/*'
