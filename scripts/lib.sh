# What the scripts share: the Java programs, processes that are ours, ports, one line of progress. Sourced, never run.
# Runs on the bash of macOS too (3.2): no associative arrays, no empty arrays under `set -u`.
# shellcheck shell=bash

# one_locale: the scripts and what they start write digits and decimal points in one way, whatever the user's language. A
# locale that knows ASCII alone gives way to UTF-8, or no path and no key could hold anything else; a character set of
# another kind stays, because that is how the user's terminal writes keys and values.
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
# A system without C.UTF-8 says so at each change of the locale, and goes on in C.
one_locale 2>/dev/null

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." 2>/dev/null && pwd)
RUN=$ROOT/run
BUILD='mvn -B -q -DskipTests package'
# Data, logs and pid files are for their owner alone; what is built is for whom it was before.
BUILD_UMASK=$(umask)
umask 077

# ---------------------------------------------------------------------------------------------------- saying things

# What a script ends with when it cannot do its work. Those whose code 1 means something else set another one.
FAILED=1
# die MESSAGE [EXIT_CODE]: ends the script; 2 is for bad usage.
die() {
  end_progress
  echo "${0##*/}: $1" >&2
  exit "${2:-$FAILED}"
}

OUTPUT_FAILED=''
# out FORMAT WORDS...: printf for whoever called the script. What cannot be written stops nothing that is under way, since a
# cluster half started or half stopped is worse; the end of the script tells.
out() {
  # shellcheck disable=SC2059 # the callers' formats
  printf "$@" 2>/dev/null || OUTPUT_FAILED=yes
}

# only_unwritten CODE: a command ended with this code because its output failed, and for nothing else.
only_unwritten() {
  [[ $1 -eq 7 ]] && OUTPUT_FAILED=yes
}

# end_with CODE: ends the script; with 7 if all went well and the output failed.
end_with() {
  [[ -n $OUTPUT_FAILED ]] || exit "$1"
  echo "${0##*/}: not all could be written to the output; is its disk full?" >&2
  [[ $1 -eq 0 ]] || exit "$1"
  exit 7
}
trap 'end_with $?' EXIT

say() {
  end_progress
  out '%s\n' "$*"
}

PROGRESS=''
# progress TEXT: one line that is written over on a terminal, and left out elsewhere.
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

# usage: the comment at the top of the calling script, without the first line.
usage() {
  awk 'NR > 1 { if (!/^#/) exit; sub(/^# ?/, ""); print }' "$0" 2>/dev/null || OUTPUT_FAILED=yes
}

# need_value OPTION COUNT: dies unless a value follows the option.
need_value() {
  [[ $2 -ge 2 ]] || die "$1 needs a value; see --help" 2
}

need_port() {
  [[ $1 =~ ^[0-9]{1,5}$ && $1 -ge 1 && $1 -le 65535 ]] || die "'$1' is no port (1 to 65535)" 2
}

# port_of [HOST:]PORT: the port of a node on this machine, as the command line writes it too.
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

# now_millis: for differences; to the second only on a bash before 5.
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

# last_lines FILE: the end of a log, indented, on stderr.
last_lines() {
  [[ -s $1 ]] || return 0
  echo "--- the last lines of ${1#"$ROOT"/}:" >&2
  tail -n 15 "$1" | sed 's/^/    /' >&2
}

# ------------------------------------------------------------------------------------------------------------- Java

java_program() {
  local java=java
  [[ -z ${JAVA_HOME:-} ]] || java=$JAVA_HOME/bin/java
  command -v "$java" || die "no Java: install a JDK 17 or set JAVA_HOME to one"
}

# class_path MODULE: the program of cli/ or server/ as Maven left it, jar by jar: a class archive depends on the order.
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

# archive_of MODULE JAVA: where the classes of cli/ or server/ are kept ready for this Java (class-data sharing).
archive_of() {
  echo "$ROOT/$1/target/classes-for${2//\//_}.jsa"
}

# sharing MODULE JAVA CLASSES: sets SHARING to the options of a JVM that takes its classes from the archive, if there is one.
# If there is none, or it is older than the program, one is made on the side for the starts to come. The JVM itself checks that the
# archive was made from the very jars and by the very JVM, and goes without it otherwise. Of the last two options
# older JVMs may not know one. Mapping at the address that the archive was made for is what lets processes share it.
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

