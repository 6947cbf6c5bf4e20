/* SPDX-License-Identifier: MIT */
#include "small_service.h"

#include <tcvod/client.h>

/* clang-format off */
#define TEXTS(X)                                                                                   \
    X(none, "") X(small, "small") X(gz, "gz")                                                      \
    X(age, "age") X(friends, "friends") X(mood, "mood") X(name, "name") X(parent, "parent")        \
    X(text, "text") X(whole, "whole") X(natural, "natural") X(real, "real") X(truth, "truth")      \
    X(raw, "raw") X(pet, "pet") X(texts, "texts") X(wholes, "wholes") X(naturals, "naturals")      \
    X(reals, "reals") X(truths, "truths") X(raws, "raws") X(pets, "pets") X(textMap, "textMap")    \
    X(wholeMap, "wholeMap") X(naturalMap, "naturalMap") X(realMap, "realMap")                      \
    X(truthMap, "truthMap") X(rawMap, "rawMap") X(petMap, "petMap") X(kind, "kind")                \
    X(deed, "deed") X(secret, "secret") X(late, "late") X(code, "code") X(message, "message")      \
    X(codeDesc, "codeDesc") X(canRetry, "canRetry") X(everything, "everything")                    \
    X(loose, "loose") X(note, "note") X(walk, "walk") X(meal, "meal") X(meters, "meters")          \
    X(dishes, "dishes") X(offset, "offset") X(password, "password")                                \
    X(Pet, "Pet") X(Everything, "Everything") X(EchoResponse, "Echo.response") X(Walk, "Walk")     \
    X(Meal, "Meal") X(Deed, "Deed") X(Empty, "Empty") X(SendBytesRequest, "SendBytes.request")     \
    X(Echo, "Echo") X(Old, "Old") X(SendBytes, "SendBytes") X(aliases, "Repeat, SayAgain")         \
    X(echoFunction, "small_echo") X(sendFunction, "small_send_bytes") X(oldFunction, "small_old")  \
    X(echoSummary, "Sends back what it gets.") X(useEcho, "Use Echo.") X(category, "misc")         \
    X(summary, "A field.") X(years, "years") X(seven, "7")                                         \
    X(mood_set, "Mood") X(HAPPY, "HAPPY") X(happy, "happy") X(SAD, "SAD") X(sad, "sad")            \
    X(fine, "All is well.") X(rainy, "It rains.")                                                  \
    X(zero, "0") X(one, "1") X(c4000, "4000") X(c4400, "4400") X(c4500, "4500") X(c100, "100")     \
    X(bad_parameter, "bad_parameter") X(too_many, "too_many_calls") X(replay, "replayed")          \
    X(not_found, "pet_not_found") X(no_such_pet, "There is no such pet.")                          \
    X(bad_summary, "A parameter is missing or malformed.") X(many_summary, "Too many calls.")      \
    X(replay_summary, "Seen before, or the clock is off.")                                         \
    X(host, "small.example.com") X(path, "/v2/index.php")                                          \
    X(pattern, "^[a-z]+$") X(name_rule, "1 to 5 characters, letters a to z")                       \
    X(age_rule, "0 to 30") X(pets_rule, "1 to 2 elements") X(dish_rule, "at most 4 bytes")
/* clang-format on */

#define AS_MEMBER(id, text) char id[sizeof(text)];
#define AS_VALUE(id, text) text,
static const struct pool {
    TEXTS(AS_MEMBER)
} pool = {TEXTS(AS_VALUE)};
#define T(id) ((uint32_t)offsetof(struct pool, id))

#define FIELD(shape, member, wire, ...)                                                            \
    {                                                                                              \
        .name = T(wire), .offset = offsetof(shape, member), .since = 1, __VA_ARGS__                \
    }
#define OF(kind_name) .kind = TCV_##kind_name
#define LIST_OF(kind_name) .kind = TCV_##kind_name, .container = TCV_LIST
#define MAP_OF(kind_name) .kind = TCV_##kind_name, .container = TCV_MAP

