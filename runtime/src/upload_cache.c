/* SPDX-License-Identifier: MIT */
#include "upload_cache.h"

#include "buffer.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { LOCK_ATTEMPTS = 100, LOCK_PAUSE_MS = 10 };
enum { MAX_FILES = 4096, MAX_LINE_BYTES = 160, MAX_CACHE_BYTES = (MAX_FILES + 2) * MAX_LINE_BYTES };

static const char heading[] = "tcvod-sha1-cache 2\n";
static const char seal[] = "sealed ";

static bool digest_of(const char *text, size_t size_bytes, char sha1[static TCV_SHA1_HEX_BYTES])
{
    tcv_digest digest = {0};
    bool done = tcv_digest_begin(&digest, TCV_DIGEST_SHA1) &&
                tcv_digest_add(&digest, text, size_bytes) &&
                tcv_digest_end(&digest, sha1, TCV_SHA1_HEX_BYTES);
    tcv_digest_release(&digest);
    return done;
}

static bool read_all(int fd, tcv_buffer *text)
{
    char piece[4096];
    for (;;) {
        ssize_t got = read(fd, piece, sizeof piece);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got == 0 && !text->failed;
        tcv_buffer_append(text, piece, (size_t)got);
        if (text->failed || text->size_bytes > MAX_CACHE_BYTES)
            return false;
    }
}

/* Cuts the last line off when it seals the others; otherwise the text is damaged. */
static bool unseal(tcv_buffer *text)
{
    char sha1[TCV_SHA1_HEX_BYTES];
    size_t last_bytes = sizeof seal - 1 + sizeof sha1;
    if (text->size_bytes < sizeof heading - 1 + last_bytes ||
        memcmp(text->data, heading, sizeof heading - 1) != 0)
        return false;
    size_t sealed_bytes = text->size_bytes - last_bytes;
    const char *last = text->data + sealed_bytes;
    if (memcmp(last, seal, sizeof seal - 1) != 0 || !digest_of(text->data, sealed_bytes, sha1) ||
        memcmp(last + sizeof seal - 1, sha1, sizeof sha1 - 1) != 0 || last[-1] != '\n' ||
        memchr(text->data, '\0', sealed_bytes) != NULL)
        return false;
    text->size_bytes = sealed_bytes;
    text->data[sealed_bytes] = '\0';
    return true;
}

