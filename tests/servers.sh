#!/usr/bin/env bash
# Servers for the test suites, from Debian packages, on free loopback ports with data in a temporary directory.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: tests/servers.sh <command> [server…]        servers: postgres pgbouncer mysql nats

  install <server|tool…>  install what is missing (apt; mysql is MariaDB; tools: chromium node npm unzip)
  start   <server…>       start; prints the exports a shell needs: eval "$(tests/servers.sh start postgres)"
  stop    <server…>       shut down in order, keep the data
  restart <server…>       stop, then start on the same port with the same data
  kill    <server…>       end at once, as a crash would; `start` brings it back
  freeze  <server…>       stop every process of it where it stands (SIGSTOP); `thaw` lets it go on
  thaw    <server…>       let a frozen server go on
  env     <server…>       print the exports again
  report                  for each that has ended on its own: the last lines of its log, and what is free on this machine
  clean                   stop every server and remove the state directory

State lives in $JOBMASTER_TEST_SERVERS; without it `start` makes a directory and exports it.
JOBMASTER_TEST_FSYNC=1 makes commits survive power loss (benchmarks); otherwise they survive a crash of the process only.
TEXT
}

say() { printf '%s\n' "$*" >&2; }
die() { say "servers.sh: $*"; exit 1; }

as_root() {
  if ((EUID == 0)); then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else die "root or sudo is needed to run: $*"
  fi
}

# Runs a command as the given service user when we are root, else as ourselves.
as_user() {
  local user=$1
  shift
  if ((EUID == 0)); then runuser -u "$user" -- "$@"; else "$@"; fi
}

# The newest Postgres program of that name; Debian keeps them off the PATH.
postgres_program() {
  local found
  found=$(find /usr/lib/postgresql -path "*/bin/$1" 2>/dev/null | sort -V | tail -n 1)
  [[ -n $found ]] || found=$(command -v "$1" || true)
  [[ -n $found ]] || return 1
  printf '%s\n' "$found"
}

is_installed() {
  case $1 in
    postgres) postgres_program initdb >/dev/null ;;
    mysql) PATH=$PATH:/usr/sbin command -v mariadbd >/dev/null ;;
    nats) PATH=$PATH:/usr/sbin command -v nats-server >/dev/null ;;
    pgbouncer) PATH=$PATH:/usr/sbin command -v pgbouncer >/dev/null ;;
    *) command -v "$1" >/dev/null ;;
  esac
}

package_of() {
  case $1 in
    postgres) echo postgresql ;;
    mysql) echo mariadb-server ;;
    nats) echo nats-server ;;
    node) echo nodejs ;;
    *) echo "$1" ;;
  esac
}

install() {
  local name missing=()
  for name in "$@"; do
    is_installed "$name" || missing+=("$(package_of "$name")")
  done
  ((${#missing[@]})) || return 0
  command -v apt-get >/dev/null || die "missing: ${missing[*]}. Install them, or set the connection strings yourself."
  say "installing ${missing[*]}"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq >&2
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
}

is_listening() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

free_port() {
  local port
  while true; do
    port=$((15000 + RANDOM % 16000))
    is_listening "$port" || { echo "$port"; return; }
  done
}

state_of() { printf '%s/%s\n' "$JOBMASTER_TEST_SERVERS" "$1"; }

pid_of() {
  local pid
  pid=$(head -n 1 "$(state_of "$1")/pid" 2>/dev/null) && [[ -n $pid ]] && printf '%s\n' "$pid"
}

# A process that was killed but not reaped yet counts as gone.
is_running() {
  local pid state
  pid=$(pid_of "$1") || return 1
  state=$(ps -o stat= -p "$pid" 2>/dev/null) || return 1
  [[ $state != Z* ]]
}

wait_until() {
  local attempt
  for ((attempt = 0; attempt < 300; attempt++)); do
    "$@" && return 0
    sleep 0.1
  done
  return 1
}

is_gone() { ! is_running "$1"; }

connection_variable() { printf 'JOBMASTER_TEST_%s\n' "${1^^}"; }

connection_string() {
  local port
  port=$(<"$(state_of "$1")/port")
  case $1 in
    postgres | pgbouncer) echo "Host=127.0.0.1;Port=$port;Username=postgres;Database=jobmaster" ;;
    mysql) echo "Server=127.0.0.1;Port=$port;User ID=root;Database=jobmaster;SslMode=None;CharSet=utf8mb4" ;;
    nats) echo "nats://127.0.0.1:$port" ;;
  esac
}

