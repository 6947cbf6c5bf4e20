/* SPDX-License-Identifier: MIT */
#include "settings.h"

#include "clock.h"
#include "fail.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <tcvod/version.h>

enum {
    CONNECT_TIMEOUT_MS = 10000,
    TOTAL_TIMEOUT_MS = 60000,
    STALL_TIMEOUT_MS = 30000,
    MAX_RESPONSE_BYTES = 16 * 1024 * 1024,
    MAX_CONNECTIONS = 64,
    MAX_ATTEMPTS = 3,
    RETRY_BASE_MS = 200,
    RETRY_CAP_MS = 20000,
    LONGEST_BACKOFF_MS = 3600000,
    SMALLEST_MAX_URL_BYTES = 64
};

bool tcv_copy_sized(void *target, size_t target_bytes, const void *source, size_t source_bytes)
{
    memset(target, 0, target_bytes);
    if (!source)
        return true;
    memcpy(target, source, source_bytes < target_bytes ? source_bytes : target_bytes);
    const unsigned char *bytes = source;
    for (size_t i = target_bytes; i < source_bytes; i++)
        if (bytes[i] != 0)
            return false;
    return true;
}

static int refuse(tcvod_error *error, const char *option, const char *why)
{
    return tcv_fail(error, TCVOD_ERROR_ARGUMENT, "options", option, "%s %s", option, why);
}

/* What is wrong with it is not told: a password may be in it. */
static bool is_proxy(const char *text)
{
    static const char *const schemes[] = {"http://", "https://", "socks5h://", "socks5://"};
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
        if (strncasecmp(text, schemes[i], strlen(schemes[i])) == 0)
            return text[strlen(schemes[i])] != '\0' && tcv_is_one_line(text) && !strchr(text, ' ');
    return false;
}

static int check_texts(const tcvod_client_options *options, tcvod_error *error)
{
    const char *path = options->path;
    if (path && (*path != '/' || !tcv_is_one_line(path) || strpbrk(path, " ?#%")))
        return refuse(error, "path",
                      "must begin with / and hold no blank, ?, #, % or control character");
    if (options->user_agent && !tcv_is_one_line(options->user_agent))
        return refuse(error, "user_agent", "holds a control character or is not UTF-8");
    if (options->proxy && !is_proxy(options->proxy))
        return refuse(error, "proxy",
                      "has not the form http://[user:password@]host:port (or https, socks5h)");
    if (options->region && (*options->region == '\0' || !tcv_is_one_line(options->region)))
        return refuse(error, "region", "is empty, holds a control character or is not UTF-8");
    return TCVOD_OK;
}

/* What stands before the first one is passed over. The application's queue of OpenSSL errors stays
 * as it was; an encrypted block must not ask for its password on a terminal. */
static bool holds_certificate(FILE *file)
{
    char password[] = "";
    ERR_set_mark();
    X509 *first = PEM_read_X509_AUX(file, NULL, NULL, password);
    ERR_pop_to_mark();
    X509_free(first);
    return first != NULL;
}

static int check_ca_file(const char *ca_file, tcvod_error *error)
{
    if (!ca_file)
        return TCVOD_OK;
    FILE *file = fopen(ca_file, "re");
    if (!file) {
        if (error)
            error->system_errno = errno;
        return tcv_fail(error, TCVOD_ERROR_FILE, "options", "ca_file",
                        "ca_file %s cannot be read: check the name and its permissions", ca_file);
    }
    bool has_certificate = holds_certificate(file);
    fclose(file);
    return has_certificate ? TCVOD_OK
                           : tcv_fail(error, TCVOD_ERROR_FILE, "options", "ca_file",
                                      "ca_file %s holds no certificate in PEM form", ca_file);
}

static int check_numbers(const tcvod_client_options *options, tcvod_error *error)
{
    if (options->signature_method < TCVOD_SIGNATURE_DEFAULT ||
        options->signature_method > TCVOD_SIGNATURE_HMAC_SHA256)
        return refuse(error, "signature_method", "is none of TCVOD_SIGNATURE_…");
    if (options->max_url_bytes > 0 && options->max_url_bytes < SMALLEST_MAX_URL_BYTES)
        return refuse(error, "max_url_bytes", "must be at least 64, or 0 for the default");
    if (options->max_attempts < 0)
        return refuse(error, "max_attempts", "is negative: 1 means no retry");
    if (options->retry_base_ms < 0 || options->retry_base_ms > LONGEST_BACKOFF_MS)
        return refuse(error, "retry_base_ms", "must be from 0 (the default) to 3 600 000");
    if (options->retry_cap_ms < 0 || options->retry_cap_ms > LONGEST_BACKOFF_MS)
        return refuse(error, "retry_cap_ms", "must be from 0 (the default) to 3 600 000");
    const tcvod_allocator *allocator = options->allocator;
    if (allocator && (!allocator->allocate || !allocator->reallocate || !allocator->release))
        return refuse(error, "allocator", "lacks one of its three functions");
    return TCVOD_OK;
}

