/* SPDX-License-Identifier: MIT */
/* Uploads of whole files: resumed where an earlier one stopped, checked part by part.
 *
 * The file is read twice at most: once for its SHA-1, which the service wants to know first, once
 * to be sent. Memory does not grow with the file, but for one byte per part. */
#ifndef TCVOD_UPLOAD_H
#define TCVOD_UPLOAD_H

#include <tcvod/client.h>

TCVOD_BEGIN_C

/* Exactly one of `path`, `fd`, `memory` and `read_at`. All is borrowed until the upload returns. */
typedef struct tcvod_upload_source {
    const char *path; /* of a regular file */
    tcvod_int fd; /* of a regular file, open for reading; its position is neither used nor moved */
    tcvod_bytes memory;
    /* Fills `buffer` with exactly `size_bytes` from `offset` on and returns 0; anything else ends
     * the upload with CALLBACK. Must give the same bytes for the same place every time. */
    int (*read_at)(void *user, uint64_t offset, void *buffer, size_t size_bytes);
    void *user;
    uint64_t size_bytes; /* of what read_at reads */
} tcvod_upload_source;

enum {
    TCVOD_UPLOAD_HASHING = 1,  /* reads the file for its SHA-1; nothing was sent yet */
    TCVOD_UPLOAD_STARTING = 2, /* asks which parts the service has */
    TCVOD_UPLOAD_SENDING = 3,
    TCVOD_UPLOAD_PAUSED = 4,
    TCVOD_UPLOAD_FINISHING = 5, /* all parts are there */
    TCVOD_UPLOAD_DONE = 6
};

/* No number ever goes back; bytes_hashed and bytes_confirmed end at file_bytes. */
typedef struct tcvod_upload_progress {
    int state; /* TCVOD_UPLOAD_… */
    uint64_t file_bytes;
    uint64_t bytes_hashed;
    uint64_t bytes_sent;      /* by this upload, each byte of the file counted once */
    uint64_t bytes_confirmed; /* that the service has acknowledged, now or in an earlier upload */
    uint64_t parts;           /* 0 until the service was asked */
    uint64_t parts_confirmed;
    uint64_t parts_skipped;  /* the service had them from an earlier upload; confirmed, too */
    double bytes_per_second; /* confirmed, over the last seconds */
} tcvod_upload_progress;

/* Cancels, pauses and resumes one upload from any thread. It is for one upload at a time, and stays
 * cancelled. */
typedef struct tcvod_upload_control tcvod_upload_control;

/* Errors: MEMORY. */
TCVOD_API int tcvod_upload_control_create(tcvod_upload_control **control);
/* NULL is fine. The upload must have returned. */
TCVOD_API void tcvod_upload_control_destroy(tcvod_upload_control *control);
/* The upload returns CANCELED as soon as the parts under way are given up. */
TCVOD_API void tcvod_upload_cancel(tcvod_upload_control *control);
/* Parts under way are sent to their end, no further one is begun. Limits of time go on, but for the
 * stall limit. */
TCVOD_API void tcvod_upload_pause(tcvod_upload_control *control);
TCVOD_API void tcvod_upload_resume(tcvod_upload_control *control);

