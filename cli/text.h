/* SPDX-License-Identifier: MIT */
/* Text that others wrote, on its way to a terminal, a JSON reader or a URL. */
#ifndef CLI_TEXT_H
#define CLI_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Bytes of the UTF-8 character at `text`; 0 when there is none. */
size_t cli_utf8_character(const char *text, size_t size_bytes, uint32_t *code_point);
bool cli_is_utf8(const char *text);

/* Controls and marks that change the direction of writing: what can forge a terminal's picture. */
bool cli_is_control(uint32_t code_point);

/* Writes controls as \uXXXX and bytes that are not UTF-8 as \xXX; line ends and tabs stay as they
 * are when `keep_layout`. */
void cli_print_escaped(FILE *stream, const char *text, size_t size_bytes, bool keep_layout);

/* RFC 3986: everything but unreserved characters as %XX. */
void cli_print_percent_encoded(FILE *stream, const char *text);

/* Edit distance without regard to case, where two swapped neighbours count as one. Saturates for
 * texts over 63 bytes. */
size_t cli_edit_distance(const char *left, const char *right);
/* Whether a typist may have meant `candidate`; keeps the nearest in *best and *best_distance. */
void cli_consider(const char *written, const char *candidate, const char **best,
                  size_t *best_distance);

#endif
