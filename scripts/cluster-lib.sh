# A cluster on this machine: its folder, its processes and its status. Sourced, never run.
#
#   run/NAME/cluster.conf     base port, ZooKeeper and the file of the admin token, written once
#   run/NAME/options.conf     options of all nodes, one word on each line
#   run/NAME/certificates/    with --tls: the authority and the certificates of nodes, an operator and a user
#   run/NAME/zookeeper/       data/ and log/ of the cluster's own ZooKeeper; zookeeper.pid beside it
#   run/NAME/node-PORT/       data/ and log/ of a node; node-PORT.pid beside it
#   run/NAME/node-PORT.left   exists if the node has left the chain for good
# shellcheck shell=bash
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

NAME=default
# Not empty if the cluster was made with --tls.
TLS=''
# Options of the nodes that this script starts; they are not stored for later starts.
FIRST_OPTIONS=()
ZOOKEEPER_OPTIONS=(-Xmx128m -Xss512k -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:+ExitOnOutOfMemoryError)

# ------------------------------------------------------------------------------------------------------ files on disk

cluster_dir() {
  echo "$RUN/$NAME"
}

# shellcheck disable=SC2034 # scripts/cluster reads BASE_PORT
# open_cluster: reads BASE_PORT, ZOOKEEPER (the address for nodes), ZOOKEEPER_PORT (of the cluster's own one, else empty), and of chains
# that are on some of the nodes CHAINS and REPLICAS (else empty).
open_cluster() {
  local conf key value
  conf=$(cluster_dir)/cluster.conf
  [[ -f $conf ]] || return 1
  while IFS='=' read -r key value; do
    case $key in
      base-port) BASE_PORT=$value ;;
      zookeeper) ZOOKEEPER=$value ;;
      zookeeper-port) ZOOKEEPER_PORT=$value ;;
      tls) TLS=$value ;;
      chains) CHAINS=$value ;;
      replicas) REPLICAS=$value ;;
      # Both nodes and the command line take it from the environment.
      admin-token-file) [[ -z $value ]] || export CATENA_ADMIN_TOKEN_FILE=$value ;;
    esac
  done <"$conf"
}

need_cluster() {
  open_cluster || die "there is no cluster '$NAME' here; make one with scripts/cluster start --name $NAME" 2
}

