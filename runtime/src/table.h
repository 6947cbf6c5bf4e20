/* SPDX-License-Identifier: MIT */
/* The constant tables that the generator emits and the walkers read. Texts are offsets into one
 * string pool, everything else is an index: the tables need no relocation but the pointers of
 * tcv_service. Offset 0 of a pool is "". Index 0 of structs, limits and value sets means "none".
 * What only describes the API (summaries, units, C names …) stands in a pool and tables of its own,
 * so that a program that never asks for it does not hold it: members marked "described" are offsets
 * there. */
#ifndef TCV_TABLE_H
#define TCV_TABLE_H

#include <stddef.h>
#include <stdint.h>

#define TCV_TABLE_FORMAT 1

enum tcv_kind {
    TCV_STRING = 1,
    TCV_INT = 2,
    TCV_UINT = 3,
    TCV_DOUBLE = 4,
    TCV_BOOL = 5,
    TCV_JSON = 6,   /* const char *, any JSON as text */
    TCV_OBJECT = 7, /* const T *, by value as an element of a list */
    TCV_VARIANT = 8 /* as TCV_OBJECT; the struct has one pointer per case */
};

enum tcv_container { TCV_SINGLE = 0, TCV_LIST = 1, TCV_MAP = 2 };

enum tcv_field_flag {
    TCV_REQUIRED = 1,
    TCV_SENSITIVE = 2,
    TCV_FIRST_INDEX_1 = 4,
    TCV_ALSO_STRING = 8,
    TCV_ALSO_NUMBER = 16,
    TCV_ALSO_BOOL = 32,
    TCV_ALSO_OBJECT = 64,
    TCV_ALSO_LIST = 128,
    TCV_ENVELOPE = 256
};

/* A member of a struct; of a variant: a case, `name` being the discriminator's text. Fields of one
 * struct are consecutive and in layout order, so the ones that a caller of an older layout knows
 * come first. */
typedef struct tcv_field {
    uint32_t name;
    uint16_t
        offset; /* offsetof() in the newest layout, the same in every layout that has the field */
    uint16_t since; /* first layout version that has it */
    uint16_t type;  /* struct index when kind is TCV_OBJECT or TCV_VARIANT */
    uint16_t limits;
    uint16_t values; /* value set index */
    uint16_t flags;
    uint8_t kind;
    uint8_t container;
} tcv_field;

/* sizeof() of a struct from layout version `version` on. */
typedef struct tcv_size {
    uint16_t version;
    uint16_t bytes;
} tcv_size;

typedef struct tcv_struct {
    uint32_t name;          /* described; as the spec calls it: "PlayUrl" */
    uint32_t summary;       /* described */
    uint32_t discriminator; /* wire name of the sibling that chooses; "" unless a variant */
    uint16_t first_field;
    uint16_t field_count;
    uint16_t first_size; /* ascending versions, at least one */
    uint16_t size_count;
} tcv_struct;

enum tcv_limit_flag {
    TCV_HAS_MINIMUM = 1,
    TCV_HAS_MAXIMUM = 2,
    TCV_HAS_MIN_LENGTH = 4,
    TCV_HAS_MAX_LENGTH = 8,
    TCV_HAS_MIN_ITEMS = 16,
    TCV_HAS_MAX_ITEMS = 32,
    TCV_LENGTH_IN_BYTES = 64 /* else in characters (code points) */
};

typedef struct tcv_limits {
    double minimum;
    double maximum;
    uint32_t min_length;
    uint32_t max_length;
    uint32_t min_items;
    uint32_t max_items;
    uint32_t pattern; /* POSIX extended, anchored; "" for none */
    uint32_t text;    /* all of it in words: "1 to 40 bytes" */
    uint16_t flags;
} tcv_limits;

typedef struct tcv_value {
    uint32_t value;   /* in the pool of the vocabulary */
    uint32_t name;    /* described */
    uint32_t summary; /* described */
} tcv_value;

typedef struct tcv_value_set {
    uint32_t name;        /* described */
    uint32_t summary;     /* described */
    uint16_t first_value; /* in ordinal order: the first has ordinal 1 */
    uint16_t value_count;
} tcv_value_set;

enum tcv_retry_code {
    TCV_RETRY_NEVER = 0,
    TCV_RETRY_LATER = 1,
    TCV_RETRY_RESIGN = 2,
    TCV_RETRY_SERVER = 3,
    TCV_RETRY_RENEW = 4
};

typedef struct tcv_error_code {
    uint32_t code; /* "4100" */
    uint32_t name; /* described */
    uint32_t summary;
    uint8_t retry;
} tcv_error_code;

/* Of an action that takes both, the preferred method is GET unless TCV_PREFERS_POST is set. Of a
 * host: with TCV_POST_BY_URL a POST has its parameters in the URL, not in its body. */
enum tcv_method {
    TCV_METHOD_GET = 1,
    TCV_METHOD_POST = 2,
    TCV_PREFERS_POST = 4,
    TCV_POST_BY_URL = 8
};
enum tcv_scheme { TCV_SCHEME_HTTP = 1, TCV_SCHEME_HTTPS = 2 };

typedef struct tcv_host {
    uint32_t host;
    uint32_t path;
    uint8_t schemes;
    uint8_t methods;
} tcv_host;

