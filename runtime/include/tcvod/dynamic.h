/* SPDX-License-Identifier: MIT */
/* Calls by name, and what the library knows about the API: for tools, tests and other languages. */
#ifndef TCVOD_DYNAMIC_H
#define TCVOD_DYNAMIC_H

#include <tcvod/pages.h>

TCVOD_BEGIN_C

/* An action, a struct and a field of the description; static. Texts are not NULL. */
typedef struct tcvod_action_info {
    uint32_t id;
    const char *service;
    const char *name;
    const char *summary;
    const char *category;
    const char *status;     /* published | deprecated | undocumented | draft */
    const char *deprecated; /* sentence, or "" */
    const char *aliases;    /* comma-separated, or "" */
    const char *doc;        /* the vendor's page, or "" */
    const char *host;
    const char *path;
    const char *methods; /* "GET", "POST" or "GET, POST" */
    const char *retry;   /* safe | idempotent | never */
    const char *c_function;
    bool binary_body;
    uint32_t rate_calls; /* per rate_seconds; 0: none stated */
    uint32_t rate_seconds;
    uint32_t request_type; /* for tcvod_field_at() */
    uint32_t response_type;
    size_t error_count;
} tcvod_action_info;

typedef struct tcvod_field_info {
    const char *name;      /* on the wire */
    const char *type;      /* "string", "int", … or the name of an object type */
    const char *container; /* "", "list" or "map" */
    const char *summary;
    const char *unit;
    const char *default_value;
    const char *constraints; /* "1 to 40 bytes; pattern …", or "" */
    const char *deprecated;
    const char *values; /* name of a value set, or "" */
    bool required;
    bool sensitive;
    int first_index;
    uint32_t object_type; /* of its elements or itself; 0 for scalars */
    uint32_t value_set;   /* 0: none */
} tcvod_field_info;

typedef struct tcvod_value_info {
    const char *value;
    const char *name;
    const char *summary;
} tcvod_value_info;

typedef struct tcvod_error_code_info {
    const char *code;
    const char *name;
    const char *summary;
    const char *retry; /* never | later | resign | server */
} tcvod_error_code_info;

/* How the answers of an action go on. */
typedef struct tcvod_paging_info {
    const char *kind;  /* page | cursor | queue */
    const char *items; /* path of the list in each answer: "fileSet" */
} tcvod_paging_info;

TCVOD_API size_t tcvod_action_count(void);
/* Actions in alphabetical order. TCVOD_ERROR_ARGUMENT past the end or for an unknown name (aliases
 * are known). */
TCVOD_API int tcvod_action_at(size_t index, tcvod_action_info *info);
TCVOD_API int tcvod_action_named(const char *name, tcvod_action_info *info);
/* Own error codes of an action first, then the service's. */
TCVOD_API int tcvod_action_error_at(uint32_t action_id, size_t index, tcvod_error_code_info *info);
/* ARGUMENT, too, for an action whose answer is one. */
TCVOD_API int tcvod_action_paging(uint32_t action_id, tcvod_paging_info *info);
TCVOD_API int tcvod_field_at(uint32_t type, size_t index, tcvod_field_info *info);
TCVOD_API int tcvod_value_at(uint32_t value_set, size_t index, tcvod_value_info *info);

/* Meaning of a service's error code for any action: "file does not exist"; NULL when unknown. */
TCVOD_API const char *tcvod_error_text(const char *service_code);

/* Name and summary of `value` in a value set; position + 1 in `ordinal`, 0 when unknown. The
 * generated classifiers are made of this. */
TCVOD_API unsigned tcvod_value_ordinal(uint32_t value_set, const char *value);
TCVOD_API const char *tcvod_value_summary(uint32_t value_set, const char *value);

/* A call whose request is a JSON object with wire names. Unknown members and wrong types are
 * ARGUMENT errors that name the path. */
TCVOD_API int tcvod_call_json(tcvod_client *client, const char *action, const char *request_json,
                              const tcvod_call_options *options, void **response,
                              tcvod_error *error);

/* The same with flat parameters: {"tags.1", "pet"}, {"transcode.definition.0", "20"}. */
TCVOD_API int tcvod_call_parameters(tcvod_client *client, const char *action,
                                    const tcvod_parameter *parameters, size_t count,
                                    const tcvod_call_options *options, void **response,
                                    tcvod_error *error);

/* Pages of an action by name, as tcvod_pages_open(); tcvod_pages_next() goes on with the id that
 * tcvod_action_named() tells. */
TCVOD_API int tcvod_pages_open_json(tcvod_client *client, const char *action,
                                    const char *request_json, const tcvod_call_options *options,
                                    tcvod_pages **pages, tcvod_error *error);
TCVOD_API int tcvod_pages_open_parameters(tcvod_client *client, const char *action,
                                          const tcvod_parameter *parameters, size_t count,
                                          const tcvod_call_options *options, tcvod_pages **pages,
                                          tcvod_error *error);

/* A stored body as the typed response of `action`, laid out for the newest layout. Answers with an
 * error code decode, too. To be released by tcvod_free(). */
TCVOD_API int tcvod_decode(const char *action, const char *body, size_t size_bytes, void **response,
                           tcvod_error *error);

/* The typed view of a response as JSON with wire names; free() it with tcvod_text_free(). */
TCVOD_API int tcvod_response_view(const void *response, char **json, tcvod_error *error);
TCVOD_API void tcvod_text_free(char *text);

/* A request ready to send, as JSON: {"method", "url", "body", "string_to_sign", "signature",
 * "parameters"}. Nothing is sent. Holds a signature: not for logs. Free with tcvod_text_free(). */
TCVOD_API int tcvod_dry_run_json(tcvod_client *client, const char *action, const char *request_json,
                                 const tcvod_call_options *options, char **json,
                                 tcvod_error *error);
TCVOD_API int tcvod_dry_run_parameters(tcvod_client *client, const char *action,
                                       const tcvod_parameter *parameters, size_t count,
                                       const tcvod_call_options *options, char **json,
                                       tcvod_error *error);

TCVOD_END_C

#endif
