/* SPDX-License-Identifier: MIT */
#ifndef CLI_ARGUMENTS_H
#define CLI_ARGUMENTS_H

#include "command.h"

typedef struct cli_given_option {
    const cli_option *option;
    const char *value; /* NULL for a flag */
} cli_given_option;

typedef struct cli_arguments {
    const cli_command *command;
    const char **positionals;
    size_t positional_count;
    cli_given_option *options;
    size_t option_count;
    bool wants_help;
} cli_arguments;

/* `argv` is what follows the subcommand's name, ends with NULL and must outlive `arguments`.
 * Complains by itself; gives CLI_EXIT_OK or an exit code. To be released in either case. */
int cli_arguments_parse(cli_arguments *arguments, const cli_command *command, int argc,
                        char **argv);
void cli_arguments_release(cli_arguments *arguments);

bool cli_option_given(const cli_arguments *arguments, const char *name);
/* NULL when it was not given. */
const char *cli_option_value(const cli_arguments *arguments, const char *name);

/* name=value pairs; values point into argv, names are copies. */
typedef struct cli_parameters {
    tcvod_parameter *items;
    size_t count;
} cli_parameters;

/* From positional `first` on, or from every value of option `name`. Complains by itself. */
int cli_parameters_from_positionals(cli_parameters *parameters, const cli_arguments *arguments,
                                    size_t first);
int cli_parameters_from_option(cli_parameters *parameters, const cli_arguments *arguments,
                               const char *name);
void cli_parameters_release(cli_parameters *parameters);

#endif
