/* SPDX-License-Identifier: MIT */
#include "keyring.h"

#include "fail.h"
#include "profile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EARLY_MS = 300000, PAUSE_AFTER_FAILURE_MS = 10000 };

struct tcvod_credential_sink {
    const tcvod_allocator *allocator;
    tcv_key *key;
    int status;
    tcvod_error error;
};

static int check_one(const char *name, const char *text, bool required, tcvod_error *error)
{
    if (!text && !required)
        return TCVOD_OK;
    if (!text || *text == '\0')
        return tcv_fail(error, TCVOD_ERROR_CREDENTIAL, "options", name,
                        "%s is missing: take it from the API key page of the console", name);
    if (!tcv_is_one_line(text) || text[0] == ' ' || text[strlen(text) - 1] == ' ')
        return tcv_fail(error, TCVOD_ERROR_CREDENTIAL, "options", name,
                        "%s holds a line end, a control character, an outer blank or a byte that "
                        "is not UTF-8: strip it after reading it from a file",
                        name);
    return TCVOD_OK;
}

int tcv_check_credential(const tcvod_credential *credential, tcvod_error *error)
{
    int status = check_one("secret_id", credential->secret_id, true, error);
    if (!status)
        status = check_one("secret_key", credential->secret_key, true, error);
    if (!status)
        status = check_one("token", credential->token, false, error);
    return status;
}

static void destroy_key(tcv_key *key)
{
    const tcvod_allocator *allocator = key->allocator;
    tcv_release_secret_text(allocator, key->secret_id);
    tcv_release_secret_text(allocator, key->secret_key);
    tcv_release_secret_text(allocator, key->token);
    tcv_release(allocator, key);
}

static tcv_key *create_key(const tcvod_allocator *allocator, const tcvod_credential *from)
{
    bool failed = false;
    tcv_key *key = tcv_allocate_zeroed(allocator, sizeof *key);
    if (!key)
        return NULL;
    key->allocator = allocator;
    key->holders = 1;
    key->expires_unix_ms = from->expires_unix_ms;
    key->secret_id = tcv_copy_text(allocator, from->secret_id, &failed);
    key->secret_key = tcv_copy_text(allocator, from->secret_key, &failed);
    key->token = tcv_copy_text(allocator, from->token, &failed);
    if (!failed)
        return key;
    destroy_key(key);
    return NULL;
}

static void let_go(tcv_key *key)
{
    if (key && --key->holders == 0)
        destroy_key(key);
}

int tcvod_credential_give(tcvod_credential_sink *sink, const tcvod_credential *credential)
{
    if (!sink || !credential || sink->key)
        return TCVOD_ERROR_ARGUMENT;
    sink->status = tcv_check_credential(credential, &sink->error);
    if (sink->status)
        return sink->status;
    sink->key = create_key(sink->allocator, credential);
    sink->status = sink->key ? TCVOD_OK : tcv_fail_memory(&sink->error, "sign");
    return sink->status;
}

static int keep(tcv_keyring *ring, const tcvod_credential *credential, tcvod_error *error)
{
    int status = tcv_check_credential(credential, error);
    if (status)
        return status;
    ring->current = create_key(ring->allocator, credential);
    return ring->current ? TCVOD_OK : tcv_fail_memory(error, "options");
}

static int no_profile(tcv_profile_status status, const char *path, const tcv_profile *profile,
                      tcvod_error *error)
{
    char line[16] = "";
    if (error)
        error->system_errno = profile->system_errno;
    if (status == TCV_PROFILE_NOT_IN_FILE)
        return tcv_fail(error, TCVOD_ERROR_CREDENTIAL, "options", "credential_profile", "%s %s",
                        path, profile->problem);
    if (profile->line > 0)
        snprintf(line, sizeof line, ":%u", profile->line);
    return tcv_fail(error, TCVOD_ERROR_FILE, "options", "credential_file", "cannot use %s%s: %s",
                    path, line, profile->problem);
}

static int keep_profile(tcv_keyring *ring, const tcvod_client_options *options, tcvod_error *error)
{
    char own_path[TCV_PROFILE_PATH_BYTES];
    const char *path = options->credential_file ? options->credential_file : own_path;
    tcv_profile profile;
    if (path == own_path && !tcv_profile_path(own_path))
        return tcv_fail(error, TCVOD_ERROR_FILE, "options", "credential_file",
                        "~/.config/tcvod/config has no place: set HOME or credential_file");
    char *text = tcv_allocate_zeroed(ring->allocator, TCV_PROFILE_BYTES + 1);
    if (!text)
        return tcv_fail_memory(error, "options");
    tcv_profile_status found = tcv_profile_read(&profile, path, options->credential_profile, text);
    tcvod_credential credential = {profile.values[TCV_PROFILE_SECRET_ID],
                                   profile.values[TCV_PROFILE_SECRET_KEY],
                                   profile.values[TCV_PROFILE_TOKEN], 0};
    int status = found ? no_profile(found, path, &profile, error) : keep(ring, &credential, error);
    tcv_wipe(text, TCV_PROFILE_BYTES);
    tcv_release(ring->allocator, text);
    return status;
}

