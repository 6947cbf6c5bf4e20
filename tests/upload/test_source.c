/* SPDX-License-Identifier: MIT */
#include "unit.h"
#include "upload_name.h"
#include "upload_source.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct name_case {
    const char *path, *name, *type;
    const char *sent_name, *sent_type;
    bool changed;
} name_case;

static const name_case name_cases[] = {
    {"/a/b/film.mp4", NULL, NULL, "film", "mp4", false},
    {"film.tar.gz", NULL, NULL, "film.tar", "gz", false},
    {"my film.mp4", NULL, NULL, "my film", "mp4", false},
    {"dir.d/film", NULL, "flv", "film", "flv", false},
    {"dir.d/film", NULL, NULL, "film", "", false},
    {".hidden", NULL, NULL, ".hidden", "", false},
    {"film.", NULL, "mp4", "film.", "mp4", false},
    {"a@b&c'd=e.mp4", NULL, NULL, "a@b&c'd=e", "mp4", false},
    {"夜の街.mp4", NULL, NULL, "夜の街", "mp4", false},
    {"a:b*c?d\"e<f>g|h\\i.mp4", NULL, NULL, "a_b_c_d_e_f_g_h_i", "mp4", true},
    {"tab\there.mp4", NULL, NULL, "tab_here", "mp4", true},
    {"bad\xff\xfe.mp4", NULL, NULL, "bad__", "mp4", true},
    {"half\xe5\xa4.mp4", NULL, NULL, "half__", "mp4", true},
    {"0123456789012345678901234567890123456789.mp4", NULL, NULL,
     "0123456789012345678901234567890123456789", "mp4", false},
    {"0123456789012345678901234567890123456789x.mp4", NULL, NULL,
     "0123456789012345678901234567890123456789", "mp4", true},
    /* 13 characters of 3 bytes are 39 bytes. */
    {"一二三四五六七八九十一二三四.mp4", NULL, NULL, "一二三四五六七八九十一二三", "mp4", true},
    {"/a/film.mp4", "given", NULL, "given", "mp4", false},
    {NULL, "given", "mp4", "given", "mp4", false},
    {NULL, "a/b", "mp4", "a_b", "mp4", true},
    {NULL, NULL, "mp4", "unnamed", "mp4", false},
    {NULL, "", "mp4", "unnamed", "mp4", true},
};

static void names(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(name_cases); i++) {
        const name_case *each = &name_cases[i];
        tcv_arena arena;
        tcv_arena_init(&arena, NULL, 0);
        tcv_upload_name found = tcv_upload_name_of(&arena, each->path, each->name, each->type, 40);
        assert_non_null(found.name);
        assert_string_equal(found.name, each->sent_name);
        assert_string_equal(found.type, each->sent_type);
        assert_int_equal(found.changed, each->changed);
        tcv_arena_release(&arena);
    }
}

static void make_file(char *path, const char *text)
{
    strcpy(path, "/tmp/tcvod-source-XXXXXX");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
}

static void assert_reads(const tcvod_upload_source *given, const char *expected)
{
    tcv_source source;
    tcvod_error error = {0};
    char buffer[16] = "";
    assert_int_equal(tcv_source_open(&source, given, "source", &error), TCVOD_OK);
    assert_int_equal(source.size_bytes, strlen(expected));
    assert_int_equal(tcv_source_read(&source, 2, buffer, 3, &error), TCVOD_OK);
    assert_memory_equal(buffer, expected + 2, 3);
    assert_int_equal(tcv_source_check_unchanged(&source, &error), TCVOD_OK);
    tcv_source_close(&source);
}

static int read_digits(void *user, uint64_t offset, void *buffer, size_t size_bytes)
{
    memcpy(buffer, (const char *)user + offset, size_bytes);
    return offset > 5;
}

