/* SPDX-License-Identifier: MIT */
/* What is to be uploaded. */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command_upload.h"
#include "input.h"
#include "report.h"

enum { SPOOL_PIECE_BYTES = 256 * 1024, DEEPEST_FOLDER = 64 };

static const char from_stdin[] = "-";
static const char byte_order_mark[] = "\xef\xbb\xbf"; /* of lists from Windows */

typedef struct collector {
    cli_upload_list *list;
    const cli_command *command;
    bool has_type;
    bool took_stdin;
} collector;

/* The name becomes the list's. */
static int add(collector *to, char *name)
{
    cli_upload_list *list = to->list;
    if (name != NULL && list->count == list->capacity) {
        size_t capacity = list->capacity == 0 ? 16 : list->capacity * 2;
        cli_upload_item *items = realloc(list->items, capacity * sizeof *items);
        if (items == NULL) {
            free(name);
            return cli_out_of_memory(to->command);
        }
        list->items = items;
        list->capacity = capacity;
    }
    if (name == NULL)
        return cli_out_of_memory(to->command);
    list->items[list->count++] = (cli_upload_item){.name = name};
    return CLI_EXIT_OK;
}

static int copy_stdin(const cli_command *command, FILE *spool)
{
    static char piece[SPOOL_PIECE_BYTES];
    size_t got;
    errno = 0;
    while ((got = fread(piece, 1, sizeof piece, stdin)) > 0)
        if (fwrite(piece, 1, got, spool) != got)
            break;
    if (!ferror(stdin) && !ferror(spool) && fflush(spool) == 0)
        return CLI_EXIT_OK;
    return cli_usage_error(command, "cannot copy stdin to a temporary file: %s", strerror(errno));
}

/* In $TMPDIR, which tmpfile() takes no notice of: videos may be larger than /tmp. */
static FILE *open_spool(void)
{
    char path[PATH_MAX];
    const char *folder = getenv("TMPDIR");
    if (folder == NULL || folder[0] == '\0')
        folder = "/tmp";
    int length = snprintf(path, sizeof path, "%s/tcvod-XXXXXX", folder);
    if (length < 0 || (size_t)length >= sizeof path) {
        errno = ENAMETOOLONG;
        return NULL;
    }
    int fd = mkstemp(path);
    if (fd < 0)
        return NULL;
    unlink(path);
    FILE *spool = fdopen(fd, "w+b");
    if (spool == NULL)
        close(fd);
    return spool;
}

/* It is read when all the rest is known to be right: cli_upload_read_stdin(). */
static int add_stdin(collector *to)
{
    if (to->took_stdin)
        return cli_usage_error(to->command, "stdin (-) can be read only once");
    to->took_stdin = true;
    if (!to->has_type)
        return cli_usage_error(to->command, "stdin (-) has no name: say --type, as in mp4");
    return add(to, strdup(from_stdin));
}