print_env() {
  local server
  printf 'export JOBMASTER_TEST_SERVERS=%q\n' "$JOBMASTER_TEST_SERVERS"
  for server in "$@"; do
    printf 'export %s=%q\n' "$(connection_variable "$server")" "$(connection_string "$server")"
  done
}

# A server lives on after us, so what was open before us, such as a lock of the caller, is closed for it.
close_inherited() {
  local descriptor
  for descriptor in /proc/self/fd/*; do
    descriptor=${descriptor##*/}
    if [[ $descriptor =~ ^[0-9]+$ ]] && ((descriptor > 2)); then eval "exec $descriptor>&-"; fi
  done
}

# Each server: prepare_<server> makes its data directory once, launch_<server> starts it, is_ready_<server> asks it, create_<server> makes its database.

prepare_postgres() {
  ((EUID != 0)) || chown postgres "$1"
  as_user postgres "$(postgres_program initdb)" -A trust -U postgres -E UTF8 --no-locale --no-sync -D "$1/data" >"$1/init.log" 2>&1
}

launch_postgres() {
  local fsync=off
  [[ ${JOBMASTER_TEST_FSYNC:-0} == 0 ]] || fsync=on
  (
    close_inherited
    as_user postgres setsid "$(postgres_program postgres)" -D "$1/data" -p "$2" \
      -c listen_addresses=127.0.0.1 -c "unix_socket_directories=$1" -c max_connections=300 -c "fsync=$fsync"
  ) </dev/null >>"$1/log" 2>&1 &
  wait_until test -s "$1/data/postmaster.pid" && head -n 1 "$1/data/postmaster.pid" >"$1/pid"
}

is_ready_postgres() { "$(postgres_program pg_isready)" -q -h 127.0.0.1 -p "$2" -U postgres; }

create_postgres() { "$(postgres_program createdb)" -h 127.0.0.1 -p "$2" -U postgres jobmaster; }

# In transaction mode before our Postgres, or before the one in JOBMASTER_TEST_POSTGRES.
prepare_pgbouncer() {
  local server=${JOBMASTER_TEST_POSTGRES:-}
  [[ ! -s $(state_of postgres)/port ]] || server=$(connection_string postgres)
  [[ -n $server ]] || die "pgbouncer needs a Postgres: start postgres first, or set JOBMASTER_TEST_POSTGRES"
  ((EUID != 0)) || chown postgres "$1"
  {
    printf '[databases]\n* ='
    tr ';' '\n' <<<"$server" | sed -n 's/^Host=/ host=/p; s/^Port=/ port=/p; s/^Username=/ user=/p; s/^Password=/ password=/p' | tr -d '\n'
    printf '\n[pgbouncer]\npool_mode = transaction\nauth_type = any\nmax_client_conn = 500\nunix_socket_dir =\npidfile = %s/pid\nlisten_addr = 127.0.0.1\n' "$1"
  } >"$1/pgbouncer.ini"
}

launch_pgbouncer() {
  sed -i '/^listen_port/d' "$1/pgbouncer.ini"
  printf 'listen_port = %s\n' "$2" >>"$1/pgbouncer.ini"
  (
    close_inherited
    PATH=$PATH:/usr/sbin as_user postgres setsid pgbouncer "$1/pgbouncer.ini"
  ) </dev/null >>"$1/log" 2>&1 &
  wait_until test -s "$1/pid"
}

