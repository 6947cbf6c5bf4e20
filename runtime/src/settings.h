/* SPDX-License-Identifier: MIT */
/* A client's options, checked, completed and owned. */
#ifndef TCV_SETTINGS_H
#define TCV_SETTINGS_H

#include "endpoint.h"
#include "hosts.h"
#include "keyring.h"
#include "memory.h"
#include "retry.h"

typedef struct tcv_settings {
    tcvod_allocator allocator;
    char *region; /* NULL: the service's default */
    char *path;   /* NULL: the host's */
    char *ca_file;
    char *user_agent;
    bool has_endpoint;
    tcv_endpoint endpoint;
    bool allow_plain_http;
    bool dangerously_disable_tls_verification;
    bool strict_requests;
    bool strict_responses;
    int signature_method;
    int64_t connect_timeout_ms; /* negative: none, here and below */
    int64_t total_timeout_ms;
    int64_t stall_timeout_ms;
    size_t max_response_bytes;
    size_t max_url_bytes; /* 0: the service's */
    size_t max_connections;
    tcv_retry_policy retry;
    bool trust_local_clock;
    tcvod_log_callback log;
    void *log_user;
    int log_level;
    char *proxy; /* NULL: none, unless the environment names one */
    bool proxy_from_environment;
    tcv_hosts *hosts; /* the client's */
    tcv_keyring *keyring;
    int64_t (*now_unix_ms)(void *user);
    uint64_t (*random_number)(void *user);
    void *user;
} tcv_settings;

/* Copies an options struct of another version of the library: what the caller's lacks is zero.
 * False when the caller's has something that this library does not know. */
bool tcv_copy_sized(void *target, size_t target_bytes, const void *source, size_t source_bytes);

/* ARGUMENT, CREDENTIAL, FILE, MEMORY; nothing is held after a failure. */
int tcv_settings_init(tcv_settings *settings, const tcvod_client_options *options,
                      tcvod_error *error);
void tcv_settings_release(tcv_settings *settings);

int64_t tcv_settings_now_ms(const tcv_settings *settings);
bool tcv_settings_random(const tcv_settings *settings, uint64_t *number);

#endif
