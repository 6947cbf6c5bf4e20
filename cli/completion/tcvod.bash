# SPDX-License-Identifier: MIT
# bash completion of tcvod, which tells by itself what may follow.

_tcvod() {
    local line=${COMP_LINE:0:COMP_POINT} words candidates candidate
    read -ra words <<<"$line"
    [[ $line == *[[:space:]] ]] && words+=("")
    local word=${words[-1]} replaced=
    # bash counts what stands before '=' as a word of its own
    [[ $COMP_WORDBREAKS == *=* && $word == *=* ]] && replaced=${word%"${word##*=}"}
    COMPREPLY=()
    mapfile -t candidates < <("${words[0]}" __complete "${words[@]:1}" 2>/dev/null)
    for candidate in "${candidates[@]}"; do
        candidate=${candidate%%$'\t'*}
        COMPREPLY+=("${candidate#"$replaced"}")
    done
    [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[=.] ]] && compopt -o nospace
    return 0
}

complete -o default -F _tcvod tcvod
