/* SPDX-License-Identifier: MIT */
/* What a value or a code means. Apart from schema.c, so that a classifier does not bring in all
 * that describes the API. */
#include "table.h"

#include <string.h>
#include <tcvod/dynamic.h>

const tcv_value_set *tcv_value_set_of(uint32_t value_set, const tcv_vocabulary **vocabulary)
{
    uint32_t position = value_set & 0xFFFF;
    size_t place = tcv_service_place(value_set);
    *vocabulary = tcv_services[place] != NULL ? tcv_vocabularies[place] : NULL;
    if (*vocabulary == NULL || position == 0 || position >= (*vocabulary)->set_count)
        return NULL;
    return &(*vocabulary)->sets[position];
}

unsigned tcvod_value_ordinal(uint32_t value_set, const char *value)
{
    const tcv_vocabulary *vocabulary;
    const tcv_value_set *set = tcv_value_set_of(value_set, &vocabulary);
    if (set == NULL || value == NULL)
        return 0;
    const tcv_value *values = vocabulary->values + set->first_value;
    for (uint16_t i = 0; i < set->value_count; i++)
        if (strcmp(vocabulary->pool + values[i].value, value) == 0)
            return i + 1U;
    return 0;
}

static const char *summary_among(const tcv_service *service, size_t first, size_t count,
                                 const char *code)
{
    for (size_t i = first; i < first + count; i++)
        if (strcmp(tcv_text(service, service->errors[i].code), code) == 0)
            return tcv_text(service, service->errors[i].summary);
    return NULL;
}

const char *tcvod_error_text(const char *service_code)
{
    const char *summary = NULL;
    if (service_code == NULL)
        return NULL;
    for (const tcv_service *const *each = tcv_services; *each != NULL && summary == NULL; each++) {
        const tcv_service *service = *each;
        summary = summary_among(service, 0, service->error_count, service_code);
        for (uint16_t i = 0; i < service->action_count && summary == NULL; i++)
            summary = summary_among(service, service->actions[i].first_error,
                                    service->actions[i].error_count, service_code);
    }
    return summary;
}