is_ready_pgbouncer() { is_ready_postgres "$1" "$2"; }

create_pgbouncer() { :; }

mariadb_user() { if ((EUID == 0)); then echo mysql; else id -un; fi; }

# A server that starts removes the temporary tables in its tmpdir, those of another that runs there too.
prepare_mysql() {
  mkdir -p "$1/tmp"
  ((EUID != 0)) || chown mysql "$1" "$1/tmp"
  mariadb-install-db --no-defaults --user="$(mariadb_user)" --datadir="$1/data" --tmpdir="$1/tmp" \
    --auth-root-authentication-method=normal --skip-test-db >"$1/init.log" 2>&1
}

launch_mysql() {
  local flush=2
  [[ ${JOBMASTER_TEST_FSYNC:-0} == 0 ]] || flush=1
  rm -f "$1/pid"
  (
    close_inherited
    PATH=$PATH:/usr/sbin setsid mariadbd --no-defaults --user="$(mariadb_user)" --datadir="$1/data" --tmpdir="$1/tmp" --socket="$1/socket" \
      --port="$2" --bind-address=127.0.0.1 --pid-file="$1/pid" --max-connections=300 --skip-name-resolve \
      --character-set-server=utf8mb4 --collation-server=utf8mb4_unicode_ci --innodb-flush-log-at-trx-commit="$flush"
  ) </dev/null >>"$1/log" 2>&1 &
  wait_until test -s "$1/pid"
}

is_ready_mysql() { mariadb-admin --no-defaults --protocol=tcp -h 127.0.0.1 -P "$2" -u root --silent ping >/dev/null 2>&1; }

create_mysql() {
  mariadb --no-defaults --protocol=tcp -h 127.0.0.1 -P "$2" -u root -e 'create database jobmaster character set utf8mb4'
}

prepare_nats() { mkdir -p "$1/data"; }

launch_nats() {
  printf 'listen: 127.0.0.1:%s\njetstream { store_dir: "%s/data" }\n' "$2" "$1" >"$1/nats.conf"
  (
    close_inherited
    PATH=$PATH:/usr/sbin exec setsid nats-server -c "$1/nats.conf"
  ) </dev/null >>"$1/log" 2>&1 &
  echo $! >"$1/pid"
}

# nats-server greets whoever connects, but takes connections before JetStream is up.
is_ready_nats() { is_listening "$2" && grep -q 'Server is ready' "$1/log"; }

create_nats() { :; }

# Answers only for our own server: another program may have taken the port in between.
is_ready() { is_running "$1" && "is_ready_$1" "$2" "$3"; }

launch() {
  local server=$1 directory=$2 port=$3
  rm -f "$directory/pid" "$directory/data/postmaster.pid"
  : >"$directory/log"
  "launch_$server" "$directory" "$port" && wait_until is_ready "$server" "$directory" "$port"
}

start_one() {
  local server=$1 directory attempt port
  directory=$(state_of "$server")
  if is_running "$server"; then return 0; fi

  if [[ -s $directory/port ]]; then
    launch "$server" "$directory" "$(<"$directory/port")" && return 0
    tail -n 30 "$directory/log" >&2
    die "$server did not come back on port $(<"$directory/port")"
  fi

  install "$server"
  mkdir -p "$directory"
  "prepare_$server" "$directory" || { tail -n 30 "$directory/init.log" >&2; die "$server: could not make its data directory"; }
  for attempt in 1 2 3; do
    port=$(free_port)
    if launch "$server" "$directory" "$port"; then
      echo "$port" >"$directory/port"
      "create_$server" "$directory" "$port"
      return 0
    fi
    say "$server did not start on port $port (attempt $attempt)"
    tail -n 10 "$directory/log" >&2
    kill_one "$server"
  done
  die "$server did not start"
}

