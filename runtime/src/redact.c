/* SPDX-License-Identifier: MIT */
#include "redact.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* So much of a beginning is starred: less of it where the text was cut, and may have had more. */
enum { SHORTEST_SECRET = 4, TELLING_BEGINNING = 8 };

static int hex_value(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    return digit >= 'A' && digit <= 'F' ? digit - 'A' + 10 : -1;
}

static bool is_hex_of(const char *digits, char byte)
{
    int high = hex_value(digits[0]);
    int low = high < 0 ? -1 : hex_value(digits[1]);
    return low >= 0 && high * 16 + low == (unsigned char)byte;
}

/* How many bytes of the text say the byte: itself, \/, %2F or \u002f; 0 when they say another. */
static size_t spelled_bytes(const char *text, char byte)
{
    if (text[0] == '%' && is_hex_of(text + 1, byte))
        return 3;
    if (text[0] == '\\' && strncmp(text + 1, "u00", 3) == 0 && is_hex_of(text + 4, byte))
        return 6;
    if (text[0] == '\\' && text[1] == byte)
        return 2;
    return text[0] == byte ? 1 : 0;
}

/* Nothing more of a value can follow: the text, or what was quoted in it, was cut. */
static bool is_cut(const char *text)
{
    static const char ellipsis[] = "\xE2\x80\xA6";
    bool in_escape = (*text == '%' || *text == '\\') && strlen(text) < 6;
    return *text == '\0' || in_escape || strncmp(text, ellipsis, strlen(ellipsis)) == 0;
}

/* How many bytes from `text` on repeat the secret or its beginning. */
static size_t repeated_bytes(const char *text, const char *secret)
{
    const char *at = text, *next = secret;
    size_t spelled, length = strlen(secret);
    if (strncmp(text, secret, length) == 0)
        return length;
    while (*next != '\0' && *at != '\0' && (spelled = spelled_bytes(at, *next)) != 0) {
        at += spelled;
        next++;
    }
    size_t said = (size_t)(next - secret);
    bool is_telling =
        said == length || said >= TELLING_BEGINNING || (said >= SHORTEST_SECRET && is_cut(at));
    return is_telling ? (size_t)(at - text) : 0;
}

void tcv_redact(char *text, const char *secret)
{
    if (secret == NULL || strlen(secret) < SHORTEST_SECRET)
        return;
    while (*text != '\0') {
        size_t repeated = repeated_bytes(text, secret);
        memset(text, '*', repeated);
        text += repeated != 0 ? repeated : 1;
    }
}

void tcv_redact_value_of(char *text, const char *name_and_sign)
{
    for (char *found = strstr(text, name_and_sign); found; found = strstr(found, name_and_sign)) {
        found += strlen(name_and_sign);
        size_t length = strcspn(found, "& \"'<>");
        memset(found, '*', length);
    }
}
