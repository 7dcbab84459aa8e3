/* version.h - the version of all three programs. */
#ifndef COMMON_VERSION_H
#define COMMON_VERSION_H

#define SINODO_VERSION "1.0"

#endif
