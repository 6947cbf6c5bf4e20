/* SPDX-License-Identifier: MIT */
/* The whole job: hash, ask, send what is missing, finish; then cover and procedure. */
#include "clock.h"
#include "fail.h"
#include "upload_job.h"

#include <string.h>
#include <tcvod/version.h>
#include <tcvod/vod_v2/values.h>

enum {
    RESULT_CHUNK_BYTES = 1024,
    DEFAULT_PARALLEL_PARTS = 4,
    MAX_PARALLEL_PARTS = 64,
    DEFAULT_STALL_MS = 300000,
    DEFAULT_ATTEMPTS = 10,
    DEFAULT_PROGRESS_MS = 200,
    MAX_NAME_BYTES = 40,
    MAX_COVER_BYTES = 1024 * 1024,
    MAX_FINISHES = 3
};

typedef struct kept_result {
    tcvod_upload_result result; /* first: what the caller knows of it */
    tcvod_allocator allocator;
    tcv_arena arena;
} kept_result;

static kept_result *create_result(const tcvod_allocator *allocator)
{
    kept_result *kept = tcv_allocate_zeroed(allocator, sizeof *kept);
    if (!kept)
        return NULL;
    kept->allocator = *allocator;
    kept->result = (tcvod_upload_result){
        .file_id = "", .url = "", .cover_url = "", .task_id = "", .name = "", .type = ""};
    tcv_arena_init(&kept->arena, &kept->allocator, RESULT_CHUNK_BYTES);
    return kept;
}

void tcvod_upload_result_free(tcvod_upload_result *result)
{
    kept_result *kept = (kept_result *)(void *)result;
    if (!kept)
        return;
    tcvod_allocator allocator = kept->allocator;
    tcv_arena_release(&kept->arena);
    tcv_release(&allocator, kept);
}

static int refuse_option(tcv_upload *job, const char *field, const char *why)
{
    return tcv_fail(&job->error, TCVOD_ERROR_ARGUMENT, "options", field, "%s %s", field, why);
}

static int complete_options(tcv_upload *job)
{
    tcvod_upload_options *options = &job->options;
    if (options->part_bytes == 0)
        options->part_bytes = TCVOD_PART_SIZE_ONE_MEBIBYTE;
    if (options->parallel_parts == 0)
        options->parallel_parts = DEFAULT_PARALLEL_PARTS;
    if (options->stall_timeout_ms == 0)
        options->stall_timeout_ms = DEFAULT_STALL_MS;
    if (options->total_timeout_ms == 0)
        options->total_timeout_ms = -1;
    if (options->max_attempts == 0)
        options->max_attempts = DEFAULT_ATTEMPTS;
    if (options->progress_interval_ms <= 0)
        options->progress_interval_ms = DEFAULT_PROGRESS_MS;
    if (options->part_bytes != TCVOD_PART_SIZE_HALF_MEBIBYTE &&
        options->part_bytes != TCVOD_PART_SIZE_ONE_MEBIBYTE)
        return refuse_option(job, "part_bytes", "is neither 524288 nor 1048576");
    if (options->parallel_parts > MAX_PARALLEL_PARTS)
        return refuse_option(job, "parallel_parts", "is larger than 64");
    job->pace.bytes_per_second = options->max_bytes_per_second;
    job->deadline_ms = tcv_due_ms(tcv_monotonic_ms(), options->total_timeout_ms);
    job->cache = (tcv_hash_cache){job->allocator, options->hash_cache_path};
    return TCVOD_OK;
}

static int name_file(tcv_upload *job, const tcvod_upload_source *source, const char *name,
                     const char *type, const char *type_field, tcv_upload_name *found)
{
    *found = tcv_upload_name_of(job->arena, source->path, name, type, MAX_NAME_BYTES);
    if (!found->name)
        return tcv_fail_memory(&job->error, "options");
    if (found->type[0] == '\0')
        return refuse_option(
            job, type_field,
            "is not given and the file's name has no extension: set it, as in mp4");
    return TCVOD_OK;
}

