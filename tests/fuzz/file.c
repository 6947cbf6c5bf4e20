/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700 /* nftw */
#include "file.h"

#include "fuzz.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static char folder[64];

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *place)
{
    (void)about;
    (void)kind;
    (void)place;
    return remove(path);
}

static void remove_folder(void)
{
    nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static const char *own_folder(void)
{
    const char *base = getenv("TMPDIR");
    if (*folder != '\0')
        return folder;
    snprintf(folder, sizeof folder, "%.40s/tcvod-XXXXXX", base != NULL ? base : "/tmp");
    REQUIRE(mkdtemp(folder) != NULL);
    atexit(remove_folder);
    return folder;
}

const char *fuzz_write_file(const char *name, const void *data, size_t size_bytes)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", own_folder(), name);
    char *file = strrchr(path, '/');
    *file = '\0';
    mkdir(path, 0700);
    *file = '/';
    FILE *stream = fopen(path, "wb");
    REQUIRE(stream != NULL && fchmod(fileno(stream), 0600) == 0);
    REQUIRE(fwrite(data, 1, size_bytes, stream) == size_bytes);
    REQUIRE(fclose(stream) == 0);
    return path;
}
