#!/bin/sh
# SPDX-License-Identifier: MIT
# run.sh BUILD_ROOT [STEP…]: what analysis tools say about runtime/ and cli/. One finding fails a step.
# Steps: format tidy analyzer cppcheck valgrind threads coverage. BUILD_ROOT holds the builds of the presets release
# (with compile_commands.json), threads and sanitize (whose tests have run).
set -eu
build=$1
shift
jobs=$(getconf _NPROCESSORS_ONLN)
[ $# -gt 0 ] || set -- format tidy analyzer cppcheck valgrind threads coverage

formatted() {
    sh tests/analysis/sources.sh | xargs clang-format --dry-run -Werror
}

tidy() {
    run-clang-tidy -quiet -p "$build/release" -j "$jobs" '(runtime/src|cli)/.*\.c$' \
        >"$build/tidy.log" 2>&1 || {
        grep -a 'error: \|warning: ' "$build/tidy.log" | sort -u >&2
        return 1
    }
}

# gcc 12 loses sight of memory that an array or a list keeps: leaks are left to LeakSanitizer, valgrind and
# the tests of failing memory. In pages.c it cannot know that the generator sees to the fields of a paging.
analyzer() {
    ls runtime/src/*.c cli/*.c | xargs -P "$jobs" -I FILE sh -c '
        case FILE in
        */pages.c) extra=-Wno-analyzer-null-dereference ;;
        *) extra= ;;
        esac
        gcc -std=gnu11 -D_POSIX_C_SOURCE=200809L -O1 -Wall -Wextra -Werror -fanalyzer \
            -Wno-analyzer-malloc-leak $extra -Iruntime/include -Igenerated/include -Iruntime/src -Icli \
            $(pkg-config --cflags json-c libcurl libcrypto) -c -o /dev/null FILE || exit 255'
}

check() {
    cppcheck -q -j "$jobs" --std=c11 --enable=warning,performance,portability --error-exitcode=1 \
        --suppressions-list=tests/analysis/cppcheck.txt -D_POSIX_C_SOURCE=200809L \
        -Iruntime/include -Igenerated/include -Iruntime/src -Icli runtime/src cli
}

memcheck() {
    for test in ground json decode query request_json schema sign events pages examples \
        transport_answers transport_requests; do
        valgrind -q --error-exitcode=1 --leak-check=full --errors-for-leak-kinds=definite,indirect \
            "$build/release/tests/test_$test" >"$build/valgrind.log" 2>&1 || {
            tail -n 60 "$build/valgrind.log" >&2
            return 1
        }
    done
}

threads() {
    TSAN_OPTIONS=halt_on_error=1 ctest --test-dir "$build/threads" -L threads \
        --output-on-failure -j "$jobs" >"$build/threads.log" 2>&1 || {
        tail -n 100 "$build/threads.log" >&2
        return 1
    }
}

# The sanitized tests have counted.
coverage() {
    gcovr -r . --filter 'runtime/src/' --object-directory "$build/sanitize" --exclude-unreachable-branches \
        --fail-under-line 95 --txt "$build/coverage.txt" --json "$build/coverage.json" \
        "$build/sanitize/CMakeFiles/tcvod_objects.dir"
    tail -n 2 "$build/coverage.txt" | head -n 1
    /usr/bin/python3 tests/analysis/uncovered.py "$build/coverage.json"
}

for step in "$@"; do
    printf '%s\n' "-- $step"
    case $step in
    format) formatted ;;
    tidy) tidy ;;
    analyzer) analyzer ;;
    cppcheck) check ;;
    valgrind) memcheck ;;
    threads) threads ;;
    coverage) coverage ;;
    *)
        echo "analysis: no step $step" >&2
        exit 2
        ;;
    esac
done
