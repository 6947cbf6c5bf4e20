/* SPDX-License-Identifier: MIT */
/* What does not fit the description, and how the caller learns of it. */
#include "buffer.h"
#include "decoded.h"
#include "response.h"
#include "unit.h"

#include <tcvod/response.h>

static void what_can_be_converted_is_converted_with_a_note(void **state)
{
    (void)state;
    const small_everything *all = decode_everything(
        "{\"text\":12,\"whole\":\"-9223372036854775808\",\"natural\":3.0,\"real\":\"2.5\","
        "\"truth\":1,\"texts\":[1.50,true],\"wholes\":[\"3.0\",true],\"truths\":[\"true\",0]}");
    ASSERT_NOTES(all, "text: expected string, got 12; converted",
                 "whole: expected integer, got \"-9223372036854775808\"; converted",
                 "natural: expected unsigned integer, got 3.0; converted",
                 "real: expected number, got \"2.5\"; converted",
                 "truth: expected boolean, got 1; converted",
                 "texts[0]: expected string, got 1.50; converted",
                 "texts[1]: expected string, got true; converted",
                 "wholes[0]: expected integer, got \"3.0\"; converted",
                 "wholes[1]: expected integer, got true; converted",
                 "truths[0]: expected boolean, got \"true\"; converted",
                 "truths[1]: expected boolean, got 0; converted");
    assert_string_equal(all->text, "12");
    assert_true(all->whole.value == INT64_MIN);
    assert_true(all->natural.value == 3);
    assert_true(all->real.value == 2.5);
    assert_true(all->truth.value);
    assert_string_equal(all->texts.items[0], "1.50");
    assert_string_equal(all->texts.items[1], "true");
    assert_int_equal(all->wholes.items[1], 1);
    assert_true(all->truths.items[0] && !all->truths.items[1]);
    tcvod_free((void *)(uintptr_t)all);
}

static void what_would_lose_something_is_absent_with_a_note(void **state)
{
    (void)state;
    const small_everything *all = decode_everything(
        "{\"text\":[1,2],\"whole\":\"fast\",\"natural\":-1,\"real\":9007199254740993,"
        "\"truth\":2,\"pet\":\"Rex\",\"texts\":{\"a\":1},\"textMap\":[1],\"wholes\":[1,\"x\",3],"
        "\"naturals\":[0.5,null,7],\"pets\":[null,5,{\"name\":\"n\",\"age\":\"007\"}],"
        "\"wholeMap\":{\"a.b\":\"?\",\"c\":1}}");
    ASSERT_NOTES(
        all, "text: expected string, got a list of 2", "whole: expected integer, got \"fast\"",
        "natural: expected unsigned integer, got -1", "real: expected number, got 9007199254740993",
        "truth: expected boolean, got 2", "pet: expected object, got \"Rex\"",
        "texts: expected list, got an object", "textMap: expected object, got a list of 1",
        "wholes[1]: expected integer, got \"x\"", "naturals[0]: expected unsigned integer, got 0.5",
        "naturals[1]: expected unsigned integer, got null", "pets[1]: expected object, got 5",
        "pets[2].age: expected integer, got \"007\"",
        "wholeMap[\"a.b\"]: expected integer, got \"?\"");
    assert_null(all->text);
    assert_false(all->whole.present || all->natural.present || all->real.present);
    assert_null(all->pet);
    assert_null(all->texts.items);
    assert_null(all->text_map.items);
    assert_int_equal(all->wholes.count, 2);
    assert_int_equal(all->wholes.items[1], 3);
    assert_int_equal(all->naturals.count, 1);
    assert_int_equal(all->pets.count, 3);
    assert_string_equal(all->pets.items[2].name, "n");
    assert_int_equal(all->whole_map.count, 1);
    tcvod_free((void *)(uintptr_t)all);
}

static void one_and_list_of_one_stand_for_each_other(void **state)
{
    (void)state;
    const small_everything *all = decode_everything(
        "{\"pet\":[{\"name\":\"a\"}],\"pets\":{\"name\":\"b\"},\"texts\":\"c\",\"wholeMap\":[],"
        "\"raws\":7}");
    ASSERT_NOTES(all, "pet: expected object, got a list of 1; converted",
                 "pets: expected list, got an object; converted",
                 "texts: expected list, got \"c\"; converted",
                 "wholeMap: expected object, got a list of 0; converted",
                 "raws: expected list, got 7; converted");
    assert_string_equal(all->raws.items[0], "7");
    assert_string_equal(all->pet->name, "a");
    assert_int_equal(all->pets.count, 1);
    assert_string_equal(all->pets.items[0].name, "b");
    assert_string_equal(all->texts.items[0], "c");
    assert_non_null(all->whole_map.items);
    assert_int_equal(all->whole_map.count, 0);
    tcvod_free((void *)(uintptr_t)all);
}

