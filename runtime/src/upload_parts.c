/* SPDX-License-Identifier: MIT */
/* Several parts on the way at once, and the next one read and hashed meanwhile. */
#include "clock.h"
#include "fail.h"
#include "upload_job.h"

#include <stdio.h>
#include <string.h>
#include <tcvod/response.h>
#include <tcvod/vod_v2/upload.h>

/* Short enough that a socket's buffer does not run empty meanwhile. */
enum { SLICE_BYTES = 64 * 1024 };

enum slot_state { SLOT_FREE, SLOT_READING, SLOT_READY, SLOT_SENDING };

typedef struct part_sender part_sender;

/* Room for one part. */
typedef struct slot {
    part_sender *owner;
    enum slot_state state;
    tcv_part part;
    char *data;
    size_t read_bytes; /* read and hashed so far */
    tcv_digest digest;
    char md5[TCV_MD5_HEX_BYTES];
    uint64_t sent_bytes; /* of the present attempt, as libcurl took them */
    unsigned failures;
    int64_t not_before_ms;
    tcvod_operation operation;
} slot;

struct part_sender {
    tcv_upload *job;
    slot *slots; /* one more than parts are sent at once: it is filled in the meantime */
    size_t slot_count;
    size_t sending_count;
    bool paced;               /* something is ready, and the limit of rate holds it back */
    uint64_t confirmed_bytes; /* of the parts sent here */
    uint64_t seen_bytes;      /* what had been sent when that was looked at last */
    int64_t heard_ms;         /* when the service took a part last */
    int64_t checked_ms;       /* when that was compared with the stall limit */
};

static void name_part(tcv_upload *job, const tcv_part *part)
{
    char whole[sizeof job->error.message];
    tcvod_error *error = &job->error;
    snprintf(error->field, sizeof error->field, "parts[%llu]", (unsigned long long)part->index);
    int size_bytes =
        snprintf(whole, sizeof whole, "part %llu of %llu at offset %llu: %s",
                 (unsigned long long)part->index + 1, (unsigned long long)job->ledger.count,
                 (unsigned long long)part->offset, error->message);
    size_t kept_bytes = (size_t)size_bytes < sizeof whole ? (size_t)size_bytes : sizeof whole - 1;
    tcv_copy_cut(error->message, sizeof error->message, whole, kept_bytes);
}

static bool read_body(void *user, uint64_t offset, void *buffer, size_t size_bytes)
{
    slot *from = user;
    memcpy(buffer, from->data + offset, size_bytes);
    from->sent_bytes = offset + size_bytes;
    from->owner->job->result->bytes_sent += size_bytes;
    return true;
}

/* Each byte of the file counts once, however often it was sent. */
static void count_sent(part_sender *sender)
{
    uint64_t sent_bytes = sender->confirmed_bytes;
    for (size_t i = 0; i < sender->slot_count; i++)
        if (sender->slots[i].state == SLOT_SENDING)
            sent_bytes += sender->slots[i].sent_bytes;
    tcvod_upload_progress *progress = &sender->job->progress;
    if (sent_bytes > progress->file_bytes) /* parts that the service lost were sent again */
        sent_bytes = progress->file_bytes;
    if (progress->bytes_sent < sent_bytes)
        progress->bytes_sent = sent_bytes;
}

static void on_confirmed(slot *done)
{
    part_sender *sender = done->owner;
    tcv_ledger_confirm(&sender->job->ledger, done->part.index);
    tcv_upload_remember(sender->job, NULL);
    sender->confirmed_bytes += done->part.size_bytes;
    sender->heard_ms = tcv_monotonic_ms();
    done->state = SLOT_FREE;
}

static void on_refused(slot *failed, const tcvod_error *error)
{
    tcv_upload *job = failed->owner->job;
    failed->failures += error->attempts > 1 ? (unsigned)error->attempts : 1;
    int64_t wait_ms = tcv_upload_retry_wait_ms(job, error, failed->failures);
    failed->state = SLOT_READY;
    if (tcv_upload_status(job))
        return;
    if (wait_ms >= 0) {
        failed->not_before_ms = tcv_due_ms(tcv_monotonic_ms(), wait_ms);
        job->result->retries++;
        tcv_upload_remember(job, error);
        return;
    }
    job->error = *error;
    job->error.attempts = (int)failed->failures;
    name_part(job, &failed->part);
}

static void on_part_done(void *user, int status, void *response, const tcvod_error *error)
{
    slot *done = user;
    count_sent(done->owner);
    done->owner->sending_count--;
    if (error->attempts > 1)
        done->owner->job->result->retries += (unsigned)error->attempts - 1;
    tcvod_free(response);
    if (status)
        on_refused(done, error);
    else
        on_confirmed(done);
}