static int set_endpoint(tcv_settings *settings, const tcvod_client_options *options,
                        tcvod_error *error)
{
    if (!options->endpoint)
        return TCVOD_OK;
    settings->has_endpoint = true;
    int status = tcv_endpoint_parse(&settings->endpoint, options->endpoint, error);
    if (status)
        return status;
    if (settings->endpoint.plain_http && !options->allow_plain_http &&
        !tcv_is_loopback(settings->endpoint.host))
        return refuse(error, "endpoint",
                      "is http:// and not on this machine, so everybody on the way could read the "
                      "requests: use https://, or set allow_plain_http");
    return TCVOD_OK;
}

static int64_t limit_or(int64_t value, int64_t fallback)
{
    return value == 0 ? fallback : value;
}

static void set_plain_values(tcv_settings *settings, const tcvod_client_options *options)
{
    settings->allow_plain_http = options->allow_plain_http;
    settings->dangerously_disable_tls_verification = options->dangerously_disable_tls_verification;
    settings->strict_requests = options->strict_requests;
    settings->strict_responses = options->strict_responses;
    settings->signature_method = options->signature_method;
    settings->connect_timeout_ms = limit_or(options->connect_timeout_ms, CONNECT_TIMEOUT_MS);
    settings->total_timeout_ms = limit_or(options->total_timeout_ms, TOTAL_TIMEOUT_MS);
    settings->stall_timeout_ms = limit_or(options->stall_timeout_ms, STALL_TIMEOUT_MS);
    settings->max_response_bytes =
        options->max_response_bytes ? options->max_response_bytes : MAX_RESPONSE_BYTES;
    settings->max_url_bytes = options->max_url_bytes;
    settings->max_connections =
        options->max_connections ? options->max_connections : MAX_CONNECTIONS;
    settings->retry = (tcv_retry_policy){
        .max_attempts = options->max_attempts ? options->max_attempts : MAX_ATTEMPTS,
        .base_ms = options->retry_base_ms ? options->retry_base_ms : RETRY_BASE_MS,
        .cap_ms = options->retry_cap_ms ? options->retry_cap_ms : RETRY_CAP_MS};
    settings->log = options->log;
    settings->log_user = options->log_user;
    settings->log_level = options->log_level ? options->log_level : TCVOD_LOG_INFO;
    settings->proxy_from_environment = options->proxy_from_environment;
    settings->trust_local_clock = options->trust_local_clock;
    settings->now_unix_ms = options->now_unix_ms;
    settings->random_number = options->random_number;
    settings->user = options->user;
}

static int copy_texts(tcv_settings *settings, const tcvod_client_options *options,
                      tcvod_error *error)
{
    const tcvod_allocator *allocator = &settings->allocator;
    const char *user_agent = options->user_agent ? options->user_agent : "tcvod/" TCVOD_VERSION;
    bool failed = false;
    settings->region = tcv_copy_text(allocator, options->region, &failed);
    settings->path = tcv_copy_text(allocator, options->path, &failed);
    settings->ca_file = tcv_copy_text(allocator, options->ca_file, &failed);
    settings->proxy = tcv_copy_text(allocator, options->proxy, &failed);
    settings->user_agent = tcv_copy_text(allocator, user_agent, &failed);
    return failed ? tcv_fail_memory(error, "options") : TCVOD_OK;
}

int tcv_settings_init(tcv_settings *settings, const tcvod_client_options *options,
                      tcvod_error *error)
{
    *settings = (tcv_settings){0};
    int status = check_texts(options, error);
    if (!status)
        status = check_numbers(options, error);
    if (!status)
        status = set_endpoint(settings, options, error);
    if (!status)
        status = check_ca_file(options->ca_file, error);
    if (status)
        return status;
    settings->allocator = options->allocator ? *options->allocator : tcv_default_allocator;
    set_plain_values(settings, options);
    status = copy_texts(settings, options, error);
    if (status)
        tcv_settings_release(settings);
    return status;
}

void tcv_settings_release(tcv_settings *settings)
{
    const tcvod_allocator *allocator = &settings->allocator;
    tcv_release(allocator, settings->region);
    tcv_release(allocator, settings->path);
    tcv_release(allocator, settings->ca_file);
    tcv_release(allocator, settings->user_agent);
    tcv_release_secret_text(allocator, settings->proxy);
    settings->region = settings->path = settings->ca_file = settings->user_agent = settings->proxy =
        NULL;
}

int64_t tcv_settings_now_ms(const tcv_settings *settings)
{
    return settings->now_unix_ms ? settings->now_unix_ms(settings->user) : tcv_unix_ms();
}

bool tcv_settings_random(const tcv_settings *settings, uint64_t *number)
{
    if (!settings->random_number)
        return tcv_os_random(number);
    *number = settings->random_number(settings->user);
    return true;
}
