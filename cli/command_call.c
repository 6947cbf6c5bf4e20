/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "client.h"
#include "input.h"
#include "report.h"

enum { LONGEST_TIMEOUT_SECONDS = 86400 };

typedef struct call_input {
    const char *action;
    bool is_json;
    char *json;
    char *body;
    cli_parameters parameters;
    cli_parameters extra;
    tcvod_call_options options;
} call_input;

static int read_method(call_input *input, const cli_arguments *arguments)
{
    const char *method = cli_option_value(arguments, "--method");
    if (method == NULL)
        return CLI_EXIT_OK;
    if (strcasecmp(method, "get") == 0)
        input->options.method = TCVOD_METHOD_GET;
    else if (strcasecmp(method, "post") == 0)
        input->options.method = TCVOD_METHOD_POST;
    else
        return cli_usage_error(arguments->command, "--method '%s': the API knows get and post",
                               method);
    return CLI_EXIT_OK;
}

static int read_timeout(call_input *input, const cli_arguments *arguments)
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

static int read_parameters(call_input *input, const cli_arguments *arguments)
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

static int read_body(call_input *input, const cli_arguments *arguments, bool binary)
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

static int read_input(call_input *input, const cli_arguments *arguments)
{
    tcvod_action_info action;
    input->action = arguments->positionals[0];
    if (!cli_find_action(arguments->command, input->action, &action))
        return CLI_EXIT_USAGE;
    int status = read_method(input, arguments);
    if (status == CLI_EXIT_OK)
        status = read_timeout(input, arguments);
    if (status == CLI_EXIT_OK)
        status = read_parameters(input, arguments);
    if (status == CLI_EXIT_OK)
        status = read_body(input, arguments, action.binary_body);
    return status;
}

static void release_input(call_input *input)
{
    cli_parameters_release(&input->parameters);
    cli_parameters_release(&input->extra);
    free(input->json);
    free(input->body);
}

static int dry_run(tcvod_client *client, const call_input *input)
{
    char *text = NULL;
    tcvod_error error = {0};
    int result =
        input->is_json
            ? tcvod_dry_run_json(client, input->action, input->json, &input->options, &text, &error)
            : tcvod_dry_run_parameters(client, input->action, input->parameters.items,
                                       input->parameters.count, &input->options, &text, &error);
    if (result != TCVOD_OK)
        return cli_report_failure(input->action, &error);
    cli_print_result(text, strlen(text), false);
    tcvod_text_free(text);
    return CLI_EXIT_OK;
}

static int print_response(const call_input *input, const void *response, bool raw)
{
    char *view = NULL;
    size_t size_bytes;
    tcvod_error error = {0};
    if (raw) {
        const char *body = tcvod_response_json(response, &size_bytes);
        cli_print_result(body, size_bytes, true);
        return CLI_EXIT_OK;
    }
    if (tcvod_response_view(response, &view, &error) != TCVOD_OK)
        return cli_report_failure(input->action, &error);
    cli_print_result(view, strlen(view), false);
    cli_print_notes(response);
    tcvod_text_free(view);
    return CLI_EXIT_OK;
}

static int call(tcvod_client *client, const call_input *input, bool raw)
{
    void *response = NULL;
    tcvod_error error = {0};
    int status = CLI_EXIT_OK;
    int result =
        input->is_json
            ? tcvod_call_json(client, input->action, input->json, &input->options, &response,
                              &error)
            : tcvod_call_parameters(client, input->action, input->parameters.items,
                                    input->parameters.count, &input->options, &response, &error);
    if (response != NULL)
        status = print_response(input, response, raw);
    if (result != TCVOD_OK)
        status = cli_report_failure(input->action, &error);
    tcvod_free(response);
    return status;
}

static int run(const cli_arguments *arguments)
{
    call_input input = {.options = {.deliver_error_response = true}};
    tcvod_client *client = NULL;
    int status = read_input(&input, arguments);
    input.options.region = cli_option_value(arguments, "--region");
    if (status == CLI_EXIT_OK)
        status = cli_create_client(&client, arguments);
    if (status == CLI_EXIT_OK)
        status = cli_option_given(arguments, "--dry-run")
                     ? dry_run(client, &input)
                     : call(client, &input, cli_option_given(arguments, "--raw"));
    tcvod_client_destroy(client);
    release_input(&input);
    return status;
}

const cli_command cli_command_call = {
    .name = "call",
    .synopsis = "ACTION [NAME=VALUE…] [OPTION…]",
    .summary = "Call an action and print its answer.",
    .details =
        "NAME is a parameter's name on the wire: fileId, tags.1, transcode.definition.0; `tcvod "
        "describe\n"
        "ACTION` lists them. The typed view of the answer goes to stdout as JSON with wire names, "
        "also when\n"
        "the service refused; notes on fields it could not hold, and failures, go to stderr.\n",
    .options =
        (const cli_option[]){
            {"--json", "FILE", "parameters as a JSON object with wire names; - for stdin", false},
            {"--body", "FILE", "raw bytes of an action that uploads; - for stdin", false},
            {"--extra", "NAME=VALUE", "a parameter newer than the library, sent as it is", true},
            {"--method", "get|post", "default: what fits the request", false},
            {"--region", "REGION", "in place of the configured one", false},
            {"--profile", "NAME", "section of the config file", false},
            {"--timeout", "SECONDS", "for the whole call; default: 60", false},
            {"--strict", NULL, "check the parameters against the description before sending",
             false},
            {"--dry-run", NULL, "print the signed request, send nothing", false},
            {"--raw", NULL, "print the answer as it came", false},
            {0},
        },
    .min_positionals = 1,
    .max_positionals = (size_t)-1,
    .run = run,
};
