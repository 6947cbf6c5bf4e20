/* SPDX-License-Identifier: MIT */
#include "arguments.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "report.h"
#include "suggest.h"
#include "text.h"

enum { LONGEST_CHOICES_BYTES = 128 };

static const cli_option *find_option(const cli_command *command, const char *name, size_t length)
{
    for (const cli_option *option = command->options; option->name != NULL; option++)
        if (strlen(option->name) == length && memcmp(option->name, name, length) == 0)
            return option;
    return NULL;
}

/* The action may stand behind the option; `words` ends with NULL. */
static bool find_parameter(const cli_command *command, char *const *words, const char *option,
                           char parameter[static CLI_LONGEST_SUGGESTION_BYTES])
{
    tcvod_action_info action;
    if (strstr(command->positional_kinds, "PARAMETER") == NULL)
        return false;
    for (; *words != NULL; words++)
        if (tcvod_action_named(*words, &action) == TCVOD_OK)
            return cli_parameter_of_option(action.request_type, option, parameter);
    return false;
}

/* The value behind `=` may be a secret: it is never repeated. */
static int unknown_option(const cli_command *command, char *const *words, const char *name,
                          size_t length)
{
    char written[64], parameter[CLI_LONGEST_SUGGESTION_BYTES];
    size_t kept = length < sizeof written - 1 ? length : sizeof written - 1;
    memcpy(written, name, kept);
    written[kept] = '\0';
    if (find_parameter(command, words, written, parameter))
        return cli_usage_error(command,
                               "unknown option '%s': parameters are written without dashes, as in "
                               "%s=VALUE",
                               written, parameter);
    if (strstr(written, "secret") != NULL || strstr(written, "key") != NULL ||
        strstr(written, "token") != NULL)
        return cli_usage_error(command,
                               "unknown option '%s': credentials come from the environment or the "
                               "config file, so that no process list shows them",
                               written);
    const char *best = NULL;
    size_t best_distance = 0;
    for (const cli_option *option = command->options; option->name != NULL; option++)
        cli_consider(written, option->name, &best, &best_distance);
    if (best != NULL)
        return cli_usage_error(command, "unknown option '%s'; did you mean %s?", written, best);
    return cli_usage_error(command, "unknown option '%s'", written);
}

/* "get|post": one of these, in any case. */
static int check_choice(const cli_command *command, const cli_option *option, const char *value)
{
    char choices[LONGEST_CHOICES_BYTES];
    const char *best = NULL;
    char *rest;
    size_t best_distance = 0;
    snprintf(choices, sizeof choices, "%s", option->argument);
    for (char *choice = strtok_r(choices, "|", &rest); choice;
         choice = strtok_r(NULL, "|", &rest)) {
        if (strcasecmp(choice, value) == 0)
            return CLI_EXIT_OK;
        cli_consider(value, choice, &best, &best_distance);
    }
    return cli_usage_error(command, "%s '%s' is none of %s%s%s%s", option->name, value,
                           option->argument, best != NULL ? "; did you mean " : "",
                           best != NULL ? best : "", best != NULL ? "?" : "");
}

static int add_option(cli_arguments *arguments, const cli_option *option, const char *value)
{
    if (option->argument != NULL && value == NULL)
        return cli_usage_error(arguments->command, "%s wants %s", option->name, option->argument);
    if (option->argument == NULL && value != NULL)
        return cli_usage_error(arguments->command, "%s takes no value", option->name);
    if (!option->repeatable && cli_option_given(arguments, option->name))
        return cli_usage_error(arguments->command, "%s is given twice", option->name);
    if (option->argument != NULL && strchr(option->argument, '|') != NULL &&
        check_choice(arguments->command, option, value) != CLI_EXIT_OK)
        return CLI_EXIT_USAGE;
    arguments->options[arguments->option_count++] = (cli_given_option){option, value};
    return CLI_EXIT_OK;
}

/* What follows words[at] may be the option's value; *taken tells whether it was. */
static int parse_option(cli_arguments *arguments, char *const *words, int at, bool *taken)
{
    const char *text = words[at], *next = words[at + 1];
    const char *equals = strchr(text, '=');
    size_t length = equals != NULL ? (size_t)(equals - text) : strlen(text);
    const cli_option *option = find_option(arguments->command, text, length);
    *taken = false;
    if (strcmp(text, "--help") == 0 || strcmp(text, "-h") == 0) {
        arguments->wants_help = true;
        return CLI_EXIT_OK;
    }
    if (option == NULL)
        return unknown_option(arguments->command, words, text, length);
    if (equals != NULL)
        return add_option(arguments, option, equals + 1);
    *taken = option->argument != NULL && next != NULL;
    return add_option(arguments, option, *taken ? next : NULL);
}

static int check_positionals(const cli_arguments *arguments)
{
    const cli_command *command = arguments->command;
    if (arguments->wants_help)
        return CLI_EXIT_OK;
    if (arguments->positional_count < command->min_positionals)
        return cli_usage_error(command, "something is missing; usage: tcvod %s %s", command->name,
                               command->synopsis);
    if (arguments->positional_count > command->max_positionals)
        return cli_usage_error(command, "unexpected '%s'",
                               arguments->positionals[command->max_positionals]);
    return CLI_EXIT_OK;
}

int cli_arguments_parse(cli_arguments *arguments, const cli_command *command, int argc, char **argv)
{
    size_t capacity = argc > 0 ? (size_t)argc : 1;
    *arguments = (cli_arguments){.command = command};
    arguments->positionals = calloc(capacity, sizeof *arguments->positionals);
    arguments->options = calloc(capacity, sizeof *arguments->options);
    if (arguments->positionals == NULL || arguments->options == NULL)
        return cli_out_of_memory(command);
    bool options_ended = false;
    for (int i = 0; i < argc; i++) {
        const char *text = argv[i];
        if (options_ended || text[0] != '-' || text[1] == '\0') {
            arguments->positionals[arguments->positional_count++] = text;
            continue;
        }
        if (strcmp(text, "--") == 0) {
            options_ended = true;
            continue;
        }
        bool taken;
        int status = parse_option(arguments, argv, i, &taken);
        if (status != CLI_EXIT_OK)
            return status;
        i += taken;
    }
    return check_positionals(arguments);
}

void cli_arguments_release(cli_arguments *arguments)
{
    free(arguments->positionals);
    free(arguments->options);
    *arguments = (cli_arguments){0};
}

static const cli_given_option *find_given(const cli_arguments *arguments, const char *name)
{
    for (size_t i = 0; i < arguments->option_count; i++)
        if (strcmp(arguments->options[i].option->name, name) == 0)
            return &arguments->options[i];
    return NULL;
}

bool cli_option_given(const cli_arguments *arguments, const char *name)
{
    return find_given(arguments, name) != NULL;
}

const char *cli_option_value(const cli_arguments *arguments, const char *name)
{
    const cli_given_option *given = find_given(arguments, name);
    return given != NULL ? given->value : NULL;
}
