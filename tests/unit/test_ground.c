/* SPDX-License-Identifier: MIT */
#include "allocations.h"
#include "arena.h"
#include "buffer.h"
#include "fail.h"
#include "parameters.h"
#include "unit.h"

#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>

static void arena_blocks_are_zeroed_and_aligned(void **state)
{
    (void)state;
    tcv_arena arena;
    tcv_arena_init(&arena, NULL, 0);
    for (size_t size_bytes = 0; size_bytes < 2000; size_bytes += 7) {
        unsigned char *block = tcv_arena_allocate(&arena, size_bytes);
        assert_non_null(block);
        assert_int_equal((uintptr_t)block % alignof(max_align_t), 0);
        for (size_t i = 0; i < size_bytes; i++)
            assert_int_equal(block[i], 0);
        memset(block, 0xFF, size_bytes);
    }
    tcv_arena_release(&arena);
}

static void arena_refuses_impossible_sizes(void **state)
{
    (void)state;
    tcv_arena arena;
    tcv_arena_init(&arena, NULL, 100);
    assert_null(tcv_arena_array(&arena, SIZE_MAX / 2, 16));
    assert_null(tcv_arena_allocate(&arena, PTRDIFF_MAX));
    assert_null(tcv_arena_text(&arena, "x", SIZE_MAX));
    assert_string_equal(tcv_arena_text(&arena, "abcdef", 3), "abc");
    tcv_arena_release(&arena);
}

static void arena_takes_few_blocks_from_the_allocator(void **state)
{
    (void)state;
    allocations count = {0};
    tcvod_allocator allocator = counting_allocator(&count);
    tcv_arena arena;
    tcv_arena_init(&arena, &allocator, 64);
    for (int i = 0; i < 10000; i++)
        assert_non_null(tcv_arena_allocate(&arena, 100));
    assert_true(count.asked < 20);
    tcv_arena_release(&arena);
    assert_int_equal(count.live, 0);
}

static void buffer_grows_and_stays_terminated(void **state)
{
    (void)state;
    tcv_buffer buffer;
    tcv_buffer_init(&buffer, NULL);
    for (int i = 0; i < 1000; i++)
        tcv_buffer_format(&buffer, "%d,", i % 10);
    assert_int_equal(buffer.size_bytes, 2000);
    assert_int_equal(strlen(buffer.data), 2000);
    tcv_buffer_clear(&buffer);
    tcv_buffer_text(&buffer, "end");
    assert_string_equal(buffer.data, "end");
    char *text = tcv_buffer_take(&buffer);
    assert_string_equal(text, "end");
    tcv_release(NULL, text);
}

static void an_empty_buffer_gives_an_empty_text(void **state)
{
    (void)state;
    tcv_buffer buffer;
    tcv_buffer_init(&buffer, NULL);
    char *text = tcv_buffer_take(&buffer);
    assert_string_equal(text, "");
    tcv_release(NULL, text);
}

static void buffer_remembers_that_memory_ran_out(void **state)
{
    (void)state;
    allocations count = {.fail_at = 2};
    tcvod_allocator allocator = counting_allocator(&count);
    tcv_buffer buffer;
    tcv_buffer_init(&buffer, &allocator);
    for (int i = 0; i < 100; i++)
        tcv_buffer_text(&buffer, "0123456789");
    assert_true(buffer.failed);
    assert_null(tcv_buffer_take(&buffer));
    assert_int_equal(count.live, 0);
}

typedef struct watched {
    char *blocks[8];
    size_t sizes[8];
    size_t count;
    bool all_wiped;
} watched;

static void *watch_allocate(size_t size_bytes, void *user)
{
    watched *watch = user;
    char *block = test_malloc(size_bytes);
    watch->blocks[watch->count] = block;
    watch->sizes[watch->count++] = size_bytes;
    return block;
}

static void watch_release(void *memory, void *user)
{
    watched *watch = user;
    for (size_t i = 0; i < watch->count; i++) {
        if (watch->blocks[i] != memory)
            continue;
        for (size_t at = 0; at + 6 <= watch->sizes[i]; at++)
            if (memcmp(watch->blocks[i] + at, "secret", 6) == 0)
                watch->all_wiped = false;
    }
    test_free(memory);
}

