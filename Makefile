# Sinodo: build, run, test. `make help` lists the targets; everything that is made goes to build/.
#
#   V=1           shows the commands
#   VARIANT=asan  or tsan: the same under a sanitizer, in build/asan or build/tsan
#   CC='clang'    or another compiler
#
# The lines that begin with "#:" are what `make help` prints. Times are measured on two cores,
# without the time to compile.

#: Build and run:
#:   make               build the programs, and build/compile_commands.json
#:   make run           both nodes with the sample exam, in the foreground
#:   make demo          the six cases that the pair exists for, step by step (2 s)
#:   make terminals     two nodes and two clients in four panes of tmux
#:   make deps          install what building needs; run, test and others install what they need
#:   make screenshots   both pages of a sample room, to look at, in build/screenshots (2 min)
#:   make clean         remove build/
#: Test:
#:   make test          unit, sim and e2e (4 min)
#:   make VARIANT=asan test, VARIANT=tsan    the same under the sanitizers (5 min each)
#:   make unit          every module by itself (10 s)
#:   make sim           two nodes in one process, 100,000 seeds (1 min); RUNS=, FIRST=, SEED=
#:   make e2e           real nodes, clients and files (3 min); CK_RUN_SUITE=
#:   make test-web      the pages: their modules, and in Chromium and Firefox (6 min); SUITES=
#:   make lint          layers, invariants, both compilers, format (20 s)
#:   make format        format all C files
#:   make analyse       three analysers, and are the programs hardened? (2 min)
#:   make coverage      every branch of the core, nine lines in ten of all (6 min)
#:   make coverage-core the branches of the core, without e2e (40 s)
#:   make documents     what reports write, opened in LibreOffice and printed by Chromium (1 min)
#:   make kiosk         what a room's computers get, in Chromium and Firefox; needs root (5 min)
#:   make bench-smoke   is it about as fast as it was? (20 s)
#: Try to break the promise:
#:   make model         the claim table, exhaustively (6 min, 4 GB)
#:   make sweep         every operation fails once (5 min); STRIDE=
#:   make fuzz          every format that comes from outside (30 s a target); TIME=, RUNS=
#:   make power         file systems shut down under a pair, as root (1 s a cut); CUTS=
#:   make storm         browsers and nodes killed in the middle of answers (15 s a life); RUNS=, SEED=
#:   make nemesis       faults in pairs (45 min; SECONDS=1: 2.5 min); SECONDS=, EVERY=, ONLY=, SEED=
#:   make mutation      is each line of the core tested? (15 min); FILES=, EVERY=
#:   make drill         what this machine keeps, on a page (30 s); SECONDS=
#: Planted faults that the tests must find:
#:   make sim-controls sweep-controls fuzz-controls power-control nemesis-control lint-controls
#: Measure:
#:   make bench         registrations, beside PostgreSQL and Redis; ROUNDS=, CLIENTS=, WORKLOAD=
#:   make bench-reports reports of a large exam beside people who answer; PEOPLE=, QUESTIONS=
#:   make bench-plot    a picture of the last table

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:

# --- Compiler ---

VARIANT ?=
BUILD   := build$(if $(VARIANT),/$(VARIANT))
CC      ?= cc
WARN    := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
           -Wformat=2 -Wvla -Wswitch-enum -Wimplicit-fallthrough -Werror=implicit \
           -Werror=incompatible-pointer-types -Werror=int-conversion -Werror=format-security
OPT     := -O2 -g
# The shipped programs are hardened. The checkers' variants are not: they watch the same places
# themselves. accepted: the first of some flags that the compiler takes for this machine, or none.
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
# What every tool over the sources takes too: clang's do not know all of HARD.
PLAIN := $(CPPFLAGS) -std=c11 $(OPT) $(WARN) -pthread
override CFLAGS   += -std=c11 $(OPT) $(WARN) $(HARD) $(SAN_$(VARIANT)) -pthread
override LDFLAGS  += $(HARD_LINK) $(SAN_$(VARIANT)) -pthread

