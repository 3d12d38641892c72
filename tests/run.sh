#!/usr/bin/env bash
# Builds once, starts the servers that the selected suites need, runs every suite, two at a time and the longest first. The last line is
# the total. A suite that restarts its servers has them for itself.
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
JOBMASTER_TEST_SQLSERVER is only ever taken from the environment, as Debian has no such server; where it is not set and
a container engine answers, the suite starts one in a container.
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
# Suites end before profiles pay, and taking them is a quarter of their CPU.
export DOTNET_TieredPGO=0
# Nothing here runs code of strangers, and mapping each compiled method twice is a twentieth of their CPU.
export DOTNET_EnableWriteXorExecute=0
results=$(mktemp -d "${TMPDIR:-/tmp}/jobmaster-results.XXXXXX")
passed=0 failed=0 skipped=0
child=
lanes=()
started=()
servers=()
not_run=()
failures=()

# shellcheck disable=SC2317 # called by the trap
cleanup() {
  local status=$?
  trap '' INT TERM HUP
  local group directory
  for group in "${lanes[@]}" $child; do
    kill -TERM -- "-$group" 2>/dev/null || true
  done
  [[ -z ${lanes[*]}$child ]] || sleep 1
  for group in "${lanes[@]}" $child; do
    kill -KILL -- "-$group" 2>/dev/null || true
  done
  for directory in "${started[@]}"; do
    JOBMASTER_TEST_SERVERS=$directory tests/servers.sh clean || true
  done
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
  local line directory
  if ((${#failures[@]})); then
    printf '\nFailed:\n'
    for line in "${failures[@]}"; do printf '  %s\n' "$line"; done
  fi
  if ((${#not_run[@]})); then
    printf '\nDid not run:\n'
    for line in "${not_run[@]}"; do printf '  %s\n' "$line"; done
  fi
  if ((failed)); then
    for directory in "${started[@]}"; do
      JOBMASTER_TEST_SERVERS=$directory tests/servers.sh report || true
    done
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

# Of a project file: <TestServers>postgres;nats</TestServers>, <TestTools>chromium</TestTools>, <TestMinutes>9</TestMinutes> (about how
# long it takes beside another), <TestsRestartServers>true</TestsRestartServers>.
declared() { sed -n "s|.*<$2>\(.*\)</$2>.*|\1|p" "$1" | tr ';' ' '; }

# The results in a result file, one a line.
outcomes() { tr '\n' ' ' <"$1" | sed 's/<UnitTestResult /\n&/g'; }

unescape() { sed 's/&quot;/"/g; s/&lt;/</g; s/&gt;/>/g; s/&#x[DA];/ /g; s/&amp;/\&/g'; }

# The skip reasons in a result file, each once, with how often.
skip_reasons() {
  outcomes "$1" | sed -n 's/.*outcome="NotExecuted".*<Message>\([^<]*\)<.*/\1/p' | unescape | sort | uniq -c | sed 's/^ *//'
}

# The failed tests in a result file, one a line, each with the beginning of what it said.
failed_tests() {
  [[ ! -s $1 ]] || outcomes "$1" | sed -n '/^<UnitTestResult [^>]*outcome="Failed"/p' |
    sed -E 's/^<UnitTestResult ([^>]* )?testName="([^"]*)"[^>]*>(.*<Message>([^<]*)<)?.*/\2: \4/' | tr -s ' \r' ' ' | cut -c 1-600 | unescape
}

# What the tests of a suite wrote, for one whose tables are worth reading each time: <TestReport>true</TestReport> in its project file.
report() {
  awk '/<StdOut>/ { inside = 1; sub(/.*<StdOut>/, "") }
    inside { line = $0; ends = sub(/<\/StdOut>.*/, "", line); if (line ~ /[^ \t\r]/ && line !~ /^\[xUnit/) print "    " line; if (ends) { inside = 0; print "" } }' "$1" |
    unescape
}

counter() { sed -n "s/.*<Counters .*\b$2=\"\([0-9]*\)\".*/\1/p" "$1"; }

run_suite() {
  local project=$1 name total=0 executed=0 ok=0 bad=0 left status=0 started=$SECONDS note=''
  name=$(basename "$project" .csproj)
  local log=$results/$name.log trx=$results/$name.trx
  (
    # shellcheck disable=SC1090 # written below
    [[ ! -s $results/$name.env ]] || source "$results/$name.env"
    exec dotnet test "$project" --no-build -c Release --results-directory "$results" \
      --logger "trx;LogFileName=$name.trx" --logger 'console;verbosity=minimal' \
      --blame-hang-timeout "${JOBMASTER_HANG_TIMEOUT:-5m}" --blame-hang-dump-type none
  ) >"$log" 2>&1 || status=$?

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
  ((bad == 0)) || failed_tests "$trx" >"$results/$name.failed" || true

  # What one suite says stays together.
  {
    flock 9
    printf '%-34s %5d passed %5d failed %5d skipped  %4ds%s\n' "$name" "$ok" "$bad" "$left" "$((SECONDS - started))" "$note"
    if ((bad > 0)); then
      grep -vE '\[SKIP\]$|^ +Skipped ' "$log" | sed 's/^/    /'
    elif [[ $(declared "$project" TestReport) == true ]]; then
      report "$trx"
    fi
  } 9>"$results/printing"
}

# Takes the next suite off the list, until none is left.
run_lane() {
  trap - EXIT INT TERM HUP
  local project
  while project=$(next_suite) && [[ -n $project ]]; do
    run_suite "$project"
  done
}

next_suite() {
  {
    flock 8
    head -n 1 "$results/next"
    sed -i 1d "$results/next"
  } 8>"$results/taking"
}

# Adds up what the lanes have left behind.
count_suites() {
  local project name ok bad left line
  for project in "${projects[@]}"; do
    name=$(basename "$project" .csproj)
    if ! read -r ok bad left <"$results/$name.counts"; then
      echo "$name: it was not run to its end"
      ok=0 bad=1 left=0
    fi
    passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + left))
    [[ ! -s $results/$name.skipped ]] ||
      while IFS= read -r line; do not_run+=("$name: $line"); done <"$results/$name.skipped"
    [[ ! -s $results/$name.failed ]] ||
      while IFS= read -r line; do failures+=("$name: $line"); done <"$results/$name.failed"
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

# Only servers that we start may be restarted; with a connection string from outside those tests are skipped.
tools=() installed=() restarters=()
for project in "${projects[@]}"; do
  restarts=$(declared "$project" TestsRestartServers)
  for server in $(declared "$project" TestServers); do
    variable=JOBMASTER_TEST_${server^^}
    if [[ $server == sqlserver ]]; then
      [[ -n ${!variable:-} ]] || echo "sqlserver: $variable is not set; its tests are skipped unless a container engine answers"
      continue
    fi
    [[ -z ${!variable:-} ]] || continue
    installed+=("$server")
    if [[ $restarts == true ]]; then
      [[ " ${restarters[*]} " == *" $project "* ]] || restarters+=("$project")
    elif [[ " ${servers[*]} " != *" $server "* ]]; then
      servers+=("$server")
    fi
  done
  read -ra wanted <<<"$(declared "$project" TestTools)"
  tools+=("${wanted[@]}")
done

if ((${#installed[@]} + ${#tools[@]})); then
  tests/servers.sh install "${installed[@]}" "${tools[@]}" || give_up "Could not install what the suites need: ${installed[*]} ${tools[*]}"
fi

# Starts them in a directory of their own and writes what a shell needs to use them to a file.
start_servers() {
  local directory exports=$1
  shift
  directory=$(mktemp -d "${TMPDIR:-/tmp}/jobmaster-servers.XXXXXX")
  started+=("$directory")
  JOBMASTER_TEST_SERVERS=$directory tests/servers.sh start "$@" >"$exports" || give_up "Could not start: $*"
}

if ((${#servers[@]})); then
  start_servers "$results/env" "${servers[@]}"
  # shellcheck disable=SC1091 # just written
  source "$results/env"
  echo "started: ${servers[*]}"
fi
for project in "${restarters[@]}"; do
  name=$(basename "$project" .csproj)
  wanted=()
  for server in $(declared "$project" TestServers); do
    variable=JOBMASTER_TEST_${server^^}
    [[ -n ${!variable:-} && " ${servers[*]} " != *" $server "* ]] || wanted+=("$server")
  done
  start_servers "$results/$name.env" "${wanted[@]}"
  echo "started for $name: ${wanted[*]}"
done

# From here an unreachable server is a failure, not a skipped test.
export JOBMASTER_TEST_REQUIRE=1
for project in "${projects[@]}"; do
  minutes=$(declared "$project" TestMinutes)
  printf '%s %s\n' "${minutes:-0}" "$project"
done | sort -rn -k 1,1 -s | cut -d ' ' -f 2- >"$results/next"

# Each lane is a process group of its own: a signal to this script ends all of it.
set -m
for _ in 1 2; do
  run_lane </dev/null &
  lanes+=("$!")
done
set +m
wait "${lanes[@]}" || true
lanes=()
count_suites
finish
