/* The configuration file: read, or an error that says what is wrong. */
#include "server/setup/config.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    static struct config config;
    char error[CONFIG_ERROR_SIZE] = "";
    memset(&config, 0, sizeof config);
    if (!config_parse("file", (const char *)data, len, &config, error) && error[0] == '\0')
        abort();
    return 0;
}
