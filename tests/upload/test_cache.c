/* SPDX-License-Identifier: MIT */
#include "allocations.h"
#include "buffer.h"
#include "files.h"
#include "unit.h"
#include "upload_cache.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static const char first[] = "c04f60af7aa3d5a1ba2d5e0b0ccd2b8d31acf4cb";
static const char second[] = "0123456789abcdef0123456789abcdef01234567";
static const tcv_file_identity file = {
    .device = 1, .inode = 2, .size_bytes = 3, .changed_ns = -4, .status_changed_ns = 5};

typedef struct place {
    char folder[64];
    char path[80];
    tcv_hash_cache cache;
} place;

static int make_place(void **state)
{
    place *made = calloc(1, sizeof *made);
    assert_non_null(made);
    strcpy(made->folder, "/tmp/tcvod-cache-XXXXXX");
    assert_non_null(mkdtemp(made->folder));
    snprintf(made->path, sizeof made->path, "%s/sha1", made->folder);
    made->cache.path = made->path;
    *state = made;
    return 0;
}

static int remove_place(void **state)
{
    place *made = *state;
    char command[96];
    snprintf(command, sizeof command, "rm -r %s", made->folder);
    int status = system(command);
    free(made);
    return status;
}

static void assert_found(const place *at, const tcv_file_identity *wanted, const char *sha1)
{
    char found[TCV_SHA1_HEX_BYTES] = "";
    assert_int_equal(tcv_hash_cache_find(&at->cache, wanted, found), sha1 != NULL);
    if (sha1)
        assert_string_equal(found, sha1);
}

