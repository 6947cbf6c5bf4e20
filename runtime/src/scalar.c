/* SPDX-License-Identifier: MIT */
#include "scalar.h"

#include "number.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Beyond 2^53 a double no longer tells neighbouring integers apart. */
static const double exact_integer_limit = 9007199254740992.0;

static bool integer_of_real(double real, bool *negative, uint64_t *magnitude)
{
    if (!(fabs(real) <= exact_integer_limit) || real != floor(real))
        return false;
    *negative = real < 0;
    *magnitude = (uint64_t)fabs(real);
    return true;
}

static bool to_integer(const tcv_scalar *scalar, bool *negative, uint64_t *magnitude)
{
    double real;
    switch (scalar->kind) {
    case TCV_NODE_INTEGER:
        *negative = scalar->negative;
        *magnitude = scalar->magnitude;
        return true;
    case TCV_NODE_BOOL:
        *negative = false;
        *magnitude = scalar->truth;
        return true;
    case TCV_NODE_REAL:
        return integer_of_real(scalar->real, negative, magnitude);
    case TCV_NODE_STRING:
        if (tcv_integer_from_text(scalar->text, scalar->size_bytes, negative, magnitude))
            return true;
        return tcv_double_from_text(scalar->text, scalar->size_bytes, &real) &&
               integer_of_real(real, negative, magnitude);
    default:
        return false;
    }
}

bool tcv_scalar_to_int(const tcv_scalar *scalar, int64_t *value)
{
    bool negative;
    uint64_t magnitude;
    if (!to_integer(scalar, &negative, &magnitude))
        return false;
    if (magnitude > (uint64_t)INT64_MAX + negative)
        return false;
    if (!negative)
        *value = (int64_t)magnitude;
    else
        *value = magnitude == 0 ? 0 : -(int64_t)(magnitude - 1) - 1;
    return true;
}

bool tcv_scalar_to_uint(const tcv_scalar *scalar, uint64_t *value)
{
    bool negative;
    uint64_t magnitude;
    if (!to_integer(scalar, &negative, &magnitude) || (negative && magnitude != 0))
        return false;
    *value = magnitude;
    return true;
}

static bool double_of_integer(bool negative, uint64_t magnitude, double *value)
{
    double real = (double)magnitude;
    if (real >= 18446744073709551616.0 || (uint64_t)real != magnitude)
        return false;
    *value = negative ? -real : real;
    return true;
}

bool tcv_scalar_to_double(const tcv_scalar *scalar, double *value)
{
    switch (scalar->kind) {
    case TCV_NODE_INTEGER:
        return double_of_integer(scalar->negative, scalar->magnitude, value);
    case TCV_NODE_REAL:
        *value = scalar->real;
        return isfinite(scalar->real);
    case TCV_NODE_STRING:
        return tcv_double_from_text(scalar->text, scalar->size_bytes, value);
    default:
        return false;
    }
}

static bool is_text(const tcv_scalar *scalar, const char *text)
{
    size_t length = strlen(text);
    return scalar->size_bytes == length && memcmp(scalar->text, text, length) == 0;
}

bool tcv_scalar_to_bool(const tcv_scalar *scalar, bool *value)
{
    switch (scalar->kind) {
    case TCV_NODE_BOOL:
        *value = scalar->truth;
        return true;
    case TCV_NODE_INTEGER:
        *value = scalar->magnitude == 1;
        return scalar->magnitude <= 1 && !scalar->negative;
    case TCV_NODE_STRING:
        *value = is_text(scalar, "true") || is_text(scalar, "1");
        return *value || is_text(scalar, "false") || is_text(scalar, "0");
    default:
        return false;
    }
}

bool tcv_scalar_to_text(const tcv_scalar *scalar, char storage[static TCV_SCALAR_TEXT_BYTES],
                        const char **text, size_t *size_bytes)
{
    switch (scalar->kind) {
    case TCV_NODE_STRING:
        *text = scalar->text;
        *size_bytes = scalar->size_bytes;
        return strlen(scalar->text) == scalar->size_bytes;
    case TCV_NODE_INTEGER:
        *size_bytes = (size_t)snprintf(storage, TCV_SCALAR_TEXT_BYTES, "%s%" PRIu64,
                                       scalar->negative ? "-" : "", scalar->magnitude);
        *text = storage;
        return true;
    case TCV_NODE_REAL:
        *text = scalar->text;
        *size_bytes = scalar->size_bytes;
        return true;
    case TCV_NODE_BOOL:
        *text = scalar->truth ? "true" : "false";
        *size_bytes = strlen(*text);
        return true;
    default:
        return false;
    }
}
