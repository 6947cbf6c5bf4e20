/* SPDX-License-Identifier: MIT */
#ifndef FILES_H
#define FILES_H

#include <stddef.h>

/* The whole file, NUL-terminated, to be freed; the test fails when it cannot be read. */
char *read_whole_file(const char *path, size_t *size_bytes);

/* Calls `visit` with the path of every *.json in a folder, in no order; returns how many there
 * were. */
size_t for_each_json_file(const char *folder, void (*visit)(const char *path));

#endif
