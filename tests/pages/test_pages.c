/* SPDX-License-Identifier: MIT */
/* Walking through pages, with a service that keeps to the rules and one that does not. */
#include "allocations.h"
#include "server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tcvod/vod_v2.h>

typedef struct walk {
    test_server server;
    tcvod_client *client;
    tcvod_pages *pages;
    tcvod_error error;
} walk;

static tcvod_client *client_of(const walk *about, const tcvod_allocator *allocator)
{
    tcvod_client *client = NULL;
    tcvod_client_options options = {.secret_id = "AKID",
                                    .secret_key = "key",
                                    .endpoint = about->server.endpoint,
                                    .allocator = allocator};
    return tcvod_client_create(&client, &options, NULL) == TCVOD_OK ? client : NULL;
}

static void begin(walk *about, server_answer answer)
{
    memset(about, 0, sizeof *about);
    server_start(&about->server, answer);
    about->client = client_of(about, NULL);
    assert_non_null(about->client);
}

static void end(walk *about)
{
    tcvod_pages_close(about->pages);
    tcvod_client_destroy(about->client);
    server_stop(&about->server);
}

/* Value of a parameter in the last request; -1: it has none. */
static int asked(const test_server *server, const char *name)
{
    const char *found = strstr(server->request, name);
    return found != NULL ? atoi(found + strlen(name)) : -1;
}

/* Five videos in all. */
static bool answer_videos(test_server *server, test_peer *peer, unsigned number)
{
    char body[256];
    int page = asked(server, "pageNo=");
    int first = (page - 1) * 2;
    (void)number;
    if (first >= 5)
        snprintf(body, sizeof body, "{\"code\":0,\"totalCount\":5,\"fileSet\":[]}");
    else if (first == 4)
        snprintf(body, sizeof body,
                 "{\"code\":0,\"totalCount\":5,\"fileSet\":[{\"fileId\":\"4\"}]}");
    else
        snprintf(body, sizeof body,
                 "{\"code\":0,\"totalCount\":\"5\",\"fileSet\":[{\"fileId\":\"%d\"},{\"fileId\":\"%"
                 "d\"}]}",
                 first, first + 1);
    send_json(peer, body);
    return true;
}

static void open_videos(walk *about, tcvod_int page)
{
    char name[] = "city";
    tcvod_describe_vod_play_info_request request = {
        .file_name = name, .page_no = page, .page_size = TCVOD_INT(2)};
    assert_int_equal(
        tcvod_describe_vod_play_info_pages(about->client, &request, &about->pages, &about->error),
        TCVOD_OK);
    memset(name, 'x', sizeof name - 1); /* the walk has a copy */
}

/* Digits of the ids on all pages that are left. */
static int collect_videos(walk *about, char *ids)
{
    tcvod_describe_vod_play_info_response *response = NULL;
    int status;
    *ids = '\0';
    while ((status = tcvod_describe_vod_play_info_next_page(about->pages, &response,
                                                            &about->error)) == TCVOD_OK) {
        tcvod_each(tcvod_named_video, video, response->file_set) strcat(ids, video->file_id);
        strcat(ids, " ");
        tcvod_free(response);
    }
    assert_null(response);
    return status;
}

static void numbered_pages_end_with_the_total(void **state)
{
    walk about;
    char ids[64];
    (void)state;
    begin(&about, answer_videos);
    open_videos(&about, (tcvod_int){0});
    assert_int_equal(about.server.requests, 0);
    assert_int_equal(collect_videos(&about, ids), TCVOD_END);
    assert_string_equal(ids, "01 23 4 ");
    assert_int_equal(about.server.requests, 3);
    assert_non_null(strstr(about.server.request, "fileName=city"));
    assert_int_equal(collect_videos(&about, ids), TCVOD_END);
    assert_int_equal(about.server.requests, 3);
    assert_int_equal(about.error.category, TCVOD_OK);
    end(&about);
}

static void a_walk_begins_where_the_request_says(void **state)
{
    walk about;
    char ids[64];
    (void)state;
    begin(&about, answer_videos);
    open_videos(&about, TCVOD_INT(2));
    assert_int_equal(collect_videos(&about, ids), TCVOD_END);
    assert_string_equal(ids, "23 4 ");
    assert_int_equal(about.server.requests, 2);
    end(&about);
}

