/* SPDX-License-Identifier: MIT */
#include "client.h"

#include "fail.h"
#include "log.h"

#include <pthread.h>
#include <tcvod/version.h>
#include <unistd.h>

struct tcvod_client {
    tcv_settings settings;
    tcv_hosts hosts;
    tcv_keyring keyring;
    pthread_mutex_t lock;
    tcv_worker *idle;           /* last in, first out: the warmest connections are used first */
    tcv_operations *operations; /* made with the first submission */
    pid_t owner;
};

/* libcurl's initialisation may run once per process only; never undone, because the application may
 * use libcurl as well. */
static pthread_once_t curl_once = PTHREAD_ONCE_INIT;
static CURLcode curl_ready = CURLE_FAILED_INIT;

static void start_curl(void)
{
    curl_ready = curl_global_init(CURL_GLOBAL_DEFAULT);
}

static int check_curl(tcvod_error *error)
{
    pthread_once(&curl_once, start_curl);
    if (curl_ready == CURLE_OK)
        return TCVOD_OK;
    if (error)
        error->curl_code = (int)curl_ready;
    return tcv_fail_memory(error, "options");
}

static int create(tcvod_client **client, const tcvod_client_options *options, tcvod_error *error)
{
    tcv_settings settings;
    int status = check_curl(error);
    if (!status)
        status = tcv_settings_init(&settings, options, error);
    if (status)
        return status;
    tcvod_client *created = tcv_allocate_zeroed(&settings.allocator, sizeof *created);
    if (!created)
        goto no_memory;
    created->settings = settings;
    status = tcv_keyring_init(&created->keyring, &created->settings.allocator, options, error);
    if (status)
        goto no_keys;
    status = TCVOD_ERROR_MEMORY;
    if (!tcv_hosts_init(&created->hosts))
        goto no_hosts;
    if (pthread_mutex_init(&created->lock, NULL) != 0)
        goto no_lock;
    created->settings.keyring = &created->keyring;
    created->settings.hosts = &created->hosts;
    created->owner = getpid();
    if (created->settings.dangerously_disable_tls_verification)
        tcv_log_unverified(&created->settings);
    *client = created;
    return TCVOD_OK;
no_lock:
    tcv_hosts_release(&created->hosts);
no_hosts:
    tcv_keyring_release(&created->keyring);
no_keys:
    tcv_release(&settings.allocator, created);
no_memory:
    tcv_settings_release(&settings);
    return status && status != TCVOD_ERROR_MEMORY ? status : tcv_fail_memory(error, "options");
}

int tcvod_client_create_sized(tcvod_client **client, const tcvod_client_options *options,
                              size_t options_size, tcvod_error *error)
{
    tcvod_client_options known;
    tcv_error_reset(error);
    if (!client)
        return tcv_fail(error, TCVOD_ERROR_ARGUMENT, "options", "client", "client is NULL");
    *client = NULL;
    if (!tcv_copy_sized(&known, sizeof known, options, options_size))
        return tcv_fail(error, TCVOD_ERROR_ARGUMENT, "options", "",
                        "the options hold something newer than this library (%s): update it",
                        tcvod_version());
    return create(client, &known, error);
}

static void destroy_worker(tcv_worker *worker, const tcvod_allocator *allocator)
{
    tcv_call_release(&worker->call);
    tcv_engine_release(&worker->engine);
    tcv_release(allocator, worker);
}

void tcvod_client_destroy(tcvod_client *client)
{
    if (!client || client->owner != getpid())
        return; /* the connections and submitted calls are those of the process that made it */
    if (!client->operations || tcv_operations_close(client->operations))
        tcv_client_release(client);
}

void tcv_client_release(tcvod_client *client)
{
    if (client->operations)
        tcv_operations_destroy(client->operations);
    tcvod_allocator allocator = client->settings.allocator;
    while (client->idle) {
        tcv_worker *worker = client->idle;
        client->idle = worker->next;
        destroy_worker(worker, &allocator);
    }
    pthread_mutex_destroy(&client->lock);
    tcv_hosts_release(&client->hosts);
    tcv_keyring_release(&client->keyring);
    tcv_settings_release(&client->settings);
    tcv_release(&allocator, client);
}

static tcv_worker *create_worker(const tcv_settings *settings)
{
    tcv_worker *worker = tcv_allocate_zeroed(&settings->allocator, sizeof *worker);
    if (!worker)
        return NULL;
    tcv_call_init(&worker->call, settings);
    if (tcv_engine_init(&worker->engine, settings, 1))
        return worker;
    tcv_release(&settings->allocator, worker);
    return NULL;
}

static int check_process(const tcvod_client *client, tcvod_error *error)
{
    if (client->owner == getpid())
        return TCVOD_OK;
    return tcv_fail(error, TCVOD_ERROR_ARGUMENT, "options", "client",
                    "this client was created before fork(): create one in the child");
}

int tcv_client_operations(tcvod_client *client, tcv_operations **operations, tcvod_error *error)
{
    int status = check_process(client, error);
    if (status)
        return status;
    pthread_mutex_lock(&client->lock);
    if (!client->operations)
        status = tcv_operations_create(&client->settings, client->settings.max_connections,
                                       &client->operations, error);
    *operations = client->operations;
    pthread_mutex_unlock(&client->lock);
    return status;
}

int tcv_client_new_operations(tcvod_client *client, size_t max_transfers,
                              tcv_operations **operations, tcvod_error *error)
{
    int status = check_process(client, error);
    return status ? status
                  : tcv_operations_create(&client->settings, max_transfers, operations, error);
}

int tcv_worker_borrow(tcvod_client *client, tcv_worker **worker, tcvod_error *error)
{
    int status = check_process(client, error);
    if (status)
        return status;
    pthread_mutex_lock(&client->lock);
    *worker = client->idle;
    if (*worker)
        client->idle = (*worker)->next;
    pthread_mutex_unlock(&client->lock);
    if (!*worker)
        *worker = create_worker(&client->settings);
    if (!*worker) {
        tcv_fail_memory(error, "connect");
        return TCVOD_ERROR_MEMORY;
    }
    return TCVOD_OK;
}

void tcv_worker_give_back(tcvod_client *client, tcv_worker *worker)
{
    tcv_call_clear(&worker->call);
    pthread_mutex_lock(&client->lock);
    worker->next = client->idle;
    client->idle = worker;
    pthread_mutex_unlock(&client->lock);
}

int tcv_client_call(tcvod_client *client, const tcv_order *order, void **response,
                    tcvod_error *error)
{
    tcv_worker *worker;
    int status = tcv_worker_borrow(client, &worker, error);
    if (status)
        return status;
    tcv_call *call = &worker->call;
    if (!tcv_call_encode(call, order) && tcv_call_start(call, &worker->engine))
        while (call->state != TCV_CALL_DONE)
            tcv_engine_step(&worker->engine, INT64_MAX);
    *response = call->response;
    status = call->error.category;
    if (error)
        *error = call->error;
    tcv_worker_give_back(client, worker);
    return status;
}

const tcvod_allocator *tcv_client_allocator(const tcvod_client *client)
{
    return &client->settings.allocator;
}