static void submit(slot *ready)
{
    part_sender *sender = ready->owner;
    tcv_upload *job = sender->job;
    tcvod_upload_part_request request = {
        .file_sha = job->result->sha1,
        .offset = TCVOD_INT((int64_t)ready->part.offset),
        .data_size = TCVOD_INT((int64_t)ready->part.size_bytes),
        .data_md5 = ready->md5,
    };
    tcv_upload_order order = {
        .action_id = TCVOD_ACTION_UPLOAD_PART,
        .request = &request,
        .body = {.read_at = read_body, .user = ready, .size_bytes = ready->part.size_bytes},
        .options = {.total_timeout_ms = job->options.stall_timeout_ms,
                    .max_attempts = tcv_upload_attempts_at_once(job, ready->failures)},
    };
    ready->sent_bytes = 0;
    if (tcv_upload_submit(job, &order, on_part_done, ready, &ready->operation, &job->error)) {
        name_part(job, &ready->part);
        return;
    }
    tcv_pace_spend(&job->pace, tcv_monotonic_ms(), ready->part.size_bytes);
    ready->state = SLOT_SENDING;
    sender->sending_count++;
}

static void begin_reading(slot *free, const tcv_part *part)
{
    free->part = *part;
    free->read_bytes = 0;
    free->failures = 0;
    free->not_before_ms = 0;
    free->state = SLOT_READING;
    if (!tcv_digest_begin(&free->digest, TCV_DIGEST_MD5))
        tcv_fail_memory(&free->owner->job->error, "hash");
}

static void end_reading(slot *read)
{
    tcv_upload *job = read->owner->job;
    read->state = SLOT_READY;
    if (!tcv_digest_end(&read->digest, read->md5, sizeof read->md5))
        tcv_fail_memory(&job->error, "hash");
    else if (tcv_source_check_unchanged(&job->source, &job->error))
        name_part(job, &read->part);
}

static void read_slice(slot *reading)
{
    tcv_upload *job = reading->owner->job;
    size_t left_bytes = reading->part.size_bytes - reading->read_bytes;
    size_t size_bytes = left_bytes < SLICE_BYTES ? left_bytes : SLICE_BYTES;
    char *slice = reading->data + reading->read_bytes;
    if (tcv_source_read(&job->source, reading->part.offset + reading->read_bytes, slice, size_bytes,
                        &job->error)) {
        name_part(job, &reading->part);
        return;
    }
    if (!tcv_digest_add(&reading->digest, slice, size_bytes))
        tcv_fail_memory(&job->error, "hash");
    reading->read_bytes += size_bytes;
    if (reading->read_bytes == reading->part.size_bytes && !tcv_upload_status(job))
        end_reading(reading);
}

static slot *find_slot(const part_sender *sender, enum slot_state state)
{
    for (size_t i = 0; i < sender->slot_count; i++)
        if (sender->slots[i].state == state)
            return &sender->slots[i];
    return NULL;
}

/* Reads and hashes a slice of the next part; false when there is none or no room for it. */
static bool prepare(part_sender *sender)
{
    tcv_part part;
    slot *reading = find_slot(sender, SLOT_READING);
    if (!reading) {
        reading = find_slot(sender, SLOT_FREE);
        if (!reading || !tcv_ledger_take(&sender->job->ledger, &part))
            return false;
        begin_reading(reading, &part);
    }
    if (!tcv_upload_status(sender->job))
        read_slice(reading);
    return true;
}

/* The one that was taken first: none waits until all others were sent. */
static slot *find_ready(const part_sender *sender, int64_t now_ms, int64_t *wait_ms)
{
    slot *first = NULL;
    for (size_t i = 0; i < sender->slot_count; i++) {
        slot *each = &sender->slots[i];
        if (each->state != SLOT_READY)
            continue;
        if (each->not_before_ms > now_ms) {
            int64_t left_ms = each->not_before_ms - now_ms;
            *wait_ms = left_ms < *wait_ms ? left_ms : *wait_ms;
        } else if (!first || each->part.index < first->part.index) {
            first = each;
        }
    }
    return first;
}

/* Sends what is ready; gives how long it is until more may be sent. */
static int64_t send_ready(part_sender *sender)
{
    tcv_upload *job = sender->job;
    int64_t now_ms = tcv_monotonic_ms(), wait_ms = INT64_MAX;
    sender->paced = false;
    while (sender->sending_count < job->options.parallel_parts && !tcv_upload_status(job)) {
        slot *ready = find_ready(sender, now_ms, &wait_ms);
        if (!ready)
            break;
        int64_t paced_ms = tcv_pace_wait_ms(&job->pace, now_ms);
        sender->paced = paced_ms > 0;
        if (sender->paced)
            return paced_ms < wait_ms ? paced_ms : wait_ms;
        submit(ready);
    }
    return wait_ms;
}

