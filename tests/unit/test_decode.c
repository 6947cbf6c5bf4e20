/* SPDX-License-Identifier: MIT */
/* Every kind and container, and whole bodies. */
#include "decoded.h"
#include "response.h"
#include "unit.h"

#include <tcvod/response.h>

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
        cmocka_unit_test(a_variant_follows_the_text_beside_it),
        cmocka_unit_test(an_unknown_variant_can_still_be_read_by_path),
        cmocka_unit_test(an_older_caller_gets_its_own_layout),
        cmocka_unit_test(a_body_that_is_no_object_is_an_error),
        cmocka_unit_test(a_response_keeps_its_body_and_request_id),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
