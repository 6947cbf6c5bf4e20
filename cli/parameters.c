/* SPDX-License-Identifier: MIT */
/* name=value pairs of the command line. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "arguments.h"
#include "report.h"
#include "text.h"

static bool names_secret_key(const char *name)
{
    return strcasecmp(name, "SecretKey") == 0 || strcasecmp(name, "secret_key") == 0;
}

static int check_pair(const cli_command *command, const tcvod_parameter *pair,
                      const cli_parameters *earlier)
{
    if (pair->name[0] == '\0')
        return cli_usage_error(command, "a name is missing before '='");
    if (names_secret_key(pair->name))
        return cli_usage_error(command,
                               "the secret key is never sent; it comes from TCVOD_SECRET_KEY "
                               "or the config file");
    if (!cli_is_utf8(pair->name))
        return cli_usage_error(command, "the name '%s' is not UTF-8", pair->name);
    if (!cli_is_utf8(pair->value))
        return cli_usage_error(command, "the value of '%s' is not UTF-8", pair->name);
    for (size_t i = 0; i < earlier->count; i++)
        if (strcmp(earlier->items[i].name, pair->name) == 0)
            return cli_usage_error(command, "'%s' is given twice", pair->name);
    return CLI_EXIT_OK;
}

static int add_pair(cli_parameters *parameters, const cli_command *command, const char *text)
{
    const char *equals = strchr(text, '=');
    if (equals == NULL)
        return cli_usage_error(command, "'%s' is no NAME=VALUE", text);
    size_t length = (size_t)(equals - text);
    char *name = malloc(length + 1);
    if (name == NULL)
        return cli_out_of_memory(command);
    memcpy(name, text, length);
    name[length] = '\0';
    tcvod_parameter pair = {name, equals + 1};
    int status = check_pair(command, &pair, parameters);
    if (status == CLI_EXIT_OK)
        parameters->items[parameters->count++] = pair;
    else
        free(name);
    return status;
}

static int reserve(cli_parameters *parameters, const cli_command *command, size_t capacity)
{
    *parameters =
        (cli_parameters){calloc(capacity > 0 ? capacity : 1, sizeof *parameters->items), 0};
    return parameters->items != NULL ? CLI_EXIT_OK : cli_out_of_memory(command);
}

int cli_parameters_from_positionals(cli_parameters *parameters, const cli_arguments *arguments,
                                    size_t first)
{
    int status = reserve(parameters, arguments->command, arguments->positional_count);
    for (size_t i = first; i < arguments->positional_count && status == CLI_EXIT_OK; i++)
        status = add_pair(parameters, arguments->command, arguments->positionals[i]);
    return status;
}

int cli_parameters_from_option(cli_parameters *parameters, const cli_arguments *arguments,
                               const char *name)
{
    int status = reserve(parameters, arguments->command, arguments->option_count);
    for (size_t i = 0; i < arguments->option_count && status == CLI_EXIT_OK; i++)
        if (strcmp(arguments->options[i].option->name, name) == 0)
            status = add_pair(parameters, arguments->command, arguments->options[i].value);
    return status;
}

void cli_parameters_release(cli_parameters *parameters)
{
    for (size_t i = 0; i < parameters->count; i++)
        free((char *)(uintptr_t)parameters->items[i].name);
    free(parameters->items);
    *parameters = (cli_parameters){0};
}
