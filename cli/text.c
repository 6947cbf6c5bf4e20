/* SPDX-License-Identifier: MIT */
#include "text.h"

#include <ctype.h>
#include <string.h>

static bool is_continuation(unsigned char byte)
{
    return (byte & 0xc0u) == 0x80u;
}

size_t cli_utf8_character(const char *text, size_t size_bytes, uint32_t *code_point)
{
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    if (size_bytes == 0)
        return 0;
    unsigned char lead = (unsigned char)text[0];
    if (lead < 0x80) {
        *code_point = lead;
        return 1;
    }
    size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || length > size_bytes)
        return 0;
    uint32_t value = lead & (0xffu >> (length + 1));
    for (size_t i = 1; i < length; i++) {
        unsigned char byte = (unsigned char)text[i];
        if (!is_continuation(byte))
            return 0;
        value = value << 6 | (byte & 0x3fu);
    }
    if (value < smallest[length] || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
        return 0;
    *code_point = value;
    return length;
}

bool cli_is_utf8(const char *text)
{
    size_t left = strlen(text);
    while (left > 0) {
        uint32_t code_point;
        size_t length = cli_utf8_character(text, left, &code_point);
        if (length == 0)
            return false;
        text += length;
        left -= length;
    }
    return true;
}

bool cli_is_control(uint32_t code_point)
{
    return code_point < 0x20 || (code_point >= 0x7f && code_point < 0xa0) ||
           (code_point >= 0x2028 && code_point <= 0x202e) ||
           (code_point >= 0x2066 && code_point <= 0x2069);
}

void cli_print_escaped(FILE *stream, const char *text, size_t size_bytes, bool keep_layout)
{
    while (size_bytes > 0) {
        uint32_t code_point;
        size_t length = cli_utf8_character(text, size_bytes, &code_point);
        bool is_layout = keep_layout && (text[0] == '\n' || text[0] == '\t');
        if (length == 0)
            fprintf(stream, "\\x%02x", (unsigned)(unsigned char)text[0]);
        else if (cli_is_control(code_point) && !is_layout)
            fprintf(stream, "\\u%04x", (unsigned)code_point);
        else
            fwrite(text, 1, length, stream);
        length = length == 0 ? 1 : length;
        text += length;
        size_bytes -= length;
    }
}

static bool is_unreserved(unsigned char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || (byte != '\0' && strchr("-._~", byte) != NULL);
}

void cli_print_percent_encoded(FILE *stream, const char *text)
{
    for (; *text != '\0'; text++) {
        unsigned char byte = (unsigned char)*text;
        if (is_unreserved(byte))
            fputc(byte, stream);
        else
            fprintf(stream, "%%%02X", (unsigned)byte);
    }
}

enum { LONGEST_NAME_BYTES = 63 };

static size_t least(size_t first, size_t second)
{
    return first < second ? first : second;
}

static bool same_letter(char left, char right)
{
    return tolower((unsigned char)left) == tolower((unsigned char)right);
}

size_t cli_edit_distance(const char *left, const char *right)
{
    size_t left_length = strlen(left), right_length = strlen(right);
    size_t rows[3][LONGEST_NAME_BYTES + 1];
    if (left_length > LONGEST_NAME_BYTES || right_length > LONGEST_NAME_BYTES)
        return LONGEST_NAME_BYTES;
    for (size_t j = 0; j <= right_length; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= left_length; i++) {
        size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *over = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= right_length; j++) {
            size_t replaced = above[j - 1] + !same_letter(left[i - 1], right[j - 1]);
            row[j] = least(replaced, least(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && same_letter(left[i - 1], right[j - 2]) &&
                same_letter(left[i - 2], right[j - 1]))
                row[j] = least(row[j], over[j - 2] + 1);
        }
    }
    return rows[left_length % 3][right_length];
}

void cli_consider(const char *written, const char *candidate, const char **best,
                  size_t *best_distance)
{
    size_t distance = cli_edit_distance(written, candidate);
    size_t tolerated = least(strlen(written), strlen(candidate)) / 3 + 1;
    if (distance <= tolerated && (*best == NULL || distance < *best_distance)) {
        *best = candidate;
        *best_distance = distance;
    }
}
