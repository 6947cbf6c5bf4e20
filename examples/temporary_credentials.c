/* SPDX-License-Identifier: MIT */
/* temporary_credentials FILE: calls the service three times with keys from FILE, which something
 * else renews: "SECRET_ID SECRET_KEY TOKEN EXPIRES", the last in seconds since 1970. The library
 * asks for them again from five minutes before they expire, and when the service refuses them. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tcvod/vod_v2.h>
#include <time.h>
#include <unistd.h>

enum { CALLS = 3 };

/* Called by the library when it needs keys. Anything but 0: there are none now. */
static int read_keys(void *user, tcvod_credential_sink *sink)
{
    char id[128], key[128], token[2048];
    int64_t expires = 0;
    FILE *file = fopen(user, "r");
    if (file == NULL)
        return -1;
    int count = fscanf(file, "%127s %127s %2047s %" SCNd64, id, key, token, &expires);
    fclose(file);
    int status = -1;
    if (count == 4)
        status =
            tcvod_credential_give(sink, &(tcvod_credential){.secret_id = id,
                                                            .secret_key = key,
                                                            .token = token,
                                                            .expires_unix_ms = expires * 1000});
    fprintf(stderr, "read keys that expire in %" PRId64 " s\n", expires - (int64_t)time(NULL));
    explicit_bzero(key, sizeof key);
    explicit_bzero(token, sizeof token);
    return status;
}

static int call(tcvod_client *client, tcvod_error *error)
{
    tcvod_describe_class_response *response = NULL;
    int status = tcvod_describe_class(client, NULL, &response, error);
    if (status == TCVOD_OK)
        printf("called with %d attempt%s\n", error->attempts, error->attempts == 1 ? "" : "s");
    else
        fprintf(stderr, "%s: %s (%s)\n", tcvod_category_name(status), error->message,
                error->service_code);
    tcvod_free(response);
    return status;
}

int main(int argc, char **argv)
{
    tcvod_error error = {0};
    tcvod_client *client = NULL;
    if (argc != 2)
        return fprintf(stderr, "usage: temporary_credentials FILE\n"), 2;
    tcvod_client_options options = {.credentials_from = TCVOD_CREDENTIALS_FROM_PROVIDER,
                                    .credential_provider = read_keys,
                                    .credential_user = argv[1],
                                    .endpoint = getenv("TCVOD_ENDPOINT"),
                                    .ca_file = getenv("TCVOD_CA_FILE")};
    int status = tcvod_client_create(&client, &options, &error);
    for (int i = 0; i < CALLS && status == TCVOD_OK; i++) {
        if (i > 0)
            sleep(1);
        status = call(client, &error);
    }
    tcvod_client_destroy(client);
    return status == TCVOD_OK ? 0 : 1;
}
