#include "db/reader.h"

#include <fcntl.h>
#include <stdio.h>

enum { PATH_SIZE = 4096 };

/* Of the locks in the index: WAL_READ_LOCK(0) to WAL_READ_LOCK(4). */
enum { FIRST_READ_LOCK = 123, READ_LOCKS = 5 };

int reader_open(const char *database)
{
    char path[PATH_SIZE];
    if (snprintf(path, sizeof path, "%s-shm", database) >= (int)sizeof path)
        return -1;
    return open(path, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
}

int64_t reader_find(int index)
{
    struct flock lock = {
        .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = FIRST_READ_LOCK, .l_len = READ_LOCKS};
    if (index < 0 || fcntl(index, F_GETLK, &lock) != 0 || lock.l_type == F_UNLCK)
        return READER_NONE;
    return lock.l_pid > 0 ? lock.l_pid : READER_UNKNOWN;
}

void reader_text(int64_t reader, char out[READER_TEXT_SIZE])
{
    out[0] = '\0';
    if (reader == READER_UNKNOWN)
        (void)snprintf(out, READER_TEXT_SIZE, "of another container");
    else if (reader != READER_NONE)
        (void)snprintf(out, READER_TEXT_SIZE, "%lld", (long long)reader);
}
