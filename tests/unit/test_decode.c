/* SPDX-License-Identifier: MIT */
#include "buffer.h"
#include "response.h"
#include "small_service.h"
#include "unit.h"

#include <tcvod/response.h>

static char *copy_of(const char *body, size_t size_bytes)
{
    char *copy = tcv_allocate(NULL, size_bytes + 1);
    assert_non_null(copy);
    memcpy(copy, body, size_bytes);
    copy[size_bytes] = '\0';
    return copy;
}

static void *decode_as(uint16_t type, uint16_t version, const char *body)
{
    void *response = NULL;
    tcvod_error error = {0};
    size_t size_bytes = strlen(body);
    int status = tcv_response_create(&response, NULL, &small_service, type, version,
                                     copy_of(body, size_bytes), size_bytes, false, NULL, &error);
    if (status != TCVOD_OK)
        fail_msg("%s", error.message);
    return response;
}

static const small_everything *decode_everything(const char *body)
{
    return decode_as(SMALL_EVERYTHING, 2, body);
}

static void assert_no_notes(const void *response)
{
    if (tcvod_response_note_count(response) != 0)
        fail_msg("unexpected note: %s", tcvod_response_note(response, 0));
}

/* `notes` ends with NULL. */
static void assert_notes(const void *response, const char *const *notes)
{
    size_t count = 0;
    for (; notes[count] != NULL; count++) {
        assert_non_null(tcvod_response_note(response, count));
        assert_string_equal(tcvod_response_note(response, count), notes[count]);
    }
    assert_int_equal(tcvod_response_note_count(response), count);
    assert_null(tcvod_response_note(response, count));
}

#define ASSERT_NOTES(response, ...) assert_notes(response, (const char *const[]){__VA_ARGS__, NULL})

static void scalars_arrive(void **state)
{
    (void)state;
    const small_everything *all = decode_everything(
        "{\"text\":\"t\\u00e9\",\"whole\":-7,\"natural\":18446744073709551615,\"real\":1.5,"
        "\"truth\":false,\"raw\":{\"a\":[1,2.50,\"x\"]},\"late\":\"\"}");
    assert_no_notes(all);
    assert_string_equal(all->text, "té");
    assert_true(all->whole.present && all->whole.value == -7);
    assert_true(all->natural.present && all->natural.value == UINT64_MAX);
    assert_true(all->real.present && all->real.value == 1.5);
    assert_true(all->truth.present && !all->truth.value);
    assert_string_equal(all->raw, "{\"a\":[1,2.50,\"x\"]}");
    assert_string_equal(all->late, "");
    assert_null(all->pet);
    assert_null(all->texts.items);
    tcvod_free((void *)(uintptr_t)all);
}

static void null_and_missing_are_absent(void **state)
{
    (void)state;
    const small_everything *all = decode_everything(
        "{\"text\":null,\"whole\":null,\"pet\":null,\"texts\":null,\"textMap\":null,\"raw\":null,"
        "\"deed\":null}");
    assert_no_notes(all);
    assert_null(all->text);
    assert_false(all->whole.present);
    assert_null(all->pet);
    assert_null(all->texts.items);
    assert_null(all->text_map.items);
    assert_null(all->raw);
    assert_null(all->deed);
    tcvod_free((void *)(uintptr_t)all);
}

static void lists_arrive(void **state)
{
    (void)state;
    const small_everything *all = decode_everything(
        "{\"texts\":[\"a\",\"\"],\"wholes\":[-1,2],\"naturals\":[3],\"reals\":[1,0.5],"
        "\"truths\":[true,false,true],\"raws\":[1,null,\"s\",{}],\"pets\":[]}");
    assert_no_notes(all);
    assert_int_equal(all->texts.count, 2);
    assert_string_equal(all->texts.items[1], "");
    assert_int_equal(all->wholes.items[0], -1);
    assert_int_equal(all->naturals.items[0], 3);
    assert_true(all->reals.items[0] == 1 && all->reals.items[1] == 0.5);
    assert_int_equal(all->truths.count, 3);
    assert_true(all->truths.items[0] && !all->truths.items[1] && all->truths.items[2]);
    assert_int_equal(all->raws.count, 4);
    assert_string_equal(all->raws.items[1], "null");
    assert_string_equal(all->raws.items[2], "\"s\"");
    assert_non_null(all->pets.items);
    assert_int_equal(all->pets.count, 0);
    tcvod_free((void *)(uintptr_t)all);
}

