/* SPDX-License-Identifier: MIT */
/* Prints what the tables say, for comparison with the model that they were made from. */
#include <stdio.h>

#include "table.h"

static void print_fields(const tcv_service *service, const tcv_struct *shape)
{
    for (uint16_t i = 0; i < shape->field_count; i++) {
        const tcv_field *field = &service->fields[shape->first_field + i];
        printf("  %s %u %u %s %s\n", tcv_text(service, field->name), (unsigned)field->offset,
               (unsigned)field->since, tcv_descriptions[0]->pool + service->structs[field->type].name,
               tcv_text(service, service->limits[field->limits].text));
    }
}

int main(void)
{
    const tcv_service *service = tcv_services[0];
    for (uint16_t i = 1; i < service->struct_count; i++) {
        printf("%s", tcv_descriptions[0]->pool + service->structs[i].name);
        for (uint16_t version = 1; version <= service->layout_version; version++)
            printf(" %zu", tcv_struct_size(service, i, version));
        printf("\n");
        print_fields(service, &service->structs[i]);
    }
    for (uint16_t i = 0; i < service->action_count; i++) {
        const tcv_action *action = &service->actions[i];
        printf("%s %x %d\n", tcv_text(service, action->name), (unsigned)action->id,
               tcv_action_by_id(action->id, NULL) == action);
    }
    return 0;
}
