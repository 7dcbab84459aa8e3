# Sinodo: build, run, test. Everything that is made goes to build/.
#   make run         both nodes with the sample exam, in the foreground
#   make test        every test
#   make analyse     three analysers over what ships (2 min); make lint is the quick one
# VARIANT=asan or VARIANT=tsan builds the same under a sanitizer, in build/asan or build/tsan;
# VARIANT=fuzz is what the fuzzers run.

VARIANT ?=
BUILD   := build$(if $(VARIANT),/$(VARIANT))
CC      ?= cc
WARN    := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
           -Wformat=2 -Wvla -Wswitch-enum -Wimplicit-fallthrough -Werror=implicit \
           -Werror=incompatible-pointer-types -Werror=int-conversion -Werror=format-security
OPT     := -O2 -g
# What ships is hardened. The checkers' variants are not: they watch the same places themselves.
# accepted: the first of some flags that the compiler takes for this machine, or nothing.
accepted = $(shell for flag in $(1); do \
    $(CC) -Werror $$flag -S -o /dev/null -x c /dev/null 2>/dev/null && { echo $$flag; break; }; done)
ifeq ($(VARIANT),)
HARD := -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fno-strict-overflow \
        -fno-strict-aliasing -fno-delete-null-pointer-checks -fPIE \
        $(call accepted,-fstack-clash-protection) \
        $(call accepted,-fcf-protection=full -mbranch-protection=standard) \
        $(call accepted,-ftrivial-auto-var-init=zero -ftrivial-auto-var-init=pattern)
HARD_LINK := -pie -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,--as-needed
endif
SAN_asan := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
SAN_tsan := -fsanitize=thread
SAN_gcov := --coverage -DCONFINE_MEASURED -fprofile-abs-path -DNDEBUG -w -O0
SAN_fuzz := -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
override CPPFLAGS += -I. -DNCURSES_WIDECHAR=1 -I$(BUILD)/gen -D_DEFAULT_SOURCE -D_POSIX_C_SOURCE=200809L
override CFLAGS   += -std=c11 $(OPT) $(WARN) $(HARD) $(SAN_$(VARIANT)) -pthread
override LDFLAGS  += $(HARD_LINK) $(SAN_$(VARIANT)) -pthread

