#!/usr/bin/env bash
# Builds once, starts the servers that the selected suites need, runs every suite. The last line is the total.
# Suites that need a server run one after the other, and beside them those that need none.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
  cat <<'TEXT'
Usage: tests/run.sh [--only <substring>] [--long] [--no-build]

  --only <substring>  only test projects whose name contains it (repeatable)
  --long              also the long soaks, and every meeting of two writers (sets JOBMASTER_LONG=1)
  --no-build          what is built in Release is current

A connection string already in JOBMASTER_TEST_POSTGRES, JOBMASTER_TEST_MYSQL or JOBMASTER_TEST_NATS is used as it is;
for the others the server is installed (Debian packages) and started by tests/servers.sh, and stopped at the end.
JOBMASTER_TEST_SQLSERVER is only ever taken from the environment: Debian has no such server.
JOBMASTER_HANG_TIMEOUT (default 5m, with --long 30m) is how long one test may take before its suite is ended.
The last line reads `N passed, N failed, N skipped`; a suite that crashes, or runs no test, counts as one failure.
TEXT
}

only=()
build=1
while (($#)); do
  case $1 in
    --only) only+=("${2:?--only needs a substring}"); shift ;;
    --long) export JOBMASTER_LONG=1 JOBMASTER_HANG_TIMEOUT=${JOBMASTER_HANG_TIMEOUT:-30m} ;;
    --no-build) build=0 ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
  shift
done

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
results=$(mktemp -d "${TMPDIR:-/tmp}/jobmaster-results.XXXXXX")
passed=0 failed=0 skipped=0
child=
lanes=()
servers_are_ours=0
not_run=()

