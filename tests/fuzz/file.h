/* SPDX-License-Identifier: MIT */
/* A file that holds what the fuzzer says, in a folder of this process that goes away with it. */
#ifndef FUZZ_FILE_H
#define FUZZ_FILE_H

#include <stddef.h>

/* `name` is "folder/file"; returns its path. For the owner only. */
const char *fuzz_write_file(const char *name, const void *data, size_t size_bytes);

#endif
