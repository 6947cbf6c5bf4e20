/* SPDX-License-Identifier: MIT */
#include "json.h"
#include "request_json.h"
#include "small_service.h"
#include "unit.h"

static char *printed(uint16_t type, const void *source, bool redact)
{
    tcv_buffer buffer;
    tcv_buffer_init(&buffer, NULL);
    tcv_json_print(&small_service, type, 2, source, redact, &buffer);
    return tcv_buffer_take(&buffer);
}

static void a_request_comes_back_as_it_was_written(void **state)
{
    (void)state;
    const char *const texts[] = {
        "{}",
        "{\"text\":\"t\\\"é\",\"whole\":-1,\"natural\":2,\"real\":0.5,\"truth\":true,\"raw\":{"
        "\"a\":[1,"
        "null]},\"pet\":{\"name\":\"p\",\"parent\":{\"age\":3},\"friends\":[{\"name\":\"f\"},{}]},"
        "\"texts\":[\"a\",\"b\"],\"wholes\":[],\"naturals\":[1],\"reals\":[1.5],\"truths\":[false],"
        "\"raws\":[1,\"x\"],\"pets\":[{\"mood\":\"SAD\"}],\"textMap\":{\"k\":\"v\"},\"wholeMap\":{}"
        ","
        "\"naturalMap\":{\"n\":1},\"realMap\":{\"r\":2},\"truthMap\":{\"t\":true},\"rawMap\":{"
        "\"j\":[]},"
        "\"petMap\":{\"rex\":{\"name\":\"r\"}},\"kind\":\"meal\",\"deed\":{\"dishes\":[\"soup\"]},"
        "\"secret\":\"s\",\"late\":\"l\"}",
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        tcv_arena arena;
        void *request = NULL;
        tcvod_error error = {0};
        tcv_arena_init(&arena, NULL, 0);
        if (tcv_request_from_json(&small_service, SMALL_EVERYTHING, texts[i], &arena, &request,
                                  &error) != TCVOD_OK)
            fail_msg("%s", error.message);
        char *text = printed(SMALL_EVERYTHING, request, false);
        assert_string_equal(text, texts[i]);
        tcv_release(NULL, text);
        tcv_arena_release(&arena);
    }
}

static void mistakes_in_a_request_name_their_place(void **state)
{
    (void)state;
    const struct {
        const char *text;
        const char *field;
        const char *message;
    } cases[] = {
        {"{\"texts\":[\"a\"],\"colour\":1}", "colour", "colour: unknown field"},
        {"{\"pets\":[{\"name\":\"n\"},{\"age\":\"old\"}]}", "pets[1].age",
         "pets[1].age: expected integer, got \"old\""},
        {"{\"whole\":\"3\"}", "whole", "whole: expected integer, got \"3\"; converted"},
        {"[]", "", "expected a JSON object"},
        {"{\"whole\":3", "", "not valid JSON: expected ',' or '}' at byte 10"},
        {"{\"kind\":\"fly\",\"deed\":{}}", "deed", "deed: no shape is known for kind \"fly\""},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        tcv_arena arena;
        void *request = NULL;
        tcvod_error error = {0};
        tcv_arena_init(&arena, NULL, 0);
        assert_int_equal(tcv_request_from_json(&small_service, SMALL_EVERYTHING, cases[i].text,
                                               &arena, &request, &error),
                         TCVOD_ERROR_ARGUMENT);
        assert_null(request);
        assert_int_equal(error.category, TCVOD_ERROR_ARGUMENT);
        assert_string_equal(error.field, cases[i].field);
        assert_string_equal(error.message, cases[i].message);
        assert_string_equal(error.step, "encode");
        tcv_arena_release(&arena);
    }
}

static void sensitive_fields_are_redacted(void **state)
{
    (void)state;
    const small_everything request = {.text = "t", .secret = "pass", .code = "word"};
    char *text = printed(SMALL_EVERYTHING, &request, true);
    assert_string_equal(text, "{\"text\":\"t\",\"secret\":\"***\",\"password\":\"***\"}");
    tcv_release(NULL, text);
    text = printed(SMALL_EVERYTHING, NULL, true);
    assert_string_equal(text, "{}");
    tcv_release(NULL, text);
}

static void printing_survives_what_encoding_refuses(void **state)
{
    (void)state;
    small_pet snake = {.name = "\xFF"};
    const char *const holes[] = {"a", NULL};
    const double not_numbers[] = {(double)__builtin_inf(), 1};
    const small_everything request = {
        .raw = "{'", .pet = &snake, .texts = {holes, 2}, .reals = {not_numbers, 2}};
    char *text = printed(SMALL_EVERYTHING, &request, false);
    assert_string_equal(text, "{\"raw\":\"{'\",\"pet\":{\"name\":\"\\ufffd\"},"
                              "\"texts\":[\"a\",null],\"reals\":[null,1]}");
    tcv_release(NULL, text);
    snake.parent = &snake;
    text = printed(SMALL_PET, &snake, false);
    assert_contains(text, "\"parent\":null}");
    tcv_release(NULL, text);
}

static void assert_gathers(const tcvod_parameter *parameters, size_t count, const char *expected)
{
    tcv_buffer json;
    tcvod_error error = {0};
    tcv_buffer_init(&json, NULL);
    if (tcv_json_from_parameters(&small_service, SMALL_EVERYTHING, parameters, count, &json,
                                 &error) != TCVOD_OK)
        fail_msg("%s", error.message);
    assert_string_equal(json.data, expected);
    tcv_buffer_release(&json);
}

