# SPDX-License-Identifier: MIT
# fish completion of tcvod, which tells by itself what may follow.

function __tcvod_candidates
    set -l words (commandline -opc) (commandline -ct)
    $words[1] __complete $words[2..-1] 2>/dev/null
end

complete -c tcvod -n 'test -n "$(__tcvod_candidates)"' -f
complete -c tcvod -a '(__tcvod_candidates)'
