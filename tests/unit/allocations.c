/* SPDX-License-Identifier: MIT */
#include "allocations.h"

#include "unit.h"

#include <tcvod/error.h>

#include <stdlib.h>

static bool fails_now(allocations *count)
{
    count->asked++;
    if (count->fail_at == 0 || count->asked < count->fail_at)
        return false;
    return count->asked == count->fail_at || count->fails_on;
}

static void *allocate(size_t size_bytes, void *user)
{
    allocations *count = user;
    void *memory = fails_now(count) ? NULL : malloc(size_bytes);
    count->live += memory != NULL;
    return memory;
}

static void *reallocate(void *memory, size_t size_bytes, void *user)
{
    return fails_now(user) ? NULL : realloc(memory, size_bytes);
}

static void release(void *memory, void *user)
{
    allocations *count = user;
    count->live--;
    free(memory);
}

tcvod_allocator counting_allocator(allocations *count)
{
    return (tcvod_allocator){
        .allocate = allocate, .reallocate = reallocate, .release = release, .user = count};
}

static size_t count_failures(int (*attempt)(const tcvod_allocator *, void *), void *user,
                             bool fails_on)
{
    for (size_t fail_at = 1;; fail_at++) {
        allocations count = {.fail_at = fail_at, .fails_on = fails_on};
        tcvod_allocator allocator = counting_allocator(&count);
        int status = attempt(&allocator, user);
        assert_int_equal(count.live, 0);
        if (count.asked < fail_at) {
            assert_int_equal(status, TCVOD_OK);
            return fail_at - 1;
        }
        assert_int_equal(status, TCVOD_ERROR_MEMORY);
    }
}

void check_every_failure(int (*attempt)(const tcvod_allocator *allocator, void *user), void *user)
{
    assert_true(count_failures(attempt, user, false) > 0);
    assert_true(count_failures(attempt, user, true) > 0);
}
