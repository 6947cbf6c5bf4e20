/* SPDX-License-Identifier: MIT */
/* What `tcvod call` was asked for. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "command_call.h"
#include "input.h"
#include "report.h"

enum { LONGEST_TIMEOUT_SECONDS = 86400 };

static void read_method(cli_call *input, const cli_arguments *arguments)
{
    const char *method = cli_option_value(arguments, "--method");
    if (method != NULL)
        input->options.method =
            strcasecmp(method, "get") == 0 ? TCVOD_METHOD_GET : TCVOD_METHOD_POST;
}

static int read_timeout(cli_call *input, const cli_arguments *arguments)
{
    const char *text = cli_option_value(arguments, "--timeout");
    if (text == NULL)
        return CLI_EXIT_OK;
    size_t digits = strspn(text, "0123456789");
    long seconds = digits > 0 && digits < 7 && text[digits] == '\0' ? strtol(text, NULL, 10) : 0;
    if (seconds < 1 || seconds > LONGEST_TIMEOUT_SECONDS)
        return cli_usage_error(arguments->command,
                               "--timeout '%s' is no number of seconds from 1 to %d", text,
                               LONGEST_TIMEOUT_SECONDS);
    input->options.total_timeout_ms = (int64_t)seconds * 1000;
    return CLI_EXIT_OK;
}

static int read_parameters(cli_call *input, const cli_arguments *arguments)
{
    const char *json_path = cli_option_value(arguments, "--json");
    if (json_path != NULL && arguments->positional_count > 1)
        return cli_usage_error(arguments->command, "give either --json or NAME=VALUE, not both");
    int status = cli_parameters_from_positionals(&input->parameters, arguments, 1);
    if (status == CLI_EXIT_OK)
        status = cli_parameters_from_option(&input->extra, arguments, "--extra");
    if (status != CLI_EXIT_OK)
        return status;
    input->options.extra = input->extra.items;
    input->options.extra_count = input->extra.count;
    input->is_json = json_path != NULL;
    return input->is_json ? cli_read_text(arguments->command, json_path, &input->json)
                          : CLI_EXIT_OK;
}

static int read_body(cli_call *input, const cli_arguments *arguments, bool binary)
{
    const cli_command *command = arguments->command;
    const char *path = cli_option_value(arguments, "--body");
    const char *json_path = cli_option_value(arguments, "--json");
    if (path == NULL && binary)
        return cli_usage_error(command, "%s sends raw bytes: name them with --body FILE",
                               input->action);
    if (path != NULL && !binary)
        return cli_usage_error(command, "%s sends no raw bytes: --body is of no use",
                               input->action);
    if (path == NULL)
        return CLI_EXIT_OK;
    if (json_path != NULL && strcmp(path, "-") == 0 && strcmp(json_path, "-") == 0)
        return cli_usage_error(command, "--json and --body cannot both read stdin");
    size_t size_bytes;
    int status = cli_read_input(command, path, &input->body, &size_bytes);
    input->options.body = (tcvod_bytes){input->body, size_bytes};
    return status;
}

static int read_output(cli_call *input, const cli_arguments *arguments,
                       const tcvod_action_info *action)
{
    bool is_dry = cli_option_given(arguments, "--dry-run");
    input->is_raw = cli_option_given(arguments, "--raw");
    input->wants_all = cli_option_given(arguments, "--all");
    if (input->is_raw && (input->wants_all || cli_option_given(arguments, "--query") ||
                          cli_option_given(arguments, "--output")))
        return cli_usage_error(arguments->command, "--raw prints the answer as it came: it goes "
                                                   "without --all, --query and --output");
    tcvod_paging_info paging;
    if (input->wants_all && tcvod_action_paging(action->id, &paging) != TCVOD_OK)
        return cli_usage_error(arguments->command,
                               "%s has no pages: its answer is whole without "
                               "--all",
                               action->name);
    int status = cli_output_read(&input->output, arguments,
                                 is_dry ? CLI_FORMAT_JSON : CLI_FORMAT_TABLE, CLI_FORMAT_JSON);
    input->output.items = is_dry ? NULL : cli_output_items(action);
    return status;
}

int cli_call_read(cli_call *input, const cli_arguments *arguments)
{
    tcvod_action_info action;
    *input = (cli_call){0};
    if (!cli_find_action(arguments->command, arguments->positionals[0], &action))
        return CLI_EXIT_USAGE;
    *input = (cli_call){.action = action.name,
                        .action_id = action.id,
                        .request_type = action.request_type,
                        .options = {.deliver_error_response = true,
                                    .region = cli_option_value(arguments, "--region")}};
    read_method(input, arguments);
    int status = read_output(input, arguments, &action);
    if (status == CLI_EXIT_OK)
        status = read_timeout(input, arguments);
    if (status == CLI_EXIT_OK)
        status = read_parameters(input, arguments);
    if (status == CLI_EXIT_OK)
        status = read_body(input, arguments, action.binary_body);
    return status;
}

void cli_call_release(cli_call *input)
{
    cli_parameters_release(&input->parameters);
    cli_parameters_release(&input->extra);
    free(input->json);
    free(input->body);
}