static bool is_waiting_for_service(const part_sender *sender)
{
    bool has_failed = false;
    for (size_t i = 0; i < sender->slot_count; i++)
        has_failed |= sender->slots[i].state == SLOT_READY && sender->slots[i].failures > 0;
    return sender->sending_count > 0 || has_failed;
}

static void check_stall(part_sender *sender, bool paused)
{
    tcv_upload *job = sender->job;
    int64_t now_ms = tcv_monotonic_ms();
    if (paused || !is_waiting_for_service(sender))
        sender->heard_ms = now_ms;
    else if (sender->paced && sender->sending_count == 0)
        sender->heard_ms += now_ms - sender->checked_ms; /* the caller's own limit holds it back */
    sender->checked_ms = now_ms;
    if (now_ms < tcv_due_ms(sender->heard_ms, job->options.stall_timeout_ms) ||
        tcv_upload_status(job))
        return;
    tcv_upload_time_out(
        job, "stall_timeout_ms", "the service took no part for %lld ms; %llu of %llu are there",
        (long long)job->options.stall_timeout_ms, (unsigned long long)job->ledger.confirmed_count,
        (unsigned long long)job->ledger.count);
}

/* Once all connections are in use, nothing is hashed while they take more: the service then has
 * whole parts to work on meanwhile. */
static bool sending_goes_first(part_sender *sender)
{
    uint64_t sent_bytes = sender->job->result->bytes_sent;
    bool moved = sent_bytes != sender->seen_bytes;
    sender->seen_bytes = sent_bytes;
    return moved && sender->sending_count == sender->job->options.parallel_parts;
}

static void send_all(part_sender *sender)
{
    tcv_upload *job = sender->job;
    sender->heard_ms = sender->checked_ms = tcv_monotonic_ms();
    while (!tcv_ledger_is_complete(&job->ledger) && !tcv_upload_status(job)) {
        bool paused = tcv_upload_control_wish(job->options.control).pause;
        job->progress.state = paused ? TCVOD_UPLOAD_PAUSED : TCVOD_UPLOAD_SENDING;
        int64_t wait_ms = paused ? INT64_MAX : send_ready(sender);
        bool busy =
            !paused && !tcv_upload_status(job) && (sending_goes_first(sender) || prepare(sender));
        count_sent(sender);
        check_stall(sender, paused);
        if (!tcv_upload_checkpoint(job))
            tcv_upload_wait(job, busy ? 0 : wait_ms);
    }
    count_sent(sender);
}

/* The slots must not go before the calls that read from them. */
static void give_up_sending(part_sender *sender)
{
    for (size_t i = 0; i < sender->slot_count; i++)
        if (sender->slots[i].state == SLOT_SENDING)
            tcv_operations_cancel(sender->job->operations, sender->slots[i].operation);
    while (sender->sending_count > 0)
        tcv_operations_poll(sender->job->operations, INT64_MAX);
}

static bool open_slots(part_sender *sender)
{
    tcv_upload *job = sender->job;
    uint64_t missing = job->ledger.count - job->ledger.confirmed_count;
    size_t wanted = (size_t)job->options.parallel_parts + 1;
    size_t count = missing < wanted ? (size_t)missing : wanted;
    sender->slots = tcv_allocate_zeroed(job->allocator, count * sizeof *sender->slots);
    if (!sender->slots)
        return false;
    for (; sender->slot_count < count; sender->slot_count++) {
        slot *each = &sender->slots[sender->slot_count];
        each->owner = sender;
        each->data = tcv_allocate(job->allocator, tcv_ledger_part(&job->ledger, 0).size_bytes);
        if (!each->data)
            return false;
    }
    return true;
}

static void close_slots(part_sender *sender)
{
    for (size_t i = 0; i < sender->slot_count; i++) {
        tcv_release(sender->job->allocator, sender->slots[i].data);
        tcv_digest_release(&sender->slots[i].digest);
    }
    tcv_release(sender->job->allocator, sender->slots);
}

int tcv_upload_parts(tcv_upload *job)
{
    part_sender sender = {.job = job, .confirmed_bytes = job->progress.bytes_sent};
    tcv_upload_enter(job, TCVOD_UPLOAD_SENDING);
    if (!open_slots(&sender))
        tcv_fail_memory(&job->error, "read");
    else
        send_all(&sender);
    give_up_sending(&sender);
    close_slots(&sender);
    if (tcv_upload_status(job) && job->error.action[0] == '\0')
        tcv_copy_cut(job->error.action, sizeof job->error.action, "UploadPart", 10);
    return tcv_upload_status(job);
}