static int is_shown(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static char *join(const char *folder, const char *name)
{
    size_t folder_bytes = strlen(folder);
    while (folder_bytes > 1 && folder[folder_bytes - 1] == '/')
        folder_bytes--;
    size_t size_bytes = folder_bytes + strlen(name) + 2;
    char *path = malloc(size_bytes);
    if (path != NULL)
        snprintf(path, size_bytes, "%.*s/%s", (int)folder_bytes, folder, name);
    return path;
}

static int add_folder(collector *to, const char *folder, int depth);

/* It fails in its turn. */
static int add_unreadable(collector *to, const char *folder, int folder_errno)
{
    int status = add(to, strdup(folder));
    if (status == CLI_EXIT_OK)
        to->list->items[to->list->count - 1].folder_errno = folder_errno;
    return status;
}

static int add_whole_folder(collector *to, const char *folder)
{
    size_t count_before = to->list->count;
    int status = add_folder(to, folder, 0);
    if (status == CLI_EXIT_OK && to->list->count == count_before)
        cli_complain(to->command, "%s: no files (names that begin with a dot are left out)",
                     folder);
    return status;
}

/* `path` is taken over. Links to files count as files; links to folders could lead in a circle.
 * What cannot be looked at fails in its turn, lest it be taken for uploaded. */
static int add_entry(collector *to, char *path, int depth)
{
    struct stat status;
    if (path == NULL)
        return cli_out_of_memory(to->command);
    if (stat(path, &status) != 0 || S_ISREG(status.st_mode))
        return add(to, path);
    int result = CLI_EXIT_OK;
    if (lstat(path, &status) == 0 && S_ISDIR(status.st_mode))
        result = add_folder(to, path, depth + 1);
    free(path);
    return result;
}

static int add_folder(collector *to, const char *folder, int depth)
{
    struct dirent **entries;
    if (depth > DEEPEST_FOLDER)
        return cli_usage_error(to->command, "%s: more than %d folders in one another", folder,
                               DEEPEST_FOLDER);
    int count = scandir(folder, &entries, is_shown, alphasort);
    if (count < 0 && depth > 0)
        return add_unreadable(to, folder, errno);
    if (count < 0)
        return cli_usage_error(to->command, "cannot read the folder %s: %s", folder,
                               strerror(errno));
    int status = CLI_EXIT_OK;
    for (int i = 0; i < count; i++) {
        if (status == CLI_EXIT_OK)
            status = add_entry(to, join(folder, entries[i]->d_name), depth);
        free(entries[i]);
    }
    free(entries);
    return status;
}

/* A file that is missing is not complained about here: it fails in its turn, the others are
 * uploaded. */
static int add_named(collector *to, const char *name)
{
    struct stat status;
    if (strcmp(name, from_stdin) == 0)
        return add_stdin(to);
    if (stat(name, &status) == 0 && S_ISDIR(status.st_mode))
        return add_whole_folder(to, name);
    return add(to, strdup(name));
}

static int add_listed(collector *to, const char *list_path)
{
    char *text = NULL;
    bool is_empty = true;
    if (strcmp(list_path, from_stdin) == 0)
        to->took_stdin = true;
    int status = cli_read_text(to->command, list_path, &text);
    char *first = text != NULL && strncmp(text, byte_order_mark, 3) == 0 ? text + 3 : text;
    for (char *line = first, *next; status == CLI_EXIT_OK && line != NULL; line = next) {
        size_t length = strcspn(line, "\n");
        next = line[length] == '\n' ? line + length + 1 : NULL;
        line[length] = '\0';
        if (length > 0 && line[length - 1] == '\r')
            line[--length] = '\0';
        if (length > 0)
            status = add_named(to, line);
        is_empty = is_empty && length == 0;
    }
    if (status == CLI_EXIT_OK && is_empty)
        cli_complain(to->command, "%s: no files are listed", list_path);
    free(text);
    return status;
}

int cli_upload_collect(cli_upload_list *list, const cli_arguments *arguments)
{
    collector to = {.list = list,
                    .command = arguments->command,
                    .has_type = cli_option_value(arguments, "--type") != NULL};
    const char *list_path = cli_option_value(arguments, "--list");
    int status = list_path != NULL ? add_listed(&to, list_path) : CLI_EXIT_OK;
    for (size_t i = 0; i < arguments->positional_count && status == CLI_EXIT_OK; i++)
        status = add_named(&to, arguments->positionals[i]);
    if (list_path == NULL && arguments->positional_count == 0)
        status = cli_usage_error(arguments->command, "there is nothing to upload: name files, "
                                                     "folders, - or --list FILE");
    return status;
}

/* Parts are read by their place, and some of them again: a pipe cannot do that. */
int cli_upload_read_stdin(cli_upload_list *list, const cli_command *command)
{
    for (size_t i = 0; i < list->count; i++) {
        cli_upload_item *item = &list->items[i];
        if (strcmp(item->name, from_stdin) != 0)
            continue;
        item->spool = open_spool();
        if (item->spool == NULL)
            return cli_usage_error(command, "cannot make a temporary file for stdin: %s",
                                   strerror(errno));
        return copy_stdin(command, item->spool);
    }
    return CLI_EXIT_OK;
}

void cli_upload_list_release(cli_upload_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        free(list->items[i].name);
        if (list->items[i].spool != NULL)
            fclose(list->items[i].spool);
        tcvod_upload_result_free(list->items[i].result);
    }
    free(list->items);
    *list = (cli_upload_list){0};
}
