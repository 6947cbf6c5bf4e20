/* SPDX-License-Identifier: MIT */
/* A client: configuration, credentials and a pool of connections. */
#ifndef TCVOD_CLIENT_H
#define TCVOD_CLIENT_H

#include <tcvod/credential.h>
#include <tcvod/log.h>

TCVOD_BEGIN_C

/* Usable from several threads at once. Not across fork(): create it in the child. */
typedef struct tcvod_client tcvod_client;

enum {
    TCVOD_SIGNATURE_DEFAULT = 0,   /* what the service's spec says: HmacSHA1 */
    TCVOD_SIGNATURE_HMAC_SHA1 = 1, /* sends no SignatureMethod */
    TCVOD_SIGNATURE_HMAC_SHA256 = 2
};

/* Memory functions with malloc's contract; `user` comes from the struct. They may be called from
 * every thread that uses the client. */
typedef struct tcvod_allocator {
    void *(*allocate)(size_t size_bytes, void *user);
    void *(*reallocate)(void *memory, size_t size_bytes, void *user);
    void (*release)(void *memory, void *user);
    void *user;
} tcvod_allocator;

/* Everything is copied. Zero or NULL is the default, so name only what differs. Times are in
 * milliseconds; a negative limit means none. */
typedef struct tcvod_client_options {
    const char *secret_id;  /* these three count only when credentials_from is 0 */
    const char *secret_key; /* wiped when the client is destroyed */
    const char *token;      /* of temporary credentials */
    const char *region;     /* "gz" */
    const char *endpoint;   /* "https://host[:port]" in place of every host of the service */
    const char *path;       /* in place of the path of every host, "/v2/index.php" */
    const char *ca_file;    /* PEM, in place of the system's certificates */
    const char *user_agent; /* in place of "tcvod/VERSION" */
    bool allow_plain_http;  /* without it an http:// endpoint must be a loopback address */
    bool dangerously_disable_tls_verification;
    bool strict_requests;       /* refuse what the spec forbids; otherwise the service decides */
    bool strict_responses;      /* unknown and mistyped fields are errors, not notes */
    int signature_method;       /* TCVOD_SIGNATURE_… */
    int64_t connect_timeout_ms; /* 10 000 */
    int64_t total_timeout_ms;   /* 60 000: one call, waits included */
    int64_t stall_timeout_ms;   /* 30 000 without a byte in either direction */
    size_t max_response_bytes;  /* 16 MiB */
    size_t max_url_bytes;       /* 2 048: longer requests are sent by POST */
    const tcvod_allocator *allocator;
    int64_t (*now_unix_ms)(void *user);    /* wall clock for Timestamp */
    uint64_t (*random_number)(void *user); /* for Nonce */
    void *user;                            /* handed to the two functions above */
    size_t max_connections;      /* 64: submitted calls on the way at once; the others queue */
    int max_attempts;            /* 3: requests for one call; 1 for no retry */
    int64_t retry_base_ms;       /* 200: longest wait before the second request, then doubled */
    int64_t retry_cap_ms;        /* 20 000: longest wait unless the service asks for a longer one */
    bool trust_local_clock;      /* do not correct it by the clock of the service */
    int credentials_from;        /* TCVOD_CREDENTIALS_FROM_… */
    const char *credential_file; /* ~/.config/tcvod/config; refused when others can read it */
    const char *credential_profile; /* "default" */
    tcvod_credential_provider credential_provider;
    void *credential_user; /* handed to credential_provider */
    tcvod_log_callback log;
    void *log_user;              /* handed to log */
    int log_level;               /* TCVOD_LOG_INFO: records above it are not made */
    const char *proxy;           /* "http://[user:password@]host:port", https:// or socks5h:// */
    bool proxy_from_environment; /* https_proxy, no_proxy … as curl reads them; else none is used */
} tcvod_client_options;

TCVOD_API int tcvod_client_create_sized(tcvod_client **client, const tcvod_client_options *options,
                                        size_t options_size, tcvod_error *error);

/* On success *client is to be destroyed by tcvod_client_destroy(), on failure it is NULL.
 * `error` may be NULL. Errors: ARGUMENT, CREDENTIAL, FILE, MEMORY. */
static inline int tcvod_client_create(tcvod_client **client, const tcvod_client_options *options,
                                      tcvod_error *error)
{
    return tcvod_client_create_sized(client, options, sizeof *options, error);
}

/* NULL is fine. No blocking call may be under way; a tcvod_poll() in another thread
 * ends. Submitted calls complete first, with CANCELED. From a completion it takes effect when the
 * function that drives the client returns. Responses outlive their client. */
TCVOD_API void tcvod_client_destroy(tcvod_client *client);

TCVOD_END_C

#endif
