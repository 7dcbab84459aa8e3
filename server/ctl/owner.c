#include "server/ctl/owner.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *owner_enter(const char *dir)
{
    struct stat st;
    if (geteuid() != 0 || stat(dir, &st) != 0 || st.st_uid == 0)
        return dir;
    if (chdir(dir) == 0 && setegid(st.st_gid) == 0 && seteuid(st.st_uid) == 0)
        return ".";
    (void)fprintf(stderr, "sinodoctl: cannot act as the owner of %s: %s\n", dir, strerror(errno));
    return dir;
}