static int open_cover(tcv_upload *job, const char *name, const char *type)
{
    int status = tcv_source_open(&job->cover, &job->options.cover, "cover", &job->error);
    if (!status && job->cover.size_bytes > MAX_COVER_BYTES)
        status = tcv_fail(&job->error, TCVOD_ERROR_ARGUMENT, "open", "cover",
                          "the cover has %llu bytes: the service takes 1 MiB at most",
                          (unsigned long long)job->cover.size_bytes);
    return status ? status
                  : name_file(job, &job->options.cover, name, type, "cover_type", &job->cover_name);
}

static int open_all(tcv_upload *job)
{
    tcv_upload_name name;
    tcvod_upload_options *options = &job->options;
    int status = tcv_source_open(&job->source, &options->source, "source", &job->error);
    if (!status)
        status = name_file(job, &options->source, options->name, options->type, "type", &name);
    if (!status)
        status = tcv_upload_keep_text(job, &job->result->type, name.type);
    if (!status && tcv_source_is_given(&options->cover))
        status = open_cover(job, NULL, options->cover_type);
    if (status)
        return status;
    job->result->name = name.name;
    job->result->name_was_changed = name.changed;
    job->result->file_bytes = job->progress.file_bytes = job->source.size_bytes;
    return TCVOD_OK;
}

static void note_parts(tcv_upload *job)
{
    tcvod_upload_result *result = job->result;
    result->parts = job->ledger.count;
    if (result->outcome != 0)
        return;
    result->parts_skipped = job->ledger.skipped_count;
    result->outcome = result->parts_skipped > 0 ? TCVOD_UPLOAD_CONTINUED : TCVOD_UPLOAD_SENT;
}

static bool some_parts_are_missing(const tcv_upload *job)
{
    return job->ledger.confirmed_count > 0 && !tcv_ledger_is_complete(&job->ledger);
}

static int send_missing_parts(tcv_upload *job)
{
    note_parts(job);
    int status = tcv_upload_parts(job);
    return status ? status : tcv_source_check_unchanged(&job->source, &job->error);
}

/* By the caller or a limit of the upload, not by the service. */
static bool was_stopped(const tcvod_error *error)
{
    return error->category == TCVOD_ERROR_CANCELED || error->category == TCVOD_ERROR_CALLBACK ||
           error->category == TCVOD_ERROR_MEMORY ||
           (error->category == TCVOD_ERROR_TIMEOUT && strcmp(error->step, "control") == 0);
}

/* A refused FinishUpload need not be the end: its first answer may have been lost, or the service
 * some parts. Only what the service says now decides. */
static int ask_again(tcv_upload *job, bool *done)
{
    tcvod_error refusal = job->error;
    job->error = (tcvod_error){0};
    if (!tcv_upload_init(job, done) && (*done || some_parts_are_missing(job)))
        return TCVOD_OK;
    *done = false;
    if (!was_stopped(&job->error))
        job->error = refusal;
    return tcv_upload_status(job);
}

static int send_file(tcv_upload *job)
{
    bool done, refused = false;
    int status = tcv_upload_init(job, &done);
    for (int finishes = 0; !status && !done; finishes++) {
        refused = false;
        status = send_missing_parts(job);
        if (!status)
            status = tcv_upload_finish(job, &refused);
        if (!status)
            return TCVOD_OK;
        if (!refused || finishes == MAX_FINISHES)
            break;
        status = ask_again(job, &done);
    }
    if (refused && status && !was_stopped(&job->error) && job->knows_hash)
        tcv_hash_cache_store(&job->cache, &job->source.identity, NULL);
    return status;
}

static void end_progress(tcv_upload *job)
{
    job->progress.bytes_confirmed = job->source.size_bytes;
    job->progress.parts_confirmed = job->progress.parts = job->result->parts;
    tcv_upload_enter(job, TCVOD_UPLOAD_DONE);
}

static int run(tcv_upload *job)
{
    int status = open_all(job);
    if (!status)
        status = tcv_upload_hash(job);
    if (!status)
        status = send_file(job);
    if (!status && tcv_source_is_given(&job->options.cover))
        status = tcv_upload_send_cover(job, job->result->file_id);
    if (!status && job->options.procedure)
        status = tcv_upload_run_procedure(job);
    if (!status)
        end_progress(job);
    return tcv_upload_status(job);
}

