#include "tests/sim/disk.h"

#include "tests/sim/memory.h"

#include <assert.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DISKS = 4, SHM_REGIONS = 8, SHM_SIZE = 32768, SECTOR = 512 };

struct bytes {
    unsigned char *data;
    size_t len, cap;
};

/* A write or truncation that was not synced. */
struct pending {
    size_t at, len;
    bool truncates; /* to `at` */
    unsigned char *data;
};

struct file {
    char name[DISK_NAME_SIZE]; /* "" when unused */
    bool exists, kept;         /* now; after a power cut */
    struct bytes now, synced;
    struct pending *pending;
    size_t pending_count, pending_cap;
};

struct disk {
    char dir[128];
    struct file file[DISK_FILES];
    unsigned operations;
    bool failing, for_ever, dead, dying, counts_reads, keeps_index;
    unsigned fail_at, die_at, stall_at; /* values of `operations` */
    void (*stalled)(void *context);     /* NULL: no operation stalls */
    void *context;
    int code;
    size_t limit;
    void *shm[SHM_REGIONS];
};

struct disk_image {
    struct {
        char name[DISK_NAME_SIZE];
        bool exists;
        struct bytes bytes;
    } file[DISK_FILES];
};

static struct disk *disks[DISKS];
static uint64_t random_state;

/* --- bytes --- */

static void reserve(struct bytes *b, size_t len)
{
    if (len <= b->cap)
        return;
    size_t cap = b->cap ? b->cap : 16384;
    while (cap < len)
        cap *= 2;
    b->data = memory_keep(b->data, cap);
    b->cap = cap;
}

static void put(struct bytes *b, size_t at, const void *data, size_t len)
{
    reserve(b, at + len);
    if (at > b->len)
        memset(b->data + b->len, 0, at - b->len);
    memcpy(b->data + at, data, len);
    if (at + len > b->len)
        b->len = at + len;
}

static void copy_bytes(struct bytes *to, const struct bytes *from)
{
    reserve(to, from->len);
    if (from->len > 0)
        memcpy(to->data, from->data, from->len);
    to->len = from->len;
}

static void drop_pending(struct file *f)
{
    for (size_t i = 0; i < f->pending_count; i++)
        free(f->pending[i].data);
    f->pending_count = 0;
}

static void forget_file(struct file *f)
{
    drop_pending(f);
    f->exists = f->kept = false;
    f->now.len = f->synced.len = 0;
}

static void add_pending(struct file *f, struct pending p, const void *data)
{
    if (f->pending_count == f->pending_cap) {
        f->pending_cap = f->pending_cap ? 2 * f->pending_cap : 32;
        f->pending = memory_keep(f->pending, f->pending_cap * sizeof *f->pending);
    }
    if (!p.truncates) {
        p.data = memory_keep(NULL, p.len);
        memcpy(p.data, data, p.len);
    }
    f->pending[f->pending_count++] = p;
}

static void apply_pending(struct file *f, const struct pending *p, size_t from, size_t len)
{
    if (p->truncates) {
        if (p->at < f->synced.len)
            f->synced.len = p->at;
    } else {
        put(&f->synced, p->at + from, p->data + from, len);
    }
}

/* --- faults --- */

static int fault(struct disk *d)
{
    unsigned at = d->operations++;
    if (d->stalled != NULL && at >= d->stall_at) {
        void (*stalled)(void *context) = d->stalled;
        d->stalled = NULL;
        stalled(d->context);
    }
    if (d->dying && at >= d->die_at)
        d->dead = true;
    if (d->dead)
        return SQLITE_IOERR;
    if (d->failing && (at == d->fail_at || (d->for_ever && at > d->fail_at)))
        return d->code;
    return SQLITE_OK;
}

size_t disk_bytes(const struct disk *d)
{
    size_t total = 0;
    for (size_t i = 0; i < DISK_FILES; i++)
        total += d->file[i].exists ? d->file[i].now.len : 0;
    return total;
}

