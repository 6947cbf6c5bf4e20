/* SPDX-License-Identifier: MIT */
#include "small_service.h"
#include "unit.h"

#include <tcvod/dynamic.h>
#include <tcvod/response.h>
#include <tcvod/version.h>

static void actions_are_listed(void **state)
{
    (void)state;
    tcvod_action_info info;
    assert_int_equal(tcvod_action_count(), 3);
    assert_int_equal(tcvod_action_at(0, &info), TCVOD_OK);
    assert_int_equal(info.id, SMALL_ECHO);
    assert_string_equal(info.service, "small");
    assert_string_equal(info.name, "Echo");
    assert_string_equal(info.status, "published");
    assert_string_equal(info.deprecated, "");
    assert_string_equal(info.host, "small.example.com");
    assert_string_equal(info.methods, "GET, POST");
    assert_string_equal(info.retry, "safe");
    assert_string_equal(info.c_function, "small_echo");
    assert_int_equal(info.rate_calls, 100);
    assert_int_equal(info.error_count, 4);
    assert_int_equal(tcvod_action_at(1, &info), TCVOD_OK);
    assert_string_equal(info.status, "deprecated");
    assert_string_equal(info.deprecated, "Use Echo.");
    assert_string_equal(info.methods, "GET");
    assert_string_equal(info.retry, "never");
    assert_int_equal(tcvod_action_at(2, &info), TCVOD_OK);
    assert_true(info.binary_body);
    assert_int_equal(tcvod_action_at(3, &info), TCVOD_ERROR_ARGUMENT);
    assert_int_equal(tcvod_action_at(0, NULL), TCVOD_ERROR_ARGUMENT);
}

static void actions_are_found_by_name_and_alias(void **state)
{
    (void)state;
    const char *const names[] = {"Echo", "Repeat", "SayAgain"};
    tcvod_action_info info;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        assert_int_equal(tcvod_action_named(names[i], &info), TCVOD_OK);
        assert_string_equal(info.name, "Echo");
    }
    assert_int_equal(tcvod_action_named("SendBytes", &info), TCVOD_OK);
    assert_string_equal(info.name, "SendBytes");
    const char *const strangers[] = {"", "echo", "Repea", "Repeat,", "Again", "Zzz", "Aaa"};
    for (size_t i = 0; i < COUNT_OF(strangers); i++)
        assert_int_equal(tcvod_action_named(strangers[i], &info), TCVOD_ERROR_ARGUMENT);
    assert_int_equal(tcvod_action_named(NULL, &info), TCVOD_ERROR_ARGUMENT);
}

static void actions_are_found_by_id(void **state)
{
    (void)state;
    const tcv_service *service = NULL;
    const tcv_action *action = tcv_action_by_id(SMALL_SEND_BYTES, &service);
    assert_non_null(action);
    assert_ptr_equal(service, &small_service);
    assert_string_equal(tcv_text(service, action->name), "SendBytes");
    assert_null(tcv_action_by_id(SMALL_SERVICE_NUMBER << 16, &service));
    assert_null(tcv_action_by_id(SMALL_SERVICE_NUMBER << 16 | 4, &service));
    assert_null(tcv_action_by_id(SMALL_ECHO + 0x10000, &service));
}

static void fields_are_described(void **state)
{
    (void)state;
    tcvod_action_info action;
    tcvod_field_info field;
    assert_int_equal(tcvod_action_named("Echo", &action), TCVOD_OK);
    assert_int_equal(tcvod_field_at(action.request_type, 7, &field), TCVOD_OK);
    assert_string_equal(field.name, "texts");
    assert_string_equal(field.type, "string");
    assert_string_equal(field.container, "list");
    assert_int_equal(field.first_index, 1);
    assert_int_equal(field.object_type, 0);
    assert_int_equal(tcvod_field_at(action.request_type, 6, &field), TCVOD_OK);
    assert_string_equal(field.type, "Pet");
    uint32_t pet = field.object_type;
    assert_int_equal(tcvod_field_at(pet, 1, &field), TCVOD_OK);
    assert_string_equal(field.name, "age");
    assert_string_equal(field.constraints, "0 to 30");
    assert_string_equal(field.unit, "years");
    assert_string_equal(field.default_value, "7");
    assert_int_equal(tcvod_field_at(pet, 4, &field), TCVOD_OK);
    assert_string_equal(field.values, "Mood");
    assert_int_equal(field.value_set, SMALL_VALUES_MOOD);
    assert_int_equal(tcvod_field_at(pet, 0, &field), TCVOD_OK);
    assert_true(field.required);
    assert_int_equal(tcvod_field_at(action.request_type, 23, &field), TCVOD_OK);
    assert_true(field.sensitive);
    assert_int_equal(tcvod_field_at(pet, 5, &field), TCVOD_ERROR_ARGUMENT);
    assert_int_equal(tcvod_field_at(0, 0, &field), TCVOD_ERROR_ARGUMENT);
    assert_int_equal(tcvod_field_at(SMALL_SERVICE_NUMBER << 16, 0, &field), TCVOD_ERROR_ARGUMENT);
    assert_int_equal(tcvod_field_at(SMALL_SERVICE_NUMBER << 16 | 99, 0, &field),
                     TCVOD_ERROR_ARGUMENT);
}