COMMON := $(wildcard common/*.c)
CORE   := $(wildcard server/core/*.c)
BANK   := $(wildcard server/bank/*.c)
DB     := $(wildcard db/*.c db/store/*.c)
SERVER := $(foreach room,door link evidence setup,$(wildcard server/$(room)/*.c))
CLIENT := $(filter-out client/main.c,$(wildcard client/*.c client/full/*.c))
CTL    := $(wildcard server/ctl/*.c)
UNIT   := $(wildcard tests/unit/*.c)
E2E    := $(wildcard tests/e2e/*.c)
TLIB   := $(wildcard tests/lib/*.c)
SIM    := $(wildcard tests/sim/*.c)
FUZZ   := $(wildcard tests/fuzz/*.c)
SOURCES := $(COMMON) $(CORE) $(BANK) $(DB) $(SERVER) $(CLIENT) $(CTL) server/main.c client/main.c
TESTS  := $(UNIT) $(E2E) $(TLIB) $(SIM) $(FUZZ) $(wildcard tests/bench/*.c tests/power/*.c tests/sweep/*.c tests/nemesis/*.c tests/drill/*.c)

obj = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))

# The client's catalogues lie beside the programs, and beside the tests.
CATALOGUES := $(patsubst client/po/%.po,$(BUILD)/locale/%/LC_MESSAGES/sinodo.mo,$(wildcard client/po/*.po))
PROGRAMS := $(BUILD)/sinodod $(BUILD)/sinodo $(BUILD)/sinodoctl $(CATALOGUES)

.PHONY: all run demo terminals test unit e2e sim sim-controls sweep sweep-controls nemesis nemesis-control drill bench bench-plot bench-smoke coverage mutation model fuzz fuzz-controls fuzz-build \
    run-fuzz run-fuzz-controls power power-control run-power run-power-control lint lint-controls analyse format deps deps-test deps-lint clean
.DELETE_ON_ERROR:

# What is compiled is compiled on every core, what runs then runs alone.
ON_EVERY_CORE = -s --no-print-directory $(if $(filter -j%,$(MAKEFLAGS)),,-j$(shell nproc))

all: deps
	@$(MAKE) $(ON_EVERY_CORE) $(PROGRAMS)

SINODOD_OBJ := $(call obj,server/main.c $(SERVER) $(BANK) $(CORE) $(DB) $(COMMON))
$(BUILD)/sinodod: $(SINODOD_OBJ)
	@echo "  LINK $@"; $(CC) $(LDFLAGS) -o $@ $^ -lsqlite3 -lssl -lcrypto -lutf8proc -lcsv -lseccomp

$(BUILD)/sinodo: $(call obj,client/main.c $(CLIENT) $(COMMON))
	@echo "  LINK $@"; $(CC) $(LDFLAGS) -o $@ $^ -lncursesw -ltinfo -lssl -lcrypto -lutf8proc

$(BUILD)/sinodoctl: $(call obj,$(CTL) $(BANK) server/evidence/attest.c server/evidence/key.c server/setup/settings.c $(DB) $(CORE) $(COMMON))
	@echo "  LINK $@"; $(CC) $(LDFLAGS) -o $@ $^ -lsqlite3 -lssl -lcrypto -lutf8proc

$(BUILD)/locale/%/LC_MESSAGES/sinodo.mo: client/po/%.po
	@mkdir -p $(@D) $(BUILD)/tests && ln -sfn ../locale $(BUILD)/tests/locale
	@echo "  MSG  $@"; msgfmt --check-format -o $@ $<

# A test takes memory away from HMAC.
UNIT_WRAP := EVP_MAC_CTX_dup
UNIT_LINK := $(CC) $(LDFLAGS) $(UNIT_WRAP:%=-Wl,--wrap=%)
UNIT_OBJ := $(call obj,$(UNIT) $(TLIB) $(SERVER) server/ctl/show.c $(BANK) $(CORE) $(DB) $(CLIENT) $(COMMON))
$(BUILD)/tests/unit: $(UNIT_OBJ)
	@mkdir -p $(@D)
	@echo "  LINK $@"; $(UNIT_LINK) -o $@ $^ -lcheck -lsubunit -lm -lrt -lsqlite3 -lssl -lcrypto -lutf8proc -lcsv -lseccomp -lncursesw -ltinfo

NODES_OBJ := $(call obj,$(filter-out %/duo.c %/sample.c %/query.c %/puppet.c,$(TLIB)) $(CORE) $(COMMON))
$(BUILD)/tests/e2e: $(call obj,$(E2E)) $(NODES_OBJ)
	@mkdir -p $(@D)
	@echo "  LINK $@"; $(CC) $(LDFLAGS) -o $@ $^ -lcheck -lsubunit -lm -lrt -lssl -lcrypto -lutf8proc

$(BUILD)/tests/power: $(call obj,tests/power/main.c) $(NODES_OBJ)
	@mkdir -p $(@D)
	@echo "  LINK $@"; $(CC) $(LDFLAGS) -o $@ $^ -lssl -lcrypto -lutf8proc

$(BUILD)/tests/nemesis: $(call obj,$(wildcard tests/nemesis/*.c)) $(NODES_OBJ)
	@mkdir -p $(@D)
	@echo "  LINK $@"; $(CC) $(LDFLAGS) -o $@ $^ -lssl -lcrypto -lutf8proc

$(BUILD)/tests/drill: $(call obj,tests/drill/main.c) $(NODES_OBJ)
	@mkdir -p $(@D)
	@echo "  LINK $@"; $(CC) $(LDFLAGS) -o $@ $^ -lssl -lcrypto -lutf8proc

$(BUILD)/sinodo-bench: $(call obj,$(filter-out %/slow_fsync.c,$(wildcard tests/bench/*.c)) $(COMMON))
	@echo "  LINK $@"; $(CC) $(LDFLAGS) -o $@ $^ -lssl -lcrypto -lutf8proc

$(BUILD)/slow_fsync.so: tests/bench/slow_fsync.c
	@mkdir -p $(@D)
	@echo "  LINK $@"; $(CC) $(CPPFLAGS) $(CFLAGS) -fPIC -shared -o $@ $<

# The simulation has its own clocks.
SIM_OBJ  := $(call obj,$(SIM) tests/lib/sample.c tests/lib/chance.c server/link/exchange.c server/link/intake.c $(CORE) $(DB) $(COMMON))
SIM_WRAP := clock_mono clock_wall clock_deadline clock_left_ms malloc calloc realloc
SIM_LINK := $(CC) $(LDFLAGS) $(SIM_WRAP:%=-Wl,--wrap=%)
SIM_REUSE := sqlite3_open_v2 sqlite3_close sqlite3_prepare_v2 sqlite3_prepare_v3 sqlite3_finalize \
             sqlite3_exec
LIVES_LINK := $(SIM_LINK) $(SIM_REUSE:%=-Wl,--wrap=%)
$(BUILD)/tests/sim: $(SIM_OBJ)
	@mkdir -p $(@D)
	@echo "  LINK $@"; $(LIVES_LINK) -o $@ $^ -lsqlite3 -lssl -lcrypto -lutf8proc

SWEEP_OBJ := $(call obj,$(wildcard tests/sweep/*.c) \
    $(filter-out %/main.c %/cases.c %/run.c %/reuse.c,$(SIM)) tests/lib/sample.c tests/lib/chance.c \
    server/link/exchange.c server/link/intake.c $(CORE) $(DB) $(COMMON))
SWEEP_WRAP := open write fsync close rename unlink
SWEEP_LINK := $(SIM_LINK) $(SWEEP_WRAP:%=-Wl,--wrap=%)
$(BUILD)/tests/sweep: $(SWEEP_OBJ)
	@mkdir -p $(@D)
	@echo "  LINK $@"; $(SWEEP_LINK) -o $@ $^ -lsqlite3 -lssl -lcrypto -lutf8proc

$(BUILD)/gen/schema.inc: db/schema.sql
	@mkdir -p $(@D)
	@sed -e 's/\\/\\\\/g; s/"/\\"/g; s/.*/"&\\n"/' $< >$@

$(call obj,db/database.c): $(BUILD)/gen/schema.inc

$(BUILD)/obj/%.o: %.c Makefile
	@mkdir -p $(@D)
	@echo "  CC   $@"; $(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

-include $(patsubst %.o,%.d,$(call obj,$(SOURCES) $(TESTS)))

run demo terminals: all
	@sh tests/lib/$@.sh $(BUILD)

test: deps-test
	@$(MAKE) -s --no-print-directory unit
	@$(MAKE) -s --no-print-directory sim
	@$(MAKE) -s --no-print-directory e2e

unit: deps-test
	@$(MAKE) $(ON_EVERY_CORE) $(BUILD)/tests/unit $(CATALOGUES)
	$(BUILD)/tests/unit

e2e: deps-test
	@$(MAKE) $(ON_EVERY_CORE) $(PROGRAMS) $(BUILD)/tests/e2e
	SINODO_BUILD=$(BUILD) $(BUILD)/tests/e2e

# RUNS= and FIRST= choose the seeds; SEED= runs one and shows its steps.
RUNS ?= $(if $(VARIANT),2000,100000)
sim: deps
	@$(MAKE) $(ON_EVERY_CORE) $(BUILD)/tests/sim
	RUNS=$(RUNS) $(BUILD)/tests/sim

# Every operation fails once; STRIDE= takes every n-th only.
sweep: deps
	@$(MAKE) $(ON_EVERY_CORE) $(BUILD)/tests/sweep
	$(BUILD)/tests/sweep

sweep-controls: deps
	@$(MAKE) $(ON_EVERY_CORE) $(BUILD)/tests/sweep
	@COMPILE='$(CC) $(CPPFLAGS) $(CFLAGS)' LINK='$(SWEEP_LINK)' OBJECTS='$(SWEEP_OBJ)' \
	    LIBS='-lsqlite3 -lssl -lcrypto -lutf8proc' sh tests/sweep/controls.sh $(BUILD)

sim-controls: deps
	@$(MAKE) $(ON_EVERY_CORE) $(BUILD)/tests/sim
	@RUNS=$(RUNS) COMPILE='$(CC) $(CPPFLAGS) $(CFLAGS)' LINK='$(LIVES_LINK)' OBJECTS='$(SIM_OBJ)' \
	    LIBS='-lsqlite3 -lssl -lcrypto -lutf8proc' sh tests/sim/controls.sh $(BUILD)

# TIME= seconds a target, or RUNS= executions. `seeds` makes the first inputs of the binary formats;
# inputs that reach new code stay in build/.
FUZZ_TARGETS := wire message journal gift aiken config plan seal receipt tls secure client ctl
FUZZ_OBJ := $(call obj,tests/fuzz/bank.c tests/fuzz/door.c tests/lib/puppet.c tests/lib/hostile.c server/evidence/attest.c \
    server/setup/config.c server/evidence/key.c server/setup/settings.c server/ctl/show.c $(CLIENT) $(BANK) $(CORE) $(COMMON))
FUZZ_LIBS := -lssl -lcrypto -lutf8proc -lncursesw -ltinfo
FUZZ_LINK := clang -fsanitize=fuzzer,address,undefined -pthread
$(BUILD)/fuzz/%: $(call obj,tests/fuzz/target_%.c) $(FUZZ_OBJ)
	@mkdir -p $(@D)
	@echo "  LINK $@"; $(FUZZ_LINK) -o $@ $^ $(FUZZ_LIBS)

$(BUILD)/fuzz/seeds: $(call obj,tests/fuzz/seeds.c tests/lib/entries.c) $(FUZZ_OBJ)
	@mkdir -p $(@D)
	@echo "  LINK $@"; $(CC) $(LDFLAGS) -o $@ $^ $(FUZZ_LIBS)

# The objects are named, or make would remove them, and the controls link them again.
fuzz-build: $(addprefix $(BUILD)/fuzz/,seeds $(FUZZ_TARGETS)) $(call obj,$(FUZZ))

fuzz fuzz-controls: deps
	@sh tests/lib/deps.sh clang:clang libclang_rt.fuzzer-x86_64.a:libclang-rt-14-dev
	@$(MAKE) $(ON_EVERY_CORE) VARIANT=fuzz CC=clang fuzz-build
	@$(MAKE) -s --no-print-directory VARIANT=fuzz CC=clang run-$@

run-fuzz:
	@sh tests/fuzz/run.sh $(BUILD)

run-fuzz-controls:
	@COMPILE='$(CC) $(CPPFLAGS) $(CFLAGS)' LINK='$(FUZZ_LINK)' OBJECTS='$(FUZZ_OBJ)' \
	    LIBS='$(FUZZ_LIBS)' sh tests/fuzz/controls.sh $(BUILD)

# SECONDS= for each combination of two faults (60), EVERY= n-th of them only (3).
nemesis: deps
	@sh tests/lib/deps.sh ip:iproute2 faketime:faketime
	@$(MAKE) $(ON_EVERY_CORE) $(PROGRAMS) $(BUILD)/tests/nemesis
	SINODO_BUILD=$(BUILD) $(BUILD)/tests/nemesis

nemesis-control: deps
	@$(MAKE) $(ON_EVERY_CORE) $(PROGRAMS) $(BUILD)/tests/nemesis
	@COMPILE='$(CC) $(CPPFLAGS) $(CFLAGS)' LINK='$(CC) $(LDFLAGS)' OBJECTS='$(SINODOD_OBJ)' \
	    LIBS='-lsqlite3 -lssl -lcrypto -lutf8proc -lcsv -lseccomp' sh tests/nemesis/control.sh $(BUILD)

# The evening before: a page that says whether this machine keeps its promises. SECONDS= how long.
drill: deps
	@$(MAKE) $(ON_EVERY_CORE) $(PROGRAMS) $(BUILD)/tests/drill
	@SINODO_BUILD=$(BUILD) $(BUILD)/tests/drill

# Registrations beside PostgreSQL and Redis, where they are installed. ROUNDS=, CLIENTS=,
# SLOW_FSYNC_MS= as on a slower disk, WORKLOAD=answer.
bench: all
	@$(MAKE) $(ON_EVERY_CORE) $(BUILD)/sinodo-bench $(BUILD)/slow_fsync.so
	@sh tests/bench/compare.sh $(BUILD)

# A picture of the last table.
bench-plot:
	@sh tests/lib/deps.sh gnuplot:gnuplot-nox
	sh tests/bench/plot.sh $(BUILD)/registrations.dat tests/bench/registrations.svg

# Is it still about as fast as it was? 20 seconds.
bench-smoke: all
	@$(MAKE) $(ON_EVERY_CORE) $(BUILD)/sinodo-bench
	@sh tests/bench/pair.sh $(BUILD) sh tests/bench/smoke.sh

# CUTS= how many; as root.
power power-control: deps
	@sh tests/lib/deps.sh mkfs.ext4:e2fsprogs
	@$(MAKE) $(ON_EVERY_CORE) $(PROGRAMS) $(BUILD)/tests/power
	@$(MAKE) -s --no-print-directory run-$@

run-power:
	SINODO_BUILD=$(BUILD) $(BUILD)/tests/power

run-power-control:
	@COMPILE='$(CC) $(CPPFLAGS) $(CFLAGS)' LINK='$(CC) $(LDFLAGS)' OBJECTS='$(SINODOD_OBJ)' \
	    LIBS='-lsqlite3 -lssl -lcrypto -lutf8proc -lcsv -lseccomp' sh tests/power/control.sh $(BUILD)

# Lines of all that ships and branches of server/core that the tests run.
coverage: deps-test
	@rm -rf build/gcov
	@$(MAKE) -s --no-print-directory VARIANT=gcov test
	@sh tests/lib/coverage.sh build/gcov

# Are the rules of claims and of the link tested? FILES= and EVERY= choose.
mutation: deps-test
	@$(MAKE) $(ON_EVERY_CORE) $(BUILD)/tests/unit $(BUILD)/tests/sim
	@COMPILE='$(CC) $(CPPFLAGS) $(CFLAGS) -O1' UNIT_LINK='$(UNIT_LINK)' SIM_LINK='$(LIVES_LINK)' \
	    UNIT_OBJECTS='$(UNIT_OBJ)' SIM_OBJECTS='$(SIM_OBJ)' sh tests/mutation/run.sh $(BUILD)

# The claim table, exhaustively, and its mutants.
model: deps
	@sh tests/lib/deps.sh spin:spin
	@sh tests/model/check.sh $(BUILD)

lint: deps-lint
	@sh tests/lib/lint.sh

lint-controls:
	@sh tests/lib/lint-controls.sh

# gcc's analyser, cppcheck and clang-tidy over all that ships; and is what was built hardened?
analyse: deps
	@sh tests/lib/deps.sh cppcheck:cppcheck clang-tidy:clang-tidy readelf:binutils objdump:binutils
	@$(MAKE) $(ON_EVERY_CORE) $(PROGRAMS)
	@sh tests/lib/hardened.sh $(filter-out %.mo,$(PROGRAMS))
	@FLAGS='$(CPPFLAGS) -std=c11 -O2 $(WARN) -pthread' sh tests/lib/analyse.sh $(SOURCES)

format: deps-lint
	clang-format -i $(shell git ls-files '*.c' '*.h')

# What a target needs is looked for first; only what is missing is installed.
deps:
	@sh tests/lib/deps.sh gcc:gcc sqlite3.h:libsqlite3-dev openssl/sha.h:libssl-dev utf8proc.h:libutf8proc-dev csv.h:libcsv-dev seccomp.h:libseccomp-dev msgfmt:gettext ncurses.h:libncurses-dev

deps-test: deps
	@sh tests/lib/deps.sh check.h:check tmux:tmux sqlite3:sqlite3 redis-cli:redis-tools

deps-lint: deps-test
	@sh tests/lib/deps.sh clang:clang clang-format:clang-format nm:binutils xgettext:gettext

clean:
	rm -rf build
