# Functions that the scripts share: Java programs, processes that scripts have started, ports, a line of progress. Sourced, never run.
# Runs on the bash of macOS too (3.2): no associative arrays, no empty arrays under `set -u`.
# shellcheck shell=bash

# one_locale: lets the scripts, and the programs that they start, write digits and decimal points in the same way in all locales.
# A locale with ASCII characters only is replaced by UTF-8, because paths and keys could have no other characters in it. Another
# character set is kept, because the user's terminal writes keys and values in it.
one_locale() {
  local characters=${LC_ALL:-${LC_CTYPE:-${LANG:-C}}}
  case $characters in
    C | POSIX | *[Uu][Tt][Ff]-8 | *[Uu][Tt][Ff]8) export LC_ALL=C.UTF-8 ;;
    *)
      unset LC_ALL
      export LC_CTYPE=$characters LC_NUMERIC=C LC_COLLATE=C LC_TIME=C LC_MESSAGES=C LANG=C
      ;;
  esac
}
# A system without C.UTF-8 prints a warning at each change of the locale, and uses C.
one_locale 2>/dev/null

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." 2>/dev/null && pwd)
RUN=$ROOT/run
BUILD='mvn -B -q -DskipTests package'
# Data, logs and pid files may be read by their owner only; files of the build get the usual permissions.
BUILD_UMASK=$(umask)
umask 077

# ---------------------------------------------------------------------------------------------------------- messages

# The exit code of a script that cannot do its work. A script whose code 1 means something else sets another one.
FAILED=1
# die MESSAGE [EXIT_CODE]: ends the script; 2 is for bad usage.
die() {
  end_progress
  echo "${0##*/}: $1" >&2
  exit "${2:-$FAILED}"
}

OUTPUT_FAILED=''
# out FORMAT WORDS...: printf to the standard output. If the output fails, the script still goes on, because a cluster that
# is half started or half stopped would be worse; the exit code tells it in the end.
out() {
  # shellcheck disable=SC2059 # the callers' formats
  printf "$@" 2>/dev/null || OUTPUT_FAILED=yes
}

# only_unwritten CODE: succeeds if a command has ended with this code because its output failed, and for no other reason.
only_unwritten() {
  [[ $1 -eq 7 ]] && OUTPUT_FAILED=yes
}

# end_with CODE: ends the script; with 7 if it has succeeded and the output has failed.
end_with() {
  [[ -n $OUTPUT_FAILED ]] || exit "$1"
  echo "${0##*/}: the output could not be written; check whether its disk is full" >&2
  [[ $1 -eq 0 ]] || exit "$1"
  exit 7
}
trap 'end_with $?' EXIT

say() {
  end_progress
  out '%s\n' "$*"
}

PROGRESS=''
# progress TEXT: one line that is overwritten; only on a terminal.
progress() {
  [[ -t 1 ]] || return 0
  printf '\r\033[K%s' "$1"
  PROGRESS=yes
}

end_progress() {
  [[ -n $PROGRESS ]] || return 0
  printf '\r\033[K'
  PROGRESS=''
}

# usage: prints the comment at the top of the calling script, without the first line.
usage() {
  awk 'NR > 1 { if (!/^#/) exit; sub(/^# ?/, ""); print }' "$0" 2>/dev/null || OUTPUT_FAILED=yes
}

# need_value OPTION COUNT: ends the script unless a value follows the option.
need_value() {
  [[ $2 -ge 2 ]] || die "$1 needs a value; see --help" 2
}

need_port() {
  [[ $1 =~ ^[0-9]{1,5}$ && $1 -ge 1 && $1 -le 65535 ]] || die "'$1' is no port; a port is a number from 1 to 65535" 2
}

