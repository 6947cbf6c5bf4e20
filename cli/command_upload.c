/* SPDX-License-Identifier: MIT */
#include "command_upload.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "client.h"
#include "report.h"
#include "terminal.h"

enum {
    MAX_JOBS = 64,
    MAX_PARALLEL_PARTS = 64,
    HALF_MEBIBYTE = 512 * 1024,
    ONE_MEBIBYTE = 1024 * 1024,
    EXIT_BY_SIGNAL = 128
};

static const char byte_units[] = "KMG";

/* From 1 to `most`, with one of `units` behind it or none: 1024, 1024 * 1024 and so on. */
static bool parse_number(const char *text, const char *units, uint64_t most, uint64_t *number)
{
    char *end;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    const char *unit = *end != '\0' ? strchr(units, *end) : NULL;
    int shift = unit != NULL ? 10 * (int)(unit - units + 1) : 0;
    bool is_number = text[0] >= '0' && text[0] <= '9' && errno == 0 && end[unit != NULL] == '\0';
    if (!is_number || value == 0 || value > most >> shift)
        return false;
    *number = (uint64_t)value << shift;
    return true;
}

/* `noun`: what it counts, behind a blank, or "". */
static int read_count(const cli_arguments *arguments, const char *name, const char *noun,
                      uint64_t most, uint64_t *number)
{
    const char *text = cli_option_value(arguments, name);
    if (text == NULL || parse_number(text, "", most, number))
        return CLI_EXIT_OK;
    return cli_usage_error(arguments->command, "%s '%s' is no number%s from 1 to %llu", name, text,
                           noun, (unsigned long long)most);
}

static int read_rate(const cli_arguments *arguments, uint64_t *rate)
{
    const char *text = cli_option_value(arguments, "--rate");
    if (text == NULL || parse_number(text, byte_units, INT64_MAX, rate))
        return CLI_EXIT_OK;
    return cli_usage_error(arguments->command,
                           "--rate '%s' is no number of bytes from 1 on (K, M and G may follow it)",
                           text);
}

static int read_part_size(const cli_arguments *arguments, uint64_t *part)
{
    const char *text = cli_option_value(arguments, "--part-size");
    if (text == NULL || (parse_number(text, byte_units, ONE_MEBIBYTE, part) &&
                         (*part == HALF_MEBIBYTE || *part == ONE_MEBIBYTE)))
        return CLI_EXIT_OK;
    return cli_usage_error(arguments->command, "--part-size '%s' is neither 512K nor 1M", text);
}

static int read_limits(cli_upload_batch *batch, const cli_arguments *arguments)
{
    uint64_t jobs = 1, parallel = 0, rate = 0, part = 0, seconds = 0, stall = 0;
    int status = read_count(arguments, "--jobs", "", MAX_JOBS, &jobs);
    if (status == CLI_EXIT_OK)
        status = read_count(arguments, "--parallel", "", MAX_PARALLEL_PARTS, &parallel);
    if (status == CLI_EXIT_OK)
        status = read_rate(arguments, &rate);
    if (status == CLI_EXIT_OK)
        status = read_part_size(arguments, &part);
    if (status == CLI_EXIT_OK)
        status = read_count(arguments, "--timeout", " of seconds", INT_MAX, &seconds);
    if (status == CLI_EXIT_OK)
        status = read_count(arguments, "--stall", " of seconds", INT_MAX, &stall);
    if (status == CLI_EXIT_OK && rate > 0 && rate < jobs)
        status = cli_usage_error(arguments->command, "--rate is too small for --jobs");
    batch->job_count = (size_t)jobs;
    batch->options.parallel_parts = (unsigned)parallel;
    batch->options.max_bytes_per_second = rate;
    batch->options.part_bytes = (size_t)part;
    batch->options.total_timeout_ms = (int64_t)seconds * 1000;
    batch->options.stall_timeout_ms = (int64_t)stall * 1000;
    return status;
}

