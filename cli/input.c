/* SPDX-License-Identifier: MIT */
#include "input.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"

enum { FIRST_CAPACITY_BYTES = 16 * 1024, LARGEST_INPUT_BYTES = 64 * 1024 * 1024 };

static int grow(const cli_command *command, char **text, size_t *capacity)
{
    char *larger = realloc(*text, *capacity * 2);
    if (larger == NULL)
        return cli_out_of_memory(command);
    *text = larger;
    *capacity *= 2;
    return CLI_EXIT_OK;
}

static int read_stream(const cli_command *command, const char *name, FILE *stream, char **text,
                       size_t *size_bytes)
{
    size_t capacity = FIRST_CAPACITY_BYTES / 2, size = 0;
    for (;;) {
        if (size + 1 >= capacity || *text == NULL) {
            int status = grow(command, text, &capacity);
            if (status != CLI_EXIT_OK)
                return status;
        }
        errno = 0;
        size_t got = fread(*text + size, 1, capacity - size - 1, stream);
        size += got;
        if (size > LARGEST_INPUT_BYTES)
            return cli_usage_error(command, "%s is larger than %d MiB", name,
                                   LARGEST_INPUT_BYTES / (1024 * 1024));
        if (got == 0)
            break;
    }
    if (ferror(stream))
        return cli_usage_error(command, "cannot read %s: %s", name, strerror(errno));
    (*text)[size] = '\0';
    *size_bytes = size;
    return CLI_EXIT_OK;
}

int cli_read_input(const cli_command *command, const char *path, char **text, size_t *size_bytes)
{
    bool is_stdin = strcmp(path, "-") == 0;
    FILE *stream = is_stdin ? stdin : fopen(path, "rb");
    *text = NULL;
    *size_bytes = 0;
    if (stream == NULL)
        return cli_usage_error(command, "cannot open %s: %s", path, strerror(errno));
    int status = read_stream(command, is_stdin ? "stdin" : path, stream, text, size_bytes);
    if (!is_stdin)
        fclose(stream);
    if (status != CLI_EXIT_OK) {
        free(*text);
        *text = NULL;
    }
    return status;
}

int cli_read_text(const cli_command *command, const char *path, char **text)
{
    size_t size_bytes;
    int status = cli_read_input(command, path, text, &size_bytes);
    if (status != CLI_EXIT_OK || *text == NULL || memchr(*text, '\0', size_bytes) == NULL)
        return status;
    free(*text);
    *text = NULL;
    return cli_usage_error(command, "%s holds a NUL byte: it is no text", path);
}