# shellcheck disable=SC2317 # called by the trap
cleanup() {
  local status=$?
  trap '' INT TERM HUP
  local group
  for group in "${lanes[@]}" $child; do
    kill -TERM -- "-$group" 2>/dev/null || true
  done
  [[ -z ${lanes[*]}$child ]] || sleep 1
  for group in "${lanes[@]}" $child; do
    kill -KILL -- "-$group" 2>/dev/null || true
  done
  ((!servers_are_ours)) || tests/servers.sh clean || true
  rm -rf "$results"
  exit "$status"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# A process group of its own, in the background: a signal reaches us at once and ends all of it.
run() {
  local status=0
  setsid "$@" &
  child=$!
  wait "$child" || status=$?
  child=
  return "$status"
}

finish() {
  local line
  if ((${#not_run[@]})); then
    printf '\nDid not run:\n'
    for line in "${not_run[@]}"; do printf '  %s\n' "$line"; done
  fi
  printf '\n%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
  ((failed == 0)) || exit 1
  exit 0
}

give_up() {
  printf '%s\n' "$*"
  failed=$((failed + 1))
  finish
}

# <TestServers>postgres;nats</TestServers> or <TestTools>chromium</TestTools> of a project file.
declared() { sed -n "s|.*<$2>\(.*\)</$2>.*|\1|p" "$1" | tr ';' ' '; }

# The skip reasons in a result file, each once, with how often.
skip_reasons() {
  tr '\n' ' ' <"$1" | sed 's/<UnitTestResult /\n&/g' |
    sed -n 's/.*outcome="NotExecuted".*<Message>\([^<]*\)<.*/\1/p' |
    sed 's/&quot;/"/g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g' | sort | uniq -c | sed 's/^ *//'
}

# What the tests of a suite wrote, for one whose tables are worth reading each time: <TestReport>true</TestReport> in its project file.
report() {
  awk '/<StdOut>/ { inside = 1; sub(/.*<StdOut>/, "") }
    inside { line = $0; ends = sub(/<\/StdOut>.*/, "", line); if (line ~ /[^ \t\r]/ && line !~ /^\[xUnit/) print "    " line; if (ends) { inside = 0; print "" } }' "$1" |
    sed 's/&quot;/"/g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g'
}

counter() { sed -n "s/.*<Counters .*\b$2=\"\([0-9]*\)\".*/\1/p" "$1"; }

run_suite() {
  local project=$1 name total=0 executed=0 ok=0 bad=0 left status=0 started=$SECONDS note=''
  name=$(basename "$project" .csproj)
  local log=$results/$name.log trx=$results/$name.trx
  dotnet test "$project" --no-build -c Release --results-directory "$results" \
    --logger "trx;LogFileName=$name.trx" --logger 'console;verbosity=minimal' \
    --blame-hang-timeout "${JOBMASTER_HANG_TIMEOUT:-5m}" --blame-hang-dump-type none >"$log" 2>&1 || status=$?

  if [[ -s $trx ]]; then
    total=$(counter "$trx" total) executed=$(counter "$trx" executed) ok=$(counter "$trx" passed) bad=$(counter "$trx" failed)
  fi
  left=$((total - executed))
  if ((status != 0 && bad == 0)); then
    bad=1 note=": the test host ended with $status"
  elif ((total == 0)); then
    bad=1 note=': it ran no test'
  elif ((ok + bad < executed)); then
    bad=$((executed - ok)) note=': tests without a result'
  fi

  echo "$ok $bad $left" >"$results/$name.counts"
  ((left == 0)) || skip_reasons "$trx" >"$results/$name.skipped"

  # What one suite says stays together.
  {
    flock 9
    printf '%-34s %5d passed %5d failed %5d skipped  %4ds%s\n' "$name" "$ok" "$bad" "$left" "$((SECONDS - started))" "$note"
    if ((bad > 0)); then
      sed 's/^/    /' "$log"
    elif [[ $(declared "$project" TestReport) == true ]]; then
      report "$trx"
    fi
  } 9>"$results/printing"
}

run_lane() {
  trap - EXIT INT TERM HUP
  local project
  for project in "$@"; do
    run_suite "$project"
  done
}

# Adds up what the lanes have left behind.
count_suites() {
  local project name ok bad left reason
  for project in "${projects[@]}"; do
    name=$(basename "$project" .csproj)
    if ! read -r ok bad left <"$results/$name.counts"; then
      echo "$name: it was not run to its end"
      ok=0 bad=1 left=0
    fi
    passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + left))
    [[ ! -s $results/$name.skipped ]] ||
      while IFS= read -r reason; do not_run+=("$name: $reason"); done <"$results/$name.skipped"
  done
}

is_selected() {
  local part
  ((${#only[@]})) || return 0
  for part in "${only[@]}"; do
    [[ $1 != *"$part"* ]] || return 0
  done
  return 1
}

projects=()
for project in tests/*/*.csproj; do
  grep -Eq 'Microsoft.NET.Test.Sdk|<IsTestProject>true' "$project" || continue
  if is_selected "$(basename "$project" .csproj)"; then
    projects+=("$project")
  else
    not_run+=("$(basename "$project" .csproj): not selected by --only")
  fi
done
((${#projects[@]})) || give_up "No test project matches."

if ((build)); then
  run dotnet build JobMaster.sln -c Release -v quiet -nodeReuse:false -p:UseSharedCompilation=false || give_up "The build failed."
fi

servers=() tools=()
for project in "${projects[@]}"; do
  read -ra wanted <<<"$(declared "$project" TestServers)"
  for server in "${wanted[@]}"; do
    variable=JOBMASTER_TEST_${server^^}
    if [[ $server == sqlserver ]]; then
      [[ -n ${!variable:-} ]] || echo "sqlserver: $variable is not set; its tests are skipped"
    elif [[ -z ${!variable:-} && " ${servers[*]} " != *" $server "* ]]; then
      servers+=("$server")
    fi
  done
  read -ra wanted <<<"$(declared "$project" TestTools)"
  tools+=("${wanted[@]}")
done

if ((${#servers[@]} + ${#tools[@]})); then
  tests/servers.sh install "${servers[@]}" "${tools[@]}" || give_up "Could not install what the suites need: ${servers[*]} ${tools[*]}"
fi
if ((${#servers[@]})); then
  JOBMASTER_TEST_SERVERS=$(mktemp -d "${TMPDIR:-/tmp}/jobmaster-servers.XXXXXX")
  export JOBMASTER_TEST_SERVERS
  servers_are_ours=1
  exports=$(tests/servers.sh start "${servers[@]}") || give_up "Could not start: ${servers[*]}"
  eval "$exports"
  echo "started: ${servers[*]}"
fi

# From here an unreachable server is a failure, not a skipped test.
export JOBMASTER_TEST_REQUIRE=1
with_server=() without=()
for project in "${projects[@]}"; do
  if [[ -n $(declared "$project" TestServers) ]]; then with_server+=("$project"); else without+=("$project"); fi
done

# Each lane is a process group of its own: a signal to this script ends all of it.
set -m
run_lane "${with_server[@]}" </dev/null &
lanes+=("$!")
run_lane "${without[@]}" </dev/null &
lanes+=("$!")
set +m
wait "${lanes[@]}" || true
lanes=()
count_suites
finish
