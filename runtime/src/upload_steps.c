/* SPDX-License-Identifier: MIT */
#include "fail.h"
#include "upload_job.h"

#include <string.h>
#include <tcvod/vod_v2/processing.h>
#include <tcvod/vod_v2/upload.h>

/* What a service may make a part's size. More would cost memory for each part that is sent, less
 * for the ledger of all of them. */
enum { MIN_PART_BYTES = 64 * 1024, MAX_PART_BYTES = 5 * 1024 * 1024 };

/* How InitUpload answers. */
enum { NOTHING_IS_THERE = 0, SOME_PARTS_ARE_THERE = 1, ALL_IS_THERE = 2 };

static tcvod_int switch_of(bool on)
{
    return on ? TCVOD_INT(TCVOD_SWITCH_ON) : (tcvod_int){0};
}

static int64_t part_bytes_of(const tcv_upload *job, const tcvod_init_upload_response *response)
{
    int64_t largest_bytes = 0;
    if (response->data_size.present)
        return response->data_size.value;
    tcvod_each(tcvod_uploaded_part, part, response->list_parts)
    {
        bool is_last = part->offset.present && part->data_size.present &&
                       (uint64_t)part->offset.value + (uint64_t)part->data_size.value ==
                           job->source.size_bytes;
        if (!is_last && part->data_size.present && part->data_size.value > largest_bytes)
            largest_bytes = part->data_size.value;
    }
    return largest_bytes > 0 ? largest_bytes : (int64_t)job->options.part_bytes;
}

static int open_ledger(tcv_upload *job, const tcvod_init_upload_response *response)
{
    bool resumes = response->code.value == SOME_PARTS_ARE_THERE;
    int64_t part_bytes = resumes ? part_bytes_of(job, response) : (int64_t)job->options.part_bytes;
    bool is_whole = part_bytes > 0 && (uint64_t)part_bytes >= job->source.size_bytes;
    if (part_bytes > MAX_PART_BYTES || (part_bytes < MIN_PART_BYTES && !is_whole))
        return tcv_fail(&job->error, TCVOD_ERROR_DECODE, "decode", "dataSize",
                        "the service wants parts of %lld bytes, which cannot be right",
                        (long long)part_bytes);
    tcv_ledger_release(&job->ledger);
    if (!tcv_ledger_init(&job->ledger, job->allocator, job->source.size_bytes, (size_t)part_bytes))
        return tcv_fail_memory(&job->error, "decode");
    if (!resumes)
        return TCVOD_OK;
    tcvod_each(tcvod_uploaded_part, part, response->list_parts)
    {
        if (part->offset.present && part->offset.value >= 0 && part->data_size.present &&
            part->data_size.value > 0)
            tcv_ledger_skip(&job->ledger, (uint64_t)part->offset.value,
                            (uint64_t)part->data_size.value);
    }
    return TCVOD_OK;
}

static int keep_file(tcv_upload *job, const char *file_id, const char *url)
{
    if (!file_id || file_id[0] == '\0')
        return tcv_fail(&job->error, TCVOD_ERROR_DECODE, "decode", "fileId",
                        "the service says that the file is there, but names no fileId");
    int status = tcv_upload_keep_text(job, &job->result->file_id, file_id);
    return status ? status : tcv_upload_keep_text(job, &job->result->url, url);
}

static int take_init_answer(tcv_upload *job, const tcvod_init_upload_response *response, bool *done)
{
    *done = response->code.value == ALL_IS_THERE;
    if (!*done)
        return open_ledger(job, response);
    if (job->result->outcome == 0)
        job->result->outcome = TCVOD_UPLOAD_INSTANT;
    return keep_file(job, response->file_id, response->url);
}

static void name_action(tcv_upload *job, const char *action)
{
    if (tcv_upload_status(job) && job->error.action[0] == '\0')
        tcv_copy_cut(job->error.action, sizeof job->error.action, action, strlen(action));
}