static void *watch_reallocate(void *memory, size_t size_bytes, void *user)
{
    (void)memory;
    (void)size_bytes;
    (void)user;
    fail_msg("a secret must not be moved by realloc()");
    return NULL;
}

static void a_secret_buffer_leaves_nothing_behind(void **state)
{
    (void)state;
    watched watch = {.all_wiped = true};
    tcvod_allocator allocator = {watch_allocate, watch_reallocate, watch_release, &watch};
    tcv_buffer buffer;
    tcv_buffer_init(&buffer, &allocator);
    buffer.secret = true;
    for (int i = 0; i < 30; i++)
        tcv_buffer_text(&buffer, "secret ");
    tcv_buffer_release(&buffer);
    assert_true(watch.count > 1);
    assert_true(watch.all_wiped);
}

static void released_parameters_are_wiped(void **state)
{
    (void)state;
    watched watch = {.all_wiped = true};
    tcvod_allocator allocator = {watch_allocate, watch_reallocate, watch_release, &watch};
    tcv_parameters parameters;
    tcv_parameters_init(&parameters, &allocator);
    tcv_parameters_add(&parameters, "Token", "secret");
    tcv_parameters_release(&parameters);
    assert_true(watch.count > 1);
    assert_true(watch.all_wiped);
}

static void percent_encoding_follows_rfc_3986(void **state)
{
    (void)state;
    tcv_buffer buffer;
    tcv_buffer_init(&buffer, NULL);
    const char text[] = "aZ09-._~ +*'()&=%/\xE8\xA7\x86";
    tcv_buffer_percent_encoded(&buffer, text, strlen(text));
    assert_string_equal(buffer.data, "aZ09-._~%20%2B%2A%27%28%29%26%3D%25%2F%E8%A7%86");
    tcv_buffer_release(&buffer);
}

static void json_strings_are_escaped(void **state)
{
    (void)state;
    tcv_buffer buffer;
    tcv_buffer_init(&buffer, NULL);
    const char text[] = "a\"b\\c\n\t\r\b\f\x01\x7f/é\xFFz";
    tcv_buffer_json_string(&buffer, text, sizeof text);
    assert_string_equal(buffer.data,
                        "\"a\\\"b\\\\c\\n\\t\\r\\b\\f\\u0001\\u007f/é\\ufffdz\\u0000\"");
    tcv_buffer_release(&buffer);
}

