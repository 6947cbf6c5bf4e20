/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "json_writer.h"
#include "output.h"
#include "report.h"
#include "text.h"

typedef struct sign_input {
    const char *method;
    const char *scheme; /* "https://" */
    const char *host;   /* with its port, when it has one */
    const char *path;
    const char *secret_key;
    cli_parameters parameters;
} sign_input;

static bool has_blank_or_control(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text <= ' ' || *text == 0x7f)
            return true;
    return false;
}

static int read_place(sign_input *input, const cli_arguments *arguments)
{
    static const char https[] = "https://", http[] = "http://";
    const char *host = cli_option_value(arguments, "--host");
    const char *path = cli_option_value(arguments, "--path");
    input->host = host != NULL ? host : "vod.api.qcloud.com";
    input->path = path != NULL ? path : "/v2/index.php";
    input->scheme = https;
    if (strncasecmp(input->host, http, sizeof http - 1) == 0)
        input->scheme = http;
    if (strncasecmp(input->host, input->scheme, strlen(input->scheme)) == 0)
        input->host += strlen(input->scheme);
    if (input->host[0] == '\0' || strpbrk(input->host, "/?#@") != NULL ||
        has_blank_or_control(input->host))
        return cli_usage_error(arguments->command, "--host '%s' is no host name", input->host);
    if (input->path[0] != '/' || strpbrk(input->path, "?#") != NULL ||
        has_blank_or_control(input->path))
        return cli_usage_error(arguments->command,
                               "--path '%s' must begin with '/' and be no more "
                               "than a path",
                               input->path);
    return CLI_EXIT_OK;
}

static int read_key(sign_input *input, const cli_arguments *arguments)
{
    input->secret_key = getenv("TCVOD_SECRET_KEY");
    if (input->secret_key != NULL && input->secret_key[0] != '\0')
        return CLI_EXIT_OK;
    cli_complain(arguments->command, "TCVOD_SECRET_KEY is not set: it holds the key to sign with");
    return CLI_EXIT_CONFIG;
}

/* Uploads carry their bytes in the body and everything else in the URL. */
static bool has_binary_body(const sign_input *input)
{
    for (size_t i = 0; i < input->parameters.count; i++) {
        tcvod_action_info action;
        const tcvod_parameter *parameter = &input->parameters.items[i];
        if (strcmp(parameter->name, "Action") == 0)
            return tcvod_action_named(parameter->value, &action) == TCVOD_OK && action.binary_body;
    }
    return false;
}

static void print_pairs(FILE *stream, const sign_input *input, const char *signature)
{
    for (size_t i = 0; i < input->parameters.count; i++) {
        const tcvod_parameter *parameter = &input->parameters.items[i];
        if (strcmp(parameter->name, "Signature") == 0)
            continue;
        cli_print_percent_encoded(stream, parameter->name);
        fputc('=', stream);
        cli_print_percent_encoded(stream, parameter->value);
        fputc('&', stream);
    }
    fputs("Signature=", stream);
    cli_print_percent_encoded(stream, signature);
}

/* What would be sent, as text; to be freed. NULL when memory is out. */
static char *request_text(const sign_input *input, const char *signature)
{
    char *text = NULL;
    size_t size_bytes;
    FILE *stream = open_memstream(&text, &size_bytes);
    if (stream == NULL)
        return NULL;
    bool is_form = strcmp(input->method, "POST") == 0 && !has_binary_body(input);
    fprintf(stream, "%s%s%s%s", input->scheme, input->host, input->path, is_form ? "\n\n" : "?");
    print_pairs(stream, input, signature);
    bool failed = ferror(stream) != 0;
    if (fclose(stream) == 0 && !failed)
        return text;
    free(text);
    return NULL;
}

static int print_signed(const sign_input *input, cli_output *output)
{
    const cli_command *command = output->command;
    char *string_to_sign = NULL, *signature = NULL;
    tcvod_error error = {0};
    if (tcvod_sign(input->method, input->host, input->path, input->parameters.items,
                   input->parameters.count, input->secret_key, &string_to_sign, &signature,
                   &error) != TCVOD_OK)
        return cli_report_failure(command->name, &error);
    char *request = request_text(input, signature);
    int status = request != NULL ? cli_output_begin(output) : cli_out_of_memory(command);
    if (status == CLI_EXIT_OK) {
        cli_json_writer writer = {.stream = output->stream};
        cli_json_begin_object(&writer, NULL);
        cli_json_text(&writer, "string_to_sign", string_to_sign);
        cli_json_text(&writer, "signature", signature);
        cli_json_text(&writer, "request", request);
        cli_json_end_object(&writer);
        status = cli_output_end(output);
    }
    free(request);
    tcvod_text_free(string_to_sign);
    tcvod_text_free(signature);
    return status;
}

static int run(const cli_arguments *arguments)
{
    const char *method = cli_option_value(arguments, "--method");
    sign_input input = {.method =
                            method != NULL && strcasecmp(method, "POST") == 0 ? "POST" : "GET"};
    cli_output output;
    int status = cli_output_read(&output, arguments, CLI_FORMAT_JSON, CLI_FORMAT_JSON);
    if (status == CLI_EXIT_OK)
        status = read_place(&input, arguments);
    if (status == CLI_EXIT_OK)
        status = cli_parameters_from_positionals(&input.parameters, arguments, 0);
    if (status == CLI_EXIT_OK)
        status = read_key(&input, arguments);
    if (status == CLI_EXIT_OK)
        status = print_signed(&input, &output);
    cli_parameters_release(&input.parameters);
    return status;
}

const cli_command cli_command_sign = {
    .name = "sign",
    .synopsis = "NAME=VALUE… [OPTION…]",
    .summary = "Print string to sign, signature and request for any parameters.",
    .details =
        "Signs exactly the parameters given: Action, SecretId, Timestamp, Nonce and the like are\n"
        "not added. SignatureMethod=HmacSHA256 selects that hash, otherwise it is HmacSHA1. The "
        "key comes\n"
        "from TCVOD_SECRET_KEY. Prints JSON: \"string_to_sign\", \"signature\" and \"request\", "
        "which is the\n"
        "URL for GET, and for POST the URL, an empty line and the form. Nothing is sent.\n",
    .options =
        (const cli_option[]){
            {"--method", "GET|POST", "default: GET", false},
            {"--host", "HOST", "default: vod.api.qcloud.com", false},
            {"--path", "PATH", "default: /v2/index.php", false},
            {"--output", "table|json|jsonl", "default: json", false},
            CLI_QUERY_OPTION,
            CLI_COLOUR_OPTION,
            {0},
        },
    .min_positionals = 1,
    .max_positionals = (size_t)-1,
    .positional_kinds = "",
    .run = run,
};
