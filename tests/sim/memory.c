#include "tests/sim/memory.h"

#include <assert.h>
#include <sqlite3.h>

static unsigned operations, fail_at, paused;
static bool failing, failing_for_ever;
static sqlite3_mem_methods below;

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);

static bool fails(void)
{
    if (paused > 0)
        return false;
    unsigned at = operations++;
    return failing && (at == fail_at || (failing_for_ever && at > fail_at));
}

void *__wrap_malloc(size_t size)
{
    return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return fails() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size)
{
    return fails() ? NULL : __real_realloc(old, size);
}

static void *sql_malloc(int size)
{
    return fails() ? NULL : below.xMalloc(size);
}

static void *sql_realloc(void *old, int size)
{
    return fails() ? NULL : below.xRealloc(old, size);
}

void memory_use(void)
{
    int rc = sqlite3_config(SQLITE_CONFIG_GETMALLOC, &below);
    sqlite3_mem_methods mine = below;
    mine.xMalloc = sql_malloc;
    mine.xRealloc = sql_realloc;
    if (rc == SQLITE_OK)
        rc = sqlite3_config(SQLITE_CONFIG_MALLOC, &mine);
    assert(rc == SQLITE_OK);
}

void memory_fail(unsigned k, bool for_ever)
{
    failing = true;
    failing_for_ever = for_ever;
    fail_at = operations + k;
}

void memory_heal(void)
{
    failing = false;
}

unsigned memory_operations(void)
{
    return operations;
}

void memory_pause(void)
{
    paused++;
}

void memory_resume(void)
{
    paused--;
}

void *memory_keep(void *old, size_t size)
{
    void *block = __real_realloc(old, size);
    assert(block != NULL);
    return block;
}