/* The rate is for all files together. */
static void share_rate(cli_upload_batch *batch)
{
    if (batch->job_count > batch->list.count && batch->list.count > 0)
        batch->job_count = batch->list.count;
    if (batch->job_count > 0)
        batch->options.max_bytes_per_second /= batch->job_count;
}

static int read_class(cli_upload_batch *batch, const cli_arguments *arguments)
{
    const char *text = cli_option_value(arguments, "--class");
    if (text == NULL)
        return CLI_EXIT_OK;
    char *end;
    errno = 0;
    long value = strtol(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0' || value < -1)
        return cli_usage_error(arguments->command, "--class '%s' is no id of a class", text);
    batch->options.class_id = TCVOD_INT(value);
    return CLI_EXIT_OK;
}

/* `tags` has room for all of them. */
static void read_tags(cli_upload_batch *batch, const cli_arguments *arguments, const char **tags)
{
    size_t count = 0;
    for (size_t i = 0; i < arguments->option_count; i++)
        if (strcmp(arguments->options[i].option->name, "--tag") == 0)
            tags[count++] = arguments->options[i].value;
    if (count > 0)
        batch->options.tags = (tcvod_string_list){tags, count};
}

/* Options that a service that has the file takes no notice of. */
static void note_given(cli_upload_batch *batch, const cli_arguments *arguments)
{
    static const char *const names[] = {"--name",      "--class",      "--tag",
                                        "--transcode", "--screenshot", "--watermark"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!cli_option_given(arguments, names[i]))
            continue;
        strcat(batch->for_new_files, batch->for_new_files[0] != '\0' ? ", " : "");
        strcat(batch->for_new_files, names[i]);
    }
}

static int read_video(cli_upload_batch *batch, const cli_arguments *arguments, const char **tags)
{
    tcvod_upload_options *options = &batch->options;
    options->name = cli_option_value(arguments, "--name");
    options->type = cli_option_value(arguments, "--type");
    options->procedure = cli_option_value(arguments, "--procedure");
    options->notify_url = cli_option_value(arguments, "--notify-url");
    options->cover.path = cli_option_value(arguments, "--cover");
    options->transcode = cli_option_given(arguments, "--transcode");
    options->screenshot = cli_option_given(arguments, "--screenshot");
    options->watermark = cli_option_given(arguments, "--watermark");
    read_tags(batch, arguments, tags);
    note_given(batch, arguments);
    if (batch->list.count > 1 && (options->name != NULL || options->cover.path != NULL))
        return cli_usage_error(arguments->command, "%s is for one file, these are %zu",
                               options->name != NULL ? "--name" : "--cover", batch->list.count);
    return read_class(batch, arguments);
}

static bool make_folder(const char *path)
{
    return mkdir(path, 0700) == 0 || errno == EEXIST;
}

/* Where the user's caches are; without it files are read for their SHA-1 each time. */
static const char *cache_path(char path[static PATH_MAX])
{
    const char *folder = getenv("XDG_CACHE_HOME");
    bool has_folder = folder != NULL && folder[0] == '/';
    const char *base = has_folder ? folder : getenv("HOME");
    if (base == NULL || base[0] != '/')
        return NULL;
    int length = snprintf(path, PATH_MAX, "%s%s", base, has_folder ? "" : "/.cache");
    if (length < 0 || length > PATH_MAX - 16 || !make_folder(path))
        return NULL;
    strcat(path, "/tcvod");
    if (!make_folder(path))
        return NULL;
    return strcat(path, "/sha1");
}

static int exit_code(const cli_upload_batch *batch)
{
    for (size_t i = 0; i < batch->list.count; i++) {
        const cli_upload_item *item = &batch->list.items[i];
        bool failed = item->state == CLI_UPLOAD_ENDED && item->status != TCVOD_OK;
        if (failed && !(batch->interrupted && item->status == TCVOD_ERROR_CANCELED))
            return cli_exit_code_of(item->status);
    }
    return batch->interrupted ? EXIT_BY_SIGNAL + batch->signal_number : CLI_EXIT_OK;
}

