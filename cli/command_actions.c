/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "json_writer.h"
#include "output.h"
#include "report.h"
#include "text.h"

enum { LONGEST_SUMMARY_BYTES = 1024 };

static bool is_wanted(const tcvod_action_info *action, const char *category)
{
    return category == NULL || strcmp(action->category, category) == 0;
}

static void write_actions(FILE *stream, const char *category, bool for_people)
{
    cli_json_writer writer = {.stream = stream};
    tcvod_action_info action;
    char summary[LONGEST_SUMMARY_BYTES];
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
        snprintf(summary, sizeof summary, "%s%s",
                 for_people && strcmp(action.status, "deprecated") == 0 ? "(deprecated) " : "",
                 action.summary);
        cli_json_text(&writer, "summary", summary);
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
    static const char *const columns[] = {"action", "category", "summary", NULL};
    const char *category = cli_option_value(arguments, "--category");
    cli_output output;
    tcvod_action_info action;
    bool any = false;
    for (size_t i = 0; !any && tcvod_action_at(i, &action) == TCVOD_OK; i++)
        any = is_wanted(&action, category);
    if (!any && category != NULL)
        return unknown_category(arguments->command, category);
    int status = cli_output_read(&output, arguments, CLI_FORMAT_TABLE, CLI_FORMAT_TABLE);
    output.columns = columns;
    if (status == CLI_EXIT_OK)
        status = cli_output_begin(&output);
    if (status != CLI_EXIT_OK)
        return status;
    write_actions(output.stream, category,
                  output.format == CLI_FORMAT_TABLE && output.query == NULL);
    return cli_output_end(&output);
}

const cli_command cli_command_actions = {
    .name = "actions",
    .synopsis = "[--category CATEGORY] [OPTION…]",
    .summary = "List the actions that the library knows.",
    .details = "",
    .options =
        (const cli_option[]){
            {"--category", "CATEGORY", "only the actions of one category", false},
            CLI_OUTPUT_OPTIONS,
            {0},
        },
    .positional_kinds = "",
    .run = run,
};