static const char *environment(const char *name)
{
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

static int fill(tcv_keyring *ring, const tcvod_client_options *options, tcvod_error *error)
{
    tcvod_credential given = {options->secret_id, options->secret_key, options->token, 0};
    switch (options->credentials_from) {
    case TCVOD_CREDENTIALS_FROM_OPTIONS:
        return keep(ring, &given, error);
    case TCVOD_CREDENTIALS_FROM_ENVIRONMENT:
        given = (tcvod_credential){environment("TCVOD_SECRET_ID"), environment("TCVOD_SECRET_KEY"),
                                   environment("TCVOD_TOKEN"), 0};
        return keep(ring, &given, error);
    case TCVOD_CREDENTIALS_FROM_PROFILE:
        return keep_profile(ring, options, error);
    case TCVOD_CREDENTIALS_FROM_PROVIDER:
        ring->provider = options->credential_provider;
        ring->user = options->credential_user;
        if (ring->provider)
            return TCVOD_OK;
        return tcv_fail(error, TCVOD_ERROR_ARGUMENT, "options", "credential_provider",
                        "credential_provider is NULL");
    default:
        return tcv_fail(error, TCVOD_ERROR_ARGUMENT, "options", "credentials_from",
                        "credentials_from is none of TCVOD_CREDENTIALS_FROM_…");
    }
}

int tcv_keyring_init(tcv_keyring *ring, const tcvod_allocator *allocator,
                     const tcvod_client_options *options, tcvod_error *error)
{
    *ring = (tcv_keyring){.allocator = allocator};
    if (pthread_mutex_init(&ring->lock, NULL) != 0)
        return tcv_fail_memory(error, "options");
    if (pthread_cond_init(&ring->changed, NULL) != 0) {
        pthread_mutex_destroy(&ring->lock);
        return tcv_fail_memory(error, "options");
    }
    int status = fill(ring, options, error);
    if (status)
        tcv_keyring_release(ring);
    return status;
}

void tcv_keyring_release(tcv_keyring *ring)
{
    let_go(ring->current);
    ring->current = NULL;
    pthread_cond_destroy(&ring->changed);
    pthread_mutex_destroy(&ring->lock);
}

static bool is_valid(const tcv_key *key, int64_t now_ms)
{
    return key && !key->refused && (key->expires_unix_ms == 0 || now_ms < key->expires_unix_ms);
}

static bool is_good_enough(const tcv_keyring *ring, int64_t now_ms)
{
    const tcv_key *key = ring->current;
    if (!is_valid(key, now_ms))
        return false;
    return ring->refreshing || now_ms < ring->not_before_unix_ms || key->expires_unix_ms == 0 ||
           now_ms < key->expires_unix_ms - EARLY_MS;
}

/* Called and left with the lock held, which is free while the provider works. */
static void refresh(tcv_keyring *ring, int64_t now_ms, tcvod_error *problem)
{
    tcvod_credential_sink sink = {.allocator = ring->allocator};
    ring->refreshing = true;
    pthread_mutex_unlock(&ring->lock);
    int refused = ring->provider(ring->user, &sink);
    pthread_mutex_lock(&ring->lock);
    ring->refreshing = false;
    ring->refreshes++;
    if (sink.key && !refused) {
        let_go(ring->current);
        ring->current = sink.key;
        sink.key = NULL;
    }
    /* A provider passes on what tcvod_credential_give() returns. */
    ring->last_status = sink.status ? sink.status : TCVOD_ERROR_CREDENTIAL;
    ring->not_before_unix_ms = now_ms + PAUSE_AFTER_FAILURE_MS;
    if (sink.status)
        *problem = sink.error;
    let_go(sink.key);
    pthread_cond_broadcast(&ring->changed);
}

static int no_key(const tcv_keyring *ring, int status, const tcvod_error *problem,
                  tcvod_error *error)
{
    if (status == TCVOD_ERROR_MEMORY)
        return tcv_fail_memory(error, "sign");
    if (problem->category == status)
        return tcv_fail(error, status, "sign", problem->field, "%s", problem->message);
    return tcv_fail(error, TCVOD_ERROR_CREDENTIAL, "sign", "",
                    ring->current
                        ? "the credentials have expired or were refused, and the provider has no "
                          "newer"
                        : "the credential provider has no credentials");
}

int tcv_keyring_take(tcv_keyring *ring, int64_t now_ms, tcv_key **key, tcvod_error *error)
{
    int status = TCVOD_OK;
    tcvod_error problem = {0};
    pthread_mutex_lock(&ring->lock);
    if (ring->provider && !is_good_enough(ring, now_ms)) {
        unsigned before = ring->refreshes;
        if (!ring->refreshing)
            refresh(ring, now_ms, &problem);
        while (ring->refreshes == before)
            pthread_cond_wait(&ring->changed, &ring->lock);
    }
    if (ring->provider && !is_valid(ring->current, now_ms)) {
        status = no_key(ring, ring->last_status, &problem, error);
    } else {
        *key = ring->current;
        ring->current->holders++;
    }
    pthread_mutex_unlock(&ring->lock);
    return status;
}

bool tcv_keyring_refuse(tcv_keyring *ring, tcv_key *key)
{
    if (!ring->provider)
        return false;
    pthread_mutex_lock(&ring->lock);
    key->refused = true;
    pthread_mutex_unlock(&ring->lock);
    return true;
}

void tcv_keyring_give_back(tcv_keyring *ring, tcv_key *key)
{
    if (!key)
        return;
    pthread_mutex_lock(&ring->lock);
    let_go(key);
    pthread_mutex_unlock(&ring->lock);
}
