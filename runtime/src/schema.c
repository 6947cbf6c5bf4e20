/* SPDX-License-Identifier: MIT */
#include "table.h"

#include <tcvod/dynamic.h>
#include <tcvod/error.h>
#include <tcvod/event.h>

#include <string.h>

static const tcv_description *description_of(const tcv_service *service)
{
    return tcv_descriptions[tcv_service_place((uint32_t)service->number << 16)];
}

static const char *described(const tcv_service *service, uint32_t offset)
{
    return description_of(service)->pool + offset;
}

static const char *status_name(uint8_t status)
{
    static const char *const names[] = {[TCV_PUBLISHED] = "published",
                                        [TCV_STATUS_DEPRECATED] = "deprecated",
                                        [TCV_UNDOCUMENTED] = "undocumented",
                                        [TCV_DRAFT] = "draft"};
    return names[status];
}

static const char *action_retry_name(uint8_t retry)
{
    static const char *const names[] = {[TCV_ACTION_NEVER] = "never",
                                        [TCV_ACTION_IDEMPOTENT] = "idempotent",
                                        [TCV_ACTION_SAFE] = "safe"};
    return names[retry];
}

static const char *error_retry_name(uint8_t retry)
{
    static const char *const names[] = {[TCV_RETRY_NEVER] = "never",
                                        [TCV_RETRY_LATER] = "later",
                                        [TCV_RETRY_RESIGN] = "resign",
                                        [TCV_RETRY_SERVER] = "server",
                                        [TCV_RETRY_RENEW] = "renew"};
    return names[retry];
}

static const char *methods_name(uint8_t methods)
{
    static const char *const names[] = {"", [TCV_METHOD_GET] = "GET", [TCV_METHOD_POST] = "POST",
                                        "GET, POST"};
    return names[methods & (TCV_METHOD_GET | TCV_METHOD_POST)];
}

static void describe_action(const tcv_service *service, const tcv_action *action,
                            tcvod_action_info *info)
{
    const tcv_host *host = &service->hosts[action->host];
    uint32_t type_base = (uint32_t)service->number << 16;
    *info = (tcvod_action_info){
        .id = action->id,
        .service = tcv_text(service, service->name),
        .name = tcv_text(service, action->name),
        .summary = described(service, action->summary),
        .category = described(service, action->category),
        .status = status_name(action->status),
        .deprecated = described(service, action->deprecated),
        .aliases = tcv_text(service, action->aliases),
        .doc = described(service, action->doc),
        .host = tcv_text(service, host->host),
        .path = tcv_text(service, host->path),
        .methods = methods_name(action->methods),
        .retry = action_retry_name(action->retry),
        .c_function = described(service, action->c_function),
        .binary_body = action->binary_body != 0,
        .rate_calls = action->rate_calls,
        .rate_seconds = action->rate_seconds,
        .request_type = type_base | action->request,
        .response_type = type_base | action->response,
        .error_count = (size_t)action->error_count + service->error_count,
    };
}

size_t tcvod_action_count(void)
{
    size_t count = 0;
    for (const tcv_service *const *service = tcv_services; *service != NULL; service++)
        count += (*service)->action_count;
    return count;
}

int tcvod_action_at(size_t index, tcvod_action_info *info)
{
    for (const tcv_service *const *service = tcv_services; *service != NULL; service++) {
        if (index < (*service)->action_count && info != NULL) {
            describe_action(*service, &(*service)->actions[index], info);
            return TCVOD_OK;
        }
        if (index < (*service)->action_count)
            break;
        index -= (*service)->action_count;
    }
    return TCVOD_ERROR_ARGUMENT;
}

int tcvod_action_named(const char *name, tcvod_action_info *info)
{
    const tcv_service *service = NULL;
    const tcv_action *action = NULL;
    if (name != NULL && info != NULL)
        action = tcv_action_by_name(name, &service);
    if (action == NULL)
        return TCVOD_ERROR_ARGUMENT;
    describe_action(service, action, info);
    return TCVOD_OK;
}

int tcvod_action_error_at(uint32_t action_id, size_t index, tcvod_error_code_info *info)
{
    const tcv_service *service = NULL;
    const tcv_action *action = tcv_action_by_id(action_id, &service);
    if (action == NULL || info == NULL)
        return TCVOD_ERROR_ARGUMENT;
    const tcv_error_code *code = NULL;
    if (index < action->error_count)
        code = &service->errors[action->first_error + index];
    else if (index - action->error_count < service->error_count)
        code = &service->errors[index - action->error_count];
    if (code == NULL)
        return TCVOD_ERROR_ARGUMENT;
    *info = (tcvod_error_code_info){.code = tcv_text(service, code->code),
                                    .name = described(service, code->name),
                                    .summary = tcv_text(service, code->summary),
                                    .retry = error_retry_name(code->retry)};
    return TCVOD_OK;
}

