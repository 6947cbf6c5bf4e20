/* SPDX-License-Identifier: MIT */
/* Every allocation that a public function causes is denied in turn, once and from there on, those
 * of libcurl, json-c and OpenSSL included. What comes out is MEMORY, or success when whoever was
 * denied could do without; never a crash, a wait or a wrong result, and, as the sanitized build
 * sees, never a leak. Afterwards the same client works. */
#include "cases.h"
#include "ration.h"

#include "../transport/server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static test_server server;
static surroundings around;

static bool answer_all(test_server *of, test_peer *peer, unsigned number)
{
    (void)of;
    (void)number;
    send_json(peer, oom_answer);
    return true;
}

static int begin(void **state)
{
    (void)state;
    server_start(&server, answer_all);
    around.endpoint = server.endpoint;
    tcvod_client_options options = {
        .secret_id = "AKID", .secret_key = "key", .endpoint = server.endpoint, .retry_base_ms = 1};
    int status = tcvod_client_create(&around.client, &options, NULL);
    if (status == TCVOD_OK)
        status = tcvod_decode("PullEvent", oom_answer, strlen(oom_answer), &around.response, NULL);
    return status;
}

static int end(void **state)
{
    (void)state;
    tcvod_free(around.response);
    tcvod_client_destroy(around.client);
    server_stop(&server);
    return 0;
}

typedef struct tally {
    size_t denied;
    size_t made_good;
    size_t vague; /* DNS or CONNECT */
} tally;

static void count_outcome(tally *counted, const oom_case *tested, int status)
{
    counted->denied++;
    counted->made_good += status == TCVOD_OK;
    bool is_vague = status == TCVOD_ERROR_DNS || status == TCVOD_ERROR_CONNECT;
    counted->vague += is_vague;
    if (!is_vague && status != TCVOD_OK && status != TCVOD_ERROR_MEMORY)
        fail_msg("%s: allocation %zu denied gives %s", tested->name, counted->denied,
                 tcvod_category_name(status));
}

static tally deny_each(const oom_case *tested, bool for_good)
{
    tally counted = {0};
    for (;;) {
        ration_begin(counted.denied + 1, for_good);
        int status = tested->run(&around);
        if (ration_end() <= counted.denied) {
            assert_int_equal(status, TCVOD_OK);
            return counted;
        }
        count_outcome(&counted, tested, status);
        status = tested->run(&around);
        if (status != TCVOD_OK)
            fail_msg("%s: after allocation %zu was denied, it gives %s", tested->name,
                     counted.denied, tcvod_category_name(status));
    }
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    for (size_t i = 0; i < oom_case_count; i++) {
        const oom_case *tested = &oom_cases[i];
        assert_int_equal(tested->run(&around), TCVOD_OK);
        for (int for_good = 0; for_good < 2; for_good++) {
            tally counted = deny_each(tested, for_good != 0);
            print_message("%-13s %4zu denied %s: %zu made good, %zu vague\n", tested->name,
                          counted.denied, for_good ? "for good" : "once", counted.made_good,
                          counted.vague);
            assert_true(counted.made_good + counted.vague < counted.denied);
            assert_true(counted.vague <= counted.denied / 4);
        }
    }
}

static void the_rest_allocates_nothing(void **state)
{
    (void)state;
    ration_begin(1, true);
    call_what_allocates_nothing(&around);
    assert_int_equal(ration_end(), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(the_rest_allocates_nothing),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