static void what_is_stored_is_found(void **state)
{
    place *at = *state;
    struct stat status;
    assert_found(at, &file, NULL);
    assert_true(tcv_hash_cache_store(&at->cache, &file, first));
    assert_found(at, &file, first);
    assert_int_equal(stat(at->path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    assert_true(tcv_hash_cache_store(&at->cache, &file, NULL));
    assert_found(at, &file, NULL);
}

static void every_part_of_the_identity_counts(void **state)
{
    place *at = *state;
    assert_true(tcv_hash_cache_store(&at->cache, &file, first));
    for (int i = 0; i < 5; i++) {
        tcv_file_identity other = file;
        other.device += i == 0;
        other.inode += i == 1;
        other.size_bytes += i == 2;
        other.changed_ns += i == 3;
        other.status_changed_ns += i == 4;
        assert_found(at, &other, NULL);
    }
}

static void a_changed_file_replaces_itself(void **state)
{
    place *at = *state;
    tcv_file_identity changed = file, other = file;
    changed.changed_ns = 99;
    other.inode = 22;
    assert_true(tcv_hash_cache_store(&at->cache, &file, first));
    assert_true(tcv_hash_cache_store(&at->cache, &other, second));
    assert_true(tcv_hash_cache_store(&at->cache, &changed, second));
    assert_found(at, &file, NULL);
    assert_found(at, &changed, second);
    assert_found(at, &other, second);
}

static void write_file(const place *at, const char *text, size_t size_bytes)
{
    FILE *stream = fopen(at->path, "wb");
    assert_non_null(stream);
    assert_int_equal(fwrite(text, 1, size_bytes, stream), size_bytes);
    assert_int_equal(fclose(stream), 0);
}

/* Cut anywhere or with any byte changed, it is empty, and can be stored to as before. */
static void damage_is_refused(void **state)
{
    place *at = *state;
    size_t size_bytes;
    assert_true(tcv_hash_cache_store(&at->cache, &file, first));
    char *whole = read_whole_file(at->path, &size_bytes);
    for (size_t i = 0; i < size_bytes; i++) {
        write_file(at, whole, i);
        assert_found(at, &file, NULL);
        /* The line end behind the seal is the one byte that tells nothing. */
        if (i + 1 == size_bytes)
            continue;
        whole[i] ^= 1;
        write_file(at, whole, size_bytes);
        assert_found(at, &file, NULL);
        whole[i] ^= 1;
    }
    write_file(at, "nonsense", 8);
    assert_true(tcv_hash_cache_store(&at->cache, &file, second));
    assert_found(at, &file, second);
    free(whole);
}

/* As if this library had written `lines`. */
static void write_sealed(const place *at, tcv_buffer *lines)
{
    char sha1[TCV_SHA1_HEX_BYTES];
    tcv_digest digest = {0};
    assert_true(tcv_digest_begin(&digest, TCV_DIGEST_SHA1));
    assert_true(tcv_digest_add(&digest, lines->data, lines->size_bytes));
    assert_true(tcv_digest_end(&digest, sha1, sizeof sha1));
    tcv_digest_release(&digest);
    tcv_buffer_format(lines, "sealed %s\n", sha1);
    assert_false(lines->failed);
    write_file(at, lines->data, lines->size_bytes);
}

static void the_oldest_go_when_it_is_full(void **state)
{
    place *at = *state;
    size_t size_bytes, count = 0;
    tcv_buffer lines;
    tcv_file_identity old = {.size_bytes = 1}, young = {.inode = 4999, .size_bytes = 1};
    tcv_buffer_init(&lines, NULL);
    tcv_buffer_text(&lines, "tcvod-sha1-cache 2\n");
    for (unsigned i = 0; i < 5000; i++)
        tcv_buffer_format(&lines, "0 %x 1 0 0 %s\n", i, second);
    write_sealed(at, &lines);
    tcv_buffer_release(&lines);
    assert_found(at, &old, second);
    assert_true(tcv_hash_cache_store(&at->cache, &file, first));
    assert_found(at, &old, NULL);
    assert_found(at, &young, second);
    assert_found(at, &file, first);
    char *whole = read_whole_file(at->path, &size_bytes);
    for (const char *line = whole; (line = strchr(line, '\n')) != NULL; line++)
        count++;
    assert_int_equal(count, 4096 + 2);
    free(whole);
}

static void sealed_nonsense_is_refused(void **state)
{
    static const char *const bodies[] = {
        "", "x", "1 2 3 fffffffffffffffc 5 c04f\n", "\n\n\n",
        "1 2 3 fffffffffffffffc 5 no hex digits, but of that length..."};
    place *at = *state;
    for (size_t i = 0; i < COUNT_OF(bodies); i++) {
        tcv_buffer lines;
        tcv_buffer_init(&lines, NULL);
        tcv_buffer_format(&lines, "tcvod-sha1-cache 2\n%s", bodies[i]);
        write_sealed(at, &lines);
        tcv_buffer_release(&lines);
        assert_found(at, &file, NULL);
        assert_true(tcv_hash_cache_store(&at->cache, &file, first));
        assert_found(at, &file, first);
    }
}

static void what_others_may_write_is_refused(void **state)
{
    static const mode_t modes[] = {0620, 0602, 0666};
    place *at = *state;
    for (size_t i = 0; i < COUNT_OF(modes); i++) {
        assert_true(tcv_hash_cache_store(&at->cache, &file, first));
        assert_found(at, &file, first);
        assert_int_equal(chmod(at->path, modes[i]), 0);
        assert_found(at, &file, NULL);
    }
    assert_true(tcv_hash_cache_store(&at->cache, &file, first));
    assert_int_equal(chmod(at->path, 0644), 0);
    assert_found(at, &file, first);
}

/* Nobody ever writes to it: to open it must not wait for that. */
static void a_fifo_is_replaced(void **state)
{
    place *at = *state;
    assert_int_equal(mkfifo(at->path, 0600), 0);
    assert_found(at, &file, NULL);
    assert_true(tcv_hash_cache_store(&at->cache, &file, first));
    assert_found(at, &file, first);
}

static void a_lock_that_is_kept_stops_nobody(void **state)
{
    place *at = *state;
    char lock_path[96];
    assert_true(tcv_hash_cache_store(&at->cache, &file, first));
    snprintf(lock_path, sizeof lock_path, "%s.lock", at->path);
    int fd = open(lock_path, O_RDWR);
    assert_int_equal(flock(fd, LOCK_EX), 0);
    assert_false(tcv_hash_cache_store(&at->cache, &file, second));
    assert_found(at, &file, first);
    close(fd);
    assert_true(tcv_hash_cache_store(&at->cache, &file, second));
}

static void an_unwritable_place_is_no_harm(void **state)
{
    (void)state;
    char found[TCV_SHA1_HEX_BYTES];
    tcv_hash_cache nowhere = {.path = "/nonexistent/folder/sha1"}, none = {0};
    assert_false(tcv_hash_cache_store(&nowhere, &file, first));
    assert_false(tcv_hash_cache_find(&nowhere, &file, found));
    assert_false(tcv_hash_cache_store(&none, &file, first));
    assert_false(tcv_hash_cache_find(&none, &file, found));
}

static int store_and_find(const tcvod_allocator *allocator, void *user)
{
    char found[TCV_SHA1_HEX_BYTES];
    tcv_hash_cache cache = {allocator, ((place *)user)->path};
    return tcv_hash_cache_store(&cache, &file, first) && tcv_hash_cache_find(&cache, &file, found)
               ? TCVOD_OK
               : TCVOD_ERROR_MEMORY;
}

static void survives_lack_of_memory(void **state)
{
    check_every_failure(store_and_find, *state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_stored_is_found, make_place, remove_place),
        cmocka_unit_test_setup_teardown(every_part_of_the_identity_counts, make_place,
                                        remove_place),
        cmocka_unit_test_setup_teardown(a_changed_file_replaces_itself, make_place, remove_place),
        cmocka_unit_test_setup_teardown(damage_is_refused, make_place, remove_place),
        cmocka_unit_test_setup_teardown(the_oldest_go_when_it_is_full, make_place, remove_place),
        cmocka_unit_test_setup_teardown(sealed_nonsense_is_refused, make_place, remove_place),
        cmocka_unit_test_setup_teardown(what_others_may_write_is_refused, make_place, remove_place),
        cmocka_unit_test_setup_teardown(a_fifo_is_replaced, make_place, remove_place),
        cmocka_unit_test_setup_teardown(a_lock_that_is_kept_stops_nobody, make_place, remove_place),
        cmocka_unit_test(an_unwritable_place_is_no_harm),
        cmocka_unit_test_setup_teardown(survives_lack_of_memory, make_place, remove_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