# make_archive MODULE JAVA CLASSES: an empty archive says that there can be none.
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
      # The rehearsal of a node brings a ZooKeeper, whose classes no node needs, nor those by which it wants to be managed.
      grep -vE '^(org/apache/zookeeper/server|com/sun/jmx|javax/management|(java/lang|(com/)?sun|jdk)/management)/|/Rehearsal' \
        "$work/all" >"$work/classes" &&
      nice "$2" -Xshare:dump -Xmx256m -Xlog:disable -XX:SharedClassListFile="$work/classes" \
        -XX:SharedArchiveFile="$work/archive" -cp "$3"
  } >"$work/log" 2>&1 || : >"$work/archive"
  mv -f "$work/archive" "$archive"
  rm -rf "$work" "$archive.pid"
}

# prepare_archive MODULE: makes the archive now, where many starts follow.
prepare_archive() {
  local java classes
  java=$(java_program) && classes=$(class_path "$1") || exit
  archive_is_fresh "$1" "$java" "$(archive_of "$1" "$java")" || make_archive "$1" "$java" "$classes"
}

built() {
  (class_path cli && class_path server) >/dev/null 2>&1
}

# build_if_missing: builds without tests when there is nothing to run.
build_if_missing() {
  built || build
}

# build_if_stale: builds without tests unless the last build by these scripts is newer than all sources.
build_if_stale() {
  if built && [[ -f $RUN/build.stamp ]]; then
    [[ -n $(find "$ROOT"/pom.xml "$ROOT"/{thrift,client,cli,server}/{pom.xml,src} -newer "$RUN/build.stamp" | head -n 1) ]] ||
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
  say "Building: $BUILD (the first time it fetches libraries)"
  (umask "$BUILD_UMASK" && cd "$ROOT" && $BUILD) >"$log" 2>&1 || {
    last_lines "$log"
    die "the build failed; all of it is in ${log#"$ROOT"/}"
  }
  touch "$RUN/build.stamp"
}

# -------------------------------------------------------------------------------------------------------- processes
#
# A process is known by its id and the time of its start, both in a pid file: an id that the system has given to
# somebody else meanwhile is never taken for ours.

# look_up_start PID: sets PROCESS_STARTED to when the process began, in whatever unit the system has; fails if there is none, or
# only a zombie. Where there is /proc it starts no process of its own: with many nodes it is called hundreds of times.
look_up_start() {
  local stat='' boot='' fields
  if [[ -r /proc/self/stat ]]; then
    { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
    # The name, in parentheses, may contain anything; state is the first field behind it, the start the twentieth.
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

# running PID_FILE: prints the id if the process of the pid file lives.
running() {
  local pid start
  [[ -r $1 ]] && read -r pid start <"$1" && look_up_start "$pid" && [[ $PROCESS_STARTED == "$start" ]] && echo "$pid"
}

# in_background PID_FILE OUTPUT COMMAND...: starts a process that outlives this shell and its terminal. It works in the
# folder of its output, where a JVM that crashes leaves its report.
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

# end_process WHAT PID_FILE SECONDS: asks the process to end, and ends it when it does not.
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

# kill_process PID_FILE: kill -9, and sees that it is gone.
kill_process() {
  local pid
  pid=$(running "$1") || return 0
  kill -KILL "$pid" 2>/dev/null || true
  until_true 10 gone "$1" || die "process $pid survives kill -9; is it stuck in the disk or the debugger?"
}

# processors: how many this machine has.
processors() {
  getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1
}

# ---------------------------------------------------------------------------------------------------------- network

# port_taken PORT: somebody listens there on this machine.
port_taken() {
  (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# four_letters PORT WORD: what ZooKeeper answers to one of its four-letter words.
four_letters() {
  (
    exec 3<>"/dev/tcp/127.0.0.1/$1"
    printf '%s' "$2" >&3
    while IFS= read -r -t 2 line <&3; do echo "$line"; done
    printf '%s' "$line"
  ) 2>/dev/null
}