/* Zero or NULL is the default, so name only what differs. Borrowed until the upload returns. */
typedef struct tcvod_upload_options {
    tcvod_upload_source source; /* required */
    const char *name;           /* of the video; the file's name without extension */
    const char *type; /* "mp4"; the extension of the file's name. Required without path. */
    tcvod_int class_id;
    tcvod_string_list tags;
    bool transcode;
    bool screenshot;
    bool watermark;
    const char *procedure; /* run by RunProcedure once the video is there */
    const char *notify_url;
    tcvod_upload_source cover; /* picture of at most 1 MiB */
    const char *cover_type;    /* "jpg"; the extension of the cover's name */

    size_t part_bytes;       /* 524288 or 1048576 (the default); a resumed upload keeps its own */
    unsigned parallel_parts; /* 4; at most 64. Each takes its part's size of memory. */
    uint64_t max_bytes_per_second; /* unlimited */
    int64_t total_timeout_ms;      /* unlimited; hashing and pauses included */
    int64_t
        stall_timeout_ms;  /* 300 000 without a part that the service took; negative: unlimited */
    unsigned max_attempts; /* 10: how often one call is made before the upload is given up */

    /* File that remembers the SHA-1 of files (by device, inode, size and times of change), so that
     * a resumed upload need not read them again. NULL: none. Holds no secrets and no names. When it
     * cannot be read or written, or others may write to it, the upload does without it. */
    const char *hash_cache_path;

    /* Called on the uploading thread; not 0 ends the upload with CALLBACK. It may use `control`. */
    int (*on_progress)(void *user, const tcvod_upload_progress *progress);
    int64_t progress_interval_ms; /* 200; changes of state are told at once */
    void *user;
    tcvod_upload_control *control;
} tcvod_upload_options;

enum {
    TCVOD_UPLOAD_SENT = 1,      /* all parts were sent by this upload */
    TCVOD_UPLOAD_CONTINUED = 2, /* the service had parts from an earlier one */
    TCVOD_UPLOAD_INSTANT = 3    /* the service had the whole file: nothing was sent, and the service
                                 * took no notice of name, class, tags and flags */
};

typedef struct tcvod_upload_result {
    int outcome; /* TCVOD_UPLOAD_SENT, … */
    const char *file_id;
    const char *url;       /* "" when the service named none */
    const char *cover_url; /* "" without a cover */
    const char *task_id;   /* of the procedure; "" without one */
    const char *name;      /* as it was sent: at most 40 bytes, none of \ / : * ? " < > */
    const char *type;
    bool name_was_changed; /* what was given or stood in the path could not be sent as it is */
    char sha1[41];
    uint64_t file_bytes;
    uint64_t bytes_sent; /* bytes of parts, repetitions included */
    uint64_t parts;
    uint64_t parts_skipped;
    unsigned retries; /* of parts */
} tcvod_upload_result;

TCVOD_API int tcvod_upload_sized(tcvod_client *client, const tcvod_upload_options *options,
                                 size_t options_size, tcvod_upload_result **result,
                                 tcvod_error *error);

/* Uploads a file and waits for it. Any number of threads may do so with one client. What was sent
 * before an error is not lost: the same upload again goes on where this one stopped.
 *
 * *result is set when the video is there, thus also when only its cover or its procedure failed
 * (the result is not TCVOD_OK then), and is to be released by tcvod_upload_result_free(). `error`
 * names in `action` what failed (InitUpload, UploadPart, FinishUpload, SmallFileUpload,
 * RunProcedure; "" before and between them), and the part in `message` and `field` ("parts[3]",
 * counted from 0). Errors: ARGUMENT (an empty file, too), FILE (it changed under way, too), MEMORY,
 * CANCELED, CALLBACK, TIMEOUT, and all that a call may fail with. */
static inline int tcvod_upload(tcvod_client *client, const tcvod_upload_options *options,
                               tcvod_upload_result **result, tcvod_error *error)
{
    return tcvod_upload_sized(client, options, sizeof *options, result, error);
}

/* Gives a video a cover, of at most 1 MiB, in one call. `type` and `name` may be NULL for a source
 * with a path. *result is set when it succeeded. Errors as of tcvod_upload(). */
TCVOD_API int tcvod_upload_cover(tcvod_client *client, const char *file_id,
                                 const tcvod_upload_source *cover, const char *name,
                                 const char *type, tcvod_upload_result **result,
                                 tcvod_error *error);

/* NULL is fine. Results outlive their client. */
TCVOD_API void tcvod_upload_result_free(tcvod_upload_result *result);

TCVOD_END_C

#endif
