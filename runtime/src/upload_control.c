/* SPDX-License-Identifier: MIT */
#include "upload_control.h"

#include <errno.h>
#include <pthread.h>
#include <time.h>

struct tcvod_upload_control {
    pthread_mutex_t lock;
    pthread_cond_t changed; /* on the monotonic clock */
    tcv_operations *operations;
    tcv_upload_wish wish;
};

static bool init_condition(pthread_cond_t *condition)
{
    pthread_condattr_t attributes;
    if (pthread_condattr_init(&attributes) != 0)
        return false;
    bool ready = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0 &&
                 pthread_cond_init(condition, &attributes) == 0;
    pthread_condattr_destroy(&attributes);
    return ready;
}

int tcvod_upload_control_create(tcvod_upload_control **control)
{
    if (!control)
        return TCVOD_ERROR_ARGUMENT;
    *control = NULL;
    tcvod_upload_control *made = tcv_allocate_zeroed(NULL, sizeof *made);
    if (!made)
        return TCVOD_ERROR_MEMORY;
    if (pthread_mutex_init(&made->lock, NULL) != 0)
        goto no_lock;
    if (!init_condition(&made->changed))
        goto no_condition;
    *control = made;
    return TCVOD_OK;
no_condition:
    pthread_mutex_destroy(&made->lock);
no_lock:
    tcv_release(NULL, made);
    return TCVOD_ERROR_MEMORY;
}

void tcvod_upload_control_destroy(tcvod_upload_control *control)
{
    if (!control)
        return;
    pthread_cond_destroy(&control->changed);
    pthread_mutex_destroy(&control->lock);
    tcv_release(NULL, control);
}

static void set_wish(tcvod_upload_control *control, bool cancel, bool pause)
{
    if (!control)
        return;
    pthread_mutex_lock(&control->lock);
    control->wish.cancel = control->wish.cancel || cancel;
    control->wish.pause = pause;
    pthread_cond_broadcast(&control->changed);
    if (control->operations)
        tcv_operations_wake(control->operations);
    pthread_mutex_unlock(&control->lock);
}

void tcvod_upload_cancel(tcvod_upload_control *control)
{
    set_wish(control, true, false);
}

void tcvod_upload_pause(tcvod_upload_control *control)
{
    set_wish(control, false, true);
}

void tcvod_upload_resume(tcvod_upload_control *control)
{
    set_wish(control, false, false);
}

bool tcv_upload_control_attach(tcvod_upload_control *control, tcv_operations *operations)
{
    if (!control)
        return true;
    pthread_mutex_lock(&control->lock);
    bool free = control->operations == NULL;
    if (free)
        control->operations = operations;
    pthread_mutex_unlock(&control->lock);
    return free;
}

void tcv_upload_control_detach(tcvod_upload_control *control)
{
    if (!control)
        return;
    pthread_mutex_lock(&control->lock);
    control->operations = NULL;
    pthread_mutex_unlock(&control->lock);
}

tcv_upload_wish tcv_upload_control_wish(tcvod_upload_control *control)
{
    if (!control)
        return (tcv_upload_wish){0};
    pthread_mutex_lock(&control->lock);
    tcv_upload_wish wish = control->wish;
    pthread_mutex_unlock(&control->lock);
    return wish;
}

static struct timespec later(int64_t wait_ms, bool from_now)
{
    struct timespec time = {0};
    if (from_now)
        clock_gettime(CLOCK_MONOTONIC, &time);
    int64_t ns = time.tv_nsec + wait_ms % 1000 * 1000000;
    time.tv_sec += (time_t)(wait_ms / 1000 + ns / 1000000000);
    time.tv_nsec = (long)(ns % 1000000000);
    return time;
}

void tcv_upload_control_wait(tcvod_upload_control *control, tcv_upload_wish known, int64_t wait_ms)
{
    struct timespec until = later(wait_ms, control != NULL);
    if (!control) {
        nanosleep(&until, NULL);
        return;
    }
    pthread_mutex_lock(&control->lock);
    int status = 0;
    while (status == 0 && control->wish.cancel == known.cancel &&
           control->wish.pause == known.pause)
        status = pthread_cond_timedwait(&control->changed, &control->lock, &until);
    pthread_mutex_unlock(&control->lock);
}