int tcv_upload_init(tcv_upload *job, bool *done)
{
    const tcvod_upload_options *options = &job->options;
    void *response;
    tcvod_init_upload_request request = {
        .file_name = job->result->name,
        .file_type = job->result->type,
        .file_sha = job->result->sha1,
        .file_size = TCVOD_INT((int64_t)job->source.size_bytes),
        .data_size = TCVOD_INT((int64_t)options->part_bytes),
        .tags = options->tags,
        .class_id = options->class_id,
        .is_transcode = switch_of(options->transcode),
        .is_screenshot = switch_of(options->screenshot),
        .is_watermark = switch_of(options->watermark),
        .notify_url = options->notify_url,
    };
    tcv_upload_order order = {.action_id = TCVOD_ACTION_INIT_UPLOAD, .request = &request};
    *done = false;
    tcv_upload_enter(job, TCVOD_UPLOAD_STARTING);
    if (tcv_upload_call(job, &order, &response))
        return tcv_upload_status(job);
    take_init_answer(job, response, done);
    name_action(job, "InitUpload");
    tcvod_free(response);
    return tcv_upload_status(job);
}

int tcv_upload_finish(tcv_upload *job, bool *refused)
{
    void *response;
    tcvod_finish_upload_request request = {.file_sha = job->result->sha1};
    tcv_upload_order order = {.action_id = TCVOD_ACTION_FINISH_UPLOAD, .request = &request};
    tcv_upload_enter(job, TCVOD_UPLOAD_FINISHING);
    int status = tcv_upload_call(job, &order, &response);
    *refused = status == TCVOD_ERROR_SERVICE;
    if (status)
        return status;
    const tcvod_finish_upload_response *answer = response;
    keep_file(job, answer->file_id, answer->url);
    name_action(job, "FinishUpload");
    tcvod_free(response);
    return tcv_upload_status(job);
}

static int send_small_file(tcv_upload *job, const void *data, const char *sha1, const char *file_id)
{
    void *response;
    size_t size_bytes = (size_t)job->cover.size_bytes;
    tcvod_small_file_purpose purpose = {.usage = TCVOD_INT(TCVOD_SMALL_FILE_USAGE_COVER),
                                        .file_id = file_id};
    tcvod_small_file_upload_request request = {
        .file_name = job->cover_name.name,
        .file_type = job->cover_name.type,
        .file_sha = sha1,
        .file_size = TCVOD_INT((int64_t)size_bytes),
        .data_size = TCVOD_INT((int64_t)size_bytes),
        .extra = &purpose,
    };
    tcv_upload_order order = {.action_id = TCVOD_ACTION_SMALL_FILE_UPLOAD,
                              .request = &request,
                              .body = {.data = data, .size_bytes = size_bytes}};
    if (tcv_upload_call(job, &order, &response))
        return tcv_upload_status(job);
    const tcvod_small_file_upload_response *answer = response;
    tcv_upload_keep_text(job, &job->result->cover_url, answer->url);
    tcvod_free(response);
    return tcv_upload_status(job);
}

int tcv_upload_send_cover(tcv_upload *job, const char *file_id)
{
    size_t size_bytes = (size_t)job->cover.size_bytes;
    char sha1[TCV_SHA1_HEX_BYTES];
    tcv_digest digest = {0};
    void *data = tcv_allocate(job->allocator, size_bytes);
    if (!data)
        tcv_fail_memory(&job->error, "read");
    else if (!tcv_source_read(&job->cover, 0, data, size_bytes, &job->error) &&
             !tcv_source_check_unchanged(&job->cover, &job->error)) {
        if (tcv_digest_begin(&digest, TCV_DIGEST_SHA1) &&
            tcv_digest_add(&digest, data, size_bytes) && tcv_digest_end(&digest, sha1, sizeof sha1))
            send_small_file(job, data, sha1, file_id);
        else
            tcv_fail_memory(&job->error, "hash");
    }
    tcv_digest_release(&digest);
    tcv_release(job->allocator, data);
    name_action(job, "SmallFileUpload");
    return tcv_upload_status(job);
}

int tcv_upload_run_procedure(tcv_upload *job)
{
    void *response;
    tcvod_file_cut file = {.id = job->result->file_id};
    tcvod_run_procedure_request request = {.input_type = TCVOD_PROCEDURE_INPUT_SINGLE_FILE,
                                           .file = &file,
                                           .procedure = job->options.procedure};
    tcv_upload_order order = {.action_id = TCVOD_ACTION_RUN_PROCEDURE, .request = &request};
    if (tcv_upload_call(job, &order, &response))
        return tcv_upload_status(job);
    const tcvod_run_procedure_response *answer = response;
    tcv_upload_keep_text(job, &job->result->task_id, answer->vod_task_id);
    tcvod_free(response);
    return tcv_upload_status(job);
}
