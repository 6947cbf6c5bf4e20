/* SPDX-License-Identifier: MIT */
/* Where an upload's bytes come from: read by offset, and watched for changes. */
#ifndef TCV_UPLOAD_SOURCE_H
#define TCV_UPLOAD_SOURCE_H

#include <tcvod/error.h>
#include <tcvod/upload.h>

#include <stdint.h>

/* What tells one state of a file from another. */
typedef struct tcv_file_identity {
    uint64_t device;
    uint64_t inode;
    uint64_t size_bytes;
    int64_t changed_ns;        /* mtime, which anybody may set back */
    int64_t status_changed_ns; /* ctime: also after a renaming, which changes no byte */
} tcv_file_identity;

typedef struct tcv_source {
    tcvod_upload_source given;
    int fd; /* -1: not a file */
    bool owns_fd;
    uint64_t size_bytes;
    tcv_file_identity identity; /* of a file, when it was opened */
    const char *field;          /* for error messages */
} tcv_source;

/* Whether any of the ways is chosen. */
bool tcv_source_is_given(const tcvod_upload_source *given);

/* ARGUMENT, FILE. `given` and `field` are borrowed. To be closed in either case. */
int tcv_source_open(tcv_source *source, const tcvod_upload_source *given, const char *field,
                    tcvod_error *error);
void tcv_source_close(tcv_source *source);

/* Fills `buffer`; FILE, CALLBACK. */
int tcv_source_read(tcv_source *source, uint64_t offset, void *buffer, size_t size_bytes,
                    tcvod_error *error);

/* FILE when the file is another than when it was opened. */
int tcv_source_check_unchanged(const tcv_source *source, tcvod_error *error);

#endif
