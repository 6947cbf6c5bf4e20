/* SPDX-License-Identifier: MIT */
/* Where a client takes its keys from. */
#ifndef TCVOD_CREDENTIAL_H
#define TCVOD_CREDENTIAL_H

#include <tcvod/error.h>

TCVOD_BEGIN_C

typedef struct tcvod_credential {
    const char *secret_id;
    const char *secret_key;
    const char *token;       /* of temporary credentials, else NULL */
    int64_t expires_unix_ms; /* 0: never */
} tcvod_credential;

/* Takes what a provider hands over. */
typedef struct tcvod_credential_sink tcvod_credential_sink;

/* Copies `credential`, which may be wiped and freed afterwards; to be called once, by a provider.
 * TCVOD_OK, or why it is unusable. */
TCVOD_API int tcvod_credential_give(tcvod_credential_sink *sink,
                                    const tcvod_credential *credential);

/* Calls tcvod_credential_give() and returns 0; anything else says that there are none now. It is
 * called on a thread that makes or drives a call, by one thread at a time, when the client has none
 * yet, from five minutes before the old ones expire, and when the service refuses them; it may
 * block that thread. It must not use the client. */
typedef int (*tcvod_credential_provider)(void *user, tcvod_credential_sink *sink);

enum {
    TCVOD_CREDENTIALS_FROM_OPTIONS = 0,     /* secret_id, secret_key and token */
    TCVOD_CREDENTIALS_FROM_ENVIRONMENT = 1, /* TCVOD_SECRET_ID, TCVOD_SECRET_KEY, TCVOD_TOKEN */
    TCVOD_CREDENTIALS_FROM_PROFILE = 2,     /* credential_file and credential_profile */
    TCVOD_CREDENTIALS_FROM_PROVIDER = 3     /* credential_provider */
};

TCVOD_END_C

#endif
