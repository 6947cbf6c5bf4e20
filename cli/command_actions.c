/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "json_writer.h"
#include "report.h"
#include "text.h"

static bool is_wanted(const tcvod_action_info *action, const char *category)
{
    return category == NULL || strcmp(action->category, category) == 0;
}

static void print_table(const char *category)
{
    tcvod_action_info action;
    int name_width = 0, category_width = 0;
    for (size_t i = 0; tcvod_action_at(i, &action) == TCVOD_OK; i++) {
        int name_length = (int)strlen(action.name), category_length = (int)strlen(action.category);
        name_width = name_length > name_width ? name_length : name_width;
        category_width = category_length > category_width ? category_length : category_width;
    }
    for (size_t i = 0; tcvod_action_at(i, &action) == TCVOD_OK; i++)
        if (is_wanted(&action, category))
            printf("%-*s  %-*s  %s%s\n", name_width, action.name, category_width, action.category,
                   strcmp(action.status, "deprecated") == 0 ? "(deprecated) " : "", action.summary);
}

static void print_json(const char *category)
{
    cli_json_writer writer = {.stream = stdout};
    tcvod_action_info action;
    cli_json_begin_list(&writer, NULL);
    for (size_t i = 0; tcvod_action_at(i, &action) == TCVOD_OK; i++) {
        if (!is_wanted(&action, category))
            continue;
        cli_json_begin_object(&writer, NULL);
        cli_json_text(&writer, "action", action.name);
        cli_json_text(&writer, "service", action.service);
        cli_json_text(&writer, "category", action.category);
        cli_json_text(&writer, "status", action.status);
        cli_json_text(&writer, "retry", action.retry);
        cli_json_text(&writer, "summary", action.summary);
        cli_json_end_object(&writer);
    }
    cli_json_end_list(&writer);
}

static int unknown_category(const cli_command *command, const char *written)
{
    tcvod_action_info action;
    const char *best = NULL;
    size_t best_distance = 0;
    for (size_t i = 0; tcvod_action_at(i, &action) == TCVOD_OK; i++)
        cli_consider(written, action.category, &best, &best_distance);
    if (best != NULL)
        return cli_usage_error(command, "no action is of category '%s'; did you mean %s?", written,
                               best);
    return cli_usage_error(command, "no action is of category '%s'; `tcvod actions` shows them all",
                           written);
}

static int run(const cli_arguments *arguments)
{
    const char *category = cli_option_value(arguments, "--category");
    tcvod_action_info action;
    bool any = false;
    for (size_t i = 0; !any && tcvod_action_at(i, &action) == TCVOD_OK; i++)
        any = is_wanted(&action, category);
    if (!any && category != NULL)
        return unknown_category(arguments->command, category);
    if (cli_option_given(arguments, "--json"))
        print_json(category);
    else
        print_table(category);
    return CLI_EXIT_OK;
}

const cli_command cli_command_actions = {
    .name = "actions",
    .synopsis = "[--category CATEGORY] [--json]",
    .summary = "List the actions that the library knows.",
    .details = "",
    .options =
        (const cli_option[]){
            {"--category", "CATEGORY", "only the actions of one category", false},
            {"--json", NULL, "as a JSON list", false},
            {0},
        },
    .run = run,
};