static const tcv_field fields[] = {
    FIELD(small_pet, name, name, OF(STRING), .flags = TCV_REQUIRED, .limits = 1),
    FIELD(small_pet, age, age, OF(INT), .limits = 2),
    FIELD(small_pet, parent, parent, OF(OBJECT), .type = SMALL_PET),
    FIELD(small_pet, friends, friends, LIST_OF(OBJECT), .type = SMALL_PET),
    {.name = T(mood), .offset = offsetof(small_pet, mood), .since = 2, OF(STRING), .values = 1},

    FIELD(small_everything, text, text, OF(STRING)),
    FIELD(small_everything, whole, whole, OF(INT)),
    FIELD(small_everything, natural, natural, OF(UINT)),
    FIELD(small_everything, real, real, OF(DOUBLE)),
    FIELD(small_everything, truth, truth, OF(BOOL)),
    FIELD(small_everything, raw, raw, OF(JSON)),
    FIELD(small_everything, pet, pet, OF(OBJECT), .type = SMALL_PET),
    FIELD(small_everything, texts, texts, LIST_OF(STRING), .flags = TCV_FIRST_INDEX_1),
    FIELD(small_everything, wholes, wholes, LIST_OF(INT)),
    FIELD(small_everything, naturals, naturals, LIST_OF(UINT)),
    FIELD(small_everything, reals, reals, LIST_OF(DOUBLE)),
    FIELD(small_everything, truths, truths, LIST_OF(BOOL)),
    FIELD(small_everything, raws, raws, LIST_OF(JSON)),
    FIELD(small_everything, pets, pets, LIST_OF(OBJECT), .type = SMALL_PET, .limits = 3),
    FIELD(small_everything, text_map, textMap, MAP_OF(STRING)),
    FIELD(small_everything, whole_map, wholeMap, MAP_OF(INT)),
    FIELD(small_everything, natural_map, naturalMap, MAP_OF(UINT)),
    FIELD(small_everything, real_map, realMap, MAP_OF(DOUBLE)),
    FIELD(small_everything, truth_map, truthMap, MAP_OF(BOOL)),
    FIELD(small_everything, raw_map, rawMap, MAP_OF(JSON)),
    FIELD(small_everything, pet_map, petMap, MAP_OF(OBJECT), .type = SMALL_PET),
    FIELD(small_everything, kind, kind, OF(STRING)),
    FIELD(small_everything, deed, deed, OF(VARIANT), .type = SMALL_DEED),
    FIELD(small_everything, secret, secret, OF(STRING), .flags = TCV_SENSITIVE),
    FIELD(small_everything, code, password, OF(STRING),
          .flags = TCV_SENSITIVE | TCV_ALSO_LIST | TCV_ALSO_OBJECT),
    {.name = T(late), .offset = offsetof(small_everything, late), .since = 2, OF(STRING)},

    FIELD(small_echo_response, code, code, OF(INT), .flags = TCV_ENVELOPE | TCV_REQUIRED),
    FIELD(small_echo_response, message, message, OF(STRING), .flags = TCV_ENVELOPE),
    FIELD(small_echo_response, code_desc, codeDesc, OF(STRING), .flags = TCV_ENVELOPE),
    FIELD(small_echo_response, everything, everything, OF(OBJECT), .type = SMALL_EVERYTHING),
    FIELD(small_echo_response, pets, pets, LIST_OF(OBJECT), .type = SMALL_PET),
    FIELD(small_echo_response, loose, loose, OF(INT), .flags = TCV_ALSO_STRING),
    {.name = T(note), .offset = offsetof(small_echo_response, note), .since = 2, OF(STRING)},

    FIELD(small_walk, meters, meters, OF(INT)),

    FIELD(small_meal, dishes, dishes, LIST_OF(STRING), .limits = 4),

    FIELD(small_deed, walk, walk, OF(OBJECT), .type = SMALL_WALK),
    FIELD(small_deed, meal, meal, OF(OBJECT), .type = SMALL_MEAL),

    FIELD(small_send_bytes_request, name, name, OF(STRING), .flags = TCV_REQUIRED),
    FIELD(small_send_bytes_request, offset, offset, OF(INT)),
};

static const tcv_size sizes[] = {
    {1, sizeof(small_pet_v1)},
    {2, sizeof(small_pet)},
    {1, offsetof(small_everything, late)},
    {2, sizeof(small_everything)},
    {1, offsetof(small_echo_response, note)},
    {2, sizeof(small_echo_response)},
    {1, sizeof(small_walk)},
    {1, sizeof(small_meal)},
    {1, sizeof(small_deed)},
    {1, 1},
    {1, sizeof(small_send_bytes_request)},
};

#define SHAPE(id, first, count, size, size_versions, ...)                                          \
    {                                                                                              \
        .name = T(id), .first_field = (first), .field_count = (count), .first_size = (size),       \
        .size_count = (size_versions), __VA_ARGS__                                                 \
    }

static const tcv_struct structs[] = {
    {.name = T(none)},
    [SMALL_PET] = SHAPE(Pet, 0, 5, 0, 2, .summary = T(summary)),
    [SMALL_EVERYTHING] = SHAPE(Everything, 5, 26, 2, 2, .summary = T(summary)),
    [SMALL_ECHO_RESPONSE] = SHAPE(EchoResponse, 31, 7, 4, 2, .summary = T(summary)),
    [SMALL_WALK] = SHAPE(Walk, 38, 1, 6, 1, .summary = T(summary)),
    [SMALL_MEAL] = SHAPE(Meal, 39, 1, 7, 1, .summary = T(summary)),
    [SMALL_DEED] = SHAPE(Deed, 40, 2, 8, 1, .discriminator = T(kind)),
    [SMALL_EMPTY] = SHAPE(Empty, 42, 0, 9, 1, .summary = T(summary)),
    [SMALL_SEND_BYTES_REQUEST] = SHAPE(SendBytesRequest, 42, 2, 10, 1, .summary = T(summary)),
};

