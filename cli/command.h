/* SPDX-License-Identifier: MIT */
/* What a subcommand is, and what it has in common with the others. */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include <tcvod/tcvod.h>

/* Documented in `tcvod --help`; scripts rely on the numbers. */
enum {
    CLI_EXIT_OK = 0,
    CLI_EXIT_SERVICE = 1,
    CLI_EXIT_USAGE = 2,
    CLI_EXIT_NETWORK = 3,
    CLI_EXIT_DECODE = 4,
    CLI_EXIT_CONFIG = 5,
    CLI_EXIT_INTERNAL = 6
};

typedef struct cli_option {
    const char *name;     /* "--json" */
    const char *argument; /* "FILE", or "get|post" for a choice; NULL for a flag */
    const char *help;
    bool repeatable;
} cli_option;

struct cli_arguments;

typedef struct cli_command {
    const char *name;
    const char *synopsis; /* what follows the name */
    const char *summary;
    const char *details;       /* further paragraphs of --help, or "" */
    const cli_option *options; /* ends with a NULL name */
    size_t min_positionals;
    size_t max_positionals;
    const char *positional_kinds; /* for completion: "ACTION PARAMETER...", "decode|list", "" */
    int (*run)(const struct cli_arguments *arguments); /* gives the exit code */
} cli_command;

extern const cli_command cli_command_actions;
extern const cli_command cli_command_call;
extern const cli_command cli_command_decode;
extern const cli_command cli_command_describe;
extern const cli_command cli_command_event;
extern const cli_command cli_command_sign;
extern const cli_command cli_command_upload;
extern const cli_command cli_command_version;

#endif