static void maps_arrive(void **state)
{
    (void)state;
    const small_everything *all = decode_everything(
        "{\"textMap\":{\"a\":\"1\",\"b\":null,\"c\":\"3\"},\"wholeMap\":{\"x\":-5},"
        "\"naturalMap\":{\"n\":6},\"realMap\":{\"r\":0.25},\"truthMap\":{\"t\":true},"
        "\"rawMap\":{\"j\":[1]},\"petMap\":{\"rex\":{\"name\":\"Rex\"}}}");
    assert_no_notes(all);
    assert_int_equal(all->text_map.count, 2);
    assert_string_equal(all->text_map.items[1].key, "c");
    assert_string_equal(all->text_map.items[1].value, "3");
    assert_int_equal(all->whole_map.items[0].value, -5);
    assert_int_equal(all->natural_map.items[0].value, 6);
    assert_true(all->real_map.items[0].value == 0.25);
    assert_true(all->truth_map.items[0].value);
    assert_string_equal(all->raw_map.items[0].value, "[1]");
    assert_string_equal(all->pet_map.items[0].key, "rex");
    assert_string_equal(all->pet_map.items[0].value->name, "Rex");
    tcvod_free((void *)(uintptr_t)all);
}

static void types_may_contain_themselves(void **state)
{
    (void)state;
    const small_everything *all = decode_everything(
        "{\"pet\":{\"name\":\"a\",\"parent\":{\"name\":\"b\",\"parent\":{\"name\":\"c\"}},"
        "\"friends\":[{\"name\":\"d\"},{\"age\":2,\"friends\":[{\"name\":\"e\"}]}]}}");
    assert_no_notes(all);
    assert_string_equal(all->pet->parent->parent->name, "c");
    assert_int_equal(all->pet->friends.count, 2);
    assert_int_equal(all->pet->friends.items[1].age.value, 2);
    assert_string_equal(all->pet->friends.items[1].friends.items[0].name, "e");
    tcvod_free((void *)(uintptr_t)all);
}

static void members_come_in_any_order(void **state)
{
    (void)state;
    const small_everything *all = decode_everything(
        "{\"late\":\"l\",\"secret\":\"s\",\"pets\":[{\"mood\":\"m\",\"name\":\"n\",\"age\":1}],"
        "\"truth\":true,\"text\":\"t\"}");
    assert_no_notes(all);
    assert_string_equal(all->late, "l");
    assert_string_equal(all->pets.items[0].name, "n");
    assert_string_equal(all->text, "t");
    tcvod_free((void *)(uintptr_t)all);
}

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

static void a_variant_follows_the_text_beside_it(void **state)
{
    (void)state;
    const small_everything *all = decode_everything("{\"deed\":{\"meters\":12},\"kind\":\"walk\"}");
    assert_no_notes(all);
    assert_int_equal(all->deed->walk->meters.value, 12);
    assert_null(all->deed->meal);
    tcvod_free((void *)(uintptr_t)all);
    all = decode_everything("{\"kind\":\"meal\",\"deed\":{\"dishes\":[\"soup\"],\"x\":1}}");
    ASSERT_NOTES(all, "deed.x: unknown field");
    assert_string_equal(all->deed->meal->dishes.items[0], "soup");
    tcvod_free((void *)(uintptr_t)all);
}

static void an_unknown_variant_can_still_be_read_by_path(void **state)
{
    (void)state;
    const small_everything *all =
        decode_everything("{\"kind\":\"flight\",\"deed\":{\"height\":9}}");
    ASSERT_NOTES(all, "deed: no shape is known for kind \"flight\"");
    assert_non_null(all->deed);
    assert_null(all->deed->walk);
    assert_null(all->deed->meal);
    int64_t height = 0;
    assert_int_equal(tcvod_get_int(all, "deed.height", &height), TCVOD_OK);
    assert_int_equal(height, 9);
    tcvod_free((void *)(uintptr_t)all);
}