static void a_first_page_without_items_is_handed_out(void **state)
{
    walk about;
    char ids[64];
    (void)state;
    begin(&about, answer_videos);
    open_videos(&about, TCVOD_INT(9));
    assert_int_equal(collect_videos(&about, ids), TCVOD_END);
    assert_string_equal(ids, " ");
    assert_int_equal(about.server.requests, 1);
    end(&about);
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
    begin(&about, answer_without_total);
    open_videos(&about, (tcvod_int){0});
    assert_int_equal(collect_videos(&about, ids), TCVOD_END);
    assert_string_equal(ids, "7 7 7 ");
    assert_int_equal(asked(&about.server, "pageNo="), 4);
    end(&about);
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
    begin(&about, answer_endlessly);
    open_videos(&about, (tcvod_int){0});
    tcvod_pages_set_limit(about.pages, 5);
    assert_int_equal(collect_videos(&about, ids), TCVOD_ERROR_DECODE);
    assert_string_equal(ids, "7 7 7 7 7 ");
    assert_non_null(strstr(about.error.message, "no end after 5 pages"));
    assert_string_equal(about.error.field, "fileSet");
    end(&about);
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
    begin(&about, answer_after_a_failure);
    open_videos(&about, (tcvod_int){0});
    assert_int_equal(collect_videos(&about, ids), TCVOD_ERROR_SERVICE);
    assert_string_equal(about.error.service_code, "10008");
    assert_string_equal(ids, "01 ");
    assert_int_equal(collect_videos(&about, ids), TCVOD_END);
    assert_string_equal(ids, "23 4 ");
    end(&about);
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
    begin(&about, answer_tasks);
    open_tasks(&about);
    assert_int_equal(count_tasks(&about, &pages, &tasks), TCVOD_END);
    assert_int_equal(pages, 3);
    assert_int_equal(tasks, 2);
    end(&about);
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
        begin(&about, answers[i]);
        open_tasks(&about);
        assert_int_equal(count_tasks(&about, &pages, &tasks), TCVOD_ERROR_DECODE);
        assert_true(pages <= most_pages[i]);
        assert_string_equal(about.error.field, "data.next");
        end(&about);
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
    begin(&about, answer_queue);
    assert_int_equal(tcvod_pull_event_pages(about.client, NULL, &about.pages, &about.error),
                     TCVOD_OK);
    while (tcvod_pull_event_next_page(about.pages, &response, &about.error) == TCVOD_OK) {
        events += response->event_list.count;
        tcvod_free(response);
    }
    assert_int_equal(events, 2);
    assert_int_equal(about.server.requests, 3);
    end(&about);
}

static void options_are_copied(void **state)
{
    walk about;
    char ids[64];
    char region[] = "sh";
    char value[] = "v1";
    tcvod_parameter extra[] = {{"newer", value}};
    tcvod_call_options options = {.extra = extra, .extra_count = 1, .region = region};
    tcvod_describe_vod_play_info_request request = {.file_name = "a"};
    (void)state;
    begin(&about, answer_videos);
    assert_int_equal(tcvod_describe_vod_play_info_pages_with(about.client, &request, &options,
                                                             &about.pages, &about.error),
                     TCVOD_OK);
    memset(region, 'x', 2);
    memset(value, 'x', 2);
    memset(extra, 0, sizeof extra);
    assert_int_equal(collect_videos(&about, ids), TCVOD_END);
    assert_non_null(strstr(about.server.request, "Region=sh"));
    assert_non_null(strstr(about.server.request, "newer=v1"));
    end(&about);
}

static void wrong_use_is_refused(void **state)
{
    walk about;
    void *response = NULL;
    (void)state;
    begin(&about, answer_videos);
    assert_int_equal(tcvod_pages_open(about.client, TCVOD_ACTION_CREATE_CLASS, 1, NULL, NULL,
                                      &about.pages, &about.error),
                     TCVOD_ERROR_ARGUMENT);
    assert_non_null(strstr(about.error.message, "CreateClass has no pages"));
    assert_int_equal(
        tcvod_pages_open(NULL, TCVOD_ACTION_PULL_EVENT, 1, NULL, NULL, &about.pages, &about.error),
        TCVOD_ERROR_ARGUMENT);
    assert_int_equal(
        tcvod_pages_open(about.client, 0x1ffff, 1, NULL, NULL, &about.pages, &about.error),
        TCVOD_ERROR_ARGUMENT);
    assert_null(about.pages);
    open_videos(&about, (tcvod_int){0});
    assert_int_equal(
        tcvod_pages_next(about.pages, TCVOD_ACTION_PULL_EVENT, &response, &about.error),
        TCVOD_ERROR_ARGUMENT);
    assert_int_equal(tcvod_pages_next(NULL, TCVOD_ACTION_PULL_EVENT, &response, &about.error),
                     TCVOD_ERROR_ARGUMENT);
    assert_null(response);
    assert_int_equal(tcvod_describe_vod_play_info_next_page(about.pages, NULL, &about.error),
                     TCVOD_ERROR_ARGUMENT);
    assert_string_equal(about.error.field, "response");
    assert_int_equal(about.server.requests, 0);
    tcvod_pages_set_limit(NULL, 1);
    tcvod_pages_close(NULL);
    end(&about);
}