static int run_cover(tcv_upload *job, const char *file_id, const char *name)
{
    int status = open_cover(job, name, job->options.cover_type);
    if (!status)
        status = tcv_upload_keep_text(job, &job->result->type, job->cover_name.type);
    if (status)
        return status;
    job->result->name = job->cover_name.name;
    job->result->name_was_changed = job->cover_name.changed;
    job->result->file_bytes = job->result->bytes_sent = job->cover.size_bytes;
    job->result->outcome = TCVOD_UPLOAD_SENT;
    status = tcv_upload_send_cover(job, file_id);
    return status ? status : tcv_upload_keep_text(job, &job->result->file_id, file_id);
}

static int begin(tcv_upload *job, tcvod_client *client, kept_result **kept)
{
    job->client = client;
    job->allocator = tcv_client_allocator(client);
    job->source.fd = job->cover.fd = -1;
    *kept = create_result(job->allocator);
    if (!*kept)
        return tcv_fail_memory(&job->error, "options");
    job->result = &(*kept)->result;
    job->arena = &(*kept)->arena;
    int status = complete_options(job);
    if (!status)
        status = tcv_client_new_operations(client, job->options.parallel_parts, &job->operations,
                                           &job->error);
    if (!status && !tcv_upload_control_attach(job->options.control, job->operations))
        status = refuse_option(job, "control", "is used by another upload");
    return status;
}

/* `begun`: the control is attached. */
static void end(tcv_upload *job, bool begun)
{
    if (begun)
        tcv_upload_control_detach(job->options.control);
    if (job->operations)
        tcv_operations_destroy(job->operations);
    tcv_ledger_release(&job->ledger);
    tcv_source_close(&job->source);
    tcv_source_close(&job->cover);
}

static int finish(tcv_upload *job, kept_result *kept, int64_t started_ms,
                  tcvod_upload_result **result, tcvod_error *error)
{
    int status = tcv_upload_status(job);
    job->error.elapsed_ms = tcv_monotonic_ms() - started_ms;
    if (error)
        *error = job->error;
    if (kept && kept->result.file_id[0] != '\0')
        *result = &kept->result;
    else if (kept)
        tcvod_upload_result_free(&kept->result);
    return status;
}

static int check_arguments(const tcvod_client *client, tcvod_upload_result **result,
                           tcvod_error *error)
{
    tcv_error_reset(error);
    if (result)
        *result = NULL;
    if (client && result)
        return TCVOD_OK;
    const char *missing = client ? "result" : "client";
    return tcv_fail(error, TCVOD_ERROR_ARGUMENT, "options", missing, "%s is NULL", missing);
}

int tcvod_upload_sized(tcvod_client *client, const tcvod_upload_options *options,
                       size_t options_size, tcvod_upload_result **result, tcvod_error *error)
{
    tcv_upload job = {0};
    kept_result *kept = NULL;
    int64_t started_ms = tcv_monotonic_ms();
    int status = check_arguments(client, result, error);
    if (status)
        return status;
    if (!tcv_copy_sized(&job.options, sizeof job.options, options, options_size))
        return tcv_fail(error, TCVOD_ERROR_ARGUMENT, "options", "",
                        "the options hold something newer than this library (%s): update it",
                        tcvod_version());
    status = begin(&job, client, &kept);
    if (!status)
        run(&job);
    end(&job, !status);
    return finish(&job, kept, started_ms, result, error);
}

int tcvod_upload_cover(tcvod_client *client, const char *file_id, const tcvod_upload_source *cover,
                       const char *name, const char *type, tcvod_upload_result **result,
                       tcvod_error *error)
{
    tcv_upload job = {0};
    kept_result *kept = NULL;
    int64_t started_ms = tcv_monotonic_ms();
    int status = check_arguments(client, result, error);
    if (status)
        return status;
    if (!file_id || !cover)
        return tcv_fail(error, TCVOD_ERROR_ARGUMENT, "options", file_id ? "cover" : "file_id",
                        "%s is NULL", file_id ? "cover" : "file_id");
    job.options.cover = *cover;
    job.options.cover_type = type;
    status = begin(&job, client, &kept);
    if (!status)
        run_cover(&job, file_id, name);
    end(&job, !status);
    return finish(&job, kept, started_ms, result, error);
}
