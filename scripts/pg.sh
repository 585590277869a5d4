#!/usr/bin/env bash
# A private PostgreSQL for tests and benches: own data folder, own port, never root.
#   scripts/pg.sh start        starts it (or finds it running) and prints its address
#   scripts/pg.sh stop         stops it
#   scripts/pg.sh drop         stops it and removes its data
#   scripts/pg.sh status       prints its address; exit 1 if it is not running
#   scripts/pg.sh run CMD...   starts a fresh one, runs CMD with HOLON_TEST_PG set, stops and removes it
# By hand:  export HOLON_TEST_PG=$(scripts/pg.sh start)
# HOLON_PG_DIR   data folder (default: /var/tmp/holon-pg-USER-HASH, one for each clone)
# HOLON_PG_BIN   folder with initdb and pg_ctl (default: the newest found)
# fsync stays on: the durability tests and benches mean it.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)

fail() {
	echo "pg: $*" >&2
	exit 3
}

bindir() {
	local found
	if [ -n "${HOLON_PG_BIN:-}" ]; then
		echo "$HOLON_PG_BIN"
		return
	fi
	found=$(printf '%s\n' /usr/lib/postgresql/*/bin/initdb /usr/pgsql-*/bin/initdb | sort -V | while read -r f; do
		[ -x "$f" ] && dirname "$f"
	done | tail -n 1)
	if [ -z "$found" ] && command -v initdb >/dev/null; then
		found=$(dirname "$(command -v initdb)")
	fi
	[ -n "$found" ] || fail "PostgreSQL is not installed (Debian: apt-get install postgresql)"
	echo "$found"
}

# PostgreSQL refuses to run as root: as root, the server runs as the user "postgres" of the
# Debian package, or as a system user made here.
server_user() {
	if [ "$(id -u)" -ne 0 ]; then
		id -un
	elif id postgres >/dev/null 2>&1; then
		echo postgres
	else
		id holon-pg >/dev/null 2>&1 || useradd --system --no-create-home --shell /usr/sbin/nologin holon-pg
		echo holon-pg
	fi
}

as_server() {
	if [ "$(id -u)" -ne 0 ]; then
		"$@"
	else
		(cd / && runuser -u "$user" -- "$@")
	fi
}

free_port() {
	local port
	for _ in $(seq 100); do
		port=$((20000 + RANDOM % 12000))
		if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
			echo "$port"
			return
		fi
	done
	fail "no free port"
}

running() { [ -s "$dir/port" ] && as_server "$bin/pg_ctl" -D "$dir/data" status >/dev/null 2>&1; }

address() { echo "postgres://holon@127.0.0.1:$(cat "$dir/port")/holon?sslmode=disable"; }

create() {
	if [ ! -e "$dir" ] && [ ! -L "$dir" ]; then
		mkdir -m 700 "$dir"
		chown "$user" "$dir"
	fi
	[ -d "$dir" ] && [ ! -L "$dir" ] && [ "$(stat -c %U "$dir")" = "$user" ] || fail "$dir is not a folder of $user"
	[ -d "$dir/sock" ] || as_server mkdir -m 700 "$dir/sock"
	as_server "$bin/initdb" -D "$dir/data" -U holon -A trust -E UTF8 --locale=C.UTF-8 >"$dir/initdb.log" 2>&1 ||
		fail "initdb failed: $(tail -n 3 "$dir/initdb.log")"
	as_server tee -a "$dir/data/postgresql.conf" >/dev/null <<-CONF
		listen_addresses = '127.0.0.1'
		unix_socket_directories = '$dir/sock'
		max_connections = 300
		shared_buffers = 256MB
		max_wal_size = 2GB
		fsync = on
		synchronous_commit = on
		log_min_messages = warning
		log_checkpoints = off
	CONF
}

start() {
	if running; then
		address
		return
	fi
	[ -f "$dir/data/PG_VERSION" ] || create
	local try port
	for try in 1 2 3; do # another process may take the port between the look and the start
		port=$(free_port)
		if as_server "$bin/pg_ctl" -D "$dir/data" -l "$dir/server.log" -w -t 60 -o "-p $port" start >/dev/null 2>&1; then
			echo "$port" >"$dir/port"
			as_server "$bin/createdb" -h 127.0.0.1 -p "$port" -U holon holon 2>/dev/null || true
			address
			return
		fi
		echo "pg: try $try failed" >&2
	done
	fail "cannot start: $(tail -n 3 "$dir/server.log")"
}

stop() {
	if running; then
		as_server "$bin/pg_ctl" -D "$dir/data" -m fast -w -t 60 stop >/dev/null 2>&1 ||
			as_server "$bin/pg_ctl" -D "$dir/data" -m immediate -w -t 60 stop >/dev/null
	fi
	rm -f "$dir/port"
}

drop() {
	stop
	rm -rf "$dir"
}

# A run that was killed leaves its server behind; the next run clears it away.
sweep() {
	local old pid
	for old in "$1"-run-*; do
		[ -d "$old" ] || continue
		pid=${old##*-}
		kill -0 "$pid" 2>/dev/null && continue
		dir=$old drop || true
	done
}

base="${HOLON_PG_DIR:-/var/tmp/holon-pg-$(id -un)-$(echo "$root" | sha256sum | cut -c1-8)}"
command=${1:-}
[ $# -gt 0 ] && shift
case "$command" in
start | stop | drop | status | run) ;;
*)
	sed -n '2,11s/^# \{0,1\}//p' "$0" >&2
	exit 2
	;;
esac

dir=$base
bin=$(bindir)
user=$(server_user)
case "$command" in
start) start ;;
stop) stop ;;
drop) drop ;;
status) running && address ;;
run)
	sweep "$base"
	dir="$base-run-$$"
	trap drop EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM
	HOLON_TEST_PG=$(start)
	export HOLON_TEST_PG
	"$@"
	;;
esac