static void all_kinds_read_by_place(void **state)
{
    (void)state;
    char path[64];
    make_file(path, "0123456789");
    int fd = open(path, O_RDONLY);
    assert_int_equal(lseek(fd, 7, SEEK_SET), 7);
    assert_reads(&(tcvod_upload_source){.path = path}, "0123456789");
    assert_reads(&(tcvod_upload_source){.fd = TCVOD_INT(fd)}, "0123456789");
    assert_int_equal(lseek(fd, 0, SEEK_CUR), 7);
    assert_reads(&(tcvod_upload_source){.memory = {"0123456789", 10}}, "0123456789");
    char digits[] = "0123456789";
    tcvod_upload_source callback = {.read_at = read_digits, .user = digits, .size_bytes = 10};
    assert_reads(&callback, "0123456789");
    close(fd);
    unlink(path);
}

static void assert_refused(const tcvod_upload_source *given, int category, const char *part)
{
    tcv_source source;
    tcvod_error error = {0};
    assert_int_equal(tcv_source_open(&source, given, "source", &error), category);
    assert_contains(error.message, part);
    assert_string_equal(error.field, "source");
    tcv_source_close(&source);
}

static void impossible_ones_are_refused(void **state)
{
    (void)state;
    char path[64];
    int ends[2];
    make_file(path, "");
    assert_int_equal(pipe(ends), 0);
    assert_refused(&(tcvod_upload_source){0}, TCVOD_ERROR_ARGUMENT, "none of path");
    assert_refused(&(tcvod_upload_source){.path = "x", .fd = TCVOD_INT(0)}, TCVOD_ERROR_ARGUMENT,
                   "more than one");
    assert_refused(&(tcvod_upload_source){.path = path}, TCVOD_ERROR_ARGUMENT, "is empty");
    assert_refused(&(tcvod_upload_source){.memory = {"", 0}}, TCVOD_ERROR_ARGUMENT, "is empty");
    assert_refused(&(tcvod_upload_source){.path = "/nonexistent"}, TCVOD_ERROR_FILE,
                   "No such file");
    assert_refused(&(tcvod_upload_source){.path = "/tmp"}, TCVOD_ERROR_FILE, "no regular file");
    assert_refused(&(tcvod_upload_source){.path = "/dev/null"}, TCVOD_ERROR_FILE,
                   "an upload reads some parts twice; copy it to a file first");
    assert_refused(&(tcvod_upload_source){.fd = TCVOD_INT(ends[0])}, TCVOD_ERROR_FILE,
                   "no regular file");
    assert_refused(&(tcvod_upload_source){.fd = TCVOD_INT(-1)}, TCVOD_ERROR_ARGUMENT,
                   "no file descriptor");
    close(ends[0]);
    close(ends[1]);
    unlink(path);
}

static void changes_are_noticed(void **state)
{
    (void)state;
    char path[64], buffer[16];
    tcv_source source;
    tcvod_error error = {0};
    make_file(path, "0123456789");
    struct timespec times[2] = {{1000, 0}, {1000, 5}};
    assert_int_equal(
        tcv_source_open(&source, &(tcvod_upload_source){.path = path}, "source", &error), TCVOD_OK);
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
    assert_int_equal(tcv_source_check_unchanged(&source, &error), TCVOD_ERROR_FILE);
    assert_contains(error.message, "changed while");
    assert_int_equal(truncate(path, 4), 0);
    assert_int_equal(tcv_source_read(&source, 0, buffer, 10, &error), TCVOD_ERROR_FILE);
    assert_contains(error.message, "became shorter");
    tcv_source_close(&source);
    unlink(path);
}

static void a_callback_may_give_up(void **state)
{
    (void)state;
    char digits[] = "0123456789", buffer[4];
    tcv_source source;
    tcvod_error error = {0};
    tcvod_upload_source given = {.read_at = read_digits, .user = digits, .size_bytes = 10};
    assert_int_equal(tcv_source_open(&source, &given, "source", &error), TCVOD_OK);
    assert_int_equal(tcv_source_read(&source, 6, buffer, 2, &error), TCVOD_ERROR_CALLBACK);
    assert_contains(error.message, "offset 6");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names),
        cmocka_unit_test(all_kinds_read_by_place),
        cmocka_unit_test(impossible_ones_are_refused),
        cmocka_unit_test(changes_are_noticed),
        cmocka_unit_test(a_callback_may_give_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
