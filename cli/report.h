/* SPDX-License-Identifier: MIT */
/* What the user is told: complaints, notes, results. */
#ifndef CLI_REPORT_H
#define CLI_REPORT_H

#include "arguments.h"

/* "tcvod call: …" on stderr, controls escaped. */
void cli_complain(const cli_command *command, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The same with a pointer to --help; gives CLI_EXIT_USAGE. */
int cli_usage_error(const cli_command *command, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
int cli_out_of_memory(const cli_command *command);

/* Text of the service on stdout: as it is, but with controls escaped when stdout is a terminal.
 * Ends with a line end, unless `verbatim` and no terminal. */
void cli_print_result(const char *text, size_t size_bytes, bool verbatim);
/* "note: …" lines on stderr. */
void cli_print_notes(const void *response);

/* What a failure of this category ends the command with. */
int cli_exit_code_of(int category);

/* A block on stderr that names all that is known and what to do next; gives the exit code. */
int cli_report_failure(const char *action, const tcvod_error *error);

/* What to do next. `action` is an action's name, or "event". */
const char *cli_advice(const char *action, const tcvod_error *error);

/* A further line of that block; none for an empty text. */
void cli_print_advice(const char *label, const char *text);

/* An action by name or alias; otherwise complains with the nearest name. */
bool cli_find_action(const cli_command *command, const char *name, tcvod_action_info *action);

/* Flushes stdout; gives `exit_code`, or CLI_EXIT_INTERNAL when output was lost, with a complaint
 * unless its reader has gone. */
int cli_finish_output(int exit_code);

#endif
