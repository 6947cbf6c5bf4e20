/* SPDX-License-Identifier: MIT */
#include "buffer.h"
#include "query.h"
#include "small_service.h"
#include "unit.h"

#include <math.h>

static char *encode(uint16_t type, uint16_t version, const void *request)
{
    tcv_parameters parameters;
    tcv_buffer text;
    tcvod_error error = {0};
    tcv_parameters_init(&parameters, NULL);
    tcv_buffer_init(&text, NULL);
    int status =
        tcv_encode_query(&small_service, type, version, request, false, &parameters, &error);
    if (status != TCVOD_OK)
        fail_msg("%s", error.message);
    for (size_t i = 0; i < parameters.count; i++)
        tcv_buffer_format(&text, "%s%s=%s", i != 0 ? "&" : "", parameters.items[i].name,
                          parameters.items[i].value);
    tcv_parameters_release(&parameters);
    return tcv_buffer_take(&text);
}

static void assert_encodes(uint16_t type, uint16_t version, const void *request,
                           const char *expected)
{
    char *text = encode(type, version, request);
    assert_string_equal(text, expected);
    tcv_release(NULL, text);
}

static void assert_refused(const void *request, bool strict, const char *field, const char *message)
{
    tcv_parameters parameters;
    tcvod_error error = {0};
    tcv_parameters_init(&parameters, NULL);
    assert_int_equal(
        tcv_encode_query(&small_service, SMALL_EVERYTHING, 2, request, strict, &parameters, &error),
        TCVOD_ERROR_ARGUMENT);
    assert_string_equal(error.field, field);
    assert_string_equal(error.message, message);
    assert_string_equal(error.step, "encode");
    tcv_parameters_release(&parameters);
}

static void absent_fields_send_nothing(void **state)
{
    (void)state;
    assert_encodes(SMALL_EVERYTHING, 2, NULL, "");
    assert_encodes(SMALL_EVERYTHING, 2, &(small_everything){0}, "");
    assert_encodes(SMALL_EMPTY, 2, NULL, "");
}

static void scalars_are_sent(void **state)
{
    (void)state;
    small_everything request = {.text = "",
                                .whole = TCVOD_INT(0),
                                .natural = TCVOD_UINT(UINT64_MAX),
                                .real = TCVOD_DOUBLE(0.1),
                                .truth = TCVOD_BOOL(false),
                                .raw = "{\"a\": 1}",
                                .late = "x"};
    assert_encodes(SMALL_EVERYTHING, 2, &request,
                   "text=&whole=0&natural=18446744073709551615&real=0.1&truth=false"
                   "&raw={\"a\": 1}&late=x");
    request = (small_everything){.whole = TCVOD_INT(INT64_MIN), .truth = TCVOD_BOOL(true)};
    assert_encodes(SMALL_EVERYTHING, 2, &request, "whole=-9223372036854775808&truth=true");
}

static void lists_and_objects_are_flattened(void **state)
{
    (void)state;
    const small_pet mother = {.name = "m", .age = TCVOD_INT(9)};
    const small_pet pets[] = {{.name = "a", .parent = &mother}, {.age = TCVOD_INT(1)}};
    const small_pet pet = {.name = "p", .friends = {pets, 2}};
    const double reals[] = {1, 2.5};
    const bool truths[] = {true, false};
    small_everything request = {.pet = &pet,
                                .texts = TCVOD_STRINGS("x", "y"),
                                .wholes = TCVOD_INTS(7, -8),
                                .reals = {reals, 2},
                                .truths = {truths, 2}};
    assert_encodes(SMALL_EVERYTHING, 2, &request,
                   "pet.name=p&pet.friends.0.name=a&pet.friends.0.parent.name=m"
                   "&pet.friends.0.parent.age=9&pet.friends.1.age=1"
                   "&texts.1=x&texts.2=y&wholes.0=7&wholes.1=-8&reals.0=1&reals.1=2.5"
                   "&truths.0=true&truths.1=false");
}

static void an_empty_list_sends_nothing(void **state)
{
    (void)state;
    const char *const none[1] = {NULL};
    small_everything request = {.texts = {none, 0}, .text = "t"};
    assert_encodes(SMALL_EVERYTHING, 2, &request, "text=t");
}

