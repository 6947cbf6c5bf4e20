/* SPDX-License-Identifier: MIT */
/* own_allocator LIMIT_BYTES: lists the classes of an account with memory of its own making:
 * counted, and refused beyond a limit. Says how much was needed at most, and that all of it came
 * back. */
#include <stdio.h>
#include <stdlib.h>
#include <tcvod/vod_v2.h>

/* For one thread; several would need a lock or atomic counters. */
typedef struct budget {
    size_t limit_bytes, used_bytes, most_bytes;
} budget;

typedef union header { /* stands before each block, and keeps it aligned */
    size_t size_bytes;
    max_align_t aligned;
} header;

static void *resize(void *memory, size_t size_bytes, void *user)
{
    budget *from = user;
    header *old = memory != NULL ? (header *)memory - 1 : NULL;
    size_t old_bytes = old != NULL ? old->size_bytes : 0;
    if (size_bytes > from->limit_bytes - (from->used_bytes - old_bytes))
        return NULL;
    header *block = realloc(old, sizeof *block + size_bytes);
    if (block == NULL)
        return NULL;
    block->size_bytes = size_bytes;
    from->used_bytes += size_bytes - old_bytes;
    if (from->used_bytes > from->most_bytes)
        from->most_bytes = from->used_bytes;
    return block + 1;
}

static void *allocate(size_t size_bytes, void *user)
{
    return resize(NULL, size_bytes, user);
}

static void release(void *memory, void *user)
{
    if (memory == NULL)
        return;
    header *block = (header *)memory - 1;
    ((budget *)user)->used_bytes -= block->size_bytes;
    free(block);
}

int main(int argc, char **argv)
{
    tcvod_error error = {0};
    tcvod_client *client = NULL;
    tcvod_describe_class_response *response = NULL;
    if (argc != 2)
        return fprintf(stderr, "usage: own_allocator LIMIT_BYTES\n"), 2;
    budget memory = {.limit_bytes = strtoul(argv[1], NULL, 10)};
    tcvod_allocator allocator = {allocate, resize, release, &memory};
    tcvod_client_options options = {.allocator = &allocator,
                                    .credentials_from = TCVOD_CREDENTIALS_FROM_ENVIRONMENT,
                                    .endpoint = getenv("TCVOD_ENDPOINT"),
                                    .ca_file = getenv("TCVOD_CA_FILE")};
    int status = tcvod_client_create(&client, &options, &error);
    if (status == TCVOD_OK)
        status = tcvod_describe_class(client, NULL, &response, &error);
    if (status == TCVOD_OK)
        printf("%zu classes\n", response->data.count);
    else
        fprintf(stderr, "%s: %s\n", tcvod_category_name(status), error.message);
    tcvod_free(response);
    tcvod_client_destroy(client);
    printf("%zu bytes at most, %zu left\n", memory.most_bytes, memory.used_bytes);
    return status == TCVOD_OK ? 0 : 1;
}