static void flat_parameters_take_the_shape_of_the_request(void **state)
{
    (void)state;
    const tcvod_parameter parameters[] = {
        {"texts.2", "b"},
        {"texts.1", "a \"quoted\""},
        {"whole", "-3"},
        {"natural", "18446744073709551615"},
        {"real", "2.5"},
        {"truth", "1"},
        {"raw", "{\"a\": [1]}"},
        {"pet.name", "é"},
        {"pet.friends.0.name", "f0"},
        {"pet.friends.1.parent.age", "4"},
        {"pets.0.age", "1"},
        {"textMap.a.b", "v"},
        {"textMap.c", "w"},
        {"petMap.rex.name", "r"},
        {"petMap.rex.age", "2"},
        {"deed.meters", "12"},
        {"kind", "walk"},
        {"late", ""},
    };
    assert_gathers(parameters, COUNT_OF(parameters),
                   "{\"whole\":-3,\"natural\":18446744073709551615,\"real\":2.5,\"truth\":true,"
                   "\"raw\":{\"a\": [1]},\"pet\":{\"name\":\"é\",\"friends\":[{\"name\":\"f0\"},"
                   "{\"parent\":{\"age\":4}}]},\"texts\":[\"a \\\"quoted\\\"\",\"b\"],"
                   "\"pets\":[{\"age\":1}],\"textMap\":{\"a.b\":\"v\",\"c\":\"w\"},"
                   "\"petMap\":{\"rex\":{\"name\":\"r\",\"age\":2}},\"kind\":\"walk\","
                   "\"deed\":{\"meters\":12},\"late\":\"\"}");
    assert_gathers(NULL, 0, "{}");
}

static void mistakes_in_parameters_name_the_parameter(void **state)
{
    (void)state;
    char deep[1024] = "pet";
    for (int i = 0; i < 70; i++)
        strcat(deep, ".parent");
    strcat(deep, ".age");
    const struct {
        tcvod_parameter parameters[2];
        size_t count;
        const char *message;
    } cases[] = {
        {{{"colour", "red"}}, 1, "colour is no parameter of this action"},
        {{{"whole", "1"}, {"whole", "2"}}, 2, "whole is given twice"},
        {{{"whole", "12x"}}, 1, "whole must be an integer of 64 bits"},
        {{{"whole", "9223372036854775808"}}, 1, "whole must be an integer of 64 bits"},
        {{{"whole", "99999999999999999999"}}, 1, "whole must be an integer of 64 bits"},
        {{{"whole", ""}}, 1, "whole has no value"},
        {{{"natural", "-1"}}, 1, "natural must be an integer of 64 bits from 0 on"},
        {{{"real", "fast"}}, 1, "real must be a number"},
        {{{"truth", "yes"}}, 1, "truth must be true or false"},
        {{{"raw", "{"}},
         1,
         "raw is not valid JSON: expected a member's name in double quotes at byte 1"},
        {{{"text", "\xFF"}}, 1, "text is not UTF-8: see its byte 0"},
        {{{"text.x", "1"}}, 1, "text.x is no parameter of this action"},
        {{{"texts", "a"}}, 1, "texts is a list: number its elements from 1 on without a gap"},
        {{{"texts.0", "a"}}, 1, "texts is a list: number its elements from 1 on without a gap"},
        {{{"wholes.0", "1"}, {"wholes.2", "3"}},
         2,
         "wholes is a list: number its elements from 0 on without a gap"},
        {{{"pet", "rex"}}, 1, "pet is an object: name its fields, pet.field=…"},
        {{{"deed.meters", "1"}},
         1,
         "deed has a shape that kind beside it chooses; \"\" is no known one"},
        {{{deep, "1"}}, 1, "is nested more than 64 levels deep"},
        {{{"whole", NULL}}, 1, "parameters[0] has no name or no value"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        tcv_buffer json;
        tcvod_error error = {0};
        tcv_buffer_init(&json, NULL);
        assert_int_equal(tcv_json_from_parameters(&small_service, SMALL_EVERYTHING,
                                                  cases[i].parameters, cases[i].count, &json,
                                                  &error),
                         TCVOD_ERROR_ARGUMENT);
        const char *end = error.message + strlen(error.message);
        assert_true(strlen(error.message) >= strlen(cases[i].message));
        assert_string_equal(end - strlen(cases[i].message), cases[i].message);
        tcv_buffer_release(&json);
    }
    tcv_buffer none;
    tcvod_error error;
    tcv_buffer_init(&none, NULL);
    assert_int_equal(
        tcv_json_from_parameters(&small_service, SMALL_EVERYTHING, NULL, 1, &none, &error),
        TCVOD_ERROR_ARGUMENT);
    assert_string_equal(error.message, "parameters must not be NULL when count is 1");
    tcv_buffer_release(&none);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_comes_back_as_it_was_written),
        cmocka_unit_test(mistakes_in_a_request_name_their_place),
        cmocka_unit_test(sensitive_fields_are_redacted),
        cmocka_unit_test(printing_survives_what_encoding_refuses),
        cmocka_unit_test(flat_parameters_take_the_shape_of_the_request),
        cmocka_unit_test(mistakes_in_parameters_name_the_parameter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