static void maps_are_flattened(void **state)
{
    (void)state;
    const small_pet rex = {.name = "r"};
    const tcvod_string_entry texts[] = {{"a", "1"}, {"b.c", "2"}};
    const tcvod_bool_entry truths[] = {{"t", true}};
    const tcvod_int_entry wholes[] = {{"n", -1}};
    const small_pet_entry pets[] = {{"rex", &rex}};
    small_everything request = {.text_map = {texts, 2},
                                .truth_map = {truths, 1},
                                .whole_map = {wholes, 1},
                                .pet_map = {pets, 1}};
    assert_encodes(SMALL_EVERYTHING, 2, &request,
                   "textMap.a=1&textMap.b.c=2&wholeMap.n=-1&truthMap.t=true&petMap.rex.name=r");
}

static void a_variant_sends_the_shape_that_is_set(void **state)
{
    (void)state;
    const small_walk walk = {.meters = TCVOD_INT(3)};
    const small_meal meal = {.dishes = TCVOD_STRINGS("soup")};
    small_deed deed = {.walk = &walk};
    small_everything request = {.kind = "walk", .deed = &deed};
    assert_encodes(SMALL_EVERYTHING, 2, &request, "kind=walk&deed.meters=3");
    deed = (small_deed){.meal = &meal};
    assert_encodes(SMALL_EVERYTHING, 2, &request, "kind=walk&deed.dishes.0=soup");
    deed = (small_deed){0};
    assert_encodes(SMALL_EVERYTHING, 2, &request, "kind=walk");
    deed = (small_deed){.walk = &walk, .meal = &meal};
    assert_refused(&request, false, "deed", "deed has two shapes set, walk and meal; set one");
}

static void an_older_caller_is_read_in_its_own_layout(void **state)
{
    (void)state;
    const small_pet_v1 pets[] = {{.name = "a"}, {.name = "b"}};
    small_everything request = {.text = "t",
                                .pets = {(const void *)pets, 2},
                                .late = (const char *)(uintptr_t)1 /* not its memory */};
    assert_encodes(SMALL_EVERYTHING, 1, &request, "text=t&pets.0.name=a&pets.1.name=b");
}

static void a_number_without_its_presence_is_refused(void **state)
{
    (void)state;
    small_everything request = {.whole = {.value = 5}};
    assert_refused(&request, false, "whole",
                   "whole has a value but is not marked present: write TCVOD_INT(value)");
    request = (small_everything){.real = {.value = 0.5}};
    assert_refused(&request, false, "real",
                   "real has a value but is not marked present: write TCVOD_DOUBLE(value)");
    request = (small_everything){.truth = {.value = true}};
    assert_refused(&request, false, "truth",
                   "truth has a value but is not marked present: write TCVOD_BOOL(value)");
    const small_pet pets[] = {{.name = "a"}, {.age = {.value = 3}}};
    request = (small_everything){.pets = {pets, 2}};
    assert_refused(&request, false, "pets[1].age",
                   "pets[1].age has a value but is not marked present: write TCVOD_INT(value)");
}

static void what_cannot_be_sent_is_refused(void **state)
{
    (void)state;
    const char *const holes[] = {"a", NULL};
    const tcvod_string_entry no_key[] = {{NULL, "1"}};
    const tcvod_string_entry no_value[] = {{"k", NULL}};
    const tcvod_string_entry underscore[] = {{"a_b", "1"}};
    const double not_numbers[] = {0, (double)NAN};
    assert_refused(&(small_everything){.text = "ab\xFF"}, false, "text",
                   "text is not UTF-8: see its byte 2");
    assert_refused(&(small_everything){.texts = TCVOD_STRINGS("a", "b", "\x80")}, false, "texts[2]",
                   "texts[2] is not UTF-8: see its byte 0");
    assert_refused(&(small_everything){.texts = {holes, 2}}, false, "texts[1]", "texts[1] is NULL");
    assert_refused(&(small_everything){.texts = {NULL, 2}}, false, "texts",
                   "texts has a count of 2, but its items are NULL");
    assert_refused(&(small_everything){.text_map = {no_key, 1}}, false, "textMap",
                   "textMap has an entry without a key");
    assert_refused(&(small_everything){.text_map = {no_value, 1}}, false, "textMap.k",
                   "textMap.k is NULL");
    assert_refused(&(small_everything){.text_map = {underscore, 1}}, false, "textMap.a_b",
                   "textMap.a_b cannot be sent: '_' is not allowed in a key");
    assert_refused(&(small_everything){.raw = "{'a':1}"}, false, "raw",
                   "raw is not valid JSON: expected a member's name in double quotes at byte 1");
    assert_refused(&(small_everything){.real = TCVOD_DOUBLE((double)INFINITY)}, false, "real",
                   "real is not a finite number");
    assert_refused(&(small_everything){.reals = {not_numbers, 2}}, false, "reals[1]",
                   "reals[1] is not a finite number");
}