int tcvod_action_paging(uint32_t action_id, tcvod_paging_info *info)
{
    static const char *const kinds[] = {
        [TCV_PAGE] = "page", [TCV_CURSOR] = "cursor", [TCV_QUEUE] = "queue"};
    const tcv_service *service = NULL;
    const tcv_action *action = tcv_action_by_id(action_id, &service);
    if (action == NULL || action->paging == 0 || info == NULL)
        return TCVOD_ERROR_ARGUMENT;
    const tcv_paging *paging = &service->pagings[action->paging];
    *info =
        (tcvod_paging_info){.kind = kinds[paging->kind], .items = tcv_text(service, paging->items)};
    return TCVOD_OK;
}

static const char *type_name(const tcv_service *service, const tcv_field *field)
{
    static const char *const names[] = {
        [TCV_STRING] = "string", [TCV_INT] = "int",   [TCV_UINT] = "uint",
        [TCV_DOUBLE] = "double", [TCV_BOOL] = "bool", [TCV_JSON] = "json"};
    if (field->kind == TCV_OBJECT || field->kind == TCV_VARIANT)
        return described(service, service->structs[field->type].name);
    return names[field->kind];
}

static uint32_t public_id(const tcv_service *service, uint16_t index)
{
    return index != 0 ? (uint32_t)service->number << 16 | index : 0;
}

static const char *value_set_name(const tcv_service *service, uint16_t index)
{
    const tcv_vocabulary *vocabulary;
    const tcv_value_set *set = tcv_value_set_of(public_id(service, index), &vocabulary);
    return set != NULL ? described(service, set->name) : "";
}

static void describe_field(const tcv_service *service, const tcv_field *field,
                           tcvod_field_info *info)
{
    static const char *const containers[] = {
        [TCV_SINGLE] = "", [TCV_LIST] = "list", [TCV_MAP] = "map"};
    bool is_object = field->kind == TCV_OBJECT || field->kind == TCV_VARIANT;
    const tcv_limits *limits = &service->limits[field->limits];
    const tcv_field_text *text = &description_of(service)->fields[field - service->fields];
    *info = (tcvod_field_info){
        .name = tcv_text(service, field->name),
        .type = type_name(service, field),
        .container = containers[field->container],
        .summary = described(service, text->summary),
        .unit = described(service, text->unit),
        .default_value = described(service, text->default_value),
        .constraints = field->limits != 0 ? tcv_text(service, limits->text) : "",
        .deprecated = described(service, text->deprecated),
        .values = value_set_name(service, field->values),
        .required = (field->flags & TCV_REQUIRED) != 0,
        .sensitive = (field->flags & TCV_SENSITIVE) != 0,
        .first_index = (field->flags & TCV_FIRST_INDEX_1) != 0,
        .object_type = is_object ? public_id(service, field->type) : 0,
        .value_set = public_id(service, field->values),
    };
}

int tcvod_field_at(uint32_t type, size_t index, tcvod_field_info *info)
{
    const tcv_service *service = tcv_service_of(type);
    uint32_t position = type & 0xFFFF;
    if (service == NULL || info == NULL || position == 0 || position >= service->struct_count)
        return TCVOD_ERROR_ARGUMENT;
    const tcv_struct *shape = &service->structs[position];
    if (index >= shape->field_count)
        return TCVOD_ERROR_ARGUMENT;
    describe_field(service, &service->fields[shape->first_field + index], info);
    return TCVOD_OK;
}

int tcvod_value_at(uint32_t value_set, size_t index, tcvod_value_info *info)
{
    const tcv_vocabulary *vocabulary;
    const tcv_value_set *set = tcv_value_set_of(value_set, &vocabulary);
    if (set == NULL || info == NULL || index >= set->value_count)
        return TCVOD_ERROR_ARGUMENT;
    const tcv_service *service = tcv_service_of(value_set);
    const tcv_value *value = &vocabulary->values[set->first_value + index];
    *info = (tcvod_value_info){.value = vocabulary->pool + value->value,
                               .name = described(service, value->name),
                               .summary = described(service, value->summary)};
    return TCVOD_OK;
}

const char *tcvod_value_summary(uint32_t value_set, const char *value)
{
    tcvod_value_info info;
    unsigned ordinal = tcvod_value_ordinal(value_set, value);
    if (ordinal == 0 || tcvod_value_at(value_set, ordinal - 1, &info) != TCVOD_OK)
        return NULL;
    return info.summary;
}

int tcvod_event_at(size_t index, tcvod_event_info *info)
{
    for (const tcv_service *const *each = tcv_services; *each != NULL && info != NULL; each++) {
        const tcv_service *service = *each;
        if (index < service->event_count) {
            const tcv_event *event = &service->events[index];
            *info = (tcvod_event_info){.service = tcv_text(service, service->name),
                                       .name = tcv_text(service, event->name),
                                       .summary = described(service, event->summary),
                                       .type = (uint32_t)service->number << 16 | event->type};
            return TCVOD_OK;
        }
        index -= service->event_count;
    }
    return TCVOD_ERROR_ARGUMENT;
}