static void values_have_ordinals(void **state)
{
    (void)state;
    tcvod_value_info value;
    assert_int_equal(tcvod_value_ordinal(SMALL_VALUES_MOOD, "HAPPY"), 1);
    assert_int_equal(tcvod_value_ordinal(SMALL_VALUES_MOOD, "SAD"), 2);
    assert_int_equal(tcvod_value_ordinal(SMALL_VALUES_MOOD, "happy"), 0);
    assert_int_equal(tcvod_value_ordinal(SMALL_VALUES_MOOD, NULL), 0);
    assert_int_equal(tcvod_value_ordinal(SMALL_VALUES_MOOD + 1, "SAD"), 0);
    assert_int_equal(tcvod_value_ordinal(0, "SAD"), 0);
    assert_string_equal(tcvod_value_summary(SMALL_VALUES_MOOD, "SAD"), "It rains.");
    assert_null(tcvod_value_summary(SMALL_VALUES_MOOD, "ANGRY"));
    assert_int_equal(tcvod_value_at(SMALL_VALUES_MOOD, 1, &value), TCVOD_OK);
    assert_string_equal(value.value, "SAD");
    assert_string_equal(value.name, "sad");
    assert_int_equal(tcvod_value_at(SMALL_VALUES_MOOD, 2, &value), TCVOD_ERROR_ARGUMENT);
}

static void error_codes_are_explained(void **state)
{
    (void)state;
    tcvod_error_code_info code;
    assert_int_equal(tcvod_action_error_at(SMALL_ECHO, 0, &code), TCVOD_OK);
    assert_string_equal(code.code, "100");
    assert_string_equal(code.retry, "server");
    assert_int_equal(tcvod_action_error_at(SMALL_ECHO, 3, &code), TCVOD_OK);
    assert_string_equal(code.code, "4500");
    assert_string_equal(code.retry, "resign");
    assert_int_equal(tcvod_action_error_at(SMALL_ECHO, 4, &code), TCVOD_ERROR_ARGUMENT);
    assert_int_equal(tcvod_action_error_at(0, 0, &code), TCVOD_ERROR_ARGUMENT);
    assert_string_equal(tcvod_error_text("4400"), "Too many calls.");
    assert_string_equal(tcvod_error_text("100"), "There is no such pet.");
    assert_null(tcvod_error_text("5"));
    assert_null(tcvod_error_text(NULL));
}

static void a_stored_body_is_decoded_and_shown(void **state)
{
    (void)state;
    void *response = NULL;
    char *view = NULL;
    tcvod_error error;
    const char body[] = "{\"code\":100,\"message\":\"no\",\"pets\":{\"name\":5},\"more\":[]}";
    assert_int_equal(tcvod_decode("Repeat", body, strlen(body), &response, &error), TCVOD_OK);
    assert_int_equal(error.category, TCVOD_OK);
    assert_int_equal(tcvod_response_note_count(response), 3);
    assert_int_equal(tcvod_response_view(response, &view, &error), TCVOD_OK);
    assert_string_equal(view, "{\"code\":100,\"message\":\"no\",\"pets\":[{\"name\":\"5\"}]}");
    tcvod_text_free(view);
    tcvod_text_free(NULL);
    tcvod_free(response);
}

static void bad_arguments_are_named(void **state)
{
    (void)state;
    void *response = &response;
    char *view = NULL;
    tcvod_error error;
    assert_int_equal(tcvod_decode("Nothing", "{}", 2, &response, &error), TCVOD_ERROR_ARGUMENT);
    assert_null(response);
    assert_string_equal(error.message, "there is no action Nothing; tcvod_action_at() lists them");
    assert_int_equal(tcvod_decode("Echo", "{", 1, &response, &error), TCVOD_ERROR_DECODE);
    assert_string_equal(error.action, "Echo");
    assert_int_equal(tcvod_decode(NULL, "{}", 2, &response, NULL), TCVOD_ERROR_ARGUMENT);
    assert_int_equal(tcvod_decode("Echo", NULL, 2, &response, NULL), TCVOD_ERROR_ARGUMENT);
    assert_int_equal(tcvod_decode("Echo", "{}", 2, NULL, NULL), TCVOD_ERROR_ARGUMENT);
    assert_int_equal(tcvod_response_view(NULL, &view, &error), TCVOD_ERROR_ARGUMENT);
    assert_int_equal(tcvod_decode("Echo", "{\"code\": 0}", 11, &response, NULL), TCVOD_OK);
    assert_int_equal(tcvod_response_view(response, NULL, &error), TCVOD_ERROR_ARGUMENT);
    assert_string_equal(error.message, "json must not be NULL");
    assert_int_equal(tcvod_get_int(response, "code", NULL), TCVOD_ERROR_ARGUMENT);
    assert_int_equal(tcvod_get_double(response, "code", NULL), TCVOD_ERROR_ARGUMENT);
    assert_int_equal(tcvod_get_bool(response, "code", NULL), TCVOD_ERROR_ARGUMENT);
    assert_int_equal(tcvod_get_count(response, "code", NULL), TCVOD_ERROR_ARGUMENT);
    tcvod_free(response);
}

static void the_library_knows_its_version(void **state)
{
    (void)state;
    assert_string_equal(tcvod_version(), TCVOD_VERSION);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(actions_are_listed),
        cmocka_unit_test(actions_are_found_by_name_and_alias),
        cmocka_unit_test(actions_are_found_by_id),
        cmocka_unit_test(fields_are_described),
        cmocka_unit_test(values_have_ordinals),
        cmocka_unit_test(error_codes_are_explained),
        cmocka_unit_test(a_stored_body_is_decoded_and_shown),
        cmocka_unit_test(bad_arguments_are_named),
        cmocka_unit_test(the_library_knows_its_version),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
