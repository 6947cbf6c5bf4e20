/* SPDX-License-Identifier: MIT */
#include "limit_check.h"

#include "fail.h"

#include <regex.h>
#include <stdio.h>
#include <string.h>

static const tcv_limits *limits_of(const tcv_service *service, const tcv_field *field)
{
    return field->limits != 0 ? &service->limits[field->limits] : NULL;
}

const char *tcv_limits_text(const tcv_service *service, const tcv_field *field)
{
    const tcv_limits *limits = limits_of(service, field);
    return limits != NULL ? tcv_text(service, limits->text) : "";
}

static bool is_outside(uint16_t flags, int minimum_flag, int maximum_flag, double value,
                       double minimum, double maximum)
{
    return ((flags & minimum_flag) != 0 && value < minimum) ||
           ((flags & maximum_flag) != 0 && value > maximum);
}

static tcv_limit_result check_pattern(const char *pattern, const char *text,
                                      char finding[static TCV_FINDING_BYTES])
{
    regex_t compiled;
    if (*pattern == '\0')
        return TCV_WITHIN;
    int failure = regcomp(&compiled, pattern, REG_EXTENDED | REG_NOSUB);
    if (failure == REG_ESPACE)
        return TCV_NO_MEMORY;
    if (failure != 0) {
        snprintf(finding, TCV_FINDING_BYTES, "a pattern in the tables that does not compile");
        return TCV_BEYOND;
    }
    int outcome = regexec(&compiled, text, 0, NULL, 0);
    regfree(&compiled);
    if (outcome == 0)
        return TCV_WITHIN;
    snprintf(finding, TCV_FINDING_BYTES, "a text that does not match");
    return outcome == REG_ESPACE ? TCV_NO_MEMORY : TCV_BEYOND;
}

static tcv_limit_result check_text(const tcv_service *service, const tcv_limits *limits,
                                   const char *text, char finding[static TCV_FINDING_BYTES])
{
    bool in_bytes = (limits->flags & TCV_LENGTH_IN_BYTES) != 0;
    size_t length = strlen(text);
    if (!in_bytes)
        length = tcv_utf8_characters(text, length);
    if (is_outside(limits->flags, TCV_HAS_MIN_LENGTH, TCV_HAS_MAX_LENGTH, (double)length,
                   limits->min_length, limits->max_length)) {
        snprintf(finding, TCV_FINDING_BYTES, "%zu %s%s", length, in_bytes ? "byte" : "character",
                 length == 1 ? "" : "s");
        return TCV_BEYOND;
    }
    return check_pattern(tcv_text(service, limits->pattern), text, finding);
}

static tcv_limit_result check_number(const tcv_limits *limits, double value, bool sensitive,
                                     char finding[static TCV_FINDING_BYTES])
{
    if (!is_outside(limits->flags, TCV_HAS_MINIMUM, TCV_HAS_MAXIMUM, value, limits->minimum,
                    limits->maximum))
        return TCV_WITHIN;
    if (sensitive)
        snprintf(finding, TCV_FINDING_BYTES, "another number");
    else
        snprintf(finding, TCV_FINDING_BYTES, "%.17g", value);
    return TCV_BEYOND;
}

tcv_limit_result tcv_check_scalar(const tcv_service *service, const tcv_field *field,
                                  const tcv_bare *value, char finding[static TCV_FINDING_BYTES])
{
    const tcv_limits *limits = limits_of(service, field);
    bool sensitive = (field->flags & TCV_SENSITIVE) != 0;
    if (limits == NULL)
        return TCV_WITHIN;
    switch (field->kind) {
    case TCV_STRING:
    case TCV_JSON:
        return check_text(service, limits, value->text, finding);
    case TCV_INT:
        return check_number(limits, (double)value->integer, sensitive, finding);
    case TCV_UINT:
        return check_number(limits, (double)value->natural, sensitive, finding);
    case TCV_DOUBLE:
        return check_number(limits, value->real, sensitive, finding);
    default:
        return TCV_WITHIN;
    }
}

tcv_limit_result tcv_check_count(const tcv_service *service, const tcv_field *field, size_t count,
                                 char finding[static TCV_FINDING_BYTES])
{
    const tcv_limits *limits = limits_of(service, field);
    if (limits == NULL || !is_outside(limits->flags, TCV_HAS_MIN_ITEMS, TCV_HAS_MAX_ITEMS,
                                      (double)count, limits->min_items, limits->max_items))
        return TCV_WITHIN;
    snprintf(finding, TCV_FINDING_BYTES, "%zu element%s", count, count == 1 ? "" : "s");
    return TCV_BEYOND;
}
