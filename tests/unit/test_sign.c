/* SPDX-License-Identifier: MIT */
#include "files.h"
#include "json_document.h"
#include "signing.h"
#include "unit.h"

#include <tcvod/dynamic.h>
#include <tcvod/sign.h>

#include <stdlib.h>

enum { VECTOR_COUNT = 10 };

static const char *text_of(tcv_json *vector, const char *name)
{
    const char *text = NULL;
    if (tcv_json_get_string(vector, name, &text) != TCVOD_OK)
        fail_msg("the vector has no %s", name);
    return text;
}

static void check_hmac(tcv_json *vector)
{
    char signature[45];
    const char *text = text_of(vector, "string_to_sign");
    enum tcv_hash hash =
        strcmp(text_of(vector, "algorithm"), "HmacSHA256") == 0 ? TCV_SHA256 : TCV_SHA1;
    assert_int_equal(
        tcv_hmac_base64(hash, text_of(vector, "secret_key"), text, strlen(text), signature),
        TCVOD_OK);
    assert_string_equal(signature, text_of(vector, "signature"));
}

static void check_signing(tcv_json *vector, const tcv_node *params)
{
    tcvod_parameter parameters[64];
    size_t count = 0;
    tcv_member member = {0};
    while (tcv_node_next_member(params, &member)) {
        assert_true(count < COUNT_OF(parameters) - 1);
        parameters[count].name = member.name;
        parameters[count++].value = tcv_node_read(member.value).text;
    }
    parameters[count++] = (tcvod_parameter){"Signature", "is left out"};
    char *string_to_sign = NULL;
    char *signature = NULL;
    tcvod_error error;
    assert_int_equal(tcvod_sign(text_of(vector, "method"), text_of(vector, "host"),
                                text_of(vector, "path"), parameters, count,
                                text_of(vector, "secret_key"), &string_to_sign, &signature, &error),
                     TCVOD_OK);
    assert_string_equal(string_to_sign, text_of(vector, "string_to_sign"));
    assert_string_equal(signature, text_of(vector, "signature"));
    tcvod_text_free(string_to_sign);
    tcvod_text_free(signature);
}

static void check_vector(const char *path)
{
    size_t size_bytes;
    tcv_json *vector = NULL;
    const tcv_node *params = NULL;
    char *text = read_whole_file(path, &size_bytes);
    assert_int_equal(tcv_json_parse(&vector, NULL, text, size_bytes, NULL), TCVOD_OK);
    check_hmac(vector);
    if (tcv_node_member(vector->root, "params", strlen("params"), &params))
        check_signing(vector, params);
    tcv_json_release(vector);
    free(text);
}

static void every_vector_is_reproduced(void **state)
{
    (void)state;
    assert_int_equal(for_each_json_file("tests/vectors/sign", check_vector), VECTOR_COUNT);
}

static void assert_signs(const char *method, const char *host, const tcvod_parameter *parameters,
                         size_t count, const char *expected)
{
    char *string_to_sign = NULL;
    char *signature = NULL;
    assert_int_equal(
        tcvod_sign(method, host, "/", parameters, count, "key", &string_to_sign, &signature, NULL),
        TCVOD_OK);
    assert_string_equal(string_to_sign, expected);
    tcvod_text_free(string_to_sign);
    tcvod_text_free(signature);
}

static void names_sort_before_underscores_are_replaced(void **state)
{
    (void)state;
    const tcvod_parameter parameters[] = {{"ab", "1"}, {"a_1", "2"}, {"a0", "3"}, {"aB", "4_4"}};
    assert_signs("GET", "h", parameters, COUNT_OF(parameters), "GETh/?a0=3&aB=4_4&a.1=2&ab=1");
}

static void scheme_and_port_do_not_take_part(void **state)
{
    (void)state;
    assert_signs("post", "https://h.example:8443", NULL, 0, "POSTh.example/?");
    assert_signs("GET", "h.example:80", NULL, 0, "GETh.example/?");
    assert_signs("GET", "http://[::1]:8080", NULL, 0, "GET[::1]/?");
    assert_signs("GET", "https://h.example/", NULL, 0, "GETh.example/?");
}

static void other_signature_methods_mean_sha1(void **state)
{
    (void)state;
    const tcvod_parameter parameters[] = {{"SignatureMethod", "hmacsha256"}};
    char *string_to_sign = NULL;
    char *signature = NULL;
    assert_int_equal(
        tcvod_sign("GET", "h", "/", parameters, 1, "key", &string_to_sign, &signature, NULL),
        TCVOD_OK);
    assert_int_equal(strlen(signature), 28);
    tcvod_text_free(string_to_sign);
    tcvod_text_free(signature);
}

static void missing_input_is_named(void **state)
{
    (void)state;
    char *string_to_sign = NULL;
    char *signature = NULL;
    tcvod_error error;
    const tcvod_parameter hole[] = {{"a", NULL}};
    assert_int_equal(tcvod_sign("GET", "h", "/", NULL, 0, "", &string_to_sign, &signature, &error),
                     TCVOD_ERROR_ARGUMENT);
    assert_string_equal(error.message, "secret_key must not be empty");
    assert_int_equal(tcvod_sign(NULL, "h", "/", NULL, 0, "k", &string_to_sign, &signature, &error),
                     TCVOD_ERROR_ARGUMENT);
    assert_string_equal(error.field, "method");
    assert_int_equal(tcvod_sign("GET", "h", "/", NULL, 2, "k", &string_to_sign, &signature, &error),
                     TCVOD_ERROR_ARGUMENT);
    assert_int_equal(tcvod_sign("GET", "h", "/", hole, 1, "k", &string_to_sign, &signature, &error),
                     TCVOD_ERROR_ARGUMENT);
    assert_string_equal(error.message, "parameters[0] has no name or no value");
    assert_int_equal(tcvod_sign("GET", "h", "/", NULL, 0, "k", NULL, &signature, &error),
                     TCVOD_ERROR_ARGUMENT);
    assert_null(signature);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_vector_is_reproduced),
        cmocka_unit_test(names_sort_before_underscores_are_replaced),
        cmocka_unit_test(scheme_and_port_do_not_take_part),
        cmocka_unit_test(other_signature_methods_mean_sha1),
        cmocka_unit_test(missing_input_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
