/* SPDX-License-Identifier: MIT */
/* ~/.config/tcvod/config: `key = value` lines, [profile] sections, # comments. Messages never
 * repeat a value, and a key only when it cannot be one. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config.h"
#include "report.h"
#include "text.h"

static const char default_profile[] = "default";
enum { LARGEST_FILE_BYTES = 64 * 1024, LONGEST_KEY_BYTES = 16 };

typedef struct config_reader {
    const cli_command *command;
    const char *path;
    unsigned line;
    const char *wanted;  /* profile */
    const char *section; /* points into the text */
    bool found;
    bool seen[CLI_SETTING_COUNT]; /* in the section that is being read */
    cli_config *config;
} config_reader;

static int bad_line(const config_reader *reader, const char *message, const char *detail)
{
    cli_complain(reader->command, "%s:%u: %s%s", reader->path, reader->line, message, detail);
    return CLI_EXIT_CONFIG;
}

static char *trim(char *text)
{
    static const char blanks[] = " \t\r";
    text += strspn(text, blanks);
    size_t length = strlen(text);
    while (length > 0 && strchr(blanks, text[length - 1]) != NULL)
        length--;
    text[length] = '\0';
    return text;
}

static int unknown_key(const config_reader *reader, const char *key)
{
    bool harmless =
        strlen(key) <= LONGEST_KEY_BYTES && key[strspn(key, "abcdefghijklmnopqrstuvwxyz_")] == '\0';
    const char *best = NULL;
    size_t best_distance = 0;
    char detail[96] = "";
    for (int i = 0; i < CLI_SETTING_COUNT; i++)
        cli_consider(key, cli_setting_name((enum cli_setting)i), &best, &best_distance);
    if (best != NULL && harmless)
        snprintf(detail, sizeof detail, " '%s'; did you mean %s?", key, best);
    else
        snprintf(detail, sizeof detail,
                 "%s%s%s; known are secret_id, secret_key, token, region, "
                 "endpoint, ca_file",
                 harmless ? " '" : "", harmless ? key : "", harmless ? "'" : "");
    return bad_line(reader, "unknown key", detail);
}

static int read_setting(config_reader *reader, char *line)
{
    char *equals = strchr(line, '=');
    if (equals == NULL)
        return bad_line(reader, "expected 'key = value', '[profile]' or '# comment'", "");
    *equals = '\0';
    const char *key = trim(line), *value = trim(equals + 1);
    int setting = 0;
    while (setting < CLI_SETTING_COUNT &&
           strcmp(key, cli_setting_name((enum cli_setting)setting)) != 0)
        setting++;
    if (setting == CLI_SETTING_COUNT)
        return unknown_key(reader, key);
    if (value[0] == '\0')
        return bad_line(reader, "there is no value for ", key);
    bool is_wanted = strcmp(reader->section, reader->wanted) == 0;
    if (reader->seen[setting] || (is_wanted && reader->config->values[setting] != NULL))
        return bad_line(reader, "this profile has it twice: ", key);
    reader->seen[setting] = true;
    if (!is_wanted)
        return CLI_EXIT_OK;
    reader->config->values[setting] = strdup(value);
    return reader->config->values[setting] != NULL ? CLI_EXIT_OK
                                                   : cli_out_of_memory(reader->command);
}

static int read_section(config_reader *reader, char *line)
{
    size_t length = strlen(line);
    if (line[length - 1] != ']')
        return bad_line(reader, "the section's name does not end with ']'", "");
    line[length - 1] = '\0';
    reader->section = trim(line + 1);
    if (reader->section[0] == '\0')
        return bad_line(reader, "the section has no name", "");
    if (strcmp(reader->section, reader->wanted) == 0)
        reader->found = true;
    memset(reader->seen, 0, sizeof reader->seen);
    return CLI_EXIT_OK;
}

