/* SPDX-License-Identifier: MIT */
/* A failed call, told to a human. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "report.h"
#include "text.h"

int cli_exit_code_of(int category)
{
    switch (category) {
    case TCVOD_OK:
        return CLI_EXIT_OK;
    case TCVOD_ERROR_SERVICE:
        return CLI_EXIT_SERVICE;
    case TCVOD_ERROR_ARGUMENT:
    case TCVOD_ERROR_FILE:
        return CLI_EXIT_USAGE;
    case TCVOD_ERROR_DNS:
    case TCVOD_ERROR_CONNECT:
    case TCVOD_ERROR_TLS:
    case TCVOD_ERROR_TIMEOUT:
    case TCVOD_ERROR_HTTP:
        return CLI_EXIT_NETWORK;
    case TCVOD_ERROR_DECODE:
        return CLI_EXIT_DECODE;
    case TCVOD_ERROR_CREDENTIAL:
        return CLI_EXIT_CONFIG;
    default:
        return CLI_EXIT_INTERNAL;
    }
}

static bool find_code(const tcvod_action_info *action, const char *code,
                      tcvod_error_code_info *found)
{
    for (size_t i = 0; tcvod_action_error_at(action->id, i, found) == TCVOD_OK; i++)
        if (strcmp(found->code, code) == 0)
            return true;
    return false;
}

static const char *advice_for_code(const tcvod_error_code_info *code, bool retryable)
{
    if (strstr(code->name, "signature") != NULL)
        return "check that TCVOD_SECRET_KEY belongs to TCVOD_SECRET_ID; `tcvod sign` shows what is "
               "signed";
    if (strcmp(code->retry, "renew") == 0)
        return "check TCVOD_SECRET_ID, or secret_id of the profile";
    if (strcmp(code->retry, "resign") == 0)
        return "check this machine's clock, then repeat the call";
    if (strcmp(code->retry, "later") == 0)
        return retryable ? "wait a little, then repeat the call"
                         : "look whether the service has acted already before you repeat the call";
    if (retryable)
        return "the service says that repeating the call may help";
    return "the same call will fail again: change what the message speaks of";
}

static const char *advice_for_category(const tcvod_error *error, bool is_action)
{
    switch (error->category) {
    case TCVOD_ERROR_ARGUMENT:
        return "correct the input; a parameter newer than this library is sent with --extra "
               "NAME=VALUE";
    case TCVOD_ERROR_MEMORY:
        return "free some memory, then repeat the command";
    case TCVOD_ERROR_DNS:
    case TCVOD_ERROR_CONNECT:
        return "check the network and the endpoint (TCVOD_ENDPOINT or `endpoint` in the config "
               "file)";
    case TCVOD_ERROR_TLS:
        return "check the endpoint's name, this machine's clock, and the certificates "
               "(TCVOD_CA_FILE or `ca_file` in the config file)";
    case TCVOD_ERROR_TIMEOUT:
        return "allow more with --timeout SECONDS; the service may have acted on the request "
               "already";
    case TCVOD_ERROR_HTTP:
        return "check the endpoint and what stands between (a proxy, a gateway), then repeat later";
    case TCVOD_ERROR_SERVICE:
        return error->retryable ? "wait a little, then repeat the call"
                                : "see what the service says about this code";
    case TCVOD_ERROR_DECODE:
        return is_action ? "check that this is an answer of the VOD service to this action"
                         : "check that this is the body of a callback";
    case TCVOD_ERROR_CREDENTIAL:
        return "set TCVOD_SECRET_ID and TCVOD_SECRET_KEY, or write them to the config file";
    case TCVOD_ERROR_FILE:
        return "check the file's name and permissions";
    default:
        return "repeat the command";
    }
}

const char *cli_advice(const char *action, const tcvod_error *error)
{
    tcvod_action_info info;
    tcvod_error_code_info code;
    bool is_action = tcvod_action_named(action, &info) == TCVOD_OK;
    bool is_known = is_action && error->category == TCVOD_ERROR_SERVICE &&
                    find_code(&info, error->service_code, &code);
    return is_known ? advice_for_code(&code, error->retryable)
                    : advice_for_category(error, is_action);
}

void cli_print_advice(const char *label, const char *text)
{
    if (text[0] == '\0')
        return;
    fprintf(stderr, "  %-11s ", label);
    cli_print_escaped(stderr, text, strlen(text), false);
    fputc('\n', stderr);
}

static void print_code(const tcvod_error *error)
{
    if (error->service_code[0] == '\0')
        return;
    char text[sizeof error->service_code + sizeof error->service_description + 4];
    bool described = error->service_description[0] != '\0';
    snprintf(text, sizeof text, "%s%s%s%s", error->service_code, described ? " (" : "",
             error->service_description, described ? ")" : "");
    cli_print_advice("code:", text);
}

static void print_attempts(const tcvod_error *error)
{
    if (error->http_status != 0)
        fprintf(stderr, "  %-11s %d\n", "HTTP:", error->http_status);
    cli_print_advice("request id:", error->request_id);
    if (error->attempts > 0)
        fprintf(stderr, "  %-11s %d in %" PRId64 " ms\n", "attempts:", error->attempts,
                error->elapsed_ms);
}

int cli_report_failure(const char *action, const tcvod_error *error)
{
    tcvod_action_info info;
    tcvod_error_code_info code;
    bool is_action = tcvod_action_named(action, &info) == TCVOD_OK;
    bool known =
        is_action && error->service_code[0] != '\0' && find_code(&info, error->service_code, &code);
    fputs("tcvod: ", stderr);
    cli_print_escaped(stderr, action, strlen(action), false);
    fputs(" failed\n", stderr);
    cli_print_advice("category:", tcvod_category_name(error->category));
    cli_print_advice("step:", error->step);
    cli_print_advice("field:", error->field);
    print_code(error);
    cli_print_advice("message:", error->message);
    cli_print_advice("meaning:", known ? code.summary : "");
    print_attempts(error);
    cli_print_advice("what next:", cli_advice(action, error));
    if (is_action &&
        (error->category == TCVOD_ERROR_ARGUMENT || error->category == TCVOD_ERROR_SERVICE))
        fprintf(stderr, "  %-11s tcvod describe %s\n", "see also:", info.name);
    return cli_exit_code_of(error->category);
}