/* A sum that somebody else put there would let another file pass for this one. */
static bool only_we_write_to(int fd)
{
    struct stat status;
    return fstat(fd, &status) == 0 && S_ISREG(status.st_mode) &&
           (status.st_uid == geteuid() || status.st_uid == 0) &&
           (status.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

/* The lines without heading and seal; "" when there are none or they are damaged. */
static const char *load(const tcv_hash_cache *cache, tcv_buffer *text)
{
    int fd = open(cache->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    bool whole = fd >= 0 && only_we_write_to(fd) && read_all(fd, text) && unseal(text);
    if (fd >= 0)
        close(fd);
    return whole ? text->data + sizeof heading - 1 : "";
}

static int key_of(const tcv_file_identity *file, char key[static MAX_LINE_BYTES])
{
    return snprintf(key, MAX_LINE_BYTES,
                    "%" PRIx64 " %" PRIx64 " %" PRIx64 " %" PRIx64 " %" PRIx64 " ", file->device,
                    file->inode, file->size_bytes, (uint64_t)file->changed_ns,
                    (uint64_t)file->status_changed_ns);
}

/* Device and inode, the part of a key that says which file it is. */
static size_t place_length(const char *key)
{
    return (size_t)(strchr(strchr(key, ' ') + 1, ' ') + 1 - key);
}

bool tcv_hash_cache_find(const tcv_hash_cache *cache, const tcv_file_identity *file,
                         char sha1[static TCV_SHA1_HEX_BYTES])
{
    char key[MAX_LINE_BYTES];
    tcv_buffer text;
    bool found = false;
    if (!cache->path)
        return false;
    size_t key_bytes = (size_t)key_of(file, key);
    tcv_buffer_init(&text, cache->allocator);
    for (const char *line = load(cache, &text); *line && !found; line = strchr(line, '\n') + 1) {
        found = strncmp(line, key, key_bytes) == 0 &&
                strspn(line + key_bytes, "0123456789abcdef") == TCV_SHA1_HEX_BYTES - 1;
        if (found) {
            memcpy(sha1, line + key_bytes, TCV_SHA1_HEX_BYTES - 1);
            sha1[TCV_SHA1_HEX_BYTES - 1] = '\0';
        }
    }
    tcv_buffer_release(&text);
    return found;
}

static size_t count_lines(const char *text)
{
    size_t count = 0;
    for (; (text = strchr(text, '\n')) != NULL; text++)
        count++;
    return count;
}

/* The lines of `old` without that of the file, the oldest ones dropped when there are too many. */
static void copy_others(tcv_buffer *fresh, const char *old, const char *key)
{
    size_t place_bytes = place_length(key);
    for (size_t left = count_lines(old); left > 0; left--) {
        const char *next = strchr(old, '\n') + 1;
        if (left < MAX_FILES && strncmp(old, key, place_bytes) != 0)
            tcv_buffer_append(fresh, old, (size_t)(next - old));
        old = next;
    }
}

static void compose(tcv_buffer *fresh, const char *old, const char *key, const char *sha1)
{
    char sum[TCV_SHA1_HEX_BYTES];
    tcv_buffer_text(fresh, heading);
    copy_others(fresh, old, key);
    if (sha1)
        tcv_buffer_format(fresh, "%s%s\n", key, sha1);
    if (fresh->failed || !digest_of(fresh->data, fresh->size_bytes, sum))
        fresh->failed = true;
    else
        tcv_buffer_format(fresh, "%s%s\n", seal, sum);
}

static bool write_all(int fd, const char *data, size_t size_bytes)
{
    while (size_bytes > 0) {
        ssize_t put = write(fd, data, size_bytes);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return false;
        data += put;
        size_bytes -= (size_t)put;
    }
    return true;
}

/* Whoever reads meanwhile sees the old file or the new one. `new_path` is ours by the lock. */
static bool replace_file(const tcv_hash_cache *cache, const char *new_path, const tcv_buffer *text)
{
    int fd = open(new_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return false;
    bool written = write_all(fd, text->data, text->size_bytes) && fsync(fd) == 0;
    written &= close(fd) == 0;
    if (written && rename(new_path, cache->path) == 0)
        return true;
    unlink(new_path);
    return false;
}

static bool update(const tcv_hash_cache *cache, const char *new_path, const char *key,
                   const char *sha1)
{
    tcv_buffer old, fresh;
    tcv_buffer_init(&old, cache->allocator);
    tcv_buffer_init(&fresh, cache->allocator);
    compose(&fresh, load(cache, &old), key, sha1);
    bool done = !fresh.failed && replace_file(cache, new_path, &fresh);
    tcv_buffer_release(&old);
    tcv_buffer_release(&fresh);
    return done;
}

/* Others need it for a moment only: who keeps it was stopped, and no upload waits for that. */
static bool take_lock(int fd)
{
    static const struct timespec pause = {.tv_nsec = LOCK_PAUSE_MS * 1000000L};
    for (int attempt = 1; flock(fd, LOCK_EX | LOCK_NB) != 0; attempt++) {
        if ((errno != EWOULDBLOCK && errno != EINTR) || attempt == LOCK_ATTEMPTS)
            return false;
        nanosleep(&pause, NULL);
    }
    return true;
}

bool tcv_hash_cache_store(const tcv_hash_cache *cache, const tcv_file_identity *file,
                          const char *sha1)
{
    char key[MAX_LINE_BYTES];
    tcv_buffer lock_path, new_path;
    bool done = false;
    if (!cache->path)
        return false;
    key_of(file, key);
    tcv_buffer_init(&lock_path, cache->allocator);
    tcv_buffer_init(&new_path, cache->allocator);
    tcv_buffer_format(&lock_path, "%s.lock", cache->path);
    tcv_buffer_format(&new_path, "%s.new", cache->path);
    if (!lock_path.failed && !new_path.failed) {
        int fd = open(lock_path.data, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
        done = fd >= 0 && take_lock(fd) && update(cache, new_path.data, key, sha1);
        if (fd >= 0)
            close(fd);
    }
    tcv_buffer_release(&lock_path);
    tcv_buffer_release(&new_path);
    return done;
}
