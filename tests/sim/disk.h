/* disk.h - disks that can fail: an SQLite VFS in memory. Writes that were not synced are lost, in
 * part or whole, when the power goes; a disk can be full, refuse a write, die at a chosen
 * operation, and be replaced by an older copy of itself.
 *
 * A disk holds the files of one data directory, which the path names.
 * disk_use() makes this VFS the process's default, so that the shipping database code uses it
 * unchanged.
 *
 * Threads: one. Memory: open/close; images by disk_save/disk_image_release.
 * Errors: out of memory ends the process: it is a test's. */
#ifndef TESTS_SIM_DISK_H
#define TESTS_SIM_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DISK_FILES = 8, DISK_NAME_SIZE = 24 };

struct disk;
struct disk_image;

/* Registers the VFS. seed: for SQLite's own random numbers, so that a run repeats to the byte. */
void disk_use(uint64_t seed);

/* Before SQLite is used: turns off its locks and statistics. */
void disk_fast(void);

struct disk *disk_open(const char *dir);
void disk_close(struct disk *disk);
void disk_erase(struct disk *disk);

/* An operation is a write, sync, truncation, creation or deletion, and with this a read. */
void disk_count_reads(struct disk *disk, bool count);

/* How an operation fails. */
enum disk_error {
    DISK_FULL,
    DISK_WRITE_FAILED,
    DISK_SYNC_FAILED,
    DISK_TRUNCATE_FAILED,
    DISK_ERRORS
};

/* The k-th operation from now (0: the next) fails, and with `for_ever` all after it. A failed one
 * has no effect. After a failed sync the writes before it can be read, but are not on the disk until
 * they are written again, even when the next sync succeeds: Linux behaves so. */
void disk_fail(struct disk *disk, unsigned k, enum disk_error error, bool for_ever);

/* The k-th operation from now is slow: `stalled` is called before it is done. */
void disk_stall(struct disk *disk, unsigned k, void (*stalled)(void *context), void *context);

/* As if the process were killed at the k-th operation from now: nothing reaches the disk any more.
 */
void disk_die(struct disk *disk, unsigned k);

/* No faults from now on; what they did stays. */
void disk_heal(struct disk *disk);

/* No more than `bytes` in all; 0: no limit. */
void disk_limit(struct disk *disk, size_t bytes);

/* The power goes: of what was not synced, each write reaches the disk, or a part of it, or not. */
void disk_cut(struct disk *disk, uint64_t seed);

/* The same, and of what was not synced in a file the first `lost` writes do not reach the disk, and
 * the others do: a disk may write in any order. */
void disk_cut_first(struct disk *disk, size_t lost);

/* Of all its files. */
size_t disk_bytes(const struct disk *disk);

/* Operations so far. */
unsigned disk_operations(const struct disk *disk);

/* Runs SQL on a database file that nobody has open. */
void disk_change(struct disk *disk, const char *file, const char *sql);

/* The next process that opens this file reads its log anew, as the first after a boot does. */
void disk_forget_index(const char *path);

/* As if another program had the log's index open: the index outlives the process. */
void disk_keep_index(struct disk *disk, bool keep);

struct disk_image *disk_save(const struct disk *disk);
void disk_load(struct disk *disk, const struct disk_image *image);
void disk_load_file(struct disk *disk, const struct disk_image *image, const char *name);
void disk_image_release(struct disk_image *image); /* NULL is allowed */

#endif
