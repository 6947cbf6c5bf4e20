/* SPDX-License-Identifier: MIT */
#include "clock.h"
#include "fail.h"
#include "upload_job.h"

#include <string.h>

/* Small enough to be hashed before it leaves the processor's cache, and for a prompt cancellation.
 */
enum { SLICE_BYTES = 256 * 1024 };

/* A file that was written to within this time may change once more without its time of change
 * showing it. */
enum { SETTLED_NS = 2000000000 };

static int fail_digest(tcv_upload *job)
{
    return tcv_fail_memory(&job->error, "hash");
}

static int hash_slices(tcv_upload *job, tcv_digest *digest, void *slice)
{
    uint64_t offset = 0;
    while (offset < job->source.size_bytes && !tcv_upload_checkpoint(job)) {
        uint64_t left_bytes = job->source.size_bytes - offset;
        size_t size_bytes = left_bytes < SLICE_BYTES ? (size_t)left_bytes : SLICE_BYTES;
        if (tcv_source_read(&job->source, offset, slice, size_bytes, &job->error))
            break;
        if (!tcv_digest_add(digest, slice, size_bytes))
            return fail_digest(job);
        offset += size_bytes;
        job->progress.bytes_hashed = offset;
        tcv_upload_sit_out_pause(job);
    }
    return tcv_upload_status(job);
}

static int hash_file(tcv_upload *job)
{
    tcv_digest digest = {0};
    void *slice = tcv_allocate(job->allocator, SLICE_BYTES);
    if (!slice || !tcv_digest_begin(&digest, TCV_DIGEST_SHA1))
        fail_digest(job);
    else if (!hash_slices(job, &digest, slice) &&
             !tcv_digest_end(&digest, job->result->sha1, sizeof job->result->sha1))
        fail_digest(job);
    tcv_digest_release(&digest);
    tcv_release(job->allocator, slice);
    return tcv_upload_status(job);
}

int tcv_upload_hash(tcv_upload *job)
{
    bool is_file = job->source.fd >= 0;
    int64_t started_ns = tcv_unix_ms() * 1000000;
    tcv_upload_enter(job, TCVOD_UPLOAD_HASHING);
    job->knows_hash =
        is_file && tcv_hash_cache_find(&job->cache, &job->source.identity, job->result->sha1);
    if (job->knows_hash) {
        job->progress.bytes_hashed = job->source.size_bytes;
        return tcv_upload_status(job);
    }
    int status = hash_file(job);
    if (!status)
        status = tcv_source_check_unchanged(&job->source, &job->error);
    if (!status && is_file && started_ns - job->source.identity.changed_ns > SETTLED_NS)
        tcv_hash_cache_store(&job->cache, &job->source.identity, job->result->sha1);
    return status;
}
