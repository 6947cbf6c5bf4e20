/* SPDX-License-Identifier: MIT */
#include "small_service.h"

#include "table.h"

/* clang-format off */
#define TEXTS(X)                                                                                   \
    X(none, "") X(small, "small") X(region, "gz") X(code, "code") X(message, "message")            \
    X(code_desc, "codeDesc") X(can_retry, "canRetry") X(name, "name") X(count, "count")            \
    X(tags, "tags") X(text, "text") X(request, "Small.request") X(response, "Small.response")      \
    X(echo, "Echo") X(store, "Store") X(read_only, "ReadOnly") X(write_only, "WriteOnly")          \
    X(summary, "A summary.") X(host, "api.invalid") X(old_host, "old.invalid")                     \
    X(path, "/v2/index.php") X(zero, "0") X(one, "1") X(minus_six, "-10006") X(c4100, "4100")      \
    X(c4200, "4200") X(c6000, "6000") X(no_code, "no reason known")
/* clang-format on */

struct pool {
#define X(name, text) char name[sizeof text];
    TEXTS(X)
#undef X
};

static const struct pool pool = {
#define X(name, text) text,
    TEXTS(X)
#undef X
};

#define AT(name) ((uint32_t)offsetof(struct pool, name))
#define MEMBER(type, member, wire, field_kind, field_container, field_flags)                       \
    {                                                                                              \
        .name = AT(wire), .offset = offsetof(type, member), .since = 1, .kind = (field_kind),      \
        .container = (field_container), .flags = (field_flags)                                     \
    }

static const tcv_field fields[] = {
    MEMBER(small_request, name, name, TCV_STRING, TCV_SINGLE, 0),
    MEMBER(small_request, count, count, TCV_INT, TCV_SINGLE, 0),
    MEMBER(small_request, tags, tags, TCV_STRING, TCV_LIST, TCV_FIRST_INDEX_1),
    MEMBER(small_response, code, code, TCV_INT, TCV_SINGLE, TCV_ENVELOPE | TCV_ALSO_STRING),
    MEMBER(small_response, message, message, TCV_STRING, TCV_SINGLE, TCV_ENVELOPE),
    MEMBER(small_response, code_desc, code_desc, TCV_STRING, TCV_SINGLE, TCV_ENVELOPE),
    MEMBER(small_response, text, text, TCV_STRING, TCV_SINGLE, 0),
    MEMBER(small_response, can_retry, can_retry, TCV_INT, TCV_SINGLE, 0),
};

static const tcv_size sizes[] = {{1, sizeof(small_request)}, {1, sizeof(small_response)}};

static const tcv_struct structs[] = {
    {0},
    {.name = AT(request), .first_field = 0, .field_count = 3, .first_size = 0, .size_count = 1},
    {.name = AT(response), .first_field = 3, .field_count = 5, .first_size = 1, .size_count = 1},
};

static const tcv_limits no_limits[] = {{0}};
static const tcv_value_set no_value_sets[] = {{0}};
static const tcv_value no_values[] = {{0}};

static const tcv_host hosts[] = {
    {AT(host), AT(path), TCV_SCHEME_HTTPS, TCV_METHOD_GET | TCV_METHOD_POST},
    {AT(old_host), AT(path), TCV_SCHEME_HTTP, TCV_METHOD_POST},
};

static const tcv_error_code errors[] = {
    {AT(c4100), AT(none), AT(summary), TCV_RETRY_NEVER},
    {AT(c4200), AT(none), AT(summary), TCV_RETRY_RESIGN},
    {AT(c6000), AT(none), AT(no_code), TCV_RETRY_LATER},
    {AT(minus_six), AT(none), AT(summary), TCV_RETRY_SERVER}, /* of Store alone */
};

static const uint32_t success_codes[] = {AT(zero), AT(one)};

#define ACTION(number, action_name, ...)                                                           \
    {                                                                                              \
        .id = (number), .name = AT(action_name), .summary = AT(summary), .request = 1,             \
        .response = 2, .first_success = 0, .success_count = 1, __VA_ARGS__                         \
    }

static const tcv_action actions[] = {
    ACTION(ECHO, echo, .methods = TCV_METHOD_GET | TCV_METHOD_POST, .retry = TCV_ACTION_SAFE),
    ACTION(READ_ONLY, read_only, .methods = TCV_METHOD_GET, .retry = TCV_ACTION_SAFE),
    {.id = STORE,
     .name = AT(store),
     .summary = AT(summary),
     .request = 1,
     .response = 2,
     .host = 1,
     .first_error = 3,
     .error_count = 1,
     .first_success = 0,
     .success_count = 2,
     .methods = TCV_METHOD_POST,
     .retry = TCV_ACTION_IDEMPOTENT,
     .binary_body = 1},
    ACTION(WRITE_ONLY, write_only, .methods = TCV_METHOD_POST, .retry = TCV_ACTION_NEVER),
};

static const uint16_t actions_by_number[] = {0, 1, 3, 2, 4};

static const tcv_service service = {
    .format = TCV_TABLE_FORMAT,
    .number = 7,
    .layout_version = LAYOUT,
    .protocol = TCV_PROTOCOL_QUERY,
    .default_signature = TCVOD_SIGNATURE_HMAC_SHA1,
    .name = AT(small),
    .default_region = AT(region),
    .code_field = AT(code),
    .message_field = AT(message),
    .description_field = AT(code_desc),
    .retryable_field = AT(can_retry),
    .url_bytes = 2048,
    .struct_count = 3,
    .action_count = 4,
    .error_count = 3,
    .host_count = 2,
    .pool = (const char *)&pool,
    .structs = structs,
    .fields = fields,
    .sizes = sizes,
    .limits = no_limits,
    .hosts = hosts,
    .errors = errors,
    .success_codes = success_codes,
    .actions = actions,
    .actions_by_number = actions_by_number,
    .action_number_count = 5,
};

const tcv_service *const tcv_services[] = {&service, NULL};

static const tcv_field_text field_texts[sizeof fields / sizeof *fields] = {{0}};
static const tcv_description description = {.pool = (const char *)&pool, .fields = field_texts};
const tcv_description *const tcv_descriptions[] = {&description, NULL};

static const tcv_vocabulary vocabulary = {
    .pool = (const char *)&pool, .sets = no_value_sets, .values = no_values, .set_count = 1};
const tcv_vocabulary *const tcv_vocabularies[] = {&vocabulary, NULL};
