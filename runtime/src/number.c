/* SPDX-License-Identifier: MIT */
#include "number.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_digit(char character)
{
    return character >= '0' && character <= '9';
}

static const char *skip_digits(const char *at, const char *end)
{
    while (at != end && is_digit(*at))
        at++;
    return at;
}

size_t tcv_number_length(const char *text, size_t size_bytes, bool *is_integer)
{
    const char *end = text + size_bytes;
    const char *at = text;
    *is_integer = true;
    if (at != end && *at == '-')
        at++;
    if (at == end || !is_digit(*at))
        return 0;
    at = *at == '0' ? at + 1 : skip_digits(at, end);
    if (at != end && *at == '.') {
        const char *fraction = at + 1;
        at = skip_digits(fraction, end);
        if (at == fraction)
            return 0;
        *is_integer = false;
    }
    if (at != end && (*at == 'e' || *at == 'E')) {
        const char *exponent = at + 1;
        if (exponent != end && (*exponent == '+' || *exponent == '-'))
            exponent++;
        at = skip_digits(exponent, end);
        if (at == exponent)
            return 0;
        *is_integer = false;
    }
    return (size_t)(at - text);
}

bool tcv_integer_from_text(const char *text, size_t size_bytes, bool *negative, uint64_t *magnitude)
{
    bool is_integer;
    if (size_bytes == 0 || tcv_number_length(text, size_bytes, &is_integer) != size_bytes ||
        !is_integer)
        return false;
    uint64_t value = 0;
    *negative = text[0] == '-';
    uint64_t limit = *negative ? (uint64_t)INT64_MAX + 1 : UINT64_MAX;
    for (size_t i = *negative; i < size_bytes; i++) {
        uint64_t digit = (uint64_t)(text[i] - '0');
        if (value > (limit - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    *magnitude = value;
    return true;
}

/* strtod() and printf() speak the locale's decimal point, which may have several bytes. */
static size_t locale_point(char point[static 16])
{
    char sample[16];
    int length = snprintf(sample, sizeof sample, "%.1f", 0.0);
    if (length < 3 || (size_t)length >= sizeof sample) {
        point[0] = '.';
        return 1;
    }
    memcpy(point, sample + 1, (size_t)length - 2);
    return (size_t)length - 2;
}

bool tcv_double_from_text(const char *text, size_t size_bytes, double *value)
{
    /* Digits beyond the first 767 significant ones cannot change the result's last bit by more than
     * the sender could mean; such texts are refused. */
    char local[1024];
    bool is_integer;
    if (size_bytes == 0 || size_bytes > sizeof local - 16 ||
        tcv_number_length(text, size_bytes, &is_integer) != size_bytes)
        return false;
    size_t written = 0;
    for (size_t i = 0; i < size_bytes; i++) {
        if (text[i] == '.')
            written += locale_point(local + written);
        else
            local[written++] = text[i];
    }
    local[written] = '\0';
    *value = strtod(local, NULL);
    return isfinite(*value);
}

static void with_plain_point(const char *text, char *target)
{
    bool in_point = false;
    for (; *text != '\0'; text++) {
        bool kept = is_digit(*text) || *text == '-' || *text == '+' || *text == 'e';
        if (kept)
            *target++ = *text;
        else if (!in_point)
            *target++ = '.';
        in_point = !kept;
    }
    *target = '\0';
}

void tcv_double_to_text(double value, char text[static TCV_DOUBLE_TEXT_BYTES])
{
    char local[TCV_DOUBLE_TEXT_BYTES];
    /* %g leaves off zeros at the end, so shorter texts come out of 15 digits, too; not so for
     * subnormal numbers, which carry fewer. */
    for (int digits = fabs(value) < DBL_MIN ? 1 : 15; digits <= 17; digits++) {
        snprintf(local, sizeof local, "%.*g", digits, value);
        double back = strtod(local, NULL);
        /* Tells -0 from 0. */
        if (memcmp(&back, &value, sizeof value) == 0) /* NOLINT */
            break;
    }
    with_plain_point(local, text);
}
