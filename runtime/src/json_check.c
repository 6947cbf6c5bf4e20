/* SPDX-License-Identifier: MIT */
#include "json_check.h"

#include "fail.h"
#include "number.h"

#include <string.h>

typedef struct scanner {
    const char *at;
    const char *end;
    const char *problem;
} scanner;

static bool refuse(scanner *scan, const char *problem)
{
    if (scan->problem == NULL)
        scan->problem = problem;
    return false;
}

static void skip_blanks(scanner *scan)
{
    while (scan->at != scan->end &&
           (*scan->at == ' ' || *scan->at == '\n' || *scan->at == '\r' || *scan->at == '\t'))
        scan->at++;
}

static bool starts_with(const scanner *scan, char character)
{
    return scan->at != scan->end && *scan->at == character;
}

static bool is_ordinary(char character)
{
    return (unsigned char)character >= 0x20 && character != '"' && character != '\\';
}

/* How many of the eight bytes at `text` come before a quote, a backslash or a control character. In
 * a word that is searched this way, only the lowest mark is certain: so big-endian machines go byte
 * by byte. */
static size_t ordinary_among_eight(const char *text)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    const uint64_t ones = UINT64_C(0x0101010101010101);
    const uint64_t high_bits = UINT64_C(0x8080808080808080);
    uint64_t word;
    memcpy(&word, text, sizeof word);
    uint64_t quote = word ^ (ones * '"');
    uint64_t backslash = word ^ (ones * '\\');
    uint64_t control = (word - ones * 0x20) & ~word;
    uint64_t marks = ((quote - ones) & ~quote) | ((backslash - ones) & ~backslash) | control;
    marks &= high_bits;
    return marks == 0 ? 8 : (size_t)__builtin_ctzll(marks) / 8;
#else
    size_t count = 0;
    while (count < 8 && is_ordinary(text[count]))
        count++;
    return count;
#endif
}

static void skip_ordinary(scanner *scan)
{
    const char *at = scan->at;
    size_t count = 8;
    while (count == 8 && scan->end - at >= 8) {
        count = ordinary_among_eight(at);
        at += count;
    }
    while (at != scan->end && is_ordinary(*at))
        at++;
    scan->at = at;
}

static bool four_hexadecimal_digits(const char *text)
{
    for (int i = 0; i < 4; i++)
        if (text[i] == '\0' || strchr("0123456789abcdefABCDEF", text[i]) == NULL)
            return false;
    return true;
}

static bool check_escape(scanner *scan, bool is_name)
{
    scan->at++;
    if (scan->at == scan->end)
        return refuse(scan, "a string does not end");
    if (*scan->at != 'u') {
        if (*scan->at == '\0' || strchr("\"\\/bfnrt", *scan->at) == NULL)
            return refuse(scan, "unknown escape in a string");
        scan->at++;
        return true;
    }
    if (scan->end - scan->at < 5 || !four_hexadecimal_digits(scan->at + 1))
        return refuse(scan, "\\u needs four hexadecimal digits");
    if (is_name && memcmp(scan->at + 1, "0000", 4) == 0)
        return refuse(scan, "a member's name holds \\u0000");
    scan->at += 5;
    return true;
}

static bool check_string(scanner *scan, bool is_name)
{
    scan->at++;
    for (;;) {
        skip_ordinary(scan);
        if (scan->at == scan->end)
            return refuse(scan, "a string does not end");
        if (*scan->at == '"') {
            scan->at++;
            return true;
        }
        if (*scan->at != '\\')
            return refuse(scan, "control character in a string");
        if (!check_escape(scan, is_name))
            return false;
    }
}

static bool check_number(scanner *scan)
{
    bool is_integer;
    size_t left_bytes = (size_t)(scan->end - scan->at);
    size_t length = tcv_number_length(scan->at, left_bytes, &is_integer);
    if (length == 0)
        return refuse(scan, "malformed number");
    scan->at += length;
    return true;
}

static bool check_word(scanner *scan, const char *word)
{
    size_t length = strlen(word);
    if ((size_t)(scan->end - scan->at) < length || memcmp(scan->at, word, length) != 0)
        return refuse(scan, "expected a value");
    scan->at += length;
    return true;
}

static bool check_value(scanner *scan, int levels_left);

static bool check_member(scanner *scan, int levels_left)
{
    if (!starts_with(scan, '"'))
        return refuse(scan, "expected a member's name in double quotes");
    if (!check_string(scan, true))
        return false;
    skip_blanks(scan);
    if (!starts_with(scan, ':'))
        return refuse(scan, "expected ':' after a member's name");
    scan->at++;
    skip_blanks(scan);
    return check_value(scan, levels_left);
}

static bool check_items(scanner *scan, char closing, int levels_left)
{
    if (levels_left == 0)
        return refuse(scan, "nested too deeply");
    scan->at++;
    skip_blanks(scan);
    if (starts_with(scan, closing)) {
        scan->at++;
        return true;
    }
    for (;;) {
        bool valid = closing == '}' ? check_member(scan, levels_left - 1)
                                    : check_value(scan, levels_left - 1);
        if (!valid)
            return false;
        skip_blanks(scan);
        if (starts_with(scan, closing)) {
            scan->at++;
            return true;
        }
        if (!starts_with(scan, ','))
            return refuse(scan, closing == '}' ? "expected ',' or '}'" : "expected ',' or ']'");
        scan->at++;
        skip_blanks(scan);
    }
}

static bool check_value(scanner *scan, int levels_left)
{
    if (scan->at == scan->end)
        return refuse(scan, "the text ends where a value is expected");
    switch (*scan->at) {
    case '{':
        return check_items(scan, '}', levels_left);
    case '[':
        return check_items(scan, ']', levels_left);
    case '"':
        return check_string(scan, false);
    case 't':
        return check_word(scan, "true");
    case 'f':
        return check_word(scan, "false");
    case 'n':
        return check_word(scan, "null");
    case '-':
        return check_number(scan);
    default:
        if (*scan->at >= '0' && *scan->at <= '9')
            return check_number(scan);
        return refuse(scan, "expected a value");
    }
}

tcv_json_verdict tcv_json_check(const char *text, size_t size_bytes)
{
    size_t valid_bytes = tcv_utf8_valid_prefix(text, size_bytes);
    if (valid_bytes != size_bytes)
        return (tcv_json_verdict){.problem = "not UTF-8", .offset = valid_bytes};
    scanner scan = {.at = text, .end = text + size_bytes};
    skip_blanks(&scan);
    if (check_value(&scan, TCV_JSON_LEVELS)) {
        skip_blanks(&scan);
        if (scan.at != scan.end)
            refuse(&scan, "more text behind the value");
    }
    return (tcv_json_verdict){.problem = scan.problem, .offset = (size_t)(scan.at - text)};
}
