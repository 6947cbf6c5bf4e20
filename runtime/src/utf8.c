/* SPDX-License-Identifier: MIT */
#include "fail.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

static bool eight_plain_bytes(const char *text)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    const uint64_t high_bits = UINT64_C(0x8080808080808080);
    uint64_t word;
    memcpy(&word, text, sizeof word);
    return (((word - ones) | word) & high_bits) == 0;
}

static bool is_continuation(unsigned char byte)
{
    return (byte & 0xC0) == 0x80;
}

/* Bytes of the character that starts at `text`, 0 when it is none. */
static size_t character_bytes(const unsigned char *text, size_t size_bytes)
{
    unsigned char lead = text[0];
    if (lead < 0x80)
        return lead != 0;
    if (lead < 0xC2 || lead > 0xF4)
        return 0;
    size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (size_bytes < length)
        return 0;
    for (size_t i = 1; i < length; i++)
        if (!is_continuation(text[i]))
            return 0;
    unsigned char second = text[1];
    bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
    bool surrogate = lead == 0xED && second > 0x9F;
    bool beyond_unicode = lead == 0xF4 && second > 0x8F;
    return overlong || surrogate || beyond_unicode ? 0 : length;
}

size_t tcv_utf8_valid_prefix(const char *text, size_t size_bytes)
{
    size_t at = 0;
    while (at < size_bytes) {
        if (size_bytes - at >= 8 && eight_plain_bytes(text + at)) {
            at += 8;
            continue;
        }
        size_t length = character_bytes((const unsigned char *)text + at, size_bytes - at);
        if (length == 0)
            return at;
        at += length;
    }
    return at;
}

size_t tcv_utf8_characters(const char *text, size_t size_bytes)
{
    size_t characters = 0;
    for (size_t i = 0; i < size_bytes; i++)
        characters += !is_continuation((unsigned char)text[i]);
    return characters;
}

static bool is_printable(const char *text, size_t length)
{
    unsigned char first = (unsigned char)text[0];
    bool c1_control = length == 2 && first == 0xC2 && (unsigned char)text[1] < 0xA0;
    return first >= 0x20 && first != 0x7f && !c1_control;
}

void tcv_copy_cut(char *target, size_t target_bytes, const char *source, size_t source_bytes)
{
    size_t written = 0;
    size_t at = 0;
    while (at < source_bytes && target_bytes != 0) {
        size_t length = character_bytes((const unsigned char *)source + at, source_bytes - at);
        bool printable = length != 0 && is_printable(source + at, length);
        size_t copied = printable ? length : 1;
        if (copied >= target_bytes - written)
            break;
        if (printable)
            memcpy(target + written, source + at, length);
        else
            target[written] = '?';
        written += copied;
        at += length != 0 ? length : 1;
    }
    if (target_bytes != 0)
        target[written] = '\0';
}

bool tcv_is_one_line(const char *text)
{
    size_t size_bytes = strlen(text);
    for (size_t i = 0; i < size_bytes; i++)
        if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f)
            return false;
    return tcv_utf8_valid_prefix(text, size_bytes) == size_bytes;
}
