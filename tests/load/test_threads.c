/* SPDX-License-Identifier: MIT */
/* Eight threads share a client: blocking calls, submissions and cancellations at the same time. */
#include "../transport/fixture.h"

#include <stdlib.h>

enum { THREADS = 8, CALLS = 5000 };

typedef struct worker {
    pthread_t thread;
    tcvod_client *client;
    unsigned number;
    unsigned succeeded;
    unsigned completed;
    unsigned canceled;
} worker;

static atomic_uint submitted, completed;
static atomic_bool over;

static void count(void *user, int status, void *response, const tcvod_error *error)
{
    (void)user;
    (void)error;
    atomic_fetch_add(&completed, 1);
    if (status != TCVOD_OK && status != TCVOD_ERROR_CANCELED)
        abort();
    tcvod_free(response);
}

/* Every tenth call is submitted for another thread to drive, every hundredth canceled. */
static void submit_some(worker *self, int i)
{
    tcvod_operation operation;
    small_request request = {.name = "s"};
    if (i % 10 != 0)
        return;
    if (tcvod_submit(self->client, ECHO, LAYOUT, &request, NULL, count, NULL, &operation, NULL))
        abort();
    atomic_fetch_add(&submitted, 1);
    if (i % 100 == 0)
        tcvod_cancel(self->client, operation);
}

static void *work(void *user)
{
    worker *self = user;
    for (int i = 0; i < CALLS; i++) {
        void *response = NULL;
        tcvod_error error;
        small_request request = {.name = "b", .count = TCVOD_INT(i)};
        self->succeeded +=
            tcvod_call(self->client, ECHO, LAYOUT, &request, NULL, &response, &error) == TCVOD_OK;
        tcvod_free(response);
        submit_some(self, i);
    }
    return NULL;
}

static void *drive(void *user)
{
    while (!atomic_load(&over) || atomic_load(&completed) < atomic_load(&submitted))
        if (tcvod_poll(user, 5, NULL))
            abort();
    return NULL;
}

static void threads_share_a_client(void **state)
{
    (void)state;
    static worker workers[THREADS];
    pthread_t driver;
    fixture *opened = fixture_open(answer_hello, (tcvod_client_options){.max_attempts = 2});
    assert_int_equal(pthread_create(&driver, NULL, drive, opened->client), 0);
    for (unsigned i = 0; i < THREADS; i++) {
        workers[i] = (worker){.client = opened->client, .number = i};
        assert_int_equal(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
    }
    for (unsigned i = 0; i < THREADS; i++) {
        pthread_join(workers[i].thread, NULL);
        assert_int_equal(workers[i].succeeded, CALLS);
    }
    atomic_store(&over, true);
    pthread_join(driver, NULL);
    assert_int_equal(completed, submitted);
    assert_int_equal(submitted, THREADS * CALLS / 10);
    fixture_close(opened);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(threads_share_a_client)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
