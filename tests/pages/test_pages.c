/* SPDX-License-Identifier: MIT */
/* The ways of paging, with a service that keeps to the rules and one that does not. */
#include "walk.h"

#include <stdio.h>
#include <string.h>

static void numbered_pages_end_with_the_total(void **state)
{
    walk about;
    char ids[64];
    (void)state;
    walk_begin(&about, answer_videos);
    open_videos(&about, (tcvod_int){0});
    assert_int_equal(about.server.requests, 0);
    assert_int_equal(collect_videos(&about, ids), TCVOD_END);
    assert_string_equal(ids, "01 23 4 ");
    assert_int_equal(about.server.requests, 3);
    assert_non_null(strstr(about.server.request, "fileName=city"));
    assert_int_equal(collect_videos(&about, ids), TCVOD_END);
    assert_int_equal(about.server.requests, 3);
    assert_int_equal(about.error.category, TCVOD_OK);
    walk_end(&about);
}

static void a_walk_begins_where_the_request_says(void **state)
{
    walk about;
    char ids[64];
    (void)state;
    walk_begin(&about, answer_videos);
    open_videos(&about, TCVOD_INT(2));
    assert_int_equal(collect_videos(&about, ids), TCVOD_END);
    assert_string_equal(ids, "23 4 ");
    assert_int_equal(about.server.requests, 2);
    walk_end(&about);
}

static void a_first_page_without_items_is_handed_out(void **state)
{
    walk about;
    char ids[64];
    (void)state;
    walk_begin(&about, answer_videos);
    open_videos(&about, TCVOD_INT(9));
    assert_int_equal(collect_videos(&about, ids), TCVOD_END);
    assert_string_equal(ids, " ");
    assert_int_equal(about.server.requests, 1);
    walk_end(&about);
}

static bool answer_without_total(test_server *server, test_peer *peer, unsigned number)
{
    (void)server;
    send_json(peer, number < 4 ? "{\"code\":0,\"fileSet\":[{\"fileId\":\"7\"}]}"
                               : "{\"code\":0,\"fileSet\":null}");
    return true;
}

static void without_a_total_a_page_without_items_is_the_end(void **state)
{
    walk about;
    char ids[64];
    (void)state;
    walk_begin(&about, answer_without_total);
    open_videos(&about, (tcvod_int){0});
    assert_int_equal(collect_videos(&about, ids), TCVOD_END);
    assert_string_equal(ids, "7 7 7 ");
    assert_int_equal(asked(&about.server, "pageNo="), 4);
    walk_end(&about);
}

static bool answer_endlessly(test_server *server, test_peer *peer, unsigned number)
{
    (void)server;
    (void)number;
    send_json(peer, "{\"code\":0,\"totalCount\":9999999,\"fileSet\":[{\"fileId\":\"7\"}]}");
    return true;
}

static void a_service_without_an_end_meets_the_limit(void **state)
{
    walk about;
    char ids[64];
    (void)state;
    walk_begin(&about, answer_endlessly);
    open_videos(&about, (tcvod_int){0});
    tcvod_pages_set_limit(about.pages, 5);
    assert_int_equal(collect_videos(&about, ids), TCVOD_ERROR_DECODE);
    assert_string_equal(ids, "7 7 7 7 7 ");
    assert_non_null(strstr(about.error.message, "no end after 5 pages"));
    assert_string_equal(about.error.field, "fileSet");
    walk_end(&about);
}

static bool answer_after_a_failure(test_server *server, test_peer *peer, unsigned number)
{
    if (number == 2)
        send_json(peer, "{\"code\":10008,\"message\":\"gone\"}");
    else
        answer_videos(server, peer, number);
    return true;
}

static void after_an_error_the_same_page_is_asked_for_again(void **state)
{
    walk about;
    char ids[64];
    (void)state;
    walk_begin(&about, answer_after_a_failure);
    open_videos(&about, (tcvod_int){0});
    assert_int_equal(collect_videos(&about, ids), TCVOD_ERROR_SERVICE);
    assert_string_equal(about.error.service_code, "10008");
    assert_string_equal(ids, "01 ");
    assert_int_equal(collect_videos(&about, ids), TCVOD_END);
    assert_string_equal(ids, "23 4 ");
    walk_end(&about);
}

