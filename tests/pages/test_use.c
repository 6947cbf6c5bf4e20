/* SPDX-License-Identifier: MIT */
/* How a walk is opened, and what its caller may do. */
#include "allocations.h"
#include "walk.h"

#include <stdio.h>
#include <string.h>

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
    walk_begin(&about, answer_videos);
    assert_int_equal(tcvod_describe_vod_play_info_pages_with(about.client, &request, &options,
                                                             &about.pages, &about.error),
                     TCVOD_OK);
    memset(region, 'x', 2);
    memset(value, 'x', 2);
    memset(extra, 0, sizeof extra);
    assert_int_equal(collect_videos(&about, ids), TCVOD_END);
    assert_non_null(strstr(about.server.request, "Region=sh"));
    assert_non_null(strstr(about.server.request, "newer=v1"));
    walk_end(&about);
}

static void wrong_use_is_refused(void **state)
{
    walk about;
    void *response = NULL;
    (void)state;
    walk_begin(&about, answer_videos);
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
    walk_end(&about);
}

static void pages_before_the_first_are_refused(void **state)
{
    walk about;
    static const int64_t numbers[] = {0, -5, INT64_MIN};
    (void)state;
    walk_begin(&about, answer_videos);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        tcvod_describe_vod_play_info_request request = {.page_no = TCVOD_INT(numbers[i])};
        assert_int_equal(
            tcvod_describe_vod_play_info_pages(about.client, &request, &about.pages, &about.error),
            TCVOD_ERROR_ARGUMENT);
        assert_null(about.pages);
        assert_string_equal(about.error.field, "pageNo");
        assert_non_null(strstr(about.error.message, "but the first page is 1"));
    }
    walk_end(&about);
}

static void an_action_known_by_name_only_is_walked_through(void **state)
{
    walk about;
    char ids[64];
    tcvod_action_info action;
    tcvod_paging_info paging;
    tcvod_parameter parameters[] = {{"fileName", "city"}, {"pageSize", "2"}};
    (void)state;
    walk_begin(&about, answer_videos);
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
    walk_end(&about);
}

static void an_action_without_pages_is_refused_by_name(void **state)
{
    walk about;
    tcvod_action_info action;
    tcvod_paging_info paging;
    (void)state;
    walk_begin(&about, answer_videos);
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
    walk_end(&about);
}

static int walk_once(const tcvod_allocator *allocator, void *user)
{
    walk *about = user;
    tcvod_client *client = walk_client(about, allocator);
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

static void every_lack_of_memory_is_survived(void **state)
{
    walk about;
    (void)state;
    walk_begin(&about, answer_three_tasks);
    tcvod_client_destroy(about.client);
    about.client = NULL;
    check_every_failure(walk_once, &about);
    walk_end(&about);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_are_copied),
        cmocka_unit_test(wrong_use_is_refused),
        cmocka_unit_test(pages_before_the_first_are_refused),
        cmocka_unit_test(an_action_known_by_name_only_is_walked_through),
        cmocka_unit_test(an_action_without_pages_is_refused_by_name),
        cmocka_unit_test(every_lack_of_memory_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
