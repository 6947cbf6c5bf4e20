/* SPDX-License-Identifier: MIT */
#include "table.h"

#include <stdbool.h>
#include <string.h>

size_t tcv_struct_size(const tcv_service *service, uint16_t type, uint16_t version)
{
    const tcv_struct *shape = &service->structs[type];
    const tcv_size *sizes = service->sizes + shape->first_size;
    size_t bytes = sizes[0].bytes;
    for (uint16_t i = 1; i < shape->size_count && sizes[i].version <= version; i++)
        bytes = sizes[i].bytes;
    return bytes;
}

uint16_t tcv_known_fields(const tcv_service *service, uint16_t type, uint16_t version)
{
    const tcv_struct *shape = &service->structs[type];
    const tcv_field *fields = service->fields + shape->first_field;
    uint16_t count = shape->field_count;
    while (count != 0 && fields[count - 1].since > version)
        count--;
    return count;
}

size_t tcv_service_place(uint32_t id)
{
    size_t place = 0;
    while (tcv_services[place] != NULL && tcv_services[place]->number != id >> 16)
        place++;
    return place;
}

const tcv_service *tcv_service_of(uint32_t id)
{
    return tcv_services[tcv_service_place(id)];
}

const tcv_action *tcv_action_by_id(uint32_t action_id, const tcv_service **service)
{
    const tcv_service *owner = tcv_service_of(action_id);
    uint32_t number = action_id & 0xFFFF;
    if (owner == NULL || number >= owner->action_number_count)
        return NULL;
    uint16_t position = owner->actions_by_number[number];
    if (position == 0)
        return NULL;
    if (service != NULL)
        *service = owner;
    return &owner->actions[position - 1];
}

static const tcv_action *search(const tcv_service *service, const char *name)
{
    size_t low = 0;
    size_t high = service->action_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(name, tcv_text(service, service->actions[middle].name));
        if (order == 0)
            return &service->actions[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

static bool lists_name(const char *aliases, const char *name)
{
    size_t length = strlen(name);
    while (*aliases != '\0') {
        size_t alias_length = strcspn(aliases, ",");
        if (alias_length == length && memcmp(aliases, name, length) == 0)
            return true;
        aliases += alias_length;
        aliases += strspn(aliases, ", ");
    }
    return false;
}

static const tcv_action *search_aliases(const tcv_service *service, const char *name)
{
    for (uint16_t i = 0; i < service->action_count; i++)
        if (lists_name(tcv_text(service, service->actions[i].aliases), name))
            return &service->actions[i];
    return NULL;
}

const tcv_action *tcv_action_by_name(const char *name, const tcv_service **service)
{
    static const tcv_action *(*const searches[])(const tcv_service *,
                                                 const char *) = {search, search_aliases};
    for (size_t way = 0; way < sizeof searches / sizeof *searches; way++) {
        for (const tcv_service *const *owner = tcv_services; *owner != NULL; owner++) {
            const tcv_action *action = searches[way](*owner, name);
            if (action == NULL)
                continue;
            if (service != NULL)
                *service = *owner;
            return action;
        }
    }
    return NULL;
}
