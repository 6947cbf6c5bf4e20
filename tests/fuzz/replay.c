/* SPDX-License-Identifier: MIT */
/* Runs a fuzz target over files, and over everything that is left when one of them is cut short or
 * loses a byte: replay FOLDER. For compilers without libFuzzer. */
#define _DEFAULT_SOURCE
#include "fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LARGEST_FILE_BYTES = 256 * 1024, MOST_VARIANTS = 400 };

static uint8_t bytes[LARGEST_FILE_BYTES];

/* In memory of its own size, so that a sanitizer sees what is read behind it. */
static void run(const uint8_t *data, size_t size_bytes)
{
    uint8_t *copy = malloc(size_bytes != 0 ? size_bytes : 1);
    if (copy == NULL)
        exit(1);
    if (size_bytes != 0)
        memcpy(copy, data, size_bytes);
    LLVMFuzzerTestOneInput(copy, size_bytes);
    free(copy);
}

static void run_without(size_t position, size_t size_bytes)
{
    static uint8_t shorter[LARGEST_FILE_BYTES];
    memcpy(shorter, bytes, position);
    memcpy(shorter + position, bytes + position + 1, size_bytes - position - 1);
    run(shorter, size_bytes - 1);
}

static void run_file(const char *path)
{
    FILE *stream = fopen(path, "rb");
    if (stream == NULL) {
        perror(path);
        exit(1);
    }
    size_t size_bytes = fread(bytes, 1, sizeof bytes, stream);
    fclose(stream);
    size_t stride = size_bytes / MOST_VARIANTS + 1;
    run(bytes, size_bytes);
    for (size_t i = 0; i < size_bytes; i += stride) {
        run(bytes, i);
        run_without(i, size_bytes);
    }
}

int main(int argc, char **argv)
{
    size_t files = 0;
    char path[1024];
    DIR *folder = argc == 2 ? opendir(argv[1]) : NULL;
    if (folder == NULL) {
        fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
        return 2;
    }
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", argv[1], entry->d_name);
        run_file(path);
        files++;
    }
    closedir(folder);
    printf("%zu files\n", files);
    return files != 0 ? 0 : 1;
}
