/* SPDX-License-Identifier: MIT */
#include "upload_source.h"

#include "fail.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char open_step[] = "open";
static const char read_step[] = "read";

static int count_ways(const tcvod_upload_source *given)
{
    return (given->path != NULL) + given->fd.present + (given->memory.data != NULL) +
           (given->read_at != NULL);
}

bool tcv_source_is_given(const tcvod_upload_source *given)
{
    return count_ways(given) > 0;
}

/* What messages call it: "file" or "cover". */
static const char *noun_of(const tcv_source *source)
{
    return strcmp(source->field, "cover") == 0 ? "cover" : "file";
}

static int fail_system(tcvod_error *error, const char *step, const tcv_source *source,
                       const char *what)
{
    int number = errno;
    if (error)
        error->system_errno = number;
    return tcv_fail(error, TCVOD_ERROR_FILE, step, source->field, "the %s cannot be %s: %s",
                    noun_of(source), what, strerror(number));
}

static int64_t nanoseconds_of(const struct timespec *time)
{
    return (int64_t)time->tv_sec * 1000000000 + time->tv_nsec;
}

static tcv_file_identity identity_of(const struct stat *status)
{
    return (tcv_file_identity){.device = (uint64_t)status->st_dev,
                               .inode = (uint64_t)status->st_ino,
                               .size_bytes = (uint64_t)status->st_size,
                               .changed_ns = nanoseconds_of(&status->st_mtim),
                               .status_changed_ns = nanoseconds_of(&status->st_ctim)};
}

static int open_file(tcv_source *source, tcvod_error *error)
{
    struct stat status;
    if (source->given.path) {
        source->fd = open(source->given.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        source->owns_fd = source->fd >= 0;
        if (source->fd < 0)
            return fail_system(error, open_step, source, "opened");
#ifdef POSIX_FADV_SEQUENTIAL
        posix_fadvise(source->fd, 0, 0, POSIX_FADV_SEQUENTIAL); /* only a hint: it may fail */
#endif
    } else {
        if (source->given.fd.value < 0 || source->given.fd.value > INT32_MAX)
            return tcv_fail(error, TCVOD_ERROR_ARGUMENT, open_step, source->field,
                            "fd is no file descriptor");
        source->fd = (int)source->given.fd.value;
    }
    if (fstat(source->fd, &status))
        return fail_system(error, open_step, source, "looked at");
    if (!S_ISREG(status.st_mode))
        return tcv_fail(
            error, TCVOD_ERROR_FILE, open_step, source->field,
            "this is no regular file: an upload reads some parts twice; copy it to a file first");
    source->identity = identity_of(&status);
    source->size_bytes = source->identity.size_bytes;
    return TCVOD_OK;
}

int tcv_source_open(tcv_source *source, const tcvod_upload_source *given, const char *field,
                    tcvod_error *error)
{
    *source = (tcv_source){.given = *given, .fd = -1, .field = field};
    if (count_ways(given) != 1)
        return tcv_fail(error, TCVOD_ERROR_ARGUMENT, open_step, field,
                        "%s of path, fd, memory and read_at is set: set exactly one",
                        count_ways(given) == 0 ? "none" : "more than one");
    int status = TCVOD_OK;
    if (given->path || given->fd.present)
        status = open_file(source, error);
    else
        source->size_bytes = given->read_at ? given->size_bytes : given->memory.size_bytes;
    if (!status && source->size_bytes == 0)
        status = tcv_fail(error, TCVOD_ERROR_ARGUMENT, open_step, field,
                          "the %s is empty: the service takes files of at least 1 byte",
                          noun_of(source));
    if (!status && source->size_bytes > INT64_MAX)
        status = tcv_fail(error, TCVOD_ERROR_ARGUMENT, open_step, field,
                          "size_bytes is larger than any file");
    return status;
}

void tcv_source_close(tcv_source *source)
{
    if (source->owns_fd)
        close(source->fd);
    source->fd = -1;
    source->owns_fd = false;
}

static int read_file(tcv_source *source, uint64_t offset, void *buffer, size_t size_bytes,
                     tcvod_error *error)
{
    char *target = buffer;
    while (size_bytes > 0) {
        ssize_t got = pread(source->fd, target, size_bytes, (off_t)offset);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fail_system(error, read_step, source, "read");
        if (got == 0)
            return tcv_fail(error, TCVOD_ERROR_FILE, read_step, source->field,
                            "the %s became shorter while it was being uploaded", noun_of(source));
        target += got;
        offset += (uint64_t)got;
        size_bytes -= (size_t)got;
    }
    return TCVOD_OK;
}

int tcv_source_read(tcv_source *source, uint64_t offset, void *buffer, size_t size_bytes,
                    tcvod_error *error)
{
    const tcvod_upload_source *given = &source->given;
    if (source->fd >= 0)
        return read_file(source, offset, buffer, size_bytes, error);
    if (!given->read_at) {
        memcpy(buffer, (const char *)given->memory.data + offset, size_bytes);
        return TCVOD_OK;
    }
    if (given->read_at(given->user, offset, buffer, size_bytes) == 0)
        return TCVOD_OK;
    return tcv_fail(error, TCVOD_ERROR_CALLBACK, read_step, source->field,
                    "read_at gave up at offset %llu", (unsigned long long)offset);
}

int tcv_source_check_unchanged(const tcv_source *source, tcvod_error *error)
{
    struct stat status;
    if (source->fd < 0)
        return TCVOD_OK;
    if (fstat(source->fd, &status))
        return fail_system(error, read_step, source, "looked at");
    tcv_file_identity now = identity_of(&status);
    const tcv_file_identity *then = &source->identity;
    if (now.size_bytes == then->size_bytes && now.changed_ns == then->changed_ns)
        return TCVOD_OK;
    return tcv_fail(
        error, TCVOD_ERROR_FILE, read_step, source->field,
        "the %s changed while it was being uploaded: upload it again when nobody writes "
        "to it any more",
        noun_of(source));
}
