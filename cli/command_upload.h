/* SPDX-License-Identifier: MIT */
/* A batch of uploads: what is uploaded, by whom, and how it goes. */
#ifndef CLI_COMMAND_UPLOAD_H
#define CLI_COMMAND_UPLOAD_H

#include <pthread.h>
#include <stdio.h>

#include "arguments.h"

enum cli_upload_state { CLI_UPLOAD_WAITING, CLI_UPLOAD_RUNNING, CLI_UPLOAD_ENDED };

typedef struct cli_upload_item {
    char *name;       /* as it is shown; the path, unless `spool` is set */
    FILE *spool;      /* what came from stdin, once it has been read */
    int folder_errno; /* not 0: this is a folder, and why it cannot be read */
    enum cli_upload_state state;
    bool is_reported;
    tcvod_upload_control *control; /* while it runs */
    tcvod_upload_progress progress;
    int status; /* of an ended one, as all below */
    tcvod_upload_result *result;
    tcvod_error error;
} cli_upload_item;

typedef struct cli_upload_list {
    cli_upload_item *items;
    size_t count;
    size_t capacity;
} cli_upload_list;

typedef struct cli_upload_batch {
    const cli_command *command;
    tcvod_client *client;
    tcvod_upload_options options; /* but for source, control and progress */
    cli_upload_list list;
    size_t job_count;
    char for_new_files[80]; /* names of such options, for people */
    bool has_json;          /* on stdout, else lines for people */

    pthread_mutex_t lock; /* of all below, and of the items' changes */
    pthread_cond_t changed;
    size_t next; /* first one that nobody has begun */
    size_t ended_count;
    bool interrupted;
    int signal_number; /* what interrupted it */
} cli_upload_batch;

/* Files, folders and "-" of the arguments and of --list. Complains by itself; gives CLI_EXIT_OK or
 * an exit code. To be released in either case. */
int cli_upload_collect(cli_upload_list *list, const cli_arguments *arguments);
/* Reads stdin if the list names it. Complains by itself; gives CLI_EXIT_OK or an exit code. */
int cli_upload_read_stdin(cli_upload_list *list, const cli_command *command);
void cli_upload_list_release(cli_upload_list *list);

/* Uploads everything and shows it meanwhile; gives CLI_EXIT_OK, or an exit code when that could not
 * even begin. */
int cli_upload_run(cli_upload_batch *batch);

/* How it goes, on a terminal or as JSON lines. Called with the lock held. */
typedef struct cli_upload_view {
    bool has_bars;
    bool has_json;
    int drawn_lines;
    int64_t started_ms;
    int64_t told_ms;
    int64_t drawn_ms;
    const char *advice; /* that was given last */
} cli_upload_view;

void cli_upload_view_begin(cli_upload_view *view, const cli_upload_batch *batch);
void cli_upload_view_show(cli_upload_view *view, cli_upload_batch *batch);
void cli_upload_view_end(cli_upload_view *view, cli_upload_batch *batch);

int64_t cli_upload_now_ms(void);

#endif