static bool is_full(const struct disk *d, const struct file *f, size_t end)
{
    size_t more = end > f->now.len ? end - f->now.len : 0;
    return d->limit > 0 && more > 0 && disk_bytes(d) + more > d->limit;
}

/* --- the VFS's files --- */

struct handle {
    sqlite3_file base;
    struct disk *disk;
    struct file *file;
    bool delete_on_close;
};

static int do_close(sqlite3_file *file)
{
    struct handle *h = (struct handle *)file;
    if (h->delete_on_close && !h->disk->dead)
        forget_file(h->file);
    return SQLITE_OK;
}

static int do_read(sqlite3_file *file, void *out, int len, sqlite3_int64 at)
{
    struct disk *d = ((struct handle *)file)->disk;
    if (d->counts_reads && fault(d) != SQLITE_OK)
        return SQLITE_IOERR_READ;
    const struct bytes *b = &((struct handle *)file)->file->now;
    size_t from = (size_t)at, want = (size_t)len;
    size_t have = from < b->len ? b->len - from : 0;
    if (have >= want) {
        memcpy(out, b->data + from, want);
        return SQLITE_OK;
    }
    if (have > 0)
        memcpy(out, b->data + from, have);
    memset((char *)out + have, 0, want - have);
    return SQLITE_IOERR_SHORT_READ;
}

static int do_write(sqlite3_file *file, const void *data, int len, sqlite3_int64 at)
{
    struct handle *h = (struct handle *)file;
    int rc = fault(h->disk);
    if (rc != SQLITE_OK)
        return rc;
    if (is_full(h->disk, h->file, (size_t)at + (size_t)len))
        return SQLITE_FULL;
    h->file->exists = true; /* a connection outlived the disk's contents */
    put(&h->file->now, (size_t)at, data, (size_t)len);
    add_pending(h->file, (struct pending){.at = (size_t)at, .len = (size_t)len}, data);
    return SQLITE_OK;
}

static int do_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    struct handle *h = (struct handle *)file;
    int rc = fault(h->disk);
    if (rc != SQLITE_OK)
        return rc;
    if ((size_t)size < h->file->now.len)
        h->file->now.len = (size_t)size;
    add_pending(h->file, (struct pending){.at = (size_t)size, .truncates = true}, NULL);
    return SQLITE_OK;
}

static int do_sync(sqlite3_file *file, int flags)
{
    (void)flags;
    struct handle *h = (struct handle *)file;
    struct file *f = h->file;
    if (fault(h->disk) != SQLITE_OK) { /* whatever the reason: nobody knows what is on the disk */
        if (!h->disk->dead)
            drop_pending(f);
        return SQLITE_IOERR_FSYNC;
    }
    for (size_t i = 0; i < f->pending_count; i++)
        apply_pending(f, &f->pending[i], 0, f->pending[i].len);
    drop_pending(f);
    f->kept = true;
    return SQLITE_OK;
}

static int do_size(sqlite3_file *file, sqlite3_int64 *out)
{
    *out = (sqlite3_int64)((struct handle *)file)->file->now.len;
    return SQLITE_OK;
}

static int do_lock(sqlite3_file *file, int level)
{
    (void)file;
    (void)level;
    return SQLITE_OK;
}

static int do_check_lock(sqlite3_file *file, int *out)
{
    (void)file;
    *out = 0;
    return SQLITE_OK;
}

static int do_control(sqlite3_file *file, int op, void *arg)
{
    (void)file;
    (void)op;
    (void)arg;
    return SQLITE_NOTFOUND;
}

static int do_sector(sqlite3_file *file)
{
    (void)file;
    return SECTOR;
}

