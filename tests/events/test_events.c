/* SPDX-License-Identifier: MIT */
/* Events as an application meets them: the body of a callback, the queue, odd bodies. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <tcvod/vod_v2.h>

#define UPLOAD                                                                                     \
    "{\"version\":4,\"eventType\":\"NewFileUpload\",\"data\":{\"fileId\":\"1234567\","             \
    "\"fileUrl\":\"http://example.com/f0.mp4\",\"metaData\":{\"size\":10556}}}"

static tcvod_event *decoded(const char *body)
{
    tcvod_event *event = NULL;
    tcvod_error error;
    if (tcvod_event_decode(body, strlen(body), &event, &error) != TCVOD_OK)
        fail_msg("%s: %s", error.message, body);
    return event;
}

static void the_body_of_a_callback_is_typed(void **state)
{
    (void)state;
    tcvod_event *event = decoded(UPLOAD);
    assert_string_equal(tcvod_event_type(event), "NewFileUpload");
    assert_int_equal(tcvod_event_type_of(tcvod_event_type(event)),
                     TCVOD_EVENT_TYPE_KIND_NEW_FILE_UPLOAD);
    const tcvod_new_file_upload_event *upload = tcvod_new_file_upload_event_of(event);
    assert_non_null(upload);
    assert_string_equal(upload->version, "4");
    assert_string_equal(upload->data->file_id, "1234567");
    assert_int_equal(upload->data->meta_data->size.value, 10556);
    assert_false(upload->data->status.present);
    assert_int_equal(tcvod_response_note_count(event), 0);
    assert_string_equal(tcvod_response_json(event, NULL), UPLOAD);
    tcvod_free(event);
}

static void another_kind_gives_null(void **state)
{
    (void)state;
    tcvod_event *event = decoded(UPLOAD);
    assert_null(tcvod_file_deleted_event_of(event));
    assert_null(tcvod_legacy_task_callback_event_of(event));
    assert_null(tcvod_event_payload(event, "NoSuchKind"));
    assert_null(tcvod_event_payload(event, NULL));
    assert_null(tcvod_new_file_upload_event_of(NULL));
    tcvod_free(event);
}

static void an_unknown_kind_passes_raw(void **state)
{
    static const char body[] = "{\"eventType\":\"FileRestored\",\"data\":{\"fileId\":\"9\"}}";
    const char *file_id = NULL;
    (void)state;
    tcvod_event *event = decoded(body);
    assert_string_equal(tcvod_event_type(event), "FileRestored");
    assert_int_equal(tcvod_event_type_of(tcvod_event_type(event)), TCVOD_EVENT_TYPE_KIND_UNKNOWN);
    assert_null(tcvod_event_payload(event, "FileRestored"));
    assert_string_equal(tcvod_response_json(event, NULL), body);
    assert_int_equal(tcvod_get_string(event, "data.fileId", &file_id), TCVOD_OK);
    assert_string_equal(file_id, "9");
    assert_int_equal(tcvod_response_note_count(event), 0);
    tcvod_free(event);
}

static void a_kind_without_a_name_is_told_by_its_field(void **state)
{
    (void)state;
    tcvod_event *event =
        decoded("{\"task\":\"file_upload\",\"status\":0,\"data\":{\"file_id\":7}}");
    const tcvod_legacy_task_callback_event *callback = tcvod_legacy_task_callback_event_of(event);
    assert_string_equal(tcvod_event_type(event), "LegacyTaskCallback");
    assert_non_null(callback);
    assert_string_equal(callback->data->file_id, "7");
    tcvod_free(event);
}

static void a_name_goes_before_a_field(void **state)
{
    (void)state;
    tcvod_event *event = decoded("{\"task\":\"file_upload\",\"eventType\":\"FileDeleted\"}");
    assert_non_null(tcvod_file_deleted_event_of(event));
    assert_null(tcvod_legacy_task_callback_event_of(event));
    tcvod_free(event);
}

static void odd_bodies_have_no_kind(void **state)
{
    static const char *const bodies[] = {"{}",
                                         "{\"eventType\":null}",
                                         "{\"eventType\":7}",
                                         "{\"eventType\":{\"a\":1}}",
                                         "{\"EventType\":\"PullComplete\"}",
                                         "{\"eventType\":\"\"}"};
    (void)state;
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        tcvod_event *event = decoded(bodies[i]);
        assert_string_equal(tcvod_event_type(event), "");
        assert_null(tcvod_event_payload(event, ""));
        tcvod_free(event);
    }
}

static void mistyped_fields_are_notes(void **state)
{
    (void)state;
    tcvod_event *event =
        decoded("{\"eventType\":\"PullComplete\",\"data\":{\"status\":\"bad\",\"FileId\":\"1\"}}");
    const tcvod_pull_complete_event *pull = tcvod_pull_complete_event_of(event);
    assert_non_null(pull);
    assert_false(pull->data->status.present);
    assert_null(pull->data->file_id);
    assert_int_equal(tcvod_response_note_count(event), 2);
    tcvod_free(event);
}

static void a_body_that_is_no_event_is_refused(void **state)
{
    static const char *const bodies[] = {"",
                                         "[]",
                                         "null",
                                         "\"NewFileUpload\"",
                                         "{\"eventType\":",
                                         "<html>",
                                         "{\"eventType\":\"\xff\"}"};
    (void)state;
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        tcvod_event *event = NULL;
        tcvod_error error;
        assert_int_equal(tcvod_event_decode(bodies[i], strlen(bodies[i]), &event, &error),
                         TCVOD_ERROR_DECODE);
        assert_int_equal(error.category, TCVOD_ERROR_DECODE);
        assert_true(error.message[0] != '\0');
        assert_null(event);
    }
}

static void a_body_needs_no_nul(void **state)
{
    static const char body[] = UPLOAD "tail that does not belong to it";
    tcvod_event *event = NULL;
    (void)state;
    assert_int_equal(tcvod_event_decode(body, strlen(UPLOAD), &event, NULL), TCVOD_OK);
    assert_non_null(tcvod_new_file_upload_event_of(event));
    tcvod_free(event);
}

static void wrong_arguments_are_refused(void **state)
{
    tcvod_event *event = NULL;
    tcvod_error error;
    (void)state;
    assert_int_equal(tcvod_event_decode(UPLOAD, 1, NULL, &error), TCVOD_ERROR_ARGUMENT);
    assert_int_equal(tcvod_event_decode(NULL, 0, &event, &error), TCVOD_ERROR_ARGUMENT);
    assert_int_equal(tcvod_event_read(1, 60000, "{}", 2, &event, &error), TCVOD_ERROR_ARGUMENT);
    assert_int_equal(tcvod_event_read(4711, 1, "{}", 2, &event, &error), TCVOD_ERROR_ARGUMENT);
    assert_int_equal(tcvod_event_read(0x10001, 1, "{}", 2, &event, &error), TCVOD_ERROR_ARGUMENT);
    assert_int_equal(tcvod_event_decode_at(NULL, "a", &event, &error), TCVOD_ERROR_ARGUMENT);
    assert_string_equal(tcvod_event_type(NULL), "");
}

static tcvod_pull_event_response *pulled(const char *body)
{
    void *response = NULL;
    tcvod_error error;
    if (tcvod_decode("PullEvent", body, strlen(body), &response, &error) != TCVOD_OK)
        fail_msg("%s", error.message);
    return response;
}

static void an_entry_of_the_queue_is_typed_in_both_ways(void **state)
{
    tcvod_event *event = NULL;
    tcvod_error error;
    (void)state;
    tcvod_pull_event_response *response =
        pulled("{\"code\":0,\"eventList\":[{\"msgHandle\":\"h\",\"eventContent\":" UPLOAD "}]}");
    const tcvod_event_content *content = response->event_list.items[0].event_content;
    assert_string_equal(content->data->new_file_upload->file_id, "1234567");
    assert_int_equal(tcvod_event_decode_at(response, "eventList[0].eventContent", &event, &error),
                     TCVOD_OK);
    assert_string_equal(tcvod_new_file_upload_event_of(event)->data->file_id, "1234567");
    tcvod_free(response);
    assert_string_equal(tcvod_new_file_upload_event_of(event)->data->file_id, "1234567");
    tcvod_free(event);
}

static void a_path_that_leads_nowhere_is_refused(void **state)
{
    tcvod_event *event = NULL;
    tcvod_error error;
    (void)state;
    tcvod_pull_event_response *response = pulled("{\"code\":0,\"eventList\":[]}");
    assert_int_equal(tcvod_event_decode_at(response, "eventList[0].eventContent", &event, &error),
                     TCVOD_ERROR_DECODE);
    assert_string_equal(error.field, "eventList[0].eventContent");
    assert_int_equal(tcvod_event_decode_at(response, "eventList[", &event, &error),
                     TCVOD_ERROR_ARGUMENT);
    assert_int_equal(tcvod_event_decode_at(response, "eventList", &event, &error),
                     TCVOD_ERROR_DECODE);
    assert_null(event);
    tcvod_free(response);
}

static void a_value_of_any_shape_is_read_as_json(void **state)
{
    char *json = NULL;
    (void)state;
    tcvod_event *event = decoded("{\"eventType\":\"New\",\"data\":{\"list\":[1,{\"a\":null}]}}");
    assert_int_equal(tcvod_get_json(event, "data.list", &json), TCVOD_OK);
    assert_string_equal(json, "[1,{\"a\":null}]");
    tcvod_text_free(json);
    json = NULL;
    assert_int_equal(tcvod_get_json(event, "data.none", &json), TCVOD_ERROR_DECODE);
    assert_int_equal(tcvod_get_json(event, "data.", &json), TCVOD_ERROR_ARGUMENT);
    assert_int_equal(tcvod_get_json(NULL, "data", &json), TCVOD_ERROR_ARGUMENT);
    assert_null(json);
    tcvod_free(event);
}

static void the_kinds_are_listed(void **state)
{
    tcvod_event_info info;
    tcvod_field_info field;
    char last[64] = "";
    (void)state;
    for (size_t i = 0; tcvod_event_at(i, &info) == TCVOD_OK; i++) {
        assert_true(strcmp(last, info.name) < 0);
        assert_int_equal(tcvod_field_at(info.type, 0, &field), TCVOD_OK);
        assert_true(info.summary[0] != '\0');
        snprintf(last, sizeof last, "%s", info.name);
    }
    assert_string_equal(last, "UploadAndGetVideoMetaInfo");
    assert_int_equal(tcvod_event_at(0, NULL), TCVOD_ERROR_ARGUMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_body_of_a_callback_is_typed),
        cmocka_unit_test(another_kind_gives_null),
        cmocka_unit_test(an_unknown_kind_passes_raw),
        cmocka_unit_test(a_kind_without_a_name_is_told_by_its_field),
        cmocka_unit_test(a_name_goes_before_a_field),
        cmocka_unit_test(odd_bodies_have_no_kind),
        cmocka_unit_test(mistyped_fields_are_notes),
        cmocka_unit_test(a_body_that_is_no_event_is_refused),
        cmocka_unit_test(a_body_needs_no_nul),
        cmocka_unit_test(wrong_arguments_are_refused),
        cmocka_unit_test(an_entry_of_the_queue_is_typed_in_both_ways),
        cmocka_unit_test(a_path_that_leads_nowhere_is_refused),
        cmocka_unit_test(a_value_of_any_shape_is_read_as_json),
        cmocka_unit_test(the_kinds_are_listed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