static void lists_that_take_more_than_their_text_allows_are_refused(void **state)
{
    (void)state;
    enum { COUNT = 1000000 };
    static const char begin[] = "{\"text\":\"t\",\"pets\":[1", end[] = "]}";
    size_t size_bytes = sizeof begin - 1 + (size_t)2 * COUNT + sizeof end - 1;
    char *body = tcv_allocate(NULL, size_bytes + 1);
    assert_non_null(body);
    memcpy(body, begin, sizeof begin - 1);
    for (size_t i = 0; i < COUNT; i++)
        memcpy(body + sizeof begin - 1 + 2 * i, ",1", 2);
    memcpy(body + size_bytes - (sizeof end - 1), end, sizeof end);
    void *response = NULL;
    tcvod_error error = {0};
    assert_int_equal(tcv_response_create(&response, NULL, &small_service, SMALL_EVERYTHING, 2, body,
                                         size_bytes, false, NULL, &error),
                     TCVOD_ERROR_DECODE);
    assert_null(response);
    assert_string_equal(error.message,
                        "lists of the answer would take more than 16 times its size");
}

static void announced_types_need_no_note(void **state)
{
    (void)state;
    const small_echo_response *echo =
        decode_as(SMALL_ECHO_RESPONSE, 2,
                  "{\"code\":0,\"loose\":\"12\",\"everything\":{\"password\":[\"a\",1]}}");
    assert_no_notes(echo);
    assert_int_equal(echo->loose.value, 12);
    assert_string_equal(echo->everything->code, "[\"a\",1]");
    tcvod_free((void *)(uintptr_t)echo);
    echo = decode_as(SMALL_ECHO_RESPONSE, 2, "{\"code\":0,\"loose\":\"\"}");
    assert_no_notes(echo);
    assert_false(echo->loose.present);
    tcvod_free((void *)(uintptr_t)echo);
    echo = decode_as(SMALL_ECHO_RESPONSE, 2, "{\"code\":0,\"loose\":\"many\"}");
    ASSERT_NOTES(echo, "loose: expected integer, got \"many\"");
    tcvod_free((void *)(uintptr_t)echo);
}

static void notes_do_not_tell_secrets(void **state)
{
    (void)state;
    const small_everything *all =
        decode_everything("{\"secret\":12345,\"password\":false,\"whole\":"
                          "\"0123456789012345678901234567890123456789012345678901234567890\"}");
    ASSERT_NOTES(all, "secret: expected string, got a number; converted",
                 "password: expected string, got a boolean; converted",
                 "whole: expected integer, got "
                 "\"01234567890123456789012345678901234567890123456…\"");
    tcvod_free((void *)(uintptr_t)all);
}

static void unknown_fields_are_noted_and_kept(void **state)
{
    (void)state;
    const small_everything *all = decode_everything(
        "{\"pets\":[{\"name\":\"n\",\"newThing\":{\"deep\":[7]}}],\"text\":\"t\",\"Text\":1}");
    ASSERT_NOTES(all, "pets[0].newThing: unknown field", "Text: unknown field");
    int64_t deep = 0;
    assert_int_equal(tcvod_get_int(all, "pets[0].newThing.deep[0]", &deep), TCVOD_OK);
    assert_int_equal(deep, 7);
    tcvod_free((void *)(uintptr_t)all);
}

static void a_nul_in_a_text_makes_it_absent(void **state)
{
    (void)state;
    const small_everything *all = decode_everything("{\"text\":\"a\\u0000b\",\"kind\":\"k\"}");
    ASSERT_NOTES(all, "text: expected string, got \"a?b\"");
    assert_null(all->text);
    assert_string_equal(all->kind, "k");
    tcvod_free((void *)(uintptr_t)all);
}

static void notes_are_capped(void **state)
{
    (void)state;
    tcv_buffer body;
    tcv_buffer_init(&body, NULL);
    tcv_buffer_char(&body, '{');
    for (int i = 0; i < 1000; i++)
        tcv_buffer_format(&body, "\"new%d\":%d,", i, i);
    tcv_buffer_text(&body, "\"text\":\"t\"}");
    const small_everything *all = decode_everything(body.data);
    assert_int_equal(tcvod_response_note_count(all), 65);
    assert_string_equal(tcvod_response_note(all, 63), "new63: unknown field");
    assert_string_equal(tcvod_response_note(all, 64), "… more");
    assert_string_equal(all->text, "t");
    tcvod_free((void *)(uintptr_t)all);
    tcv_buffer_release(&body);
}

static void a_strict_client_turns_notes_into_errors(void **state)
{
    (void)state;
    void *response = NULL;
    tcvod_error error = {0};
    const char body[] = "{\"code\":0,\"pets\":[{\"name\":\"n\",\"tail\":1}]}";
    assert_int_equal(tcv_response_create(&response, NULL, &small_service, SMALL_ECHO_RESPONSE, 2,
                                         copy_of(body, strlen(body)), strlen(body), true, "r-1",
                                         &error),
                     TCVOD_ERROR_DECODE);
    assert_null(response);
    assert_string_equal(error.field, "pets[0].tail");
    assert_string_equal(error.message, "pets[0].tail: unknown field");
    assert_string_equal(error.step, "decode");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_can_be_converted_is_converted_with_a_note),
        cmocka_unit_test(what_would_lose_something_is_absent_with_a_note),
        cmocka_unit_test(one_and_list_of_one_stand_for_each_other),
        cmocka_unit_test(lists_that_take_more_than_their_text_allows_are_refused),
        cmocka_unit_test(announced_types_need_no_note),
        cmocka_unit_test(notes_do_not_tell_secrets),
        cmocka_unit_test(unknown_fields_are_noted_and_kept),
        cmocka_unit_test(a_nul_in_a_text_makes_it_absent),
        cmocka_unit_test(notes_are_capped),
        cmocka_unit_test(a_strict_client_turns_notes_into_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
