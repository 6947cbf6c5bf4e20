/* SPDX-License-Identifier: MIT */
#include "allocations.h"
#include "unit.h"
#include "upload_ledger.h"
#include "upload_pace.h"

#include <stdlib.h>

enum { PART = 1000 };

static void open_ledger(tcv_ledger *ledger, uint64_t file_bytes)
{
    assert_true(tcv_ledger_init(ledger, NULL, file_bytes, PART));
}

static void parts_cover_the_file_once(void **state)
{
    (void)state;
    static const uint64_t sizes[] = {1, PART - 1, PART, PART + 1, 100 * PART, 100 * PART + 7};
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        tcv_ledger ledger;
        tcv_part part;
        uint64_t covered = 0;
        open_ledger(&ledger, sizes[i]);
        while (tcv_ledger_take(&ledger, &part)) {
            assert_int_equal(part.offset, covered);
            assert_int_equal(part.offset, part.index * PART);
            covered += part.size_bytes;
            assert_false(tcv_ledger_is_complete(&ledger));
            tcv_ledger_confirm(&ledger, part.index);
        }
        assert_int_equal(covered, sizes[i]);
        assert_int_equal(ledger.confirmed_bytes, sizes[i]);
        assert_true(tcv_ledger_is_complete(&ledger));
        tcv_ledger_release(&ledger);
    }
}

static void taken_is_not_confirmed(void **state)
{
    (void)state;
    tcv_ledger ledger;
    tcv_part part;
    open_ledger(&ledger, 3 * PART);
    for (int i = 0; i < 3; i++)
        assert_true(tcv_ledger_take(&ledger, &part));
    assert_false(tcv_ledger_take(&ledger, &part));
    assert_false(tcv_ledger_is_complete(&ledger));
    tcv_ledger_confirm(&ledger, 2);
    tcv_ledger_confirm(&ledger, 0);
    assert_false(tcv_ledger_is_complete(&ledger));
    tcv_ledger_confirm(&ledger, 1);
    assert_true(tcv_ledger_is_complete(&ledger));
    tcv_ledger_release(&ledger);
}

static void only_whole_parts_of_the_file_are_skipped(void **state)
{
    (void)state;
    tcv_ledger ledger;
    tcv_part part;
    open_ledger(&ledger, 2 * PART + 5);
    assert_false(tcv_ledger_skip(&ledger, 1, PART));
    assert_false(tcv_ledger_skip(&ledger, 0, PART - 1));
    assert_false(tcv_ledger_skip(&ledger, 2 * PART, PART));
    assert_false(tcv_ledger_skip(&ledger, 3 * PART, PART));
    assert_false(tcv_ledger_skip(&ledger, UINT64_MAX, 1));
    assert_int_equal(ledger.confirmed_count, 0);
    assert_true(tcv_ledger_skip(&ledger, 2 * PART, 5));
    assert_true(tcv_ledger_skip(&ledger, 2 * PART, 5));
    assert_true(tcv_ledger_skip(&ledger, 0, PART));
    assert_int_equal(ledger.skipped_count, 2);
    assert_int_equal(ledger.confirmed_bytes, PART + 5);
    assert_true(tcv_ledger_take(&ledger, &part));
    assert_int_equal(part.index, 1);
    assert_false(tcv_ledger_take(&ledger, &part));
    tcv_ledger_release(&ledger);
}

/* Random orders of taking, confirming and skipping against the plainest bookkeeping. */
static void agrees_with_a_plain_list(void **state)
{
    (void)state;
    enum { COUNT = 40 };
    srand(7);
    for (int round = 0; round < 200; round++) {
        tcv_ledger ledger;
        tcv_part part;
        int taken[COUNT] = {0}, confirmed = 0;
        open_ledger(&ledger, COUNT * PART);
        while (!tcv_ledger_is_complete(&ledger)) {
            unsigned index = (unsigned)rand() % COUNT;
            if (rand() % 3 == 0 && taken[index] == 0) {
                assert_true(tcv_ledger_skip(&ledger, (uint64_t)index * PART, PART));
                taken[index] = 2;
                confirmed++;
            } else if (taken[index] == 1) {
                tcv_ledger_confirm(&ledger, index);
                taken[index] = 2;
                confirmed++;
            } else if (tcv_ledger_take(&ledger, &part)) {
                assert_int_equal(taken[part.index], 0);
                taken[part.index] = 1;
            }
            assert_int_equal(ledger.confirmed_count, confirmed);
        }
        assert_int_equal(confirmed, COUNT);
        tcv_ledger_release(&ledger);
    }
}

static int open_and_close(const tcvod_allocator *allocator, void *user)
{
    tcv_ledger ledger;
    (void)user;
    bool opened = tcv_ledger_init(&ledger, allocator, 10 * PART, PART);
    tcv_ledger_release(&ledger);
    return opened ? TCVOD_OK : TCVOD_ERROR_MEMORY;
}

static void survives_lack_of_memory(void **state)
{
    (void)state;
    check_every_failure(open_and_close, NULL);
}

static void pace_holds_the_rate(void **state)
{
    (void)state;
    tcv_pace pace = {.bytes_per_second = 1000};
    int64_t now_ms = 5000;
    for (int i = 0; i < 10; i++) {
        now_ms += tcv_pace_wait_ms(&pace, now_ms);
        assert_int_equal(tcv_pace_wait_ms(&pace, now_ms), 0);
        tcv_pace_spend(&pace, now_ms, 300);
    }
    now_ms += tcv_pace_wait_ms(&pace, now_ms);
    assert_int_equal(now_ms, 8000);
    assert_int_equal(tcv_pace_wait_ms(&pace, now_ms + 100000), 0);
    tcv_pace_spend(&pace, now_ms + 100000, 500);
    assert_int_equal(tcv_pace_wait_ms(&pace, now_ms + 100000), 500);
}

static void no_rate_is_no_wait(void **state)
{
    (void)state;
    tcv_pace pace = {0};
    tcv_pace_spend(&pace, 0, UINT64_MAX);
    assert_int_equal(tcv_pace_wait_ms(&pace, 0), 0);
}

static void meter_finds_the_speed(void **state)
{
    (void)state;
    tcv_meter meter = {0};
    uint64_t bytes = 0;
    for (int64_t now_ms = 1; now_ms < 20000; now_ms += 130, bytes += 130 * 50)
        tcv_meter_see(&meter, now_ms, bytes);
    assert_in_range(meter.bytes_per_second, 49999, 50001);
    for (int64_t now_ms = 20000; now_ms < 60000; now_ms += 500)
        tcv_meter_see(&meter, now_ms, bytes);
    assert_true(meter.bytes_per_second < 10);
}

static void backoff_grows_to_a_limit(void **state)
{
    (void)state;
    int64_t longest_ms = 250;
    for (unsigned failures = 1; failures < 40; failures++) {
        for (uint64_t chance = 0; chance < 5000; chance += 37)
            assert_in_range(tcv_backoff_ms(failures, chance), longest_ms / 2, longest_ms);
        longest_ms = longest_ms < 16000 ? longest_ms * 2 : longest_ms;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_cover_the_file_once),
        cmocka_unit_test(taken_is_not_confirmed),
        cmocka_unit_test(only_whole_parts_of_the_file_are_skipped),
        cmocka_unit_test(agrees_with_a_plain_list),
        cmocka_unit_test(survives_lack_of_memory),
        cmocka_unit_test(pace_holds_the_rate),
        cmocka_unit_test(no_rate_is_no_wait),
        cmocka_unit_test(meter_finds_the_speed),
        cmocka_unit_test(backoff_grows_to_a_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