/* As SQLite takes every disk under Unix to be: a write that is cut off spoils no neighbour. */
static int do_traits(sqlite3_file *file)
{
    (void)file;
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static int do_shm_map(sqlite3_file *file, int region, int size, int extend, void volatile **out)
{
    struct disk *d = ((struct handle *)file)->disk;
    assert(region < SHM_REGIONS && size == SHM_SIZE);
    if (d->shm[region] == NULL && extend) {
        d->shm[region] = memory_keep(NULL, (size_t)size);
        memset(d->shm[region], 0, (size_t)size);
    }
    *out = d->shm[region];
    return SQLITE_OK;
}

static int do_shm_lock(sqlite3_file *file, int offset, int n, int flags)
{
    (void)file;
    (void)offset;
    (void)n;
    (void)flags;
    return SQLITE_OK;
}

static void do_shm_barrier(sqlite3_file *file)
{
    (void)file;
}

static int do_shm_unmap(sqlite3_file *file, int delete)
{
    (void)delete;
    struct disk *d = ((struct handle *)file)->disk;
    for (size_t i = 0; i < SHM_REGIONS && !d->keeps_index; i++) {
        free(d->shm[i]);
        d->shm[i] = NULL;
    }
    return SQLITE_OK;
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = do_close,
    .xRead = do_read,
    .xWrite = do_write,
    .xTruncate = do_truncate,
    .xSync = do_sync,
    .xFileSize = do_size,
    .xLock = do_lock,
    .xUnlock = do_lock,
    .xCheckReservedLock = do_check_lock,
    .xFileControl = do_control,
    .xSectorSize = do_sector,
    .xDeviceCharacteristics = do_traits,
    .xShmMap = do_shm_map,
    .xShmLock = do_shm_lock,
    .xShmBarrier = do_shm_barrier,
    .xShmUnmap = do_shm_unmap,
};

/* --- the VFS --- */

static struct disk *find_disk(const char *path, const char **name)
{
    const char *slash = strrchr(path, '/');
    assert(slash != NULL);
    *name = slash + 1;
    for (size_t i = 0; i < DISKS; i++)
        if (disks[i] != NULL && strlen(disks[i]->dir) == (size_t)(slash - path) &&
            strncmp(disks[i]->dir, path, (size_t)(slash - path)) == 0)
            return disks[i];
    return NULL;
}

static struct file *find_file(struct disk *d, const char *name)
{
    struct file *unused = NULL;
    for (size_t i = 0; i < DISK_FILES; i++) {
        if (strcmp(d->file[i].name, name) == 0)
            return &d->file[i];
        if (d->file[i].name[0] == '\0' && unused == NULL)
            unused = &d->file[i];
    }
    assert(unused != NULL && strlen(name) < DISK_NAME_SIZE);
    memcpy(unused->name, name, strlen(name) + 1);
    return unused;
}

static int vfs_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *out, int flags,
                    int *flags_out)
{
    (void)vfs;
    const char *name;
    struct handle *h = (struct handle *)out;
    memset(h, 0, sizeof *h);
    h->disk = find_disk(path != NULL ? path : "/", &name);
    if (h->disk == NULL)
        return SQLITE_CANTOPEN;
    h->file = find_file(h->disk, name);
    if (!h->file->exists) {
        int rc = fault(h->disk);
        if (rc != SQLITE_OK || !(flags & SQLITE_OPEN_CREATE))
            return SQLITE_CANTOPEN;
        h->file->exists = true;
    }
    h->delete_on_close = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
    h->base.pMethods = &methods;
    if (flags_out != NULL)
        *flags_out = flags;
    return SQLITE_OK;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *path, int sync)
{
    (void)vfs;
    (void)sync;
    const char *name;
    struct disk *d = find_disk(path, &name);
    int rc = fault(d);
    if (rc != SQLITE_OK)
        return rc;
    struct file *f = find_file(d, name);
    if (!f->exists)
        return SQLITE_IOERR_DELETE_NOENT;
    forget_file(f);
    return SQLITE_OK;
}

static int vfs_access(sqlite3_vfs *vfs, const char *path, int flags, int *out)
{
    (void)vfs;
    (void)flags;
    const char *name;
    struct disk *d = find_disk(path, &name);
    *out = d != NULL && find_file(d, name)->exists;
    return SQLITE_OK;
}