enum tcv_action_retry { TCV_ACTION_NEVER = 0, TCV_ACTION_IDEMPOTENT = 1, TCV_ACTION_SAFE = 2 };
enum tcv_status {
    TCV_PUBLISHED = 0,
    TCV_STATUS_DEPRECATED = 1,
    TCV_UNDOCUMENTED = 2,
    TCV_DRAFT = 3
};

typedef struct tcv_action {
    uint32_t id; /* service number << 16 | number locked in layout.lock */
    uint32_t name;
    uint32_t summary;    /* described */
    uint32_t category;   /* described */
    uint32_t aliases;    /* ", "-separated */
    uint32_t deprecated; /* described */
    uint32_t doc;        /* described */
    uint32_t c_function; /* described */
    uint32_t rate_calls;
    uint32_t rate_seconds;
    uint16_t request;  /* struct index */
    uint16_t response; /* struct index */
    uint16_t host;
    uint16_t first_error;
    uint16_t error_count;
    uint16_t first_success; /* into success_codes */
    uint16_t success_count;
    uint8_t methods;
    uint8_t retry;
    uint8_t binary_body;
    uint8_t status;
    uint16_t paging; /* index into pagings, 0: its answers do not go on */
} tcv_action;

/* What the service tells by itself, sorted by name. */
typedef struct tcv_event {
    uint32_t name;
    uint32_t summary; /* described */
    uint32_t told_by; /* wire name of a field that only this event has; "": event_field names it */
    uint16_t type;    /* struct index */
} tcv_event;

enum tcv_paging_kind { TCV_PAGE = 1, TCV_CURSOR = 2, TCV_QUEUE = 3 };

/* How the answers of an action go on. Texts: wire names in the request, paths in the response. */
typedef struct tcv_paging {
    uint32_t items;
    uint32_t send;
    uint32_t receive;
    uint32_t size;
    uint32_t total;
    uint8_t kind;
    uint8_t first_page;
} tcv_paging;

enum tcv_protocol_kind { TCV_PROTOCOL_QUERY = 1 };

typedef struct tcv_service {
    uint16_t format; /* TCV_TABLE_FORMAT */
    uint16_t number;
    uint16_t layout_version; /* newest */
    uint8_t protocol;
    uint8_t default_signature; /* TCVOD_SIGNATURE_… */
    uint32_t name;
    uint32_t default_region;
    uint32_t code_field;
    uint32_t message_field;
    uint32_t description_field;
    uint32_t retryable_field;
    uint32_t url_bytes;
    uint32_t clock_tolerance_seconds;
    /* Lengths of the arrays, entry 0 included; error_count: the service's own. */
    uint16_t struct_count, action_count, error_count, host_count;
    const char *pool;
    const tcv_struct *structs;
    const tcv_field *fields;
    const tcv_size *sizes;
    const tcv_limits *limits;
    const tcv_host *hosts;
    const tcv_error_code *errors;      /* the service's own, then each action's */
    const uint32_t *success_codes;     /* texts */
    const tcv_action *actions;         /* sorted by name */
    const uint16_t *actions_by_number; /* [number] → index + 1 into actions, 0: removed */
    uint16_t action_number_count;      /* length of the array above */
    uint16_t event_count;
    uint32_t event_field; /* wire name of the field that holds an event's name */
    const tcv_event *events;
    const tcv_paging *pagings;
} tcv_service;

/* NULL-terminated; emitted by the generator. */
extern const tcv_service *const tcv_services[];

/* Of the field at the same place in tcv_service.fields. */
typedef struct tcv_field_text {
    uint32_t summary;
    uint32_t unit;
    uint32_t default_value;
    uint32_t deprecated;
} tcv_field_text;

typedef struct tcv_description {
    const char *pool;
    const tcv_field_text *fields;
} tcv_description;

/* In the order of tcv_services; emitted by the generator. */
extern const tcv_description *const tcv_descriptions[];

/* The value sets: apart, because classifiers alone read them. */
typedef struct tcv_vocabulary {
    const char *pool; /* of the values' texts; what describes them is in tcv_descriptions[] */
    const tcv_value_set *sets;
    const tcv_value *values;
    uint16_t set_count; /* entry 0 included */
} tcv_vocabulary;

/* In the order of tcv_services; emitted by the generator. */
extern const tcv_vocabulary *const tcv_vocabularies[];

static inline const char *tcv_text(const tcv_service *service, uint32_t offset)
{
    return service->pool + offset;
}

/* sizeof() of struct `type` in the layout of `version`. */
size_t tcv_struct_size(const tcv_service *service, uint16_t type, uint16_t version);

/* NULL when there is no such set. */
const tcv_value_set *tcv_value_set_of(uint32_t value_set, const tcv_vocabulary **vocabulary);

/* How many fields of `type` a caller of layout `version` knows. */
uint16_t tcv_known_fields(const tcv_service *service, uint16_t type, uint16_t version);

/* Where the service of this action, type, value set or event stands in tcv_services[] and in what
 * stands beside it; the place of the closing NULL when there is none. */
size_t tcv_service_place(uint32_t id);

const tcv_service *tcv_service_of(uint32_t id);
const tcv_action *tcv_action_by_id(uint32_t action_id, const tcv_service **service);
const tcv_action *tcv_action_by_name(const char *name, const tcv_service **service);

#endif
