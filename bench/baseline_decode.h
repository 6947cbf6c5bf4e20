/* SPDX-License-Identifier: MIT
 * Decoding as one would write it by hand with json-c: parse, then fetch every field by name. */
#ifndef BENCH_BASELINE_DECODE_H
#define BENCH_BASELINE_DECODE_H

#include <stddef.h>
#include <stdint.h>

/* Sum over all numbers and text lengths of the answer, so that nothing can be left unread; -1 when
 * it does not parse. */
int64_t baseline_decode_video_info(const char *body, size_t size_bytes);
int64_t baseline_decode_file_list(const char *body, size_t size_bytes);

#endif
