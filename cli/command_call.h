/* SPDX-License-Identifier: MIT */
#ifndef CLI_COMMAND_CALL_H
#define CLI_COMMAND_CALL_H

#include "arguments.h"
#include "output.h"

typedef struct cli_call {
    const char *action;
    uint32_t action_id;
    uint32_t request_type;
    bool is_json;
    bool is_raw;
    bool wants_all;
    char *json;
    char *body;
    cli_parameters parameters;
    cli_parameters extra;
    tcvod_call_options options;
    cli_output output;
} cli_call;

/* Complains by itself; gives CLI_EXIT_OK or an exit code. To be released in either case. */
int cli_call_read(cli_call *input, const cli_arguments *arguments);
void cli_call_release(cli_call *input);

/* Tells of a failed call, and which of the parameters may have been meant otherwise; gives the exit
 * code. */
int cli_call_failed(const cli_call *input, const tcvod_error *error);

/* --all: asks for answer after answer and prints the items of all; gives the exit code. */
int cli_call_pages(tcvod_client *client, const cli_call *input);

#endif