static const tcv_limits limits[] = {
    {.flags = 0},
    {.min_length = 1,
     .max_length = 5,
     .pattern = T(pattern),
     .text = T(name_rule),
     .flags = TCV_HAS_MIN_LENGTH | TCV_HAS_MAX_LENGTH},
    {.minimum = 0, .maximum = 30, .text = T(age_rule), .flags = TCV_HAS_MINIMUM | TCV_HAS_MAXIMUM},
    {.min_items = 1,
     .max_items = 2,
     .text = T(pets_rule),
     .flags = TCV_HAS_MIN_ITEMS | TCV_HAS_MAX_ITEMS},
    {.max_length = 4, .text = T(dish_rule), .flags = TCV_HAS_MAX_LENGTH | TCV_LENGTH_IN_BYTES},
};

static const tcv_value values[] = {{T(HAPPY), T(happy), T(fine)}, {T(SAD), T(sad), T(rainy)}};

static const tcv_value_set value_sets[] = {
    {.name = T(none)},
    {.name = T(mood_set), .summary = T(summary), .first_value = 0, .value_count = 2},
};

static const tcv_error_code errors[] = {
    {T(c4000), T(bad_parameter), T(bad_summary), TCV_RETRY_NEVER},
    {T(c4400), T(too_many), T(many_summary), TCV_RETRY_LATER},
    {T(c4500), T(replay), T(replay_summary), TCV_RETRY_RESIGN},
    {T(c100), T(not_found), T(no_such_pet), TCV_RETRY_SERVER},
};

static const tcv_host hosts[] = {
    {T(host), T(path), TCV_SCHEME_HTTPS, TCV_METHOD_GET | TCV_METHOD_POST},
};

static const uint32_t success_codes[] = {T(zero), T(zero), T(one)};

static const tcv_action actions[] = {
    {.id = SMALL_ECHO,
     .name = T(Echo),
     .summary = T(echoSummary),
     .category = T(category),
     .aliases = T(aliases),
     .c_function = T(echoFunction),
     .rate_calls = 100,
     .rate_seconds = 60,
     .request = SMALL_EVERYTHING,
     .response = SMALL_ECHO_RESPONSE,
     .first_error = 3,
     .error_count = 1,
     .first_success = 0,
     .success_count = 1,
     .methods = TCV_METHOD_GET | TCV_METHOD_POST,
     .retry = TCV_ACTION_SAFE},
    {.id = SMALL_SERVICE_NUMBER << 16 | 2,
     .name = T(Old),
     .summary = T(echoSummary),
     .category = T(category),
     .deprecated = T(useEcho),
     .c_function = T(oldFunction),
     .request = SMALL_EMPTY,
     .response = SMALL_ECHO_RESPONSE,
     .first_error = 4,
     .first_success = 0,
     .success_count = 1,
     .methods = TCV_METHOD_GET,
     .retry = TCV_ACTION_NEVER,
     .status = TCV_STATUS_DEPRECATED},
    {.id = SMALL_SEND_BYTES,
     .name = T(SendBytes),
     .summary = T(echoSummary),
     .category = T(category),
     .c_function = T(sendFunction),
     .request = SMALL_SEND_BYTES_REQUEST,
     .response = SMALL_ECHO_RESPONSE,
     .first_error = 4,
     .first_success = 1,
     .success_count = 2,
     .methods = TCV_METHOD_POST,
     .retry = TCV_ACTION_IDEMPOTENT,
     .binary_body = 1},
};

static const uint16_t actions_by_number[] = {0, 1, 2, 3};

const tcv_service small_service = {
    .format = TCV_TABLE_FORMAT,
    .number = SMALL_SERVICE_NUMBER,
    .layout_version = 2,
    .protocol = TCV_PROTOCOL_QUERY,
    .default_signature = TCVOD_SIGNATURE_HMAC_SHA1,
    .name = T(small),
    .default_region = T(gz),
    .code_field = T(code),
    .message_field = T(message),
    .description_field = T(codeDesc),
    .retryable_field = T(canRetry),
    .url_bytes = 2048,
    .clock_tolerance_seconds = 7200,
    .struct_count = sizeof structs / sizeof *structs,
    .action_count = sizeof actions / sizeof *actions,
    .error_count = 3,
    .host_count = 1,
    .pool = (const char *)&pool,
    .structs = structs,
    .fields = fields,
    .sizes = sizes,
    .limits = limits,
    .hosts = hosts,
    .errors = errors,
    .success_codes = success_codes,
    .actions = actions,
    .actions_by_number = actions_by_number,
    .action_number_count = sizeof actions_by_number / sizeof *actions_by_number,
};

const tcv_service *const tcv_services[] = {&small_service, NULL};

enum { FIELD_COUNT = sizeof fields / sizeof *fields };
static const tcv_field_text field_texts[FIELD_COUNT] = {[1] = {T(summary), T(years), T(seven), 0}};
static const tcv_description description = {.pool = (const char *)&pool, .fields = field_texts};
const tcv_description *const tcv_descriptions[] = {&description, NULL};

static const tcv_vocabulary vocabulary = {.pool = (const char *)&pool,
                                          .sets = value_sets,
                                          .values = values,
                                          .set_count = sizeof value_sets / sizeof *value_sets};
const tcv_vocabulary *const tcv_vocabularies[] = {&vocabulary, NULL};
