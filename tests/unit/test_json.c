/* SPDX-License-Identifier: MIT */
#include "json.h"
#include "json_check.h"
#include "json_document.h"
#include "number.h"
#include "scalar.h"
#include "unit.h"

#include <float.h>
#include <math.h>

static void valid_json_passes(void **state)
{
    (void)state;
    const char *const texts[] = {
        "{}",
        " [ ] ",
        "null",
        "-0",
        "0.5e-10",
        "1E+2",
        "\"\"",
        "\"\\u00e9\\ud83d\\ude00\\n\\\"\\/\"",
        "{\"a\":[1,2,{\"b\":null}],\"c\":true,\"d\":false}",
        "\t{\"x\"\r\n:\n1}\n",
        "\"\\u0000\"",
        "99999999999999999999999",
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        assert_null(tcv_json_check(texts[i], strlen(texts[i])).problem);
}

static void what_a_lenient_parser_forgives_is_refused(void **state)
{
    (void)state;
    const struct {
        const char *text;
        size_t offset;
    } cases[] = {
        {"", 0},          {"{'a':1}", 1},    {"{\"a\":1,}", 7},
        {"[1,2,]", 5},    {"{\"a\":1}x", 7}, {"nul", 0},
        {"NaN", 0},       {"Infinity", 0},   {"-", 0},
        {"01", 1},        {"1.", 0},         {".5", 0},
        {"1e", 0},        {"+1", 0},         {"True", 0},
        {"\"abc", 4},     {"\"\\x\"", 2},    {"\"\\u12g4\"", 2},
        {"\"\\u12", 2},   {"\"a\nb\"", 2},   {"[1 2]", 3},
        {"{\"a\" 1}", 5}, {"{1:2}", 1},      {"{\"a\\u0000\":1}", 4},
        {"/* */1", 0},    {"\"\xFF\"", 1},   {"[1", 2},
        {"{", 1},         {"{\"a\":", 5},    {"\"longer than eight\tbytes\"", 18},
        {"\"\\", 2},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        tcv_json_verdict verdict = tcv_json_check(cases[i].text, strlen(cases[i].text));
        assert_non_null(verdict.problem);
        assert_int_equal(verdict.offset, cases[i].offset);
    }
    assert_non_null(tcv_json_check("1\0", 2).problem);
}

static void escapes_become_utf8(void **state)
{
    (void)state;
    static const char text[] =
        "{\"\\u00e9\\n\":\"a\\ud83d\\ude00\\/\\u20AC\\ud83dx\\ude00\\ud83d\\u0041\"}";
    tcv_json *document;
    const char *value;
    assert_int_equal(tcv_json_parse(&document, NULL, text, sizeof text - 1, NULL), TCVOD_OK);
    assert_int_equal(tcv_json_get_string(document, "é\n", &value), TCVOD_OK);
    assert_string_equal(value, "a😀/€\xEF\xBF\xBDx\xEF\xBF\xBD\xEF\xBF\xBD"
                               "A");
    tcv_json_release(document);
}

static void nesting_has_a_limit(void **state)
{
    (void)state;
    char text[2 * TCV_JSON_LEVELS + 4];
    for (size_t levels = TCV_JSON_LEVELS; levels <= TCV_JSON_LEVELS + 1; levels++) {
        memset(text, '[', levels);
        memset(text + levels, ']', levels);
        tcv_json *document = NULL;
        tcvod_error error = {0};
        int status = tcv_json_parse(&document, NULL, text, 2 * levels, &error);
        if (levels == TCV_JSON_LEVELS) {
            assert_int_equal(status, TCVOD_OK);
            assert_non_null(document);
        } else {
            assert_int_equal(status, TCVOD_ERROR_DECODE);
            assert_null(document);
            assert_string_equal(error.message, "not valid JSON: nested too deeply at byte 64");
        }
        tcv_json_release(document);
    }
}

static void every_cut_of_a_document_is_refused(void **state)
{
    (void)state;
    const char text[] = "{\"a\":[1,-2.5e3,\"x\\u00e9\"],\"b\":{\"c\":true,\"d\":null}}";
    for (size_t length = 0; length < strlen(text); length++)
        assert_non_null(tcv_json_check(text, length).problem);
}

static void numbers_keep_their_value(void **state)
{
    (void)state;
    tcv_json *document = NULL;
    const char text[] = "[18446744073709551615,-9223372036854775808,18446744073709551616,"
                        "-9223372036854775809,\"18446744073709551616\\\"18446744073709551616\","
                        "9223372036854775807,9223372036854775808,1e999]";
    assert_int_equal(tcv_json_parse(&document, NULL, text, strlen(text), NULL), TCVOD_OK);
    tcv_buffer printed;
    tcv_buffer_init(&printed, NULL);
    tcv_node_print(document->root, &printed);
    assert_string_equal(printed.data, text);
    int64_t integer;
    uint64_t natural;
    tcv_scalar scalar = tcv_node_read(tcv_node_at(document->root, 0));
    assert_false(tcv_scalar_to_int(&scalar, &integer));
    assert_true(tcv_scalar_to_uint(&scalar, &natural));
    assert_true(natural == UINT64_MAX);
    scalar = tcv_node_read(tcv_node_at(document->root, 1));
    assert_true(tcv_scalar_to_int(&scalar, &integer));
    assert_true(integer == INT64_MIN);
    for (size_t i = 2; i < 4; i++) {
        scalar = tcv_node_read(tcv_node_at(document->root, i));
        assert_false(tcv_scalar_to_int(&scalar, &integer));
        assert_false(tcv_scalar_to_uint(&scalar, &natural));
    }
    scalar = tcv_node_read(tcv_node_at(document->root, 7));
    double real;
    assert_false(tcv_scalar_to_double(&scalar, &real));
    tcv_buffer_release(&printed);
    tcv_json_release(document);
}

static void minus_zero_keeps_its_sign(void **state)
{
    (void)state;
    tcv_json *document = NULL;
    const char text[] = "-0";
    assert_int_equal(tcv_json_parse(&document, NULL, text, strlen(text), NULL), TCVOD_OK);
    int64_t integer = 1;
    uint64_t natural = 1;
    double real = 1;
    tcv_scalar scalar = tcv_node_read(document->root);
    assert_true(tcv_scalar_to_int(&scalar, &integer));
    assert_true(integer == 0);
    assert_true(tcv_scalar_to_uint(&scalar, &natural));
    assert_true(natural == 0);
    assert_true(tcv_scalar_to_double(&scalar, &real));
    assert_true(real == 0 && signbit(real));
    tcv_json_release(document);
}

static void a_code_is_an_integer_or_a_text(void **state)
{
    (void)state;
    const char text[] = "{\"zero\":0,\"negative\":-10006,\"text\":\"4100\",\"false\":false,"
                        "\"real\":0.0,\"null\":null,\"list\":[0],\"cut\":\"0\\u00001\"}";
    static const char *const none[] = {"false", "real", "null", "list", "cut", "absent"};
    tcv_json *document = NULL;
    char code[8] = "";
    assert_int_equal(tcv_json_parse(&document, NULL, text, strlen(text), NULL), TCVOD_OK);
    for (size_t i = 0; i < COUNT_OF(none); i++)
        assert_false(tcv_json_copy_code(document, none[i], code, sizeof code));
    assert_string_equal(code, "");
    assert_true(tcv_json_copy_code(document, "zero", code, sizeof code));
    assert_string_equal(code, "0");
    assert_true(tcv_json_copy_code(document, "negative", code, sizeof code));
    assert_string_equal(code, "-10006");
    assert_true(tcv_json_copy_code(document, "text", code, sizeof code));
    assert_string_equal(code, "4100");
    tcv_json_release(document);
}

static void doubles_are_written_shortest(void **state)
{
    (void)state;
    const struct {
        double value;
        const char *text;
    } cases[] = {{0, "0"},
                 {-0.0, "-0"},
                 {0.1, "0.1"},
                 {-2.5, "-2.5"},
                 {100000, "100000"},
                 {1.0 / 3, "0.3333333333333333"},
                 {5e-324, "5e-324"},
                 {DBL_MAX, "1.7976931348623157e+308"},
                 {9007199254740993.0, "9007199254740992"}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char text[TCV_DOUBLE_TEXT_BYTES];
        double back;
        tcv_double_to_text(cases[i].value, text);
        assert_string_equal(text, cases[i].text);
        assert_true(tcv_double_from_text(text, strlen(text), &back));
        assert_memory_equal(&back, &cases[i].value, sizeof back);
    }
}

static void integers_are_read_whole_or_not_at_all(void **state)
{
    (void)state;
    const struct {
        const char *text;
        bool fits;
        bool negative;
        uint64_t magnitude;
    } cases[] = {{"0", true, false, 0},
                 {"-1", true, true, 1},
                 {"18446744073709551615", true, false, UINT64_MAX},
                 {"18446744073709551616", false, false, 0},
                 {"99999999999999999999", false, false, 0},
                 {"-9223372036854775808", true, true, UINT64_C(9223372036854775808)},
                 {"-9223372036854775809", false, false, 0},
                 {"007", false, false, 0},
                 {"", false, false, 0},
                 {"-", false, false, 0},
                 {"1.0", false, false, 0},
                 {" 1", false, false, 0},
                 {"12x", false, false, 0}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        bool negative;
        uint64_t magnitude;
        bool fits =
            tcv_integer_from_text(cases[i].text, strlen(cases[i].text), &negative, &magnitude);
        assert_int_equal(fits, cases[i].fits);
        if (fits) {
            assert_int_equal(negative, cases[i].negative);
            assert_true(magnitude == cases[i].magnitude);
        }
    }
}

static const char body[] =
    "{\"list\":[{\"url\":\"u0\"},{\"url\":\"u1\",\"n\":12,\"r\":2.50,\"t\":true}],"
    "\"a.b\":{\"c]\":\"odd\"},\"digits\":\"42\",\"zero\":\"a\\u0000b\",\"null\":null,"
    "\"three\":3.0,\"half\":0.5,\"big\":9223372036854775808,\"one\":1}";

static void values_are_found_by_path(void **state)
{
    tcv_json *document = *state;
    const char *text = NULL;
    int64_t integer = 0;
    double real = 0;
    bool truth = false;
    size_t count = 0;
    assert_int_equal(tcv_json_get_string(document, "list[1].url", &text), TCVOD_OK);
    assert_string_equal(text, "u1");
    assert_int_equal(tcv_json_get_string(document, "[\"a.b\"][\"c]\"]", &text), TCVOD_OK);
    assert_string_equal(text, "odd");
    assert_int_equal(tcv_json_get_string(document, "list[1][\"n\"]", &text), TCVOD_OK);
    assert_string_equal(text, "12");
    const char *again = NULL;
    assert_int_equal(tcv_json_get_string(document, "list[1].n", &again), TCVOD_OK);
    assert_ptr_equal(text, again);
    assert_int_equal(tcv_json_get_string(document, "list[1].r", &text), TCVOD_OK);
    assert_string_equal(text, "2.50");
    assert_int_equal(tcv_json_get_string(document, "list[1].t", &text), TCVOD_OK);
    assert_string_equal(text, "true");
    assert_int_equal(tcv_json_get_int(document, "digits", &integer), TCVOD_OK);
    assert_int_equal(integer, 42);
    assert_int_equal(tcv_json_get_int(document, "three", &integer), TCVOD_OK);
    assert_int_equal(integer, 3);
    assert_int_equal(tcv_json_get_double(document, "half", &real), TCVOD_OK);
    assert_true(real == 0.5);
    assert_int_equal(tcv_json_get_bool(document, "one", &truth), TCVOD_OK);
    assert_true(truth);
    assert_int_equal(tcv_json_get_count(document, "list", &count), TCVOD_OK);
    assert_int_equal(count, 2);
    assert_int_equal(tcv_json_get_count(document, "list[1]", &count), TCVOD_OK);
    assert_int_equal(count, 4);
}

static void what_is_not_there_is_a_decode_error(void **state)
{
    tcv_json *document = *state;
    const char *text = NULL;
    int64_t integer = 0;
    bool truth = false;
    size_t count = 0;
    assert_int_equal(tcv_json_get_string(document, "nothing", &text), TCVOD_ERROR_DECODE);
    assert_int_equal(tcv_json_get_string(document, "null", &text), TCVOD_ERROR_DECODE);
    assert_int_equal(tcv_json_get_string(document, "list", &text), TCVOD_ERROR_DECODE);
    assert_int_equal(tcv_json_get_string(document, "list[2].url", &text), TCVOD_ERROR_DECODE);
    assert_int_equal(tcv_json_get_string(document, "list.url", &text), TCVOD_ERROR_DECODE);
    assert_int_equal(tcv_json_get_string(document, "digits[0]", &text), TCVOD_ERROR_DECODE);
    assert_int_equal(tcv_json_get_string(document, "zero", &text), TCVOD_ERROR_DECODE);
    assert_int_equal(tcv_json_get_string(document, "digit", &text), TCVOD_ERROR_DECODE);
    assert_int_equal(tcv_json_get_int(document, "half", &integer), TCVOD_ERROR_DECODE);
    assert_int_equal(tcv_json_get_int(document, "big", &integer), TCVOD_ERROR_DECODE);
    assert_int_equal(tcv_json_get_bool(document, "digits", &truth), TCVOD_ERROR_DECODE);
    assert_int_equal(tcv_json_get_count(document, "digits", &count), TCVOD_ERROR_DECODE);
}

static void a_malformed_path_is_an_argument_error(void **state)
{
    tcv_json *document = *state;
    const char *const paths[] = {"",           ".list",
                                 "list.",      "list..url",
                                 "list[",      "list[]",
                                 "list[x]",    "list[1",
                                 "list[1]url", "list[-1]",
                                 "[\"a.b\"",   "list]",
                                 "nothing[",   "list[99999999999999999999]"};
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        const char *text = NULL;
        assert_int_equal(tcv_json_get_string(document, paths[i], &text), TCVOD_ERROR_ARGUMENT);
    }
}

static int parse_body(void **state)
{
    tcv_json *document = NULL;
    int status = tcv_json_parse(&document, NULL, body, strlen(body), NULL);
    *state = document;
    return status;
}

static int release_body(void **state)
{
    tcv_json_release(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(valid_json_passes),
        cmocka_unit_test(what_a_lenient_parser_forgives_is_refused),
        cmocka_unit_test(escapes_become_utf8),
        cmocka_unit_test(nesting_has_a_limit),
        cmocka_unit_test(every_cut_of_a_document_is_refused),
        cmocka_unit_test(numbers_keep_their_value),
        cmocka_unit_test(minus_zero_keeps_its_sign),
        cmocka_unit_test(a_code_is_an_integer_or_a_text),
        cmocka_unit_test(doubles_are_written_shortest),
        cmocka_unit_test(integers_are_read_whole_or_not_at_all),
        cmocka_unit_test_setup_teardown(values_are_found_by_path, parse_body, release_body),
        cmocka_unit_test_setup_teardown(what_is_not_there_is_a_decode_error, parse_body,
                                        release_body),
        cmocka_unit_test_setup_teardown(a_malformed_path_is_an_argument_error, parse_body,
                                        release_body),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
