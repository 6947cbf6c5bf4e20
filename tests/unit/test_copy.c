/* SPDX-License-Identifier: MIT */
/* A copied struct says the same and shares nothing with its source. */
#include "allocations.h"
#include "copy.h"
#include "json.h"
#include "small_service.h"
#include "unit.h"

static const small_pet friends[] = {{.name = "f", .mood = "calm"}, {.name = "g"}};
static const small_pet pet = {.name = "p", .age = {3, true}, .friends = {friends, 2}};
static const small_walk walk = {.meters = {5, true}};
static const small_deed deed = {.walk = &walk};

static small_everything full_request(void)
{
    static const int64_t wholes[] = {1, -2};
    static const uint64_t naturals[] = {3};
    static const double reals[] = {0.5};
    static const bool truths[] = {true, false};
    static const tcvod_string_entry text_map[] = {{"k", "v"}, {"l", "w"}};
    static const tcvod_int_entry whole_map[] = {{"k", 1}};
    static const tcvod_uint_entry natural_map[] = {{"k", 2}};
    static const tcvod_double_entry real_map[] = {{"k", 1.5}};
    static const tcvod_bool_entry truth_map[] = {{"k", true}};
    static const small_pet_entry pet_map[] = {{"r", &pet}};
    static const char *const texts[] = {"a", "b"};
    return (small_everything){.text = "t",
                              .whole = {-1, true},
                              .natural = {1, true},
                              .real = {2.5, true},
                              .truth = {true, true},
                              .raw = "{\"a\":1}",
                              .pet = &pet,
                              .texts = {texts, 2},
                              .wholes = {wholes, 2},
                              .naturals = {naturals, 1},
                              .reals = {reals, 1},
                              .truths = {truths, 2},
                              .pets = {friends, 2},
                              .text_map = {text_map, 2},
                              .whole_map = {whole_map, 1},
                              .natural_map = {natural_map, 1},
                              .real_map = {real_map, 1},
                              .truth_map = {truth_map, 1},
                              .pet_map = {pet_map, 1},
                              .kind = "walk",
                              .deed = &deed,
                              .secret = "s"};
}

static char *print(const small_everything *source)
{
    tcv_buffer buffer;
    tcv_buffer_init(&buffer, NULL);
    tcv_json_print(&small_service, SMALL_EVERYTHING, 2, source, false, &buffer);
    char *text = tcv_buffer_take(&buffer);
    assert_non_null(text);
    return text;
}

static void a_copy_says_the_same(void **state)
{
    (void)state;
    tcv_arena arena;
    small_everything source = full_request();
    tcv_arena_init(&arena, NULL, 0);
    small_everything *copy = tcv_copy_struct(&small_service, SMALL_EVERYTHING, 2, &source, &arena);
    assert_non_null(copy);
    char *expected = print(&source);
    char *got = print(copy);
    assert_string_equal(got, expected);
    assert_ptr_not_equal(copy->text, source.text);
    assert_ptr_not_equal(copy->pet, source.pet);
    assert_ptr_not_equal(copy->pet->friends.items, source.pet->friends.items);
    assert_ptr_not_equal(copy->pets.items[0].name, source.pets.items[0].name);
    assert_ptr_not_equal(copy->text_map.items[1].key, source.text_map.items[1].key);
    assert_ptr_not_equal(copy->deed->walk, source.deed->walk);
    tcv_release(NULL, expected);
    tcv_release(NULL, got);
    tcv_arena_release(&arena);
}

static int attempt(const tcvod_allocator *allocator, void *user)
{
    tcv_arena arena;
    tcv_arena_init(&arena, allocator, 0);
    void *copy = tcv_copy_struct(&small_service, SMALL_EVERYTHING, 2, user, &arena);
    tcv_arena_release(&arena);
    return copy != NULL ? TCVOD_OK : TCVOD_ERROR_MEMORY;
}

static void copying_survives_lack_of_memory(void **state)
{
    (void)state;
    small_everything source = full_request();
    check_every_failure(attempt, &source);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_copy_says_the_same),
        cmocka_unit_test(copying_survives_lack_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