COMPILE := $(CC) $(CPPFLAGS) $(CFLAGS)
LINK    := $(CC) $(LDFLAGS)
# The linker redirects calls of these functions to the test's own __wrap_NAME.
wrap = $(1:%=-Wl,--wrap=%)

# --- Files ---

COMMON := $(wildcard common/*.c)
CORE   := $(wildcard server/core/*.c)
BANK   := $(wildcard server/bank/*.c)
DB     := $(wildcard db/*.c db/store/*.c)
SERVER := $(foreach room,door desk link evidence setup,$(wildcard server/$(room)/*.c))
REPORT := $(wildcard server/report/*.c)
CTL    := $(wildcard server/ctl/*.c)
CLIENT := $(filter-out client/main.c,$(wildcard client/*.c client/full/*.c))
# What the store and the link need, without threads or sockets.
NODE   := $(filter-out %/peer.c %/lobby.c %/newcomer.c %/handshake.c,$(wildcard server/link/*.c)) \
          $(CORE) $(DB) $(COMMON)
SHEET  := $(addprefix server/setup/,columns.c secret.c sheet.c)
ROSTER := $(addprefix server/setup/,roster.c roster_file.c secret_list.c survey.c)
KEYS   := $(addprefix server/evidence/,attest.c json.c key.c pem.c private_key.c sig_lines.c) $(wildcard server/evidence/web_*.c) \
          server/setup/settings.c

TLIB   := $(wildcard tests/lib/*.c)
NODES  := $(filter-out %/duo.c %/sample.c %/query.c %/puppet.c %/folded.c %/halves.c,$(TLIB)) $(CORE) $(COMMON)
SIM    := $(wildcard tests/sim/*.c)
FUZZ   := $(wildcard tests/fuzz/*.c)
BENCH  := $(filter-out %/slow_fsync.c %/crowd.c,$(wildcard tests/bench/*.c))

SOURCES := $(COMMON) $(CORE) $(BANK) $(DB) $(SERVER) $(REPORT) $(CTL) $(CLIENT) $(wildcard server/*.c) client/main.c
TESTS   := $(wildcard tests/*/*.c)

obj = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))

