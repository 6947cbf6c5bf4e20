/* SPDX-License-Identifier: MIT */
/* Secrets are found however they are written. */
#include "redact.h"
#include "unit.h"

static void assert_redacted(const char *text, const char *secret, const char *expected)
{
    char copy[256];
    assert_true(strlen(text) < sizeof copy);
    strcpy(copy, text);
    tcv_redact(copy, secret);
    assert_string_equal(copy, expected);
}

static void secrets_are_found_in_every_spelling(void **state)
{
    (void)state;
    assert_redacted("a b/c+d= z b/c+d=", "b/c+d=", "a ****** z ******");
    assert_redacted("a b\\/c+d= z", "b/c+d=", "a ******* z");
    assert_redacted("a b%2Fc%2bd%3D z", "b/c+d=", "a ************ z");
    assert_redacted("b\\u002fc+d=", "b/c+d=", "***********");
    assert_redacted("50%25 \\\\x", "50% \\x", "*********");
    assert_redacted("keykey1", "key1", "key****");
}

static void beginnings_are_found_where_the_text_was_cut(void **state)
{
    (void)state;
    assert_redacted("got secr", "secret", "got ****");
    assert_redacted("got sec", "secret", "got sec");
    assert_redacted("got \"secre\xE2\x80\xA6\"", "secret", "got \"*****\xE2\x80\xA6\"");
    assert_redacted("got abcd%2", "abcd/e", "got ****%2");
    assert_redacted("abcd\\u00", "abcd/e", "****\\u00");
    assert_redacted("secretary and secre", "secret", "******ary and *****");
    assert_redacted("12345678: cut", "1234567890", "********: cut");
    assert_redacted("1234567: cut", "1234567890", "1234567: cut");
}

static void what_is_no_secret_stays(void **state)
{
    (void)state;
    assert_redacted("abc", "abc", "abc");
    assert_redacted("abc", NULL, "abc");
    assert_redacted("", "secret", "");
    assert_redacted("secure %zz %2 \\u00zz \\", "secret", "secure %zz %2 \\u00zz \\");
    assert_redacted("secre t", "secret", "secre t");
}

static void values_are_found_by_their_name(void **state)
{
    (void)state;
    char text[] = "x?Signature=ab%2F&Token=c\"Signature=";
    tcv_redact_value_of(text, "Signature=");
    tcv_redact_value_of(text, "Token=");
    assert_string_equal(text, "x?Signature=*****&Token=*\"Signature=");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(secrets_are_found_in_every_spelling),
        cmocka_unit_test(beginnings_are_found_where_the_text_was_cut),
        cmocka_unit_test(what_is_no_secret_stays),
        cmocka_unit_test(values_are_found_by_their_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