static void utf8_is_told_from_other_bytes(void **state)
{
    (void)state;
    const struct {
        const char *text;
        size_t valid_bytes;
    } cases[] = {
        {"", 0},
        {"plain text longer than eight bytes", 34},
        {"é", 2},
        {"视频", 6},
        {"\xF0\x9F\x98\x80", 4},
        {"\xF4\x8F\xBF\xBF", 4},
        {"\xED\x9F\xBF", 3},
        {"12345678\xFF", 8},
        {"1234567\xC3", 7},
        {"\xC0\x80", 0},         /* overlong NUL */
        {"\xC1\xBF", 0},         /* overlong */
        {"\xE0\x9F\xBF", 0},     /* overlong */
        {"\xF0\x8F\xBF\xBF", 0}, /* overlong */
        {"\xED\xA0\x80", 0},     /* surrogate */
        {"\xF4\x90\x80\x80", 0}, /* beyond U+10FFFF */
        {"\xF5\x80\x80\x80", 0},
        {"\x80", 0},
        {"a\xE8\xA7", 1},
        {"a\xE8\xA7 ", 1},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_int_equal(tcv_utf8_valid_prefix(cases[i].text, strlen(cases[i].text)),
                         cases[i].valid_bytes);
    assert_int_equal(tcv_utf8_valid_prefix("abcdefgh\0ijklmnop", 17), 8);
    assert_int_equal(tcv_utf8_valid_prefix("ab\0", 3), 2);
    assert_int_equal(tcv_utf8_characters("视频é!", 9), 4);
}

static void texts_are_cut_at_a_character(void **state)
{
    (void)state;
    char target[8];
    tcv_copy_cut(target, sizeof target, "视频视频", 12);
    assert_string_equal(target, "视频");
    tcv_copy_cut(target, sizeof target, "a\nb\xFF\x01\xC2\x85z", 8);
    assert_string_equal(target, "a?b???z");
    tcv_copy_cut(target, 1, "abc", 3);
    assert_string_equal(target, "");
}

static void errors_hold_what_they_are_given(void **state)
{
    (void)state;
    tcvod_error error = {.attempts = 3};
    char long_text[2000];
    memset(long_text, 'x', sizeof long_text - 1);
    long_text[sizeof long_text - 1] = '\0';
    assert_int_equal(tcv_fail(&error, TCVOD_ERROR_DECODE, "decode", "a.b", "%s", long_text),
                     TCVOD_ERROR_DECODE);
    assert_int_equal(error.category, TCVOD_ERROR_DECODE);
    assert_int_equal(error.attempts, 3);
    assert_string_equal(error.step, "decode");
    assert_string_equal(error.field, "a.b");
    assert_int_equal(strlen(error.message), sizeof error.message - 1);
    assert_int_equal(tcv_fail(NULL, TCVOD_ERROR_TLS, "x", "", "y"), TCVOD_ERROR_TLS);
    assert_int_equal(tcv_fail_memory(&error, "sign"), TCVOD_ERROR_MEMORY);
    assert_string_equal(error.message, "out of memory");
}

static void categories_have_names(void **state)
{
    (void)state;
    assert_string_equal(tcvod_category_name(TCVOD_OK), "OK");
    assert_string_equal(tcvod_category_name(TCVOD_ERROR_CANCELED), "CANCELED");
    assert_string_equal(tcvod_category_name(TCVOD_ERROR_SERVICE), "SERVICE");
    assert_string_equal(tcvod_category_name(TCVOD_ERROR_CALLBACK), "CALLBACK");
    assert_string_equal(tcvod_category_name(TCVOD_ERROR_CALLBACK + 1), "UNKNOWN");
    assert_string_equal(tcvod_category_name(-1), "UNKNOWN");
}

static void parameters_sort_by_bytes_and_stay_stable(void **state)
{
    (void)state;
    tcv_parameters parameters;
    tcv_parameters_init(&parameters, NULL);
    for (int i = 0; i < 500; i++) {
        char name[16];
        char value[16];
        snprintf(name, sizeof name, "k%d", (i * 7919) % 97);
        snprintf(value, sizeof value, "%d", i);
        tcv_parameters_add(&parameters, name, value);
    }
    tcv_parameters_add(&parameters, "a.1", "x");
    tcv_parameters_add(&parameters, "a.10", "x");
    tcv_parameters_add(&parameters, "\xC3\xA9", "x");
    tcv_parameters_add(&parameters, "Z", "x");
    tcv_parameters_add(&parameters, "A", "first");
    tcv_parameters_sort(&parameters);
    assert_false(parameters.failed);
    assert_int_equal(parameters.count, 505);
    for (size_t i = 1; i < parameters.count; i++) {
        int order = strcmp(parameters.items[i - 1].name, parameters.items[i].name);
        assert_true(order <= 0);
        if (order == 0)
            assert_true(strtol(parameters.items[i - 1].value, NULL, 10) <
                        strtol(parameters.items[i].value, NULL, 10));
    }
    assert_string_equal(parameters.items[0].value, "first");
    assert_string_equal(parameters.items[504].name, "\xC3\xA9");
    tcv_parameters_release(&parameters);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arena_blocks_are_zeroed_and_aligned),
        cmocka_unit_test(arena_refuses_impossible_sizes),
        cmocka_unit_test(arena_takes_few_blocks_from_the_allocator),
        cmocka_unit_test(buffer_grows_and_stays_terminated),
        cmocka_unit_test(an_empty_buffer_gives_an_empty_text),
        cmocka_unit_test(buffer_remembers_that_memory_ran_out),
        cmocka_unit_test(a_secret_buffer_leaves_nothing_behind),
        cmocka_unit_test(released_parameters_are_wiped),
        cmocka_unit_test(percent_encoding_follows_rfc_3986),
        cmocka_unit_test(json_strings_are_escaped),
        cmocka_unit_test(utf8_is_told_from_other_bytes),
        cmocka_unit_test(texts_are_cut_at_a_character),
        cmocka_unit_test(errors_hold_what_they_are_given),
        cmocka_unit_test(categories_have_names),
        cmocka_unit_test(parameters_sort_by_bytes_and_stay_stable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