static int read_lines(config_reader *reader, char *text)
{
    int status = CLI_EXIT_OK;
    while (text != NULL && status == CLI_EXIT_OK) {
        char *line_end = strchr(text, '\n');
        if (line_end != NULL)
            *line_end = '\0';
        char *line = trim(text);
        reader->line++;
        if (line[0] == '[')
            status = read_section(reader, line);
        else if (line[0] != '\0' && line[0] != '#')
            status = read_setting(reader, line);
        text = line_end != NULL ? line_end + 1 : NULL;
    }
    return status;
}

static int refuse(const cli_command *command, const char *path, const char *reason)
{
    cli_complain(command, "cannot use %s: %s", path, reason);
    return CLI_EXIT_CONFIG;
}

static int check_file(const cli_command *command, const char *path, int descriptor)
{
    struct stat status;
    if (fstat(descriptor, &status) != 0)
        return refuse(command, path, strerror(errno));
    if (!S_ISREG(status.st_mode))
        return refuse(command, path, "it is no regular file");
    if (status.st_size > LARGEST_FILE_BYTES)
        return refuse(command, path, "it is larger than 64 KiB");
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) == 0)
        return CLI_EXIT_OK;
    cli_complain(command, "others may read or change %s, and it holds a key; run: chmod 600 '%s'",
                 path, path);
    return CLI_EXIT_CONFIG;
}

static int read_whole(const cli_command *command, const char *path, int descriptor, char *text)
{
    size_t size = 0;
    ssize_t got;
    while ((got = read(descriptor, text + size, LARGEST_FILE_BYTES - size)) != 0) {
        if (got < 0 && errno != EINTR)
            return refuse(command, path, strerror(errno));
        size += got > 0 ? (size_t)got : 0;
    }
    text[size] = '\0';
    return strlen(text) == size ? CLI_EXIT_OK : refuse(command, path, "it holds a NUL byte");
}

static int read_profile(config_reader *reader, int descriptor)
{
    int status = check_file(reader->command, reader->path, descriptor);
    if (status != CLI_EXIT_OK)
        return status;
    char *text = malloc(LARGEST_FILE_BYTES + 1);
    if (text == NULL)
        return cli_out_of_memory(reader->command);
    status = read_whole(reader->command, reader->path, descriptor, text);
    if (status == CLI_EXIT_OK)
        status = read_lines(reader, text);
    if (status == CLI_EXIT_OK && !reader->found) {
        cli_complain(reader->command, "%s has no profile [%s]", reader->path, reader->wanted);
        status = CLI_EXIT_CONFIG;
    }
    cli_wipe(text, LARGEST_FILE_BYTES + 1);
    free(text);
    return status;
}

/* NULL when there is no place for a config file, or no memory. */
static char *config_path(void)
{
    const char *folder = getenv("XDG_CONFIG_HOME");
    const char *below = "/tcvod/config";
    if (folder == NULL || folder[0] != '/') {
        folder = getenv("HOME");
        below = "/.config/tcvod/config";
    }
    if (folder == NULL || folder[0] == '\0')
        return NULL;
    size_t size = strlen(folder) + strlen(below) + 1;
    char *path = malloc(size);
    if (path != NULL)
        snprintf(path, size, "%s%s", folder, below);
    return path;
}

int cli_config_read_file(cli_config *config, const cli_command *command, const char *profile,
                         bool *found)
{
    char *path = config_path();
    int status = CLI_EXIT_OK;
    *found = false;
    if (path == NULL)
        return CLI_EXIT_OK;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor >= 0) {
        config_reader reader = {.command = command,
                                .path = path,
                                .wanted = profile,
                                .section = default_profile,
                                .found = strcmp(profile, default_profile) == 0,
                                .config = config};
        status = read_profile(&reader, descriptor);
        *found = true;
        close(descriptor);
    } else if (errno != ENOENT && errno != ENOTDIR) {
        status = refuse(command, path, strerror(errno));
    }
    free(path);
    return status;
}