static int vfs_full_path(sqlite3_vfs *vfs, const char *path, int size, char *out)
{
    (void)vfs;
    (void)snprintf(out, (size_t)size, "%s", path);
    return SQLITE_OK;
}

static int vfs_randomness(sqlite3_vfs *vfs, int len, char *out)
{
    (void)vfs;
    for (int i = 0; i < len; i++) {
        random_state = random_state * 6364136223846793005U + 1442695040888963407U;
        out[i] = (char)(random_state >> 56);
    }
    return len;
}

static int vfs_sleep(sqlite3_vfs *vfs, int us)
{
    (void)vfs;
    return us;
}

static int vfs_time(sqlite3_vfs *vfs, double *out)
{
    (void)vfs;
    *out = 2440587.5;
    return SQLITE_OK;
}

static int vfs_error(sqlite3_vfs *vfs, int size, char *out)
{
    (void)vfs;
    (void)size;
    (void)out;
    return 0;
}

void disk_fast(void)
{
    int rc = sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
    if (rc == SQLITE_OK)
        rc = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    if (rc == SQLITE_OK)
        rc = sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 1200, 400);
    assert(rc == SQLITE_OK);
}

void disk_use(uint64_t seed)
{
    static sqlite3_vfs vfs = {
        .iVersion = 1,
        .szOsFile = sizeof(struct handle),
        .mxPathname = 256,
        .zName = "disk",
        .xOpen = vfs_open,
        .xDelete = vfs_delete,
        .xAccess = vfs_access,
        .xFullPathname = vfs_full_path,
        .xRandomness = vfs_randomness,
        .xSleep = vfs_sleep,
        .xCurrentTime = vfs_time,
        .xGetLastError = vfs_error,
    };
    random_state = seed;
    int rc = sqlite3_vfs_register(&vfs, 1);
    assert(rc == SQLITE_OK);
    sqlite3_randomness(0, NULL); /* drawn anew from the VFS */
}

/* --- disks --- */

struct disk *disk_open(const char *dir)
{
    struct disk *d = memory_keep(NULL, sizeof *d);
    memset(d, 0, sizeof *d);
    assert(strlen(dir) < sizeof d->dir);
    memcpy(d->dir, dir, strlen(dir) + 1);
    size_t i = 0;
    while (i < DISKS && disks[i] != NULL)
        i++;
    assert(i < DISKS);
    disks[i] = d;
    return d;
}

void disk_close(struct disk *d)
{
    disk_erase(d);
    for (size_t i = 0; i < DISK_FILES; i++) {
        free(d->file[i].now.data);
        free(d->file[i].synced.data);
        free(d->file[i].pending);
    }
    for (size_t i = 0; i < DISKS; i++)
        if (disks[i] == d)
            disks[i] = NULL;
    free(d);
}

void disk_erase(struct disk *d)
{
    for (size_t i = 0; i < DISK_FILES; i++)
        forget_file(&d->file[i]);
}

void disk_fail(struct disk *d, unsigned k, enum disk_error error, bool for_ever)
{
    static const int codes[DISK_ERRORS] = {SQLITE_FULL, SQLITE_IOERR_WRITE, SQLITE_IOERR_FSYNC,
                                           SQLITE_IOERR_TRUNCATE};
    d->failing = true;
    d->fail_at = d->operations + k;
    d->code = codes[error];
    d->for_ever = for_ever;
}

void disk_stall(struct disk *d, unsigned k, void (*stalled)(void *context), void *context)
{
    d->stall_at = d->operations + k;
    d->stalled = stalled;
    d->context = context;
}

void disk_die(struct disk *d, unsigned k)
{
    d->dying = true;
    d->die_at = d->operations + k;
}

void disk_heal(struct disk *d)
{
    d->failing = d->dying = d->dead = false;
    d->stalled = NULL;
    d->limit = 0;
}

void disk_limit(struct disk *d, size_t bytes)
{
    d->limit = bytes;
}