# port_of [HOST:]PORT: the port of a node on this machine, also in the form that the command line takes.
port_of() {
  local port=${1#127.0.0.1:}
  port=${port#localhost:}
  need_port "$port"
  echo "$port"
}

need_name() {
  [[ $1 =~ ^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$ ]] ||
    die "'$1' is no cluster name: letters, digits, '.', '_' and '-', at most 64, a letter or digit first" 2
}

# now_millis: a time for differences; accurate to one second on a bash before 5.
now_millis() {
  local micros=${EPOCHREALTIME:-}
  if [[ -n $micros ]]; then
    echo $((${micros//[!0-9]/} / 1000))
  else
    echo $(($(date +%s) * 1000))
  fi
}

# seconds_since MILLIS: with one decimal.
seconds_since() {
  local tenths=$((($(now_millis) - $1) / 100))
  echo "$((tenths / 10)).$((tenths % 10))"
}

# last_lines FILE: prints the end of a log on stderr, indented.
last_lines() {
  [[ -s $1 ]] || return 0
  echo "--- the last lines of ${1#"$ROOT"/}:" >&2
  tail -n 15 "$1" | sed 's/^/    /' >&2
}

# ------------------------------------------------------------------------------------------------------------- Java

java_program() {
  local java=java
  [[ -z ${JAVA_HOME:-} ]] || java=$JAVA_HOME/bin/java
  command -v "$java" || die "no Java: install a JDK 17 or later, or set JAVA_HOME to one"
}

# class_path MODULE: the jars of a module as Maven has built them; a class archive depends on their order.
class_path() {
  local jar
  for jar in "$ROOT/$1/target/catena-$1"-*.jar; do
    case $jar in
      *-sources.jar | *-javadoc.jar | *-tests.jar) ;;
      *) [[ -f $jar && -d $ROOT/$1/target/lib ]] && echo "$jar$(printf ':%s' "$ROOT/$1/target/lib"/*.jar)" && return ;;
    esac
  done
  die "not built yet: run '$BUILD' in $ROOT"
}

# archive_of MODULE JAVA: the class archive of cli/ or server/ for this Java (class-data sharing).
archive_of() {
  echo "$ROOT/$1/target/classes-for${2//\//_}.jsa"
}

# sharing MODULE JAVA CLASSES: sets SHARING to the options of a JVM that takes its classes from the archive, if there is one.
# If there is none, or it is older than the program, one is made in the background for later starts. The JVM checks that the
# archive was made from the same jars and by the same JVM, and does not use it otherwise. Older JVMs may not know one of the
# last two options. Processes share the archive only if it is mapped at the address for which it was made.
sharing() {
  local archive
  SHARING=(-Xshare:auto)
  archive=$(archive_of "$1" "$2")
  if archive_is_fresh "$1" "$2" "$archive"; then
    [[ ! -s $archive ]] || SHARING+=("-XX:SharedArchiveFile=$archive" -Xlog:disable -Xlog:all=error:stderr
      -XX:+IgnoreUnrecognizedVMOptions -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0)
  elif [[ -w $ROOT/$1/target ]]; then
    (make_archive "$@" >/dev/null 2>&1 </dev/null &)
  fi
}

archive_is_fresh() {
  local file
  for file in "$2" "$ROOT/$1/target"/*.jar "$ROOT/$1/target/lib"/*.jar; do
    [[ $3 -nt $file ]] || return 1
  done
}

# make_archive MODULE JAVA CLASSES: makes the archive; an empty file if that fails, so that it is not tried at each start.
make_archive() {
  local main=io.catena.cli.CliWarmUp archive work
  archive=$(archive_of "$1" "$2")
  [[ $1 == cli ]] || main=io.catena.server.embedded.ServerWarmUp
  ! running "$archive.pid" >/dev/null || return 0
  remember "$archive.pid" "${BASHPID:-$$}"
  work=$(mktemp -d "$archive.XXXXXX") || return
  {
    nice "$2" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx128m -Djavax.net.ssl.trustStore=NONE \
      -XX:DumpLoadedClassList="$work/all" -cp "$3" "$main" "$work" &&
      # The warm-up runs a ZooKeeper server too; a node needs neither its classes nor those of its management interface.
      grep -vE '^(org/apache/zookeeper/server|com/sun/jmx|javax/management|(java/lang|(com/)?sun|jdk)/management)/|/Rehearsal' \
        "$work/all" >"$work/classes" &&
      nice "$2" -Xshare:dump -Xmx256m -Xlog:disable -XX:SharedClassListFile="$work/classes" \
        -XX:SharedArchiveFile="$work/archive" -cp "$3"
  } >"$work/log" 2>&1 || : >"$work/archive"
  mv -f "$work/archive" "$archive"
  rm -rf "$work" "$archive.pid"
}

# prepare_archive MODULE: makes the archive and waits for it, before many starts.
prepare_archive() {
  local java classes
  java=$(java_program) && classes=$(class_path "$1") || exit
  archive_is_fresh "$1" "$java" "$(archive_of "$1" "$java")" || make_archive "$1" "$java" "$classes"
}

built() {
  (class_path cli && class_path server) >/dev/null 2>&1
}

# build_if_missing: builds without tests if nothing was built.
build_if_missing() {
  built || build
}

# build_if_stale: builds without tests unless the last build by these scripts is newer than all sources.
build_if_stale() {
  if built && [[ -f $RUN/build.stamp ]]; then
    [[ -n $(find "$ROOT"/pom.xml "$ROOT"/{thrift,tls,client,cli,server}/{pom.xml,src} -newer "$RUN/build.stamp" | head -n 1) ]] ||
      return 0
  fi
  build
}

build() {
  local log=$RUN/build.log
  rm -f "$RUN/build.stamp"
  command -v mvn >/dev/null || die "no Maven: install Maven 3.8 or later, then run this again"
  java_program >/dev/null
  mkdir -p "$RUN"
  say "Building: $BUILD (the first build downloads libraries)"
  (umask "$BUILD_UMASK" && cd "$ROOT" && $BUILD) >"$log" 2>&1 || {
    last_lines "$log"
    die "the build failed; its output is in ${log#"$ROOT"/}"
  }
  touch "$RUN/build.stamp"
}

# -------------------------------------------------------------------------------------------------------- processes
#
# A process is identified by its id and the time of its start, which are both in a pid file: so an id that the system has
# reused for another process is recognized.

# look_up_start PID: sets PROCESS_STARTED to the start time of the process, in the unit of the system; fails if there is no such
# process, or only a zombie. With /proc it starts no other process: with many nodes it is called hundreds of times.
look_up_start() {
  local stat='' boot='' fields
  if [[ -r /proc/self/stat ]]; then
    { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
    # The name, in parentheses, may contain any character; the state is the first field behind it, the start time the twentieth.
    read -r -a fields <<<"${stat##*) }"
    [[ ${#fields[@]} -gt 19 && ${fields[0]} != Z && ${fields[0]} != X ]] || return 1
    read -r boot </proc/sys/kernel/random/boot_id
    PROCESS_STARTED=${fields[19]}@${boot:0:8}
  else
    stat=$(ps -o stat=,lstart= -p "$1") || return 1
    [[ $stat != Z* ]] || return 1
    PROCESS_STARTED=$(tr -s ' ' '_' <<<"${stat#* }")
  fi
}

# remember PID_FILE PID
remember() {
  look_up_start "$2" || PROCESS_STARTED=gone
  echo "$2 $PROCESS_STARTED" >"$1"
}

# running PID_FILE: prints the id if the process of the pid file runs.
running() {
  local pid start
  [[ -r $1 ]] && read -r pid start <"$1" && look_up_start "$pid" && [[ $PROCESS_STARTED == "$start" ]] && echo "$pid"
}

# in_background PID_FILE OUTPUT COMMAND...: starts a process that outlives this shell and its terminal. Its working folder is
# that of its output, where a JVM that crashes writes its report.
in_background() {
  local pid_file=$1 output=$2 folder=${2%/*} detach=nohup
  shift 2
  ! command -v setsid >/dev/null || detach=setsid
  (cd "$folder" && exec "$detach" "$@") >"$output" 2>&1 </dev/null &
  remember "$pid_file" $!
  disown
}

# until_true SECONDS COMMAND...: repeats the command until it succeeds; fails when the time is over.
until_true() {
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    ((SECONDS < end)) || return 1
    sleep 0.1
  done
}

gone() {
  ! running "$1" >/dev/null
}

# end_process WHAT PID_FILE SECONDS: sends SIGTERM, and SIGKILL if the process does not end in this time.
end_process() {
  local pid
  pid=$(running "$2") || {
    rm -f "$2"
    return 0
  }
  kill -TERM "$pid" 2>/dev/null || true
  if ! until_true "$3" gone "$2"; then
    say "$1 did not end within $3 s; killing it (kill -9 $pid)"
    kill_process "$2"
  fi
  rm -f "$2"
}

# kill_process PID_FILE: kill -9, and waits until the process is gone.
kill_process() {
  local pid
  pid=$(running "$1") || return 0
  kill -KILL "$pid" 2>/dev/null || true
  until_true 10 gone "$1" || die "process $pid still runs after kill -9; check whether it waits for a disk or is in a debugger"
}

# processors: the number of processors of this machine.
processors() {
  getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1
}

# ---------------------------------------------------------------------------------------------------------- network

# port_taken PORT: succeeds if a process listens on the port of this machine.
port_taken() {
  (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# four_letters PORT WORD: ZooKeeper's answer to one of its four-letter words.
four_letters() {
  (
    exec 3<>"/dev/tcp/127.0.0.1/$1"
    printf '%s' "$2" >&3
    while IFS= read -r -t 2 line <&3; do echo "$line"; done
    printf '%s' "$line"
  ) 2>/dev/null
}
