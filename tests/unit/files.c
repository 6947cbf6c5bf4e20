/* SPDX-License-Identifier: MIT */
#include "files.h"

#include "unit.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

char *read_whole_file(const char *path, size_t *size_bytes)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        fail_msg("cannot read %s", path);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    long length = ftell(file);
    assert_true(length >= 0);
    rewind(file);
    char *text = malloc((size_t)length + 1);
    assert_non_null(text);
    *size_bytes = fread(text, 1, (size_t)length, file);
    assert_int_equal(*size_bytes, (size_t)length);
    text[*size_bytes] = '\0';
    fclose(file);
    return text;
}

size_t for_each_json_file(const char *folder, void (*visit)(const char *path))
{
    size_t count = 0;
    const struct dirent *entry;
    DIR *listing = opendir(folder);
    if (listing == NULL)
        fail_msg("cannot list %s", folder);
    while ((entry = readdir(listing)) != NULL) {
        char path[512];
        const char *suffix = strrchr(entry->d_name, '.');
        if (suffix == NULL || strcmp(suffix, ".json") != 0)
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        visit(path);
        count++;
    }
    closedir(listing);
    return count;
}