# node_ports: the ports of all nodes of the cluster, including those that have left, lowest first.
node_ports() {
  local dir
  for dir in "$(cluster_dir)"/node-*; do
    [[ ! -d $dir || ! ${dir##*/node-} =~ ^[0-9]+$ ]] || echo "${dir##*/node-}"
  done | sort -n
}

node_dir() {
  echo "$(cluster_dir)/node-$1"
}

node_pid_file() {
  node_dir "$1.pid"
}

node_running() {
  running "$(node_pid_file "$1")"
}

# node_left PORT: succeeds if the node has left, by scripts/leave or by catena leave; only the node's data tells the latter.
node_left() {
  [[ -e $(node_dir "$1.left") ]] || grep -qs '"retired" *: *true' "$(node_dir "$1")/data/node.json"
}

node_console() {
  echo "$(node_dir "$1")/log/console.log"
}

# node_log PORT: the log to look at when something is wrong.
node_log() {
  local log
  log=$(node_dir "$1")/log/catena.log
  if [[ -s $log ]]; then echo "$log"; else node_console "$1"; fi
}

running_ports() {
  local port
  for port in $(node_ports); do
    ! node_running "$port" >/dev/null || echo "$port"
  done
}

# ------------------------------------------------------------------------------------------------------- ZooKeeper

zookeeper_pid_file() {
  echo "$(cluster_dir)/zookeeper.pid"
}

zookeeper_serves() {
  [[ $(four_letters "$ZOOKEEPER_PORT" ruok) == imok ]]
}

# need_zookeeper_port: ends the script if another process listens on the port of the cluster's own ZooKeeper.
need_zookeeper_port() {
  [[ -z $ZOOKEEPER_PORT ]] || running "$(zookeeper_pid_file)" >/dev/null || ! port_taken "$ZOOKEEPER_PORT" ||
    die "port $ZOOKEEPER_PORT, meant for ZooKeeper, is taken; choose another --base-port or give --zookeeper"
}

# start_zookeeper: starts the cluster's own ZooKeeper unless it runs; waits until it serves.
start_zookeeper() {
  local dir java classes
  [[ -n $ZOOKEEPER_PORT ]] || return 0
  dir=$(cluster_dir)/zookeeper
  need_zookeeper_port
  running "$(zookeeper_pid_file)" >/dev/null || {
    java=$(java_program) || exit
    classes=$(class_path server) || exit
    mkdir -p "$dir/log"
    in_background "$(zookeeper_pid_file)" "$dir/log/console.log" "$java" "${ZOOKEEPER_OPTIONS[@]}" \
      "-Dcatena.log.dir=$dir/log" -cp "$classes" io.catena.server.embedded.ZooKeeperMain \
      --port "$ZOOKEEPER_PORT" --data "$dir/data" --config "$ROOT/zk-config/standalone.cfg"
    say "ZooKeeper started on port $ZOOKEEPER_PORT"
  }
  until_true 30 zookeeper_serves_or_died || true
  zookeeper_serves || {
    last_lines "$dir/log/console.log"
    die "ZooKeeper on port $ZOOKEEPER_PORT does not serve"
  }
}

zookeeper_serves_or_died() {
  zookeeper_serves || gone "$(zookeeper_pid_file)"
}

# ------------------------------------------------------------------------------------------------------------ nodes

# node_options: reads NODE_OPTIONS, which were given to the start of the cluster behind "--".
node_options() {
  local word
  NODE_OPTIONS=()
  [[ -f $(cluster_dir)/options.conf ]] || return 0
  while IFS= read -r word; do NODE_OPTIONS+=("$word"); done <"$(cluster_dir)/options.conf"
}

certificates_dir() {
  echo "$(cluster_dir)/certificates"
}

# certificates ARGUMENTS...: makes certificates of the cluster's own authority.
certificates() {
  "$ROOT/scripts/certificates" "$@" --dir "$(certificates_dir)" >/dev/null ||
    die "no certificates; the line above says why"
}

# tls_options PORT: sets TLS_OPTIONS to what a node needs for TLS, and makes its certificate if it has none.
tls_options() {
  local dir
  TLS_OPTIONS=()
  [[ -n $TLS ]] || return 0
  dir=$(certificates_dir)
  [[ -e $dir/node-n-$1.crt ]] || certificates node "n-$1"
  TLS_OPTIONS=(--tls-cert "$dir/node-n-$1.crt" --tls-key "$dir/node-n-$1.key" --tls-ca "$dir/trusted.crt")
}

# start_node PORT COUNT: starts the process of a node, one of COUNT on this machine, on its data.
start_node() {
  local dir compiler=${CATENA_SERVER_COMPILER:-}
  dir=$(node_dir "$1")
  node_options
  tls_options "$1"
  [[ -n $compiler || $2 -le $((2 * $(processors))) ]] || compiler=quick
  mkdir -p "$dir/log"
  rm -f "$(node_dir "$1.left")"
  CATENA_SERVER_COMPILER=$compiler CATENA_LOG_DIR=$dir/log in_background "$(node_pid_file "$1")" "$(node_console "$1")" "$ROOT/scripts/catena-server" \
    --port "$1" --data "$dir/data" --zookeeper "$ZOOKEEPER" --cluster "$NAME" ${NODE_OPTIONS[@]+"${NODE_OPTIONS[@]}"} \
    ${TLS_OPTIONS[@]+"${TLS_OPTIONS[@]}"} \
    ${FIRST_OPTIONS[@]+"${FIRST_OPTIONS[@]}"}
}

# node_waits PORT: what the start of a node waits for, by the last line of its log; empty if it does not wait.
node_waits() {
  tail -n 1 "$(node_log "$1")" 2>/dev/null | sed -n 's/.* Cluster: \(waiting for ZooKeeper at .*\)/\1/p'
}

# need_free_port PORT: ends the script if the port is that of the cluster's ZooKeeper, or if another process listens on it.
need_free_port() {
  [[ $1 != "$ZOOKEEPER_PORT" ]] || die "port $1 is that of the cluster's own ZooKeeper; choose another port" 2
  ! port_taken "$1" || die "port $1 is taken by a process that this cluster did not start; choose another port"
}

# complain_about PORT MESSAGE: ends the script with the message and the end of the node's log.
complain_about() {
  last_lines "$(node_console "$1")"
  [[ $(node_log "$1") == "$(node_console "$1")" ]] || last_lines "$(node_log "$1")"
  die "$2"
}

# ------------------------------------------------------------------------------------------------ status of the chain

# addresses: the addresses of the running nodes, for the command line; of all known ones if none runs.
addresses() {
  local ports port list=''
  ports=$(running_ports)
  for port in ${ports:-$(node_ports)}; do list=$list${list:+,}127.0.0.1:$port; done
  echo "$list"
}

# catena ARGUMENTS...: runs the command line on this cluster, as an operator.
catena() {
  local dir
  dir=$(certificates_dir)
  if [[ -n $TLS ]]; then
    CATENA_SERVERS=$(addresses) CATENA_CACERT=$dir/trusted.crt CATENA_CERT=$dir/operator-operator.crt \
      CATENA_KEY=$dir/operator-operator.key "$ROOT/scripts/catena" "$@"
  else
    CATENA_SERVERS=$(addresses) "$ROOT/scripts/catena" "$@"
  fi
}

# members: one line for each member of the first chain that answers, head first: PORT ROLE PID. Empty while there is none.
members() {
  { catena -o json status --chain 1 2>/dev/null || true; } | tr '{' '\n' | sed -nE \
    's/^"node":.*"port":([0-9]+),"joining":false,"role":"(head|middle|tail|single)",.*"pid":([0-9]+),.*/\1 \2 \3/p'
}

# chain_note: why the chain does not serve, as the node that answers knows; empty if it serves.
chain_note() {
  { catena -o json status --chain 1 2>/dev/null || true; } | sed -nE 's/.*\],"note":"([^"]*)","wishedReplicas":.*/\1/p'
}

# complete_chains COUNT: how many chains have that many members.
complete_chains() {
  { catena -o json chains 2>/dev/null || true; } | { grep -o '"members":\[[^]]*\]' || true; } |
    awk -v count="$1" 'gsub(/[{]/, "") >= count { complete++ } END { print complete + 0 }'
}

# is_member PORT: succeeds if the process that runs on the port (not an earlier one) is a member of the chain. Where chains are on some
# of the nodes, it may be a member of none yet: there it succeeds if the node takes requests.
is_member() {
  local pid
  pid=$(node_running "$1") || return 1
  if [[ -n ${CHAINS:-} ]]; then
    catena --servers "127.0.0.1:$1" layout >/dev/null 2>&1
    return
  fi
  members | grep -q "^$1 [a-z]* $pid\$"
}
