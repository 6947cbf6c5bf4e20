/* SPDX-License-Identifier: MIT */
/* The keys a client signs with. For all threads: who uses a key holds it, so that a newer one may
 * take its place at any time. */
#ifndef TCV_KEYRING_H
#define TCV_KEYRING_H

#include "memory.h"

#include <pthread.h>
#include <tcvod/credential.h>

typedef struct tcv_key {
    const tcvod_allocator *allocator;
    unsigned holders; /* guarded by the ring's lock */
    char *secret_id;
    char *secret_key;
    char *token;  /* NULL: none */
    bool refused; /* by the service */
    int64_t expires_unix_ms;
} tcv_key;

typedef struct tcv_keyring {
    const tcvod_allocator *allocator;
    tcvod_credential_provider provider; /* NULL: the key stays */
    void *user;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    tcv_key *current;
    bool refreshing;
    unsigned refreshes;
    int last_status;
    int64_t not_before_unix_ms; /* after a failure, while the old key is good */
} tcv_keyring;

/* From the source that the options name: CREDENTIAL, FILE, ARGUMENT, MEMORY. */
int tcv_keyring_init(tcv_keyring *ring, const tcvod_allocator *allocator,
                     const tcvod_client_options *options, tcvod_error *error);
void tcv_keyring_release(tcv_keyring *ring);

/* A key that is valid at `now_unix_ms`, to be given back. May call the provider or wait for the
 * thread that does. CREDENTIAL, MEMORY. */
int tcv_keyring_take(tcv_keyring *ring, int64_t now_unix_ms, tcv_key **key, tcvod_error *error);
/* The service does not accept `key`: whether a provider may have another, to be taken. */
bool tcv_keyring_refuse(tcv_keyring *ring, tcv_key *key);
/* NULL is fine. */
void tcv_keyring_give_back(tcv_keyring *ring, tcv_key *key);

/* Texts that can be signed and sent; the error names the first that cannot. */
int tcv_check_credential(const tcvod_credential *credential, tcvod_error *error);

#endif