static bool answer_tasks(test_server *server, test_peer *peer, unsigned number)
{
    static const char *const bodies[] = {
        "{\"code\":0,\"data\":{\"next\":\"second\",\"taskList\":[{\"vodTaskId\":\"1\"}]}}",
        "{\"code\":0,\"data\":{\"next\":\"third\",\"taskList\":[]}}",
        "{\"code\":0,\"data\":{\"next\":\"\",\"taskList\":[{\"vodTaskId\":\"3\"}]}}"};
    static const char *const cursors[] = {NULL, "next=second", "next=third"};
    if (number > 3 || (cursors[number - 1] == NULL) != (strstr(server->request, "next=") == NULL) ||
        (cursors[number - 1] != NULL && strstr(server->request, cursors[number - 1]) == NULL))
        return false;
    send_json(peer, bodies[number - 1]);
    return true;
}

static void open_tasks(walk *about)
{
    tcvod_get_task_list_request request = {.status = TCVOD_TASK_STATUS_FINISHED};
    assert_int_equal(
        tcvod_get_task_list_pages(about->client, &request, &about->pages, &about->error), TCVOD_OK);
}

static int count_tasks(walk *about, size_t *pages, size_t *tasks)
{
    tcvod_get_task_list_response *response = NULL;
    int status;
    *pages = 0;
    *tasks = 0;
    while ((status = tcvod_get_task_list_next_page(about->pages, &response, &about->error)) ==
           TCVOD_OK) {
        ++*pages;
        *tasks += response->data != NULL ? response->data->task_list.count : 0;
        tcvod_free(response);
    }
    return status;
}

static void cursors_are_followed_to_the_empty_one(void **state)
{
    walk about;
    size_t pages;
    size_t tasks;
    (void)state;
    walk_begin(&about, answer_tasks);
    open_tasks(&about);
    assert_int_equal(count_tasks(&about, &pages, &tasks), TCVOD_END);
    assert_int_equal(pages, 3);
    assert_int_equal(tasks, 2);
    walk_end(&about);
}

static bool answer_in_a_circle(test_server *server, test_peer *peer, unsigned number)
{
    char body[128];
    (void)server;
    snprintf(body, sizeof body, "{\"code\":0,\"data\":{\"next\":\"c%u\",\"taskList\":[{}]}}",
             number < 4 ? number : 4 + number % 5);
    send_json(peer, body);
    return true;
}

static bool answer_the_same_cursor(test_server *server, test_peer *peer, unsigned number)
{
    (void)server;
    (void)number;
    send_json(peer, "{\"code\":0,\"data\":{\"next\":\"again\",\"taskList\":[{}]}}");
    return true;
}

static void a_cursor_that_comes_again_ends_the_walk(void **state)
{
    static const server_answer answers[] = {answer_the_same_cursor, answer_in_a_circle};
    static const size_t most_pages[] = {2, 25};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        walk about;
        size_t pages;
        size_t tasks;
        walk_begin(&about, answers[i]);
        open_tasks(&about);
        assert_int_equal(count_tasks(&about, &pages, &tasks), TCVOD_ERROR_DECODE);
        assert_true(pages <= most_pages[i]);
        assert_string_equal(about.error.field, "data.next");
        walk_end(&about);
    }
}

static bool answer_queue(test_server *server, test_peer *peer, unsigned number)
{
    (void)server;
    send_json(peer, number < 3 ? "{\"code\":0,\"eventList\":[{\"msgHandle\":\"h\"}]}"
                               : "{\"code\":0,\"eventList\":[]}");
    return true;
}

static void a_queue_is_read_until_it_is_empty(void **state)
{
    walk about;
    tcvod_pull_event_response *response = NULL;
    size_t events = 0;
    (void)state;
    walk_begin(&about, answer_queue);
    assert_int_equal(tcvod_pull_event_pages(about.client, NULL, &about.pages, &about.error),
                     TCVOD_OK);
    while (tcvod_pull_event_next_page(about.pages, &response, &about.error) == TCVOD_OK) {
        events += response->event_list.count;
        tcvod_free(response);
    }
    assert_int_equal(events, 2);
    assert_int_equal(about.server.requests, 3);
    walk_end(&about);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbered_pages_end_with_the_total),
        cmocka_unit_test(a_walk_begins_where_the_request_says),
        cmocka_unit_test(a_first_page_without_items_is_handed_out),
        cmocka_unit_test(without_a_total_a_page_without_items_is_the_end),
        cmocka_unit_test(a_service_without_an_end_meets_the_limit),
        cmocka_unit_test(after_an_error_the_same_page_is_asked_for_again),
        cmocka_unit_test(cursors_are_followed_to_the_empty_one),
        cmocka_unit_test(a_cursor_that_comes_again_ends_the_walk),
        cmocka_unit_test(a_queue_is_read_until_it_is_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