# The client's translations lie beside the programs, and beside the tests.
CATALOGUES := $(patsubst client/po/%.po,$(BUILD)/locale/%/LC_MESSAGES/sinodo.mo,$(wildcard client/po/*.po))
PROGRAMS   := $(BUILD)/sinodod $(BUILD)/sinodo $(BUILD)/sinodoctl $(CATALOGUES)
DATABASE   := $(BUILD)/compile_commands.json

# --- Libraries ---

LIBS_COMMON := -lssl -lcrypto -lutf8proc
LIBS_DB     := -lsqlite3 $(LIBS_COMMON)
LIBS_NODE   := $(LIBS_DB) -lcsv -lseccomp -lm -lwslay
LIBS_REPORT := -lxlsxwriter -lqrencode -lm
LIBS_SCREEN := -lncursesw -ltinfo
LIBS_CHECK  := -lcheck -lsubunit -lm -lrt

# What each needs, as NEED:PACKAGE (Debian's); a need is a command, a header or a library of clang's.
NEED_BUILD   := gcc:gcc sqlite3.h:libsqlite3-dev openssl/sha.h:libssl-dev utf8proc.h:libutf8proc-dev \
                csv.h:libcsv-dev xlsxwriter.h:libxlsxwriter-dev qrencode.h:libqrencode-dev seccomp.h:libseccomp-dev \
                wslay/wslay.h:libwslay-dev msgfmt:gettext ncurses.h:libncurses-dev zopfli:zopfli
NEED_test    := check.h:check
# The tests that run these are skipped where they cannot be installed.
WISH_test    := promtool:prometheus faketime:faketime tmux:tmux sqlite3:sqlite3 redis-cli:redis-tools redis.py:python3-redis \
                hiredis/hiredis.h:libhiredis-dev
NPM_e2e      := redis@6.3.1 ioredis@6.0.0
NEED_lint    := $(NEED_test) hiredis/hiredis.h:libhiredis-dev git:git clang:clang clang-format:clang-format nm:binutils xgettext:gettext
NEED_analyse := cppcheck:cppcheck clang-tidy:clang-tidy readelf:binutils objdump:binutils
NEED_fuzz    := clang:clang libclang_rt.fuzzer-x86_64.a:libclang-rt-14-dev
NEED_nemesis := ip:iproute2 faketime:faketime
NEED_power   := mkfs.ext4:e2fsprogs
NEED_model   := spin:spin
NEED_documents := python3:python3
WISH_documents := soffice:libreoffice-calc-nogui /usr/lib/libreoffice/share/registry/Langpack-es.xcd:libreoffice-l10n-es \
                chromium:chromium pdftotext:poppler-utils
NEED_kiosk := python3:python3
WISH_kiosk := Xvfb:xvfb xdotool:xdotool openbox:openbox chromium:chromium firefox-esr:firefox-esr cage:cage Xwayland:xwayland
NEED_plot    := gnuplot:gnuplot-nox
NEED_web     := node:nodejs
WISH_web     := npm:npm tmux:tmux chromium:chromium firefox-esr:firefox-esr zbarimg:zbar-tools unshare:util-linux

# --- Build ---

Q    := $(if $(V),,@)
show  = $(if $(V),,printf '  %-4s %s\n' $(1) $@;)

# Programs are compiled on every core; what runs then runs alone.
made = @$(MAKE) $(if $(V),,-s) --no-print-directory $(if $(filter -j%,$(MAKEFLAGS)),,-j$(shell nproc)) $(1)

.PHONY: all needs help
all: needs
	$(call made,$(PROGRAMS) $(DATABASE))

needs:
	@sh tests/lib/deps.sh look $(NEED_BUILD)

help:
	@sed -n 's/^#: \{0,1\}//p' Makefile

# Files that are texts of the programs, as C strings.
as_strings = sed -e 's/\\/\\\\/g; s/"/\\"/g; s/.*/"&\\n"/'

$(BUILD)/gen/schema.inc: db/schema.sql
	@mkdir -p $(@D)
	$(Q)$(as_strings) $< >$@

$(call obj,db/database_open.c): $(BUILD)/gen/schema.inc

# The pages for browsers, with the words of the translations that they use: gzipped, and a table of them.
WEB := $(shell find client/web -type f)
$(BUILD)/gen/assets.inc: client/embed.sh $(WEB) $(wildcard client/po/*.po)
	$(Q)$(call show,WEB) sh client/embed.sh $(BUILD)/gen

$(call obj,server/door/assets.c): $(BUILD)/gen/assets.inc

KIOSK_TEXTS := $(patsubst server/ctl/%,$(BUILD)/gen/%.inc,$(wildcard server/ctl/kiosk/*))
$(KIOSK_TEXTS): $(BUILD)/gen/%.inc: server/ctl/%
	@mkdir -p $(@D)
	$(Q)$(as_strings) $< >$@

$(call obj,server/ctl/kiosk_session.c): $(KIOSK_TEXTS)

$(BUILD)/obj/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(Q)$(call show,CC) $(COMPILE) -MMD -MP -c -o $@ $<

-include $(patsubst %.o,%.d,$(call obj,$(SOURCES) $(TESTS)))

$(BUILD)/locale/%/LC_MESSAGES/sinodo.mo: client/po/%.po
	@mkdir -p $(@D) $(BUILD)/tests && ln -sfn ../locale $(BUILD)/tests/locale
	$(Q)$(call show,MSG) msgfmt --check-format -o $@ $<

# How each file is compiled, for clangd, clang-tidy and others.
$(DATABASE): Makefile $(sort $(dir $(SOURCES) $(TESTS)))
	@mkdir -p $(@D)
	$(Q)printf '%s\n' $(SOURCES) $(TESTS) | sed \
	    's|.*|{"directory": "$(CURDIR)", "file": "&", "command": "$(CC) $(PLAIN) -c &"}|; 1s|^|[|; $$!s|$$|,|; $$s|$$|]|' >$@

# --- Programs: what each is linked from ---

# Of the reports those that a node makes: neither workbooks nor what is printed before an exam.
NODE_REPORT := $(filter-out $(addprefix server/report/,table_xlsx.c qr.c paper.c slips.c attendance.c export_sig.c),$(REPORT))
SINODOD_OBJ := $(call obj,$(wildcard server/*.c) $(NODE_REPORT) $(SERVER) $(BANK) $(CORE) $(DB) $(COMMON))
$(BUILD)/sinodod: $(SINODOD_OBJ)
$(BUILD)/sinodod: LIBS = $(LIBS_NODE)

$(BUILD)/sinodo: $(call obj,client/main.c $(CLIENT) $(COMMON))
$(BUILD)/sinodo: LIBS = $(LIBS_SCREEN) $(LIBS_COMMON)

# What it shares with the terminal.
CTL_CLIENT := $(addprefix client/,door.c full/put.c layout.c lines.c say.c)
$(BUILD)/sinodoctl: $(call obj,$(CTL) $(REPORT) $(CTL_CLIENT) $(BANK) $(KEYS) $(SHEET) $(ROSTER) $(DB) $(CORE) $(COMMON))
$(BUILD)/sinodoctl: LIBS = $(LIBS_SCREEN) $(LIBS_DB) $(LIBS_REPORT) -lcsv

$(BUILD)/sinodo-bench: $(call obj,$(BENCH) tests/lib/frames.c $(COMMON))
$(BUILD)/sinodo-bench: LIBS = $(LIBS_COMMON)

# Makes what `make bench-reports` measures.
$(BUILD)/sinodo-crowd: $(call obj,tests/bench/crowd.c server/setup/settings.c $(BANK) $(DB) $(CORE) $(COMMON))
$(BUILD)/sinodo-crowd: LIBS = $(LIBS_DB)

# Tests take memory away from HMAC and from arrays, and hard links from the file system.
UNIT_LINK := $(LINK) $(call wrap,EVP_MAC_CTX_dup link array_grow)
UNIT_LIBS := $(LIBS_CHECK) $(LIBS_NODE) $(LIBS_SCREEN) $(LIBS_REPORT)
UNIT_OBJ  := $(call obj,$(wildcard tests/unit/*.c) $(TLIB) $(SERVER) $(REPORT) \
    $(addprefix server/ctl/,attention.c board_rows.c call.c desk_table.c kiosk_browsers.c kiosk_page.c kiosk_seb.c \
    kiosk_session.c lang.c new_file.c ordering.c paper_words.c reporting.c roster_secrets.c show.c slip.c) $(BANK) $(CORE) \
    $(DB) $(CLIENT) $(COMMON))
$(BUILD)/tests/unit: $(UNIT_OBJ)
$(BUILD)/tests/unit: LINK = $(UNIT_LINK)
$(BUILD)/tests/unit: LIBS = $(UNIT_LIBS)

$(BUILD)/tests/e2e: $(call obj,$(wildcard tests/e2e/*.c) tests/lib/halves.c $(NODES))
$(BUILD)/tests/e2e: LIBS = $(LIBS_CHECK) $(LIBS_COMMON)

# A client of another library, where that is there.
HIREDIS := $(if $(wildcard /usr/include/hiredis/hiredis.h),$(BUILD)/tests/hiredis)
$(BUILD)/tests/hiredis: $(call obj,tests/clients/hiredis.c)
$(BUILD)/tests/hiredis: LIBS = -lhiredis

REAL_NODES := $(addprefix $(BUILD)/tests/,power nemesis drill)
$(REAL_NODES): $(BUILD)/tests/%: $(call obj,$(NODES))
$(REAL_NODES): LIBS = $(LIBS_COMMON)
$(BUILD)/tests/power: $(call obj,$(wildcard tests/power/*.c))
$(BUILD)/tests/nemesis: $(call obj,$(wildcard tests/nemesis/*.c))
$(BUILD)/tests/drill: $(call obj,$(wildcard tests/drill/*.c))

# The simulation has its own clocks and memory; SQLite's connections outlive a node's death.
OWN_CLOCKS := $(call wrap,clock_mono clock_wall clock_deadline clock_left_ms malloc calloc realloc)
SIM_LINK   := $(LINK) $(OWN_CLOCKS) $(call wrap,sqlite3_open_v2 sqlite3_close sqlite3_prepare_v2 \
    sqlite3_prepare_v3 sqlite3_finalize sqlite3_exec)
SIM_OBJ    := $(call obj,$(SIM) $(addprefix tests/lib/,sample.c chance.c folded.c) $(wildcard server/report/people*.c) $(NODE))
$(BUILD)/tests/sim: $(SIM_OBJ)
$(BUILD)/tests/sim: LINK = $(SIM_LINK)
$(BUILD)/tests/sim: LIBS = $(LIBS_DB)

# The sweep has its own system calls too.
SWEEP_LINK := $(LINK) $(OWN_CLOCKS) $(call wrap,open write fsync close rename unlink)
SWEEP_OBJ  := $(call obj,$(wildcard tests/sweep/*.c) tests/lib/sample.c tests/lib/chance.c $(NODE) \
    $(filter-out %/main.c %/run.c %/reuse.c $(wildcard tests/sim/cases*.c),$(SIM)))
$(BUILD)/tests/sweep: $(SWEEP_OBJ)
$(BUILD)/tests/sweep: LINK = $(SWEEP_LINK)
$(BUILD)/tests/sweep: LIBS = $(LIBS_DB)

# Each fuzzer is its target and what all of them share; `seeds` makes the first inputs of the binary
# formats.
FUZZ_TARGETS := wire http frames message journal ident roster gift aiken config plan seal receipt tls secure client \
    ctl desk
FUZZERS   := $(FUZZ_TARGETS:%=$(BUILD)/fuzz/%)
FUZZ_LINK := clang -fsanitize=fuzzer,address,undefined -pthread
FUZZ_LIBS := $(LIBS_COMMON) $(LIBS_SCREEN) -lcsv -lwslay
FUZZ_OBJ  := $(call obj,tests/fuzz/bank.c tests/fuzz/door.c tests/lib/puppet.c tests/lib/hostile.c \
    $(addprefix server/setup/,config.c roster_report.c) $(SHEET) $(ROSTER) \
    $(addprefix server/ctl/,attention.c board_rows.c show.c) \
    server/desk/desk_words.c $(addprefix server/door/,hosts.c http.c take_id.c websocket.c) $(KEYS) $(CLIENT) $(BANK) $(CORE) $(COMMON))
$(FUZZERS): $(BUILD)/fuzz/%: $(BUILD)/obj/tests/fuzz/target_%.o $(FUZZ_OBJ)
$(FUZZERS): LINK = $(FUZZ_LINK)
$(BUILD)/fuzz/seeds: $(call obj,tests/fuzz/seeds.c tests/lib/entries.c) $(FUZZ_OBJ)
$(FUZZERS) $(BUILD)/fuzz/seeds: LIBS = $(FUZZ_LIBS)

LINKED := $(BUILD)/sinodod $(BUILD)/sinodo $(BUILD)/sinodoctl $(BUILD)/sinodo-bench $(BUILD)/sinodo-crowd \
          $(addprefix $(BUILD)/tests/,unit e2e sim sweep hiredis) $(REAL_NODES) $(FUZZERS) $(BUILD)/fuzz/seeds
$(LINKED):
	@mkdir -p $(@D)
	$(Q)$(call show,LINK) $(LINK) -o $@ $^ $(LIBS)

$(BUILD)/slow_fsync.so: tests/bench/slow_fsync.c
	@mkdir -p $(@D)
	$(Q)$(call show,LINK) $(COMPILE) -fPIC -shared -o $@ $<

# --- Packages ---

# Each target's needs are looked for first; only what is missing is installed.
NEEDS := test lint analyse fuzz nemesis power model documents kiosk plot web
.PHONY: deps $(NEEDS:%=deps-%)
deps:
	@sh tests/lib/deps.sh install $(NEED_BUILD)

$(NEEDS:%=deps-%): deps-%: deps
	@sh tests/lib/deps.sh install $(NEED_$*)
	@sh tests/lib/deps.sh offer $(WISH_$*)

# --- Run ---

.PHONY: run demo terminals clean
run demo terminals: deps
	$(call made,$(PROGRAMS))
	@sh tests/lib/$@.sh $(BUILD)

clean:
	rm -rf build

# --- Test ---

.PHONY: test unit e2e sim test-web storm screenshots lint lint-controls format analyse coverage coverage-core documents kiosk bench-smoke
test: deps-test
	@echo "make test: unit, sim and e2e; about 4 minutes on two cores, and the time to compile"
	@$(MAKE) -s --no-print-directory unit
	@sh tests/lib/npm.sh $(NPM_e2e)
	$(call made,$(PROGRAMS) $(BUILD)/tests/sim $(BUILD)/tests/e2e $(HIREDIS))
	@$(MAKE) -s --no-print-directory -j2 sim e2e # sim computes while e2e waits

unit: deps-test
	$(call made,$(BUILD)/tests/unit $(CATALOGUES))
	$(BUILD)/tests/unit

e2e: deps-test
	@sh tests/lib/npm.sh $(NPM_e2e)
	$(call made,$(PROGRAMS) $(BUILD)/tests/e2e $(HIREDIS))
	SINODO_BUILD=$(BUILD) $(BUILD)/tests/e2e

# RUNS= and FIRST= choose the seeds; SEED= runs one and shows its steps.
RUNS ?= $(if $(VARIANT),2000,100000)
sim: deps
	$(call made,$(BUILD)/tests/sim)
	RUNS=$(RUNS) $(BUILD)/tests/sim

WEB_UNIT := $(wildcard tests/web/unit/*.js)
LIVES := $(if $(filter file,$(origin RUNS)),10,$(RUNS))
# SUITES= names those of tests/web/suites that are to be run.
test-web: deps-web
	@sh tests/lib/npm.sh --locked tests/web
	$(call made,$(PROGRAMS))
	@node --test --test-reporter=spec $(WEB_UNIT)
	@SINODO_BUILD=$(BUILD) sh tests/web/run.sh run.js $(SUITES)

storm screenshots: deps-web
	@sh tests/lib/npm.sh --locked tests/web
	$(call made,$(PROGRAMS))
	@SINODO_BUILD=$(BUILD) RUNS='$(LIVES)' sh tests/web/run.sh $@.js

lint: deps-lint
	$(call made,$(PROGRAMS))
	@sh tests/lib/lint.sh

lint-controls:
	@sh tests/lib/lint-controls.sh

format: deps-lint
	clang-format -i $(shell git ls-files '*.c' '*.h')

# gcc's analyser, cppcheck and clang-tidy over all that ships; and is what was built hardened?
analyse: deps-analyse
	$(call made,$(PROGRAMS) $(DATABASE))
	@sh tests/lib/hardened.sh $(filter-out %.mo,$(PROGRAMS))
	@FLAGS='$(PLAIN)' sh tests/lib/analyse.sh $(BUILD) $(SOURCES)

# Lines of all that ships and branches of server/core that the tests run.
coverage: deps-test
	@rm -rf build/gcov
	@$(MAKE) -s --no-print-directory VARIANT=gcov test
	@sh tests/lib/coverage.sh build/gcov

# The branches of server/core alone, by the unit tests and some lives of the simulation.
coverage-core: deps-test
	@rm -rf build/gcov
	@$(MAKE) -s --no-print-directory VARIANT=gcov RUNS=300 unit sim
	@sh tests/lib/coverage.sh build/gcov 'server/core/*.c'

# What the reports write, opened in LibreOffice and printed by Chromium.
documents: deps-documents
	$(call made,$(PROGRAMS))
	@sh tests/documents/run.sh $(BUILD)

# Policies and the session of `sinodoctl kiosk`, in real browsers.
kiosk: deps-kiosk
	$(call made,$(PROGRAMS))
	@sh tests/kiosk/run.sh $(BUILD)

bench-smoke: deps
	$(call made,$(PROGRAMS) $(BUILD)/sinodo-bench)
	@sh tests/bench/pair.sh $(BUILD) sh tests/bench/smoke.sh

# --- Try to break the promise ---

.PHONY: model sweep fuzz service power nemesis mutation drill
model: deps-model
	@sh tests/model/check.sh $(BUILD)

sweep: deps
	$(call made,$(BUILD)/tests/sweep)
	$(BUILD)/tests/sweep

service: deps
	$(call made,$(PROGRAMS))
	@sh tests/service/run.sh $(BUILD)

power: deps-power
	$(call made,$(PROGRAMS) $(BUILD)/tests/power)
	SINODO_BUILD=$(BUILD) $(BUILD)/tests/power

nemesis: deps-nemesis
	$(call made,$(PROGRAMS) $(BUILD)/tests/nemesis)
	SINODO_BUILD=$(BUILD) $(BUILD)/tests/nemesis

drill: deps
	$(call made,$(PROGRAMS) $(BUILD)/tests/drill)
	@SINODO_BUILD=$(BUILD) $(BUILD)/tests/drill

mutation: deps-test
	$(call made,$(BUILD)/tests/unit $(BUILD)/tests/sim)
	@COMPILE='$(COMPILE) -O1' UNIT_LINK='$(UNIT_LINK)' UNIT_OBJECTS='$(UNIT_OBJ)' UNIT_LIBS='$(UNIT_LIBS)' \
	    SIM_LINK='$(SIM_LINK)' SIM_OBJECTS='$(SIM_OBJ)' SIM_LIBS='$(LIBS_DB)' \
	    sh tests/mutation/run.sh $(BUILD)

# The fuzzers are a variant: make calls itself for it. The objects are named, or make would remove
# them, and the controls link them again.
.PHONY: fuzz-build fuzz-run fuzz-controls-run
fuzz fuzz-controls: deps-fuzz
	$(call made,VARIANT=fuzz CC=clang fuzz-build)
	@$(MAKE) -s --no-print-directory VARIANT=fuzz CC=clang $@-run

fuzz-build: $(FUZZERS) $(BUILD)/fuzz/seeds $(call obj,$(FUZZ))

fuzz-run:
	@sh tests/fuzz/run.sh $(BUILD) $(FUZZ_TARGETS)

# --- Planted faults that the tests must find ---

# planted: runs a script that links OBJECTS again with one of them changed.
planted = @COMPILE='$(COMPILE)' LINK='$(1)' OBJECTS='$(2)' LIBS='$(3)' RUNS='$(RUNS)' sh $(4) $(BUILD)

.PHONY: sim-controls sweep-controls fuzz-controls power-control nemesis-control
sim-controls: deps
	$(call made,$(BUILD)/tests/sim)
	$(call planted,$(SIM_LINK),$(SIM_OBJ),$(LIBS_DB),tests/sim/controls.sh)

sweep-controls: deps
	$(call made,$(BUILD)/tests/sweep)
	$(call planted,$(SWEEP_LINK),$(SWEEP_OBJ),$(LIBS_DB),tests/sweep/controls.sh)

fuzz-controls-run:
	$(call planted,$(FUZZ_LINK),$(FUZZ_OBJ),$(FUZZ_LIBS),tests/fuzz/controls.sh)

power-control: deps-power
	$(call made,$(PROGRAMS) $(BUILD)/tests/power)
	$(call planted,$(LINK),$(SINODOD_OBJ),$(LIBS_NODE),tests/power/control.sh)

nemesis-control: deps-nemesis
	$(call made,$(PROGRAMS) $(BUILD)/tests/nemesis)
	$(call planted,$(LINK),$(SINODOD_OBJ),$(LIBS_NODE),tests/nemesis/control.sh)

# --- Measure ---

.PHONY: bench bench-plot bench-reports
# SLOW_FSYNC_MS= as on a slower disk, WORKLOAD=answer.
bench: deps
	$(call made,$(PROGRAMS) $(BUILD)/sinodo-bench $(BUILD)/slow_fsync.so)
	@sh tests/bench/compare.sh $(BUILD)

# PEOPLE= and QUESTIONS= say how large the exam is.
bench-reports: deps
	$(call made,$(PROGRAMS) $(BUILD)/sinodo-bench $(BUILD)/sinodo-crowd)
	@sh tests/bench/reports.sh $(BUILD)

bench-plot: deps-plot
	sh tests/bench/plot.sh $(BUILD)/registrations.dat tests/bench/registrations.svg