static void a_cycle_ends(void **state)
{
    (void)state;
    small_pet snake = {.age = TCVOD_INT(1)};
    snake.parent = &snake;
    tcv_parameters parameters;
    tcvod_error error = {0};
    tcv_parameters_init(&parameters, NULL);
    assert_int_equal(
        tcv_encode_query(&small_service, SMALL_PET, 2, &snake, false, &parameters, &error),
        TCVOD_ERROR_ARGUMENT);
    assert_contains(error.message, "is nested more than 64 levels deep");
    tcv_parameters_release(&parameters);
}

static void a_strict_client_knows_the_limits(void **state)
{
    (void)state;
    const small_pet nameless = {.age = TCVOD_INT(1)};
    const small_pet long_name = {.name = "abcdef"};
    const small_pet loud = {.name = "REX"};
    const small_pet old = {.name = "rex", .age = TCVOD_INT(31)};
    const small_pet three[] = {{.name = "a"}, {.name = "b"}, {.name = "c"}};
    const small_meal meal = {.dishes = TCVOD_STRINGS("soup", "éé", "ééx")};
    const small_deed deed = {.meal = &meal};
    assert_refused(&(small_everything){.pet = &nameless}, true, "pet.name", "pet.name is required");
    assert_refused(&(small_everything){.pet = &long_name}, true, "pet.name",
                   "pet.name breaks a limit of the service: allowed is 1 to 5 characters, letters "
                   "a to z, got 6 characters");
    assert_refused(&(small_everything){.pet = &loud}, true, "pet.name",
                   "pet.name breaks a limit of the service: allowed is 1 to 5 characters, letters "
                   "a to z, got a text that does not match");
    assert_refused(&(small_everything){.pet = &old}, true, "pet.age",
                   "pet.age breaks a limit of the service: allowed is 0 to 30, got 31");
    assert_refused(
        &(small_everything){.pets = {three, 3}}, true, "pets",
        "pets breaks a limit of the service: allowed is 1 to 2 elements, got 3 elements");
    assert_refused(&(small_everything){.deed = &deed}, true, "deed.dishes[2]",
                   "deed.dishes[2] breaks a limit of the service: allowed is at most 4 bytes, got "
                   "5 bytes");
}

static void without_strict_the_service_decides(void **state)
{
    (void)state;
    const small_pet old = {.name = "REX THE GREAT", .age = TCVOD_INT(31)};
    assert_encodes(SMALL_EVERYTHING, 2, &(small_everything){.pet = &old},
                   "pet.name=REX THE GREAT&pet.age=31");
}

static void a_missing_request_is_checked_too(void **state)
{
    (void)state;
    tcv_parameters parameters;
    tcvod_error error = {0};
    tcv_parameters_init(&parameters, NULL);
    assert_int_equal(tcv_encode_query(&small_service, SMALL_SEND_BYTES_REQUEST, 2, NULL, true,
                                      &parameters, &error),
                     TCVOD_ERROR_ARGUMENT);
    assert_string_equal(error.message, "name is required");
    tcv_parameters_release(&parameters);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(absent_fields_send_nothing),
        cmocka_unit_test(scalars_are_sent),
        cmocka_unit_test(lists_and_objects_are_flattened),
        cmocka_unit_test(an_empty_list_sends_nothing),
        cmocka_unit_test(maps_are_flattened),
        cmocka_unit_test(a_variant_sends_the_shape_that_is_set),
        cmocka_unit_test(an_older_caller_is_read_in_its_own_layout),
        cmocka_unit_test(a_number_without_its_presence_is_refused),
        cmocka_unit_test(what_cannot_be_sent_is_refused),
        cmocka_unit_test(a_cycle_ends),
        cmocka_unit_test(a_strict_client_knows_the_limits),
        cmocka_unit_test(without_strict_the_service_decides),
        cmocka_unit_test(a_missing_request_is_checked_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