static int run(const cli_arguments *arguments)
{
    char cache[PATH_MAX];
    const char *form = cli_option_value(arguments, "--output");
    cli_upload_batch batch = {.command = arguments->command,
                              .has_json = form != NULL ? strcasecmp(form, "jsonl") == 0
                                                       : !cli_is_terminal(stdout)};
    const char **tags = calloc(arguments->option_count + 1, sizeof *tags);
    if (tags == NULL)
        return cli_out_of_memory(arguments->command);
    int status = read_limits(&batch, arguments);
    if (status == CLI_EXIT_OK)
        status = cli_upload_collect(&batch.list, arguments);
    if (status == CLI_EXIT_OK)
        status = read_video(&batch, arguments, tags);
    if (status == CLI_EXIT_OK)
        status = cli_create_client(&batch.client, arguments);
    if (status == CLI_EXIT_OK)
        status = cli_upload_read_stdin(&batch.list, arguments->command);
    if (status == CLI_EXIT_OK && !cli_option_given(arguments, "--no-cache"))
        batch.options.hash_cache_path = cache_path(cache);
    share_rate(&batch);
    if (status == CLI_EXIT_OK)
        status = cli_upload_run(&batch);
    if (status == CLI_EXIT_OK)
        status = exit_code(&batch);
    tcvod_client_destroy(batch.client);
    cli_upload_list_release(&batch.list);
    free(tags);
    return status;
}

const cli_command cli_command_upload = {
    .name = "upload",
    .synopsis = "FILE|FOLDER|-… [OPTION…]",
    .summary = "Upload files; go on with what an earlier run began.",
    .details =
        "Of a folder all files are uploaded, those in its folders too, but none whose name begins "
        "with "
        "a\n"
        "dot. - is stdin, which is copied to a temporary file first, in $TMPDIR.\n"
        "\n"
        "On a terminal each file has a bar; each line of stdout is an id, what happened (sent, "
        "continued,\n"
        "instant: the service had it), a URL and the file. When stdout is no terminal it gets JSON "
        "lines\n"
        "with an \"event\": progress, uploaded, failed, and at last summary.\n"
        "\n"
        "Run it again after an interruption: what the service has is not sent again. The exit code "
        "is "
        "that\n"
        "of the first file that failed; 130 after Ctrl-C, which a second Ctrl-C need not wait for; "
        "143\n"
        "after SIGTERM.\n",
    .options =
        (const cli_option[]){
            {"--list", "FILE", "names of files and folders, one a line; - for stdin", false},
            {"--jobs", "N", "files at once; default: 1", false},
            {"--parallel", "N", "parts of a file at once; default: 4", false},
            {"--part-size", "BYTES", "512K or 1M (the default)", false},
            {"--rate", "BYTES", "a second, for all files together; 2M is 2 MiB", false},
            {"--timeout", "SECONDS", "for each file", false},
            {"--stall", "SECONDS", "without a part that the service took; default: 300", false},
            {"--name", "NAME", "of the video; default: the file's name without extension", false},
            {"--type", "TYPE", "such as mp4; default: the file's extension", false},
            {"--class", "ID", "class of the videos", false},
            {"--tag", "TAG", "of the videos", true},
            {"--cover", "FILE", "picture of at most 1 MiB", false},
            {"--transcode", NULL, "transcode them", false},
            {"--screenshot", NULL, "take snapshots", false},
            {"--watermark", NULL, "add the watermark", false},
            {"--procedure", "NAME", "run this procedure on each video", false},
            {"--notify-url", "URL", "where the service reports", false},
            {"--no-cache", NULL, "do not remember SHA-1 sums in ~/.cache/tcvod/sha1", false},
            {"--output", "table|jsonl", "lines for people or for programs", false},
            {"--profile", "NAME", "section of the config file", false},
            {0},
        },
    .min_positionals = 0,
    .max_positionals = (size_t)-1,
    .positional_kinds = "",
    .run = run,
};
