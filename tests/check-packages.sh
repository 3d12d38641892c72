#!/usr/bin/env bash
# Packs every project under src and looks into the packages: README and its links, icon, licence, XML docs, symbols, dependencies, code
# compiled ahead of time. An app that restores them runs a job with that code, and with the IL that other platforms get.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

command -v unzip >/dev/null || tests/servers.sh install unzip

packages=artifacts/packages
rm -rf "$packages"
dotnet pack JobMaster.sln -c Release --no-build -v quiet -nodeReuse:false

problems=0
problem() {
  echo "$*"
  problems=$((problems + 1))
}

# The one file that matches; a version begins with a digit, so JobMaster.Sql is not taken for JobMaster.
package_file() { find "$packages" -name "$1.[0-9]*.$2" -print -quit 2>/dev/null; }

# What a package may bring into an app beside what the core brings: its own references, and what is pinned below them.
allowed_dependencies() {
  echo 'JobMaster JobMaster.Sql'
  echo Microsoft.Extensions.{Configuration.Abstractions,Configuration.Binder,DependencyInjection.Abstractions,Diagnostics.HealthChecks,Hosting.Abstractions,Logging.Abstractions,Options,Primitives}
  case $1 in
    JobMaster.Sqlite) echo 'Microsoft.Data.Sqlite SQLitePCLRaw.bundle_e_sqlite3 SQLitePCLRaw.core' ;;
    JobMaster.MySql) echo MySqlConnector ;;
    JobMaster.SqlServer) echo Microsoft.Data.SqlClient ;;
    JobMaster.Postgres) echo Npgsql ;;
    JobMaster.NatsJetStream) echo 'NATS.Client.Core NATS.NKeys' ;;
  esac
}

# Where packages have code compiled ahead of time: all of them have it for all of these, or none where its compiler cannot be had.
platforms=$(sed -n 's:.*<RuntimeIdentifiers>\(.*\)</RuntimeIdentifiers>.*:\1:p' tests/Packages/ReadyToRun/ReadyToRun.csproj | tr ';' ' ')
native=0

count=0
for project in src/*/*.csproj; do
  name=$(basename "$project" .csproj)
  count=$((count + 1))
  package=$(package_file "$name" nupkg)
  symbols=$(package_file "$name" snupkg)
  if [[ -z $package ]]; then
    problem "$name: no nupkg"
    continue
  fi

  entries=$(unzip -Z1 "$package")
  for entry in README.md icon.png "lib/net10.0/$name.dll" "lib/net10.0/$name.xml"; do
    grep -qxF "$entry" <<<"$entries" || problem "$name: the package lacks $entry"
  done
  for platform in $platforms; do
    ! grep -qxF "runtimes/$platform/lib/net10.0/$name.dll" <<<"$entries" || native=$((native + 1))
  done
  ! unzip -p "$package" README.md | grep -qF '](../' || problem "$name: the README has links that lead nowhere outside the repository"
  specification=$(unzip -p "$package" "$name.nuspec")
  for element in '<license type="expression">MIT</license>' '<readme>README.md</readme>' '<icon>icon.png</icon>' '<description>'; do
    grep -qF "$element" <<<"$specification" || problem "$name: the package lacks $element"
  done
  ! grep -qF '<description>Package Description<' <<<"$specification" || problem "$name: the project has no Description"

  allowed=$(allowed_dependencies "$name" | tr ' ' '\n')
  while IFS= read -r dependency; do
    grep -qxF "$dependency" <<<"$allowed" || problem "$name: the package depends on $dependency"
  done < <(sed -n 's/.*<dependency id="\([^"]*\)".*/\1/p' <<<"$specification")

  if [[ -z $symbols ]]; then
    problem "$name: no snupkg"
  else
    entries=$(unzip -Z1 "$symbols")
    grep -qxF "lib/net10.0/$name.pdb" <<<"$entries" || problem "$name: the symbol package lacks lib/net10.0/$name.pdb"
  fi
done

expected=$((count * $(wc -w <<<"$platforms")))
((native == 0 || native == expected)) || problem "the packages have code for $native of $expected platforms, all together"

# Builds the app, runs it, and prints how many methods it compiled and from where it loaded the library.
consume() {
  dotnet build tests/Packages/Consumer -c Release -v quiet -nodeReuse:false "$@" >&2 && dotnet tests/Packages/Consumer/bin/Release/net10.0/"${2:+$2/}"Consumer.dll
}
rm -rf tests/Packages/Consumer/{bin,obj}
here=$(consume) || problem 'an app that references the packages does not run'
elsewhere=$(consume -r linux-riscv64) || problem 'an app that references the packages does not run on a platform without code of its own'
echo "methods compiled for one job: $here, $elsewhere"
[[ $elsewhere == *' JobMaster.dll' ]] || problem 'on a platform without code of its own, the app does not load lib/'
platform=$(dotnet --info | sed -n 's/^ *RID: *//p')
if ((native == 0)); then
  echo 'The packages have no code compiled ahead of time: its compiler could not be restored.'
elif [[ " $platforms " == *" $platform "* ]]; then
  [[ $here == *" runtimes/$platform/lib/net10.0/JobMaster.dll" ]] || problem "the app does not load the code for $platform"
  ((${here%% *} < ${elsewhere%% *})) || problem "the app compiles as many methods as without the code for $platform"
fi

# Once the repository has an address, links lead there.
dotnet pack src/JobMaster/JobMaster.csproj -c Release --no-build -v quiet -nodeReuse:false -p:RepositoryUrl=https://example.org/jobmaster -o "$packages/published"
published=$(find "$packages/published" -name 'JobMaster.[0-9]*.nupkg' -print -quit)
unzip -p "$published" README.md | grep -qF '](https://example.org/jobmaster/blob/HEAD/docs/getting-started.md)' ||
  problem 'JobMaster: the README does not link into the repository'
unzip -p "$published" JobMaster.nuspec | grep -qF 'url="https://example.org/jobmaster"' || problem 'JobMaster: the package does not name its repository'
rm -rf "$packages/published"

echo "$count packages checked, $problems problems"
((problems == 0))
