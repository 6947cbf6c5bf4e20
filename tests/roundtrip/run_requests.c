/* SPDX-License-Identifier: MIT */
/* Reads "ACTION<tab>REQUEST" lines, REQUEST being JSON, and makes the calls; answers each by
 * "CATEGORY<tab>CODE<tab>FIELD<tab>MESSAGE". With --strict the client refuses what the spec
 * forbids. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tcvod/tcvod.h>

enum { LINE_BYTES = 1 << 20 };

static char line[LINE_BYTES];

static void make(tcvod_client *client, const char *action, const char *request)
{
    static const char body[] = "raw bytes";
    void *response = NULL;
    tcvod_error error = {0};
    tcvod_action_info info;
    tcvod_call_options options = {0};
    if (tcvod_action_named(action, &info) == TCVOD_OK && info.binary_body)
        options.body = (tcvod_bytes){body, sizeof body - 1};
    tcvod_call_json(client, action, request, &options, &response, &error);
    tcvod_free(response);
    printf("%s\t%s\t%s\t%s\n", error.category ? tcvod_category_name(error.category) : "OK",
           error.service_code, error.field, error.message);
}

int main(int argc, char **argv)
{
    tcvod_client *client = NULL;
    tcvod_error error = {0};
    tcvod_client_options options = {.secret_id = getenv("TCVOD_SECRET_ID"),
                                    .secret_key = getenv("TCVOD_SECRET_KEY"),
                                    .endpoint = getenv("TCVOD_TEST_HTTP"),
                                    .strict_requests = argc > 1 && !strcmp(argv[1], "--strict")};
    if (tcvod_client_create(&client, &options, &error) != TCVOD_OK) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }
    while (fgets(line, sizeof line, stdin) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        char *request = strchr(line, '\t');
        if (request == NULL)
            return 1;
        *request++ = '\0';
        make(client, line, request);
    }
    tcvod_client_destroy(client);
    return 0;
}
