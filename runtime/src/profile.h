/* SPDX-License-Identifier: MIT */
/* A file of profiles: [name] sections of `key = value` lines, # comments; what stands before the
 * first section is the profile [default]. The command is built with it, too: it needs nothing of
 * the library. */
#ifndef TCV_PROFILE_H
#define TCV_PROFILE_H

#include <stdbool.h>

typedef enum tcv_profile_key {
    TCV_PROFILE_SECRET_ID,
    TCV_PROFILE_SECRET_KEY,
    TCV_PROFILE_TOKEN,
    TCV_PROFILE_REGION,
    TCV_PROFILE_ENDPOINT,
    TCV_PROFILE_CA_FILE,
    TCV_PROFILE_KEY_COUNT
} tcv_profile_key;

typedef enum tcv_profile_status {
    TCV_PROFILE_READ,
    TCV_PROFILE_NO_FILE,
    TCV_PROFILE_BAD_FILE,
    TCV_PROFILE_NOT_IN_FILE
} tcv_profile_status;

enum {
    TCV_PROFILE_BYTES = 64 * 1024,
    TCV_PROFILE_PATH_BYTES = 4096,
    TCV_PROFILE_PROBLEM_BYTES = 256
};

typedef struct tcv_profile {
    const char *values[TCV_PROFILE_KEY_COUNT]; /* NULL when not set; they point into the text */
    /* Why it was not read, without any value: "others may …", or "…:3: unknown key". */
    char problem[TCV_PROFILE_PROBLEM_BYTES];
    unsigned line; /* 0: the file as a whole */
    int system_errno;
} tcv_profile;

/* "secret_id" */
const char *tcv_profile_key_name(tcv_profile_key key);

/* The user's own file; false when it has no place. */
bool tcv_profile_path(char path[static TCV_PROFILE_PATH_BYTES]);

/* Reads [name], NULL for [default], into text[TCV_PROFILE_BYTES + 1], which is to be wiped. */
tcv_profile_status tcv_profile_read(tcv_profile *profile, const char *path, const char *name,
                                    char *text);

/* The same of a text, which is changed. */
tcv_profile_status tcv_profile_parse(tcv_profile *profile, const char *name, char *text);

#endif