static void an_older_caller_gets_its_own_layout(void **state)
{
    (void)state;
    const small_echo_response *echo = decode_as(
        SMALL_ECHO_RESPONSE, 1,
        "{\"code\":0,\"note\":\"new\",\"pets\":[{\"name\":\"a\",\"mood\":\"SAD\"},{\"name\":\"b\","
        "\"friends\":[{\"name\":\"c\",\"mood\":\"SAD\"},{\"name\":\"d\"}]}]}");
    assert_no_notes(echo);
    const small_pet_v1 *pets = (const void *)echo->pets.items;
    assert_string_equal(pets[0].name, "a");
    assert_string_equal(pets[1].name, "b");
    const small_pet_v1 *friends = (const void *)pets[1].friends.items;
    assert_string_equal(friends[1].name, "d");
    tcvod_free((void *)(uintptr_t)echo);
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

static void a_body_that_is_no_object_is_an_error(void **state)
{
    (void)state;
    const char *const bodies[] = {"", "[]", "null", "7", "<html>", "{\"code\":0", "{\"code\":0}x"};
    for (size_t i = 0; i < COUNT_OF(bodies); i++) {
        void *response = &response;
        tcvod_error error = {0};
        size_t size_bytes = strlen(bodies[i]);
        assert_int_equal(tcv_response_create(&response, NULL, &small_service, SMALL_ECHO_RESPONSE,
                                             2, copy_of(bodies[i], size_bytes), size_bytes, false,
                                             NULL, &error),
                         TCVOD_ERROR_DECODE);
        assert_null(response);
        assert_true(error.message[0] != '\0');
    }
}

static void a_response_keeps_its_body_and_request_id(void **state)
{
    (void)state;
    void *response = NULL;
    const char body[] = "{ \"code\" : 0 }";
    size_t size_bytes = 0;
    assert_int_equal(tcv_response_create(&response, NULL, &small_service, SMALL_ECHO_RESPONSE, 2,
                                         copy_of(body, strlen(body)), strlen(body), false,
                                         "request-1", NULL),
                     TCVOD_OK);
    assert_string_equal(tcvod_response_json(response, &size_bytes), body);
    assert_int_equal(size_bytes, strlen(body));
    assert_string_equal(tcvod_response_request_id(response), "request-1");
    assert_non_null(tcv_response_document(response));
    tcvod_free(response);
    tcvod_free(NULL);
    assert_null(tcvod_response_json(NULL, NULL));
    assert_string_equal(tcvod_response_request_id(NULL), "");
    assert_int_equal(tcvod_response_note_count(NULL), 0);
    assert_int_equal(tcvod_get_string(NULL, "a", &(const char *){NULL}), TCVOD_ERROR_ARGUMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scalars_arrive),
        cmocka_unit_test(null_and_missing_are_absent),
        cmocka_unit_test(lists_arrive),
        cmocka_unit_test(maps_arrive),
        cmocka_unit_test(types_may_contain_themselves),
        cmocka_unit_test(members_come_in_any_order),
        cmocka_unit_test(what_can_be_converted_is_converted_with_a_note),
        cmocka_unit_test(what_would_lose_something_is_absent_with_a_note),
        cmocka_unit_test(one_and_list_of_one_stand_for_each_other),
        cmocka_unit_test(announced_types_need_no_note),
        cmocka_unit_test(notes_do_not_tell_secrets),
        cmocka_unit_test(unknown_fields_are_noted_and_kept),
        cmocka_unit_test(a_nul_in_a_text_makes_it_absent),
        cmocka_unit_test(notes_are_capped),
        cmocka_unit_test(a_variant_follows_the_text_beside_it),
        cmocka_unit_test(an_unknown_variant_can_still_be_read_by_path),
        cmocka_unit_test(an_older_caller_gets_its_own_layout),
        cmocka_unit_test(a_strict_client_turns_notes_into_errors),
        cmocka_unit_test(a_body_that_is_no_object_is_an_error),
        cmocka_unit_test(a_response_keeps_its_body_and_request_id),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