static int walk_once(const tcvod_allocator *allocator, void *user)
{
    walk *about = user;
    tcvod_client *client = client_of(about, allocator);
    tcvod_pages *pages = NULL;
    tcvod_get_task_list_response *response = NULL;
    tcvod_parameter extra = {"newer", "1"};
    tcvod_call_options options = {.extra = &extra, .extra_count = 1, .region = "sh"};
    tcvod_get_task_list_request request = {.file_id = "1", .status = TCVOD_TASK_STATUS_FINISHED};
    if (client == NULL)
        return TCVOD_ERROR_MEMORY;
    int status = tcvod_get_task_list_pages_with(client, &request, &options, &pages, &about->error);
    for (int i = 0; i < 3 && status == TCVOD_OK; i++) {
        status = tcvod_get_task_list_next_page(pages, &response, &about->error);
        tcvod_free(response);
    }
    tcvod_pages_close(pages);
    tcvod_client_destroy(client);
    return status;
}

static bool answer_three_tasks(test_server *server, test_peer *peer, unsigned number)
{
    char body[128];
    (void)server;
    snprintf(body, sizeof body, "{\"code\":0,\"data\":{\"next\":\"n%u\",\"taskList\":[{}]}}",
             number);
    send_json(peer, body);
    return true;
}

static void an_action_known_by_name_only_is_walked_through(void **state)
{
    walk about;
    char ids[64];
    tcvod_action_info action;
    tcvod_paging_info paging;
    tcvod_parameter parameters[] = {{"fileName", "city"}, {"pageSize", "2"}};
    (void)state;
    begin(&about, answer_videos);
    assert_int_equal(tcvod_action_named("DescribeVodPlayInfo", &action), TCVOD_OK);
    assert_int_equal(tcvod_action_paging(action.id, &paging), TCVOD_OK);
    assert_string_equal(paging.kind, "page");
    assert_string_equal(paging.items, "fileSet");
    assert_int_equal(tcvod_pages_open_parameters(about.client, action.name, parameters, 2, NULL,
                                                 &about.pages, &about.error),
                     TCVOD_OK);
    assert_int_equal(collect_videos(&about, ids), TCVOD_END);
    assert_string_equal(ids, "01 23 4 ");
    tcvod_pages_close(about.pages);
    assert_int_equal(
        tcvod_pages_open_json(about.client, action.name,
                              "{\"fileName\": \"city\", \"pageNo\": 2, \"pageSize\": 2}", NULL,
                              &about.pages, &about.error),
        TCVOD_OK);
    assert_int_equal(collect_videos(&about, ids), TCVOD_END);
    assert_string_equal(ids, "23 4 ");
    end(&about);
}

static void an_action_without_pages_is_refused_by_name(void **state)
{
    walk about;
    tcvod_action_info action;
    tcvod_paging_info paging;
    (void)state;
    begin(&about, answer_videos);
    assert_int_equal(tcvod_action_named("DescribeVodPlayUrls", &action), TCVOD_OK);
    assert_int_equal(tcvod_action_paging(action.id, &paging), TCVOD_ERROR_ARGUMENT);
    assert_int_equal(tcvod_pages_open_json(about.client, action.name, "{\"fileId\": \"1\"}", NULL,
                                           &about.pages, &about.error),
                     TCVOD_ERROR_ARGUMENT);
    assert_non_null(strstr(about.error.message, "has no pages"));
    assert_int_equal(tcvod_pages_open_json(about.client, action.name, "{\"fielId\": 1}", NULL,
                                           &about.pages, &about.error),
                     TCVOD_ERROR_ARGUMENT);
    assert_string_equal(about.error.field, "fielId");
    assert_null(about.pages);
    assert_int_equal(about.server.requests, 0);
    end(&about);
}

static void every_lack_of_memory_is_survived(void **state)
{
    walk about;
    (void)state;
    begin(&about, answer_three_tasks);
    tcvod_client_destroy(about.client);
    about.client = NULL;
    check_every_failure(walk_once, &about);
    end(&about);
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
        cmocka_unit_test(options_are_copied),
        cmocka_unit_test(wrong_use_is_refused),
        cmocka_unit_test(an_action_known_by_name_only_is_walked_through),
        cmocka_unit_test(an_action_without_pages_is_refused_by_name),
        cmocka_unit_test(every_lack_of_memory_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
