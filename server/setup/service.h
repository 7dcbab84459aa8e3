/* service.h - tells systemd, which started this process, how far it is (sd_notify(3), Type=notify).
 * Threads: main. Memory: none. Errors: none; without a service manager nothing happens. */
#ifndef SERVER_SETUP_SERVICE_H
#define SERVER_SETUP_SERVICE_H

/* state: lines "NAME=value" of sd_notify(3), such as "READY=1". */
void service_tell(const char *state);

#endif
