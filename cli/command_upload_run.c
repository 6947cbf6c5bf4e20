/* SPDX-License-Identifier: MIT */
/* Uploads side by side: a thread for each, and this one to show how they get on. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "command_upload.h"
#include "report.h"

enum { LOOK_MS = 100 };

static volatile sig_atomic_t signal_came;

static void on_signal(int number)
{
    signal_came = number;
}

int64_t cli_upload_now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

typedef struct turn {
    cli_upload_batch *batch;
    cli_upload_item *item;
} turn;

static int on_progress(void *user, const tcvod_upload_progress *progress)
{
    turn *mine = user;
    pthread_mutex_lock(&mine->batch->lock);
    mine->item->progress = *progress;
    pthread_mutex_unlock(&mine->batch->lock);
    return 0;
}

/* The library knows fields, the user options. */
static void speak_of_options(tcvod_error *error)
{
    if (error->category != TCVOD_ERROR_ARGUMENT)
        return;
    if (strcmp(error->field, "type") == 0)
        snprintf(error->message, sizeof error->message,
                 "the file's name has no extension: say --type, as in --type mp4");
    else if (strcmp(error->field, "cover_type") == 0)
        snprintf(error->message, sizeof error->message,
                 "the name of the cover has no extension, as in cover.jpg");
}

static int refuse_folder(int folder_errno, tcvod_error *error)
{
    *error = (tcvod_error){.category = TCVOD_ERROR_FILE,
                           .step = "open",
                           .field = "source",
                           .system_errno = folder_errno};
    snprintf(error->message, sizeof error->message, "the folder cannot be read: %s",
             strerror(folder_errno));
    return error->category;
}

static void upload_one(cli_upload_batch *batch, cli_upload_item *item)
{
    turn mine = {batch, item};
    tcvod_upload_options options = batch->options;
    tcvod_upload_result *result = NULL;
    tcvod_error error = {0};
    if (item->spool != NULL)
        options.source.fd = TCVOD_INT(fileno(item->spool));
    else
        options.source.path = item->name;
    options.control = item->control;
    options.on_progress = on_progress;
    options.user = &mine;
    int status = item->folder_errno != 0 ? refuse_folder(item->folder_errno, &error)
                                         : tcvod_upload(batch->client, &options, &result, &error);
    speak_of_options(&error);
    pthread_mutex_lock(&batch->lock);
    item->status = status;
    item->result = result;
    item->error = error;
    item->state = CLI_UPLOAD_ENDED;
    tcvod_upload_control_destroy(item->control);
    item->control = NULL;
    batch->ended_count++;
    pthread_cond_signal(&batch->changed);
    pthread_mutex_unlock(&batch->lock);
}

/* NULL when there is nothing more to begin. */
static cli_upload_item *begin_next(cli_upload_batch *batch)
{
    cli_upload_item *item = NULL;
    pthread_mutex_lock(&batch->lock);
    if (!batch->interrupted && batch->next < batch->list.count) {
        item = &batch->list.items[batch->next++];
        item->state = CLI_UPLOAD_RUNNING;
        tcvod_upload_control_create(&item->control);
    }
    pthread_mutex_unlock(&batch->lock);
    return item;
}

static void *work(void *user)
{
    cli_upload_batch *batch = user;
    cli_upload_item *item;
    while ((item = begin_next(batch)) != NULL)
        upload_one(batch, item);
    return NULL;
}

/* Called with the lock held. */
static void interrupt(cli_upload_batch *batch)
{
    batch->interrupted = true;
    batch->signal_number = signal_came;
    for (size_t i = 0; i < batch->next; i++)
        if (batch->list.items[i].state == CLI_UPLOAD_RUNNING)
            tcvod_upload_cancel(batch->list.items[i].control);
}

static void wait_a_little(cli_upload_batch *batch)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += LOOK_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_cond_timedwait(&batch->changed, &batch->lock, &until);
}

static bool is_over(const cli_upload_batch *batch)
{
    size_t begun = batch->interrupted ? batch->next : batch->list.count;
    return batch->ended_count == begun;
}

static void watch(cli_upload_batch *batch)
{
    cli_upload_view view;
    cli_upload_view_begin(&view, batch);
    pthread_mutex_lock(&batch->lock);
    while (!is_over(batch)) {
        if (signal_came && !batch->interrupted)
            interrupt(batch);
        cli_upload_view_show(&view, batch);
        wait_a_little(batch);
    }
    cli_upload_view_end(&view, batch);
    pthread_mutex_unlock(&batch->lock);
}

/* The second signal ends the command at once. What the caller ignores stays ignored, as for a
 * command in the background; what is being printed is printed to its end. */
static void catch_signal(int number)
{
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND | SA_RESTART};
    struct sigaction before;
    sigemptyset(&action.sa_mask);
    if (sigaction(number, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
        sigaction(number, &action, NULL);
}

static size_t start_workers(cli_upload_batch *batch, pthread_t *workers, size_t count)
{
    size_t started = 0;
    while (started < count && pthread_create(&workers[started], NULL, work, batch) == 0)
        started++;
    return started;
}

int cli_upload_run(cli_upload_batch *batch)
{
    size_t count = batch->job_count < batch->list.count ? batch->job_count : batch->list.count;
    pthread_t *workers = calloc(count + 1, sizeof *workers);
    if (workers == NULL || pthread_mutex_init(&batch->lock, NULL) != 0) {
        free(workers);
        return cli_out_of_memory(batch->command);
    }
    pthread_cond_init(&batch->changed, NULL);
    catch_signal(SIGINT);
    catch_signal(SIGTERM);
    size_t started = start_workers(batch, workers, count);
    bool began = started > 0 || count == 0; /* a share of a batch may be empty */
    if (began)
        watch(batch);
    for (size_t i = 0; i < started; i++)
        pthread_join(workers[i], NULL);
    pthread_cond_destroy(&batch->changed);
    pthread_mutex_destroy(&batch->lock);
    free(workers);
    return began ? CLI_EXIT_OK : cli_out_of_memory(batch->command);
}