static uint64_t next(uint64_t *state)
{
    *state = *state * 6364136223846793005U + 1442695040888963407U;
    return *state >> 33;
}

void disk_cut(struct disk *d, uint64_t seed)
{
    for (size_t i = 0; i < DISK_FILES; i++) {
        struct file *f = &d->file[i];
        for (size_t j = 0; j < f->pending_count; j++) {
            const struct pending *p = &f->pending[j];
            uint64_t luck = next(&seed) % 4;
            size_t from = 0, len = p->len;
            if (luck == 0)
                continue;
            if (luck == 1 && len > SECTOR) { /* torn */
                from = next(&seed) % (len / SECTOR) * SECTOR;
                len = len - from > SECTOR ? SECTOR : len - from;
            }
            apply_pending(f, p, from, len);
            f->kept = true;
        }
        drop_pending(f);
        f->exists = f->kept;
        copy_bytes(&f->now, &f->synced);
    }
}

void disk_cut_first(struct disk *d, size_t lost)
{
    for (size_t i = 0; i < DISK_FILES; i++) {
        struct file *f = &d->file[i];
        for (size_t j = lost; j < f->pending_count; j++) {
            apply_pending(f, &f->pending[j], 0, f->pending[j].len);
            f->kept = true;
        }
        drop_pending(f);
        f->exists = f->kept;
        copy_bytes(&f->now, &f->synced);
    }
}

unsigned disk_operations(const struct disk *d)
{
    return d->operations;
}

void disk_count_reads(struct disk *d, bool count)
{
    d->counts_reads = count;
}

void disk_change(struct disk *d, const char *file, const char *sql)
{
    char path[sizeof d->dir + DISK_NAME_SIZE];
    sqlite3 *handle = NULL;
    (void)snprintf(path, sizeof path, "%s/%s", d->dir, file);
    int rc = sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_exec(handle, sql, NULL, NULL, NULL);
    assert(rc == SQLITE_OK);
    (void)sqlite3_close(handle);
}

void disk_forget_index(const char *path)
{
    const char *name;
    struct disk *d = find_disk(path, &name);
    for (size_t i = 0; i < SHM_REGIONS; i++)
        if (d->shm[i] != NULL && !d->keeps_index)
            memset(d->shm[i], 0, SHM_SIZE);
}

void disk_keep_index(struct disk *d, bool keep)
{
    d->keeps_index = keep;
}

struct disk_image *disk_save(const struct disk *d)
{
    struct disk_image *image = memory_keep(NULL, sizeof *image);
    memset(image, 0, sizeof *image);
    for (size_t i = 0; i < DISK_FILES; i++) {
        const struct file *f = &d->file[i];
        memcpy(image->file[i].name, f->name, sizeof f->name);
        image->file[i].exists = f->exists;
        if (f->exists)
            copy_bytes(&image->file[i].bytes, &f->now);
    }
    return image;
}

void disk_load(struct disk *d, const struct disk_image *image)
{
    disk_erase(d);
    for (size_t i = 0; i < DISK_FILES && image->file[i].name[0] != '\0'; i++) {
        struct file *f = find_file(d, image->file[i].name);
        f->exists = f->kept = image->file[i].exists;
        copy_bytes(&f->now, &image->file[i].bytes);
        copy_bytes(&f->synced, &image->file[i].bytes);
    }
}

void disk_load_file(struct disk *d, const struct disk_image *image, const char *name)
{
    struct file *f = find_file(d, name);
    forget_file(f);
    for (size_t i = 0; i < DISK_FILES; i++) {
        if (strcmp(image->file[i].name, name) != 0)
            continue;
        f->exists = f->kept = image->file[i].exists;
        copy_bytes(&f->now, &image->file[i].bytes);
        copy_bytes(&f->synced, &image->file[i].bytes);
    }
}

void disk_image_release(struct disk_image *image)
{
    if (image == NULL)
        return;
    for (size_t i = 0; i < DISK_FILES; i++)
        free(image->file[i].bytes.data);
    free(image);
}
