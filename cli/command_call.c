/* SPDX-License-Identifier: MIT */
#include "command_call.h"

#include <string.h>

#include "client.h"
#include "report.h"
#include "suggest.h"

/* "srcFileList[0].fielId", as errors about JSON name it, as a parameter is named. */
static void dotted(char name[static sizeof((tcvod_error *)0)->field], const char *field)
{
    size_t length = 0;
    for (; *field != '\0'; field++)
        if (*field != ']')
            name[length++] = *field == '[' ? '.' : *field;
    name[length] = '\0';
}

int cli_call_failed(const cli_call *input, const tcvod_error *error)
{
    int status = cli_report_failure(input->action, error);
    char suggestion[CLI_LONGEST_SUGGESTION_BYTES], name[sizeof error->field];
    if (error->category != TCVOD_ERROR_ARGUMENT && error->category != TCVOD_ERROR_SERVICE)
        return status;
    for (size_t i = 0; i < input->parameters.count; i++) {
        const tcvod_parameter *given = &input->parameters.items[i];
        if (cli_suggest_parameter(input->request_type, given->name, given->value, suggestion))
            cli_print_advice("did you mean:", suggestion);
    }
    dotted(name, error->field);
    if (input->is_json && cli_suggest_parameter(input->request_type, name, NULL, suggestion))
        cli_print_advice("did you mean:", suggestion);
    return status;
}

static int dry_run(tcvod_client *client, const cli_call *input)
{
    char *text = NULL;
    tcvod_error error = {0};
    int result =
        input->is_json
            ? tcvod_dry_run_json(client, input->action, input->json, &input->options, &text, &error)
            : tcvod_dry_run_parameters(client, input->action, input->parameters.items,
                                       input->parameters.count, &input->options, &text, &error);
    if (result != TCVOD_OK)
        return cli_call_failed(input, &error);
    int status = cli_output_json(&input->output, text, strlen(text));
    tcvod_text_free(text);
    return status;
}

static int print_response(const cli_call *input, const void *response)
{
    char *view = NULL;
    size_t size_bytes;
    tcvod_error error = {0};
    if (input->is_raw) {
        const char *body = tcvod_response_json(response, &size_bytes);
        cli_print_result(body, size_bytes, true);
        return CLI_EXIT_OK;
    }
    if (tcvod_response_view(response, &view, &error) != TCVOD_OK)
        return cli_call_failed(input, &error);
    cli_print_notes(response);
    int status = cli_output_json(&input->output, view, strlen(view));
    tcvod_text_free(view);
    return status;
}

static int call(tcvod_client *client, const cli_call *input)
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
    bool is_wanted = result == TCVOD_OK || cli_output_wants_whole(&input->output);
    if (response != NULL && is_wanted)
        status = print_response(input, response);
    if (result != TCVOD_OK)
        status = cli_call_failed(input, &error);
    tcvod_free(response);
    return status;
}

static int run(const cli_arguments *arguments)
{
    cli_call input;
    tcvod_client *client = NULL;
    int status = cli_call_read(&input, arguments);
    if (status == CLI_EXIT_OK)
        status = cli_create_client(&client, arguments);
    if (status == CLI_EXIT_OK && cli_option_given(arguments, "--dry-run"))
        status = dry_run(client, &input);
    else if (status == CLI_EXIT_OK)
        status = input.wants_all ? cli_call_pages(client, &input) : call(client, &input);
    tcvod_client_destroy(client);
    cli_call_release(&input);
    return status;
}

const cli_command cli_command_call = {
    .name = "call",
    .synopsis = "ACTION [NAME=VALUE…] [OPTION…]",
    .summary = "Call an action and print its answer.",
    .details = "NAME is a parameter's name on the wire: fileId, tags.1, transcode.definition.0; "
               "`tcvod describe\n"
               "ACTION` lists them. The answer goes to stdout, also when the service refused; "
               "notes on fields\n"
               "that the library could not hold, and failures, go to stderr.\n" CLI_OUTPUT_DETAILS,
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
            {"--all", NULL,
             "print the items of all pages; paths of --query begin there: [*].fileId", false},
            {"--raw", NULL, "print the answer as it came", false},
            CLI_OUTPUT_OPTIONS,
            {0},
        },
    .min_positionals = 1,
    .max_positionals = (size_t)-1,
    .positional_kinds = "ACTION PARAMETER...",
    .run = run,
};