# SIGINT is Postgres's fast shutdown; the others take SIGTERM.
stop_one() {
  local server=$1 signal=TERM pid
  pid=$(pid_of "$server") || return 0
  is_running "$server" || return 0
  [[ $server != postgres ]] || signal=INT
  kill "-$signal" "$pid" 2>/dev/null || true
  wait_until is_gone "$server" || kill_one "$server"
}

# Postgres's children lead process groups of their own, and one left alive would keep the next start from taking over the data.
kill_one() {
  local server=$1 pid children
  pid=$(pid_of "$server") || return 0
  is_running "$server" || return 0
  children=$(ps -o pid= --ppid "$pid" || true)
  # shellcheck disable=SC2086 # one argument per process id
  kill -KILL "$pid" $children 2>/dev/null || true
  wait_until is_gone "$server" || die "$server (process $pid) does not die"
}

# Postgres's children are processes of their own; connections stay open and nothing is answered.
signal_all() {
  local server=$1 signal=$2 pid children
  pid=$(pid_of "$server") || die "$server is not running"
  children=$(ps -o pid= --ppid "$pid" || true)
  # shellcheck disable=SC2086 # one argument per process id
  kill "-$signal" "$pid" $children
}

# What explains a suite whose server went away in the middle.
report() {
  local server
  for server in pgbouncer postgres mysql nats; do
    if [[ -s $(state_of "$server")/port ]] && ! is_running "$server"; then
      printf '\n%s has ended; the last lines of its log:\n' "$server"
      tail -n 60 "$(state_of "$server")/log" 2>/dev/null | cut -c 1-300 | sed 's/^/    /'
      df -h "$JOBMASTER_TEST_SERVERS"
      free -m 2>/dev/null || true
    fi
  done
}

clean() {
  local server
  [[ -n ${JOBMASTER_TEST_SERVERS:-} && -d $JOBMASTER_TEST_SERVERS ]] || return 0
  [[ -e $JOBMASTER_TEST_SERVERS/.jobmaster-servers ]] || die "$JOBMASTER_TEST_SERVERS was not made by this script"
  for server in pgbouncer postgres mysql nats; do
    stop_one "$server"
  done
  rm -rf "$JOBMASTER_TEST_SERVERS"
}

need_state() {
  [[ -n ${JOBMASTER_TEST_SERVERS:-} && -d $JOBMASTER_TEST_SERVERS ]] || die "JOBMASTER_TEST_SERVERS names no directory; start a server first"
}

# The service users must be able to walk into it.
make_state() {
  if [[ -z ${JOBMASTER_TEST_SERVERS:-} ]]; then
    JOBMASTER_TEST_SERVERS=$(mktemp -d "${TMPDIR:-/tmp}/jobmaster-servers.XXXXXX")
    export JOBMASTER_TEST_SERVERS
  fi
  mkdir -p "$JOBMASTER_TEST_SERVERS"
  chmod 755 "$JOBMASTER_TEST_SERVERS"
  touch "$JOBMASTER_TEST_SERVERS/.jobmaster-servers"
}

main() {
  local command=${1:-help} server
  shift || true
  case $command in
    install) install "$@"; return ;;
    clean) clean; return ;;
    report) need_state; report; return ;;
    help | -h | --help) usage; return ;;
    start | stop | restart | kill | freeze | thaw | env) ;;
    *) usage >&2; exit 2 ;;
  esac

  (($#)) || die "$command: name a server (postgres pgbouncer mysql nats)"
  for server in "$@"; do
    case $server in postgres | pgbouncer | mysql | nats) ;; *) die "unknown server: $server (known: postgres pgbouncer mysql nats)" ;; esac
  done

  if [[ $command == start ]]; then make_state; else need_state; fi
  for server in "$@"; do
    case $command in
      start) start_one "$server" ;;
      stop) stop_one "$server" ;;
      restart) stop_one "$server"; start_one "$server" ;;
      kill) kill_one "$server" ;;
      freeze) signal_all "$server" STOP ;;
      thaw) signal_all "$server" CONT ;;
    esac
  done
  case $command in start | env) print_env "$@" ;; esac
}

main "$@"
