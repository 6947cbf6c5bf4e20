/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "describe.h"

enum { LONGEST_PATH_BYTES = 512, LINE_COLUMNS = 100, INDENT_COLUMNS = 4 };

typedef struct field_tree {
    bool is_request;    /* names are shown as `tcvod call` takes them */
    const char *prefix; /* of the names at this depth */
    int depth;
    const cli_enclosing_type *outer;
} field_tree;

bool cli_is_enclosed(uint32_t type, const cli_enclosing_type *enclosing)
{
    for (; enclosing != NULL; enclosing = enclosing->outer)
        if (enclosing->type == type)
            return true;
    return false;
}

/* Breaks at blanks. `text` has no line ends. */
static void print_wrapped(int indent, const char *text)
{
    int column = 0;
    while (*text != '\0') {
        int length = (int)strcspn(text, " ");
        if (column > 0 && column + 1 + length > LINE_COLUMNS) {
            fputc('\n', stdout);
            column = 0;
        }
        if (column == 0)
            column = printf("%*s%.*s", indent, "", length, text);
        else
            column += printf(" %.*s", length, text);
        text += length;
        text += strspn(text, " ");
    }
    if (column > 0)
        fputc('\n', stdout);
}

static void print_labelled(int indent, const char *label, const char *text)
{
    char line[1024];
    if (text[0] == '\0')
        return;
    snprintf(line, sizeof line, "%s %s", label, text);
    print_wrapped(indent, line);
}

static void print_values(int indent, uint32_t value_set)
{
    tcvod_value_info value;
    for (size_t i = 0; tcvod_value_at(value_set, i, &value) == TCVOD_OK; i++)
        printf("%*s= %-12s %s\n", indent, "", value.value, value.summary);
}

static void print_facts(int indent, const tcvod_field_info *field)
{
    print_wrapped(indent, field->summary);
    print_labelled(indent, "unit:", field->unit);
    print_labelled(indent, "limits:", field->constraints);
    print_labelled(indent, "default:", field->default_value);
    print_labelled(indent, "deprecated:", field->deprecated);
    if (field->sensitive)
        print_wrapped(indent, "sensitive: never in logs and error texts");
    print_values(indent, field->value_set);
}

/* "srcFileList.0", "srcFileList.0.fileId", "playSet" */
static void name_field(char path[LONGEST_PATH_BYTES], const field_tree *tree,
                       const tcvod_field_info *field)
{
    const char *dot = tree->prefix[0] != '\0' ? "." : "";
    if (tree->is_request && strcmp(field->container, "list") == 0)
        snprintf(path, LONGEST_PATH_BYTES, "%s%s%s.%d", tree->prefix, dot, field->name,
                 field->first_index);
    else if (tree->is_request && strcmp(field->container, "map") == 0)
        snprintf(path, LONGEST_PATH_BYTES, "%s%s%s.KEY", tree->prefix, dot, field->name);
    else
        snprintf(path, LONGEST_PATH_BYTES, "%s%s%s", tree->is_request ? tree->prefix : "",
                 tree->is_request ? dot : "", field->name);
}

static void print_fields(uint32_t type, const field_tree *tree);

static void print_field(const tcvod_field_info *field, const field_tree *tree,
                        const cli_enclosing_type *enclosing)
{
    char path[LONGEST_PATH_BYTES];
    int indent = 2 + tree->depth * INDENT_COLUMNS;
    bool is_contained = field->container[0] != '\0';
    bool recurs = field->object_type != 0 && cli_is_enclosed(field->object_type, enclosing);
    name_field(path, tree, field);
    printf("%*s%s  %s%s%s%s%s\n", indent, "", path, field->container, is_contained ? " of " : "",
           field->type, field->required && tree->is_request ? ", required" : "",
           recurs ? ", as above" : "");
    print_facts(indent + INDENT_COLUMNS, field);
    if (field->object_type == 0 || recurs)
        return;
    field_tree inner = {tree->is_request, path, tree->depth + 1, enclosing};
    print_fields(field->object_type, &inner);
}

static void print_fields(uint32_t type, const field_tree *tree)
{
    cli_enclosing_type here = {type, tree->outer};
    tcvod_field_info field;
    for (size_t i = 0; tcvod_field_at(type, i, &field) == TCVOD_OK; i++)
        print_field(&field, tree, &here);
}

static void print_section(const char *title, uint32_t type, bool is_request)
{
    tcvod_field_info first;
    field_tree tree = {.is_request = is_request, .prefix = ""};
    printf("\n%s\n", title);
    if (tcvod_field_at(type, 0, &first) != TCVOD_OK)
        fputs("  none\n", stdout);
    print_fields(type, &tree);
}

static const char *retry_sentence(const char *retry)
{
    if (strcmp(retry, "safe") == 0)
        return "safe: it only reads";
    if (strcmp(retry, "idempotent") == 0)
        return "idempotent: repeating it does no harm";
    return "never by itself: repeating it may act twice";
}

static void print_head(const tcvod_action_info *action)
{
    tcvod_paging_info paging;
    printf("%s\n", action->name);
    print_wrapped(2, action->summary);
    printf("\n  service     %s, %s\n", action->service, action->category);
    printf("  request     %s https://%s%s%s\n", action->methods, action->host, action->path,
           action->binary_body ? ", raw bytes in the body" : "");
    printf("  retry       %s\n", retry_sentence(action->retry));
    if (action->rate_calls > 0)
        printf("  rate        %u calls in %u seconds\n", (unsigned)action->rate_calls,
               (unsigned)action->rate_seconds);
    if (strcmp(action->status, "published") != 0)
        printf("  status      %s%s%s\n", action->status, action->deprecated[0] != '\0' ? ": " : "",
               action->deprecated);
    if (tcvod_action_paging(action->id, &paging) == TCVOD_OK)
        printf("  paging      %s: its answers go on, `tcvod call %s --all` gets all of %s\n",
               paging.kind, action->name, paging.items);
    if (action->aliases[0] != '\0')
        printf("  aliases     %s\n", action->aliases);
    if (action->doc[0] != '\0')
        printf("  document    %s\n", action->doc);
}

static void print_c_call(const tcvod_action_info *action)
{
    const char *name = action->c_function;
    printf("\nC\n  int %s(tcvod_client *client, const %s_request *request,\n      %s%s_response "
           "**response, "
           "tcvod_error *error);\n",
           name, name, action->binary_body ? "tcvod_bytes body, " : "", name);
}

static void print_errors(uint32_t action_id)
{
    tcvod_error_code_info code;
    fputs("\nError codes\n", stdout);
    for (size_t i = 0; tcvod_action_error_at(action_id, i, &code) == TCVOD_OK; i++)
        printf("  %-8s %-33s %s\n", code.code, code.name, code.summary);
}

void cli_describe_as_text(const tcvod_action_info *action)
{
    print_head(action);
    print_section("Parameters, as `tcvod call` takes them", action->request_type, true);
    print_section("Answer", action->response_type, false);
    print_errors(action->id);
    print_c_call(action);
}
