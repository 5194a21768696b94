/*
 * Catena on the wire. Everything that a client, an operator's tool or another node may say stands here.
 *
 * Transport: TCP, framed (a four-byte big-endian length before each message), strict binary protocol. All services
 * are served on a node's one port under their plain method names; no multiplexing prefix is needed. A connection may
 * have several calls under way: each reply carries the sequence number of its call, and replies may overtake each
 * other. A client that sends one call at a time, as every generated client does, sees nothing of this.
 *
 * Any node takes any call: a node that is not the right replica forwards it.
 *
 * Sizes are bytes, times are milliseconds unless a name says otherwise. A batch that breaks a limit is refused as a
 * whole with InvalidRequest before any of it is executed.
 */
namespace java io.catena.thrift
namespace py catena

/** The number of the first chain, which each cluster has. In a cluster of one chain it is the only one. */
const i32 DEFAULT_CHAIN = 1
/** The most chains that a cluster is made with. */
const i32 MAX_CHAINS = 10000
/** A key has 1 to this many bytes, of any value. */
const i32 MAX_KEY_BYTES = 1024
/** A value has 0 to this many bytes, of any value. */
const i32 MAX_VALUE_BYTES = 1048576
/** Writes in one `write`, keys in one `read`. */
const i32 MAX_BATCH_OPERATIONS = 4096
/** The keys and values of one `write` together; the values of one `read` together. */
const i32 MAX_BATCH_BYTES = 4194304
/** The longest frame that a client may send, and the longest that it can get. */
const i32 MAX_FRAME_BYTES = 8388608

/*
 * Slots. Where a key falls among the chains of a cluster: its slot is the CRC-32 (as in zlib, PNG and Ethernet; polynomial
 * 0xEDB88320 reflected, start and end inverted), as an unsigned number, of the key's bytes. If the key has a `{`, and a `}`
 * behind the first one with at least one byte between them, then only of what stands between the first `{` and the next
 * `}`: so keys that belong together fall into one slot. The chain of a key is 1 + slot modulo the number of chains.
 *
 *   key             bytes (hexadecimal)             slot   of 16 chains
 *   a               61                        3904355907              4
 *   user:1          757365723a31              2074460802              3
 *   user:2          757365723a32              3802960696              9
 *   {user:1}:name   7b757365723a317d3a6e616d65 2074460802             3
 *   cart{user:1}    636172747b757365723a317d  2074460802              3
 *   {}              7b7d                      2745614147              4
 *   {}a             7b7d61                     130091222              7
 *   {a              7b61                      3081233164             13
 *   a}              617d                       327894424              9
 *   }{a}            7d7b617d                  3904355907              4
 *   {a}{b}          7b617d7b627d              3904355907              4
 *   {{a}}           7b7b617d7d                3081233164             13
 *   (not text)      00ff                      1826356594              3
 *   123456789       313233343536373839        3421780262              7
 */

// ------------------------------------------------------------------------------------------------- client service

/** Whom a call came from that nodes have passed on, as the first of them saw it. */
struct Origin {
  /** Of the client's machine. At most 64 characters. */
  1: required string address
  /** Tells the client's connection from all others. */
  2: required i64 connection
  /** Who the client is, as the first node found out; left out if it is not known. At most 256 characters. */
  3: optional string principal
}

/** How a call is to be carried out. Leave it out, or leave any field at its default. */
struct CallOptions {
  /**
   * 0: that of the keys (see Slots), which the node finds. Keys of several chains: the node divides the call, gives each chain
   * its part, and answers them together, in the order of the keys; no part knows of the others. If a part fails and another may
   * have been done, the whole fails with OutcomeUnknown; if nothing was done, with the error of a part.
   *
   * 1 or more: this chain. A key that belongs to another one is an InvalidRequest whose message names the right chain. In a cluster
   * of one chain 0 and 1 mean the same. Nodes of releases that know one chain alone take only 1.
   *
   * A session belongs to the chain in which it was opened: for `openSession` 0 is chain 1. A write with a session of another
   * chain than the key's fails with SessionExpired.
   */
  1: i32 chain = 0
  /** How long the cluster may work on the call, counted from its arrival; 1 to 600,000. */
  2: i32 deadlineMillis = 5000
  /** How often nodes have passed the call on. Clients leave it at 0. */
  3: i32 hops = 0
  /**
   * Reads only: the node that is asked answers from what its own replica has, however old, and says how old in
   * `ReadResults.staleMillis`. Not linearizable. Served by any replica, also by one that is cut off from the chain.
   */
  4: optional bool stale = false
  /** Set by nodes that pass a call on; looked at only if `hops` is not 0. Clients leave it out. */
  5: optional Origin origin
}

/**
 * Makes a write safe to repeat: of all writes with the same session and request number only the first is applied,
 * and each of them gets the first one's answer, for as long as the cluster knows the session (see `openSession`).
 */
struct WriteId {
  /** What `openSession` returned. Whoever knows it can use the session: keep it to yourself. */
  1: required i64 session
  /** Unique in the session; 1 or more, in the order in which the client first sent them. */
  2: required i64 request
  /**
   * The lowest request number whose answer the client still waits for, this one included. The cluster forgets the
   * answers below it. At most 65,536 below `request`.
   */
  3: required i64 lowestUnanswered
}

enum WriteKind {
  PUT = 1
  DELETE = 2
}

/** Set exactly one of the two. A write whose condition does not hold changes nothing and answers `applied = false`. */
struct Condition {
  /** The key must not exist. */
  1: optional bool absent
  /** The key must exist, last written by the write that answered this version. */
  2: optional i64 version
}

struct Write {
  /** Needed. A node that does not know it, or finds none, answers InvalidRequest. */
  1: WriteKind kind
  2: required binary key
  /** Required for PUT, ignored for DELETE. */
  3: optional binary value
  /** Without it, a write that is repeated after OutcomeUnknown may be applied twice. */
  4: optional WriteId id
  5: optional Condition condition
  /** Ask for what the write replaced; costs a look-up at the head. */
  6: bool wantPrevious = false
}

struct WriteResult {
  /** False only if the condition did not hold. */
  1: required bool applied
  /**
   * The version that the write gave to the key: rises with every write of the chain, never repeats, unless an
   * operator has given up writes (docs/recovery.md). If the write was not
   * applied, no key has this version.
   */
  2: required i64 version
  /**
   * If asked for: the value before this write; left out if the key did not exist, or if the values before the writes
   * of one batch together exceed MAX_BATCH_BYTES (then `previousVersion` is set all the same).
   */
  3: optional binary previous
  /** The version of the value before this write, if it was asked for and the key existed. */
  4: optional i64 previousVersion
}

struct ReadResult {
  /** Left out if there is no such key. */
  1: optional binary value
  /** The version of the value; left out if there is no such key. */
  2: optional i64 version
}

struct WriteResults {
  /** One for each write, in their order. */
  1: required list<WriteResult> results
  /**
   * The epoch of the chain that answered; 0 if several have. If it is higher than that of your layout, fetch the layout again.
   */
  2: required i64 epoch
}

struct ReadResults {
  /** One for each key, in their order; shorter than asked if MAX_BATCH_BYTES was reached: ask for the rest again. */
  1: required list<ReadResult> results
  /** As in WriteResults. */
  2: required i64 epoch
  /**
   * Only for stale reads: whatever was acknowledged longer ago than this is in the results; -1 if the replica
   * cannot tell.
   */
  3: optional i64 staleMillis
}

struct LayoutMember {
  1: required string nodeId
  /** The number of its life: new at every start of the node, and whenever it has lost its place. */
  2: required i64 incarnation
  3: required string host
  4: required i32 port
}

/** What all nodes of a cluster have in common. */
struct ClusterSettings {
  /** How long a member may answer reads alone after the last round; 0: each read asks the chain. 0 to 10000. */
  1: required i32 leaseMillis
  /** A chain with fewer members takes no writes. 1 to 100. */
  2: required i32 minReplicas
  /** How many members the operator wishes the chain to have; 0 if that was not said. 0 to 100. */
  3: required i32 wishedReplicas
  /** The format in which its nodes talk to each other and write; it only rises. Left out: the first. */
  4: optional i32 format = 1
}

/** Who stands where in a chain, as the answering node knows it. */
struct Layout {
  1: required string cluster
  2: required i32 chain
  /** 0 while the chain has not been formed. */
  3: required i64 epoch
  /** In order: head, middles, tail. */
  4: required list<LayoutMember> members
  /** The replica that receives the chain's state and does not count yet. */
  5: optional LayoutMember joining
  /** The last epoch that took full effect. */
  6: required i64 activatedEpoch
  /** Why the chain does not serve, if the answering node knows: for example whom it waits for. */
  7: optional string note
  /** How many members the operator wishes the chain to have; 0 or left out if no operator has set it. */
  8: optional i32 wishedReplicas
  /**
   * How many chains the cluster has, 1 to MAX_CHAINS: their numbers are 1 to this. Never changes. Left out by nodes that know one
   * chain alone.
   */
  9: optional i32 chains = 1
}

/** The call breaks a limit or makes no sense; nothing was executed. Repeating it will not help. */
exception InvalidRequest {
  1: required string message
}

enum UnavailableReason {
  /** No chain has been formed, or its last members are all gone. */
  NO_CHAIN = 1
  /** The membership is changing, or the right replica cannot be reached from the answering node. */
  CHANGING = 2
  /** Too much is waiting already. Back off. */
  OVERLOADED = 3
  /** The deadline passed before anything was executed. */
  DEADLINE = 4
  /** The node is shutting down. Ask another. */
  STOPPING = 5
  /** The chain has fewer members than min-replicas asks for: it takes no writes until one joins. */
  TOO_FEW_MEMBERS = 6
  /** A member has less free disk space than its reserve: the chain takes only deletes until there is more, and with very little nothing. */
  NO_SPACE = 7
}

/** Certainly not done. Repeating is safe. */
exception Unavailable {
  1: required string message
  2: required UnavailableReason reason
}

/** May have been done, or may still take effect. Repeating is safe only for writes that carry an id, or for reads. */
exception OutcomeUnknown {
  1: required string message
}

/**
 * The cluster does not know the session, or has forgotten it (`openSession` says when). This call changed nothing; an
 * earlier attempt of the same write may have. Open a new session.
 */
exception SessionExpired {
  1: required string message
}

/**
 * The caller is known, or has not said who it is, and may not do this; nothing was executed. Repeating it will not help until
 * an operator changes what the caller may do (docs/security.md).
 */
exception Forbidden {
  /** Who was refused what, and what would be needed. */
  1: required string message
  /** Who the caller is, as the node sees it; left out if it has not said so. */
  2: optional string principal
}

/**
 * What a program needs to use Catena. A node that was started with TLS finds out who a caller is: by the certificate of the
 * connection, or by `authenticate`. Then each method may fail with Forbidden.
 */
service Catena {
  /**
   * Says who the caller is, for all later calls on this connection, by the content of a token file that an operator has given
   * out. Only with TLS; needless for a caller whose connection shows a certificate. A wrong token fails with Forbidden.
   */
  void authenticate(1: string token) throws (1: Forbidden forbidden)

  WriteResult put(1: binary key, 2: binary value, 3: CallOptions options)
    throws (1: InvalidRequest invalid, 2: Unavailable unavailable, 3: OutcomeUnknown unknown, 4: SessionExpired expired,
      5: Forbidden forbidden)

  /** Linearizable. */
  ReadResult get(1: binary key, 2: CallOptions options)
    throws (1: InvalidRequest invalid, 2: Unavailable unavailable, 3: Forbidden forbidden)

  /** `remove`, because `delete` is a reserved word in some languages. Deleting a missing key is not an error. */
  WriteResult remove(1: binary key, 2: CallOptions options)
    throws (1: InvalidRequest invalid, 2: Unavailable unavailable, 3: OutcomeUnknown unknown, 4: SessionExpired expired,
      5: Forbidden forbidden)

  /**
   * Executes the writes in their order, the same key any number of times. Each write stands for itself: its condition
   * and its id are judged alone. An error speaks for the whole batch: after OutcomeUnknown any of them may have been done.
   * Writes of keys of several chains are executed in their order within each chain alone.
   */
  WriteResults write(1: list<Write> writes, 2: CallOptions options)
    throws (1: InvalidRequest invalid, 2: Unavailable unavailable, 3: OutcomeUnknown unknown, 4: SessionExpired expired,
      5: Forbidden forbidden)

  /** Each read is linearizable; together they are no snapshot. */
  ReadResults read(1: list<binary> keys, 2: CallOptions options)
    throws (1: InvalidRequest invalid, 2: Unavailable unavailable, 3: Forbidden forbidden)

  /**
   * A new session for exactly-once writes, by a number that is hard to guess. Costs as much as a write; open one per client,
   * not one per call. From one origin (an IPv4 address, or an IPv6 network of 64 bits; the loopback is one) up to 1,000 may
   * be opened at once and 100 a second; of all origins together 3,000 at once and 50 a second, if none of them opens more than
   * ten at once and one a second, and beside these 2,000 at once and 100 a second. Beyond it the call fails with OVERLOADED and
   * says how long to wait.
   *
   * The cluster keeps 10,000 sessions, and 8 MiB of answers that their clients may still ask for (of previous values, 1 MiB
   * for each session, or one value if that is larger; of older ones only the version). A session that is idle is kept until
   * there is no more room; then one goes:
   * - of too many, one that has never written, while there are more than 1,000 of that kind; else one that has written;
   * - of too many bytes, first previous values (of the origin that keeps most bytes of them; a retry then gets the version
   *   alone), and when there are no more of them, one that has written;
   * - in all cases of the origin that holds most of that kind (sessions, or bytes), if that is more than a hundredth of what
   *   there may be; else of all. Of these, the one that has not written for longest. So the openings of one origin do not drive
   *   out sessions that others use, and an origin that holds little loses nothing to a hundred origins that hold much.
   */
  i64 openSession(1: CallOptions options)
    throws (1: InvalidRequest invalid, 2: Unavailable unavailable, 3: OutcomeUnknown unknown, 4: SessionExpired expired,
      5: Forbidden forbidden)

  /** Each node tells it of each chain of the cluster, whether it has a replica of it or not. */
  Layout layout(1: i32 chain)
    throws (1: InvalidRequest invalid, 2: Unavailable unavailable, 3: Forbidden forbidden)
}

// -------------------------------------------------------------------------------------------------- admin service

enum Role {
  /** Not in the chain. */
  NONE = 0
  HEAD = 1
  MIDDLE = 2
  TAIL = 3
  /** Head and tail at once. */
  SINGLE = 4
  JOINING = 5
}

struct ReplicaStatus {
  1: required i32 chain
  2: required Role role
  /** The epoch that the replica has adopted. */
  3: required i64 epoch
  4: required i64 lineage
  /** The highest seq in the log. */
  5: required i64 logEnd
  /** The highest seq that is durable on this node's disk. */
  6: required i64 durable
  7: required i64 commitPoint
  /** The highest seq whose effects are in the key space on disk. */
  8: required i64 applied
  /** While joining: how much of the chain's state has arrived, 0 to 100. */
  9: optional i32 joiningPercent
  /** Why the replica does not serve, if it does not. */
  10: optional string note
  /** How long ago its lease to answer reads alone was last renewed; left out if it never had one. */
  11: optional i64 leaseAgeMillis
  /** The number of the replica's present life; left out between two lives, and by nodes that know no lives. */
  12: optional i64 life
}

/** Something that is not as it should be, as one node sees it. */
struct Trouble {
  /**
   * What it is, for programs: NO_CHAIN, TOO_FEW_MEMBERS, ZOOKEEPER_AWAY, FEWER_MEMBERS_THAN_WISHED. Others may come with later
   * versions.
   */
  1: required string kind
  /** In sentences: what is wrong, what it costs, and what to do. */
  2: required string message
  /** True: reads or writes are not taken because of it. False: the chain serves, with less than was wished for. */
  3: required bool stopsService
  /** How long the node has seen it. */
  4: required i64 forMillis
}

struct NodeStatus {
  1: required string cluster
  2: required string clusterId
  3: required string nodeId
  /** New at every start of the process. */
  4: required i64 incarnation
  5: required string host
  6: required i32 port
  7: required i64 pid
  8: required i64 uptimeMillis
  9: required bool controller
  10: required bool zookeeperConnected
  11: required list<ReplicaStatus> replicas
  /** Counts since the start: records and snapshot chunks received, fsyncs, messages, operations, and so on. */
  12: required map<string, i64> counters
  /** The gravest first; empty if all is well; left out by nodes that cannot tell. */
  13: optional list<Trouble> troubles
  /** The format of the newest epoch that the node knows; 0 if it knows none. Left out by nodes that know only the first. */
  14: optional i32 format
  /** The oldest and the newest format that the node reads and writes. Left out by nodes that know only the first. */
  15: optional i32 oldestFormat
  16: optional i32 newestFormat
}

struct DataDigest {
  /** The applied seq that the digest speaks of. */
  1: required i64 applied
  /** Equal for equal keys, values and versions, whatever the order in which they were written. */
  2: required string digest
  3: required i64 keys
}

enum RefusedReason {
  /** The node is the last member of the chain; `force` overrules. */
  LAST_MEMBER = 1
  /** The caller did not show the admin token, or is on another host and the node has none. */
  NOT_AUTHORIZED = 2
  /** The node is stopping already. */
  STOPPING = 3
  /** The node has as many connections as it takes. */
  OVERLOADED = 4
  /** It would stop reads or writes, and the message tells for how long; `force` overrules. */
  STOPS_SERVICE = 5
  /** Not all nodes know the format that the cluster was to have; the message names them. */
  FORMAT_UNKNOWN = 6
  /** What was to be replaced has been changed in the meantime: read it again. */
  OVERTAKEN = 7
  /** Each chain of the cluster is on all nodes: none can be placed elsewhere. */
  ON_ALL_NODES = 8
  /** Fewer nodes would be left than each chain is to be on; the message tells how many are needed. */
  TOO_FEW_NODES = 9
}

/** The node will not do it; nothing was changed. */
exception Refused {
  1: required string message
  2: required RefusedReason reason
}

/** What is to be otherwise; what is left out stays as it is. */
struct SettingsChange {
  1: optional i32 leaseMillis
  2: optional i32 minReplicas
  3: optional i32 wishedReplicas
  /** Also if the chain takes no writes then. */
  4: optional bool force
  /** Higher than the present one, and known to all nodes: refused else. `force` does not overrule. */
  5: optional i32 format
}

/**
 * The settings that the cluster is to have, and how far they have come in one of its chains: one in which they are not in force on all
 * members, if there is such a chain; else the one with the fewest members.
 */
struct SettingsReport {
  1: required ClusterSettings wanted
  /** What holds in the newest epoch of the chain; left out if there is none, or if it does not say. */
  2: optional ClusterSettings inForce
  3: required i64 epoch
  /** In force on all members if this is the epoch. */
  4: required i64 activatedEpoch
  /** How many members the newest epoch has. */
  5: required i32 members
  /** Why the chain does not serve, or why nothing is told of any chain, if that is known. */
  6: optional string note
  /** The number of the chain, in a cluster of several; left out if nothing is told of any chain. */
  7: optional i32 chain
}

/** Who may do what. */
struct AccessReport {
  /** A JSON object; docs/security.md tells what is in it. At most 262,144 bytes. */
  1: required string rules
  /** Rises with each change; 0 if nothing was ever written down. */
  2: required i64 version
  /** Whether the answering node goes by rules at all: it does if it was started with TLS. */
  3: required bool enforced
}

struct AccessAnswer {
  1: required bool read
  2: required bool write
  3: required bool actsAsOperator
  /** By which rules; or that there is none. */
  4: required string why
}

/** A node of a cluster in which each chain is on some of the nodes. */
struct PlacedNode {
  1: required string nodeId
  /** Where it listens; left out if it is not registered: then it does not run, or has no connection to ZooKeeper. */
  2: optional string host
  3: optional i32 port
  /** An operator wishes that it carries nothing. */
  4: required bool drained
  /** In so many chains it is to be a member. */
  5: required i32 chains
  /** In so many of these it is to be the head. */
  6: required i32 heads
  /** In so many chains it is a member, or joins. Of other chains it may still have data: its own `status` tells. */
  7: required i32 places
}

/** Which nodes are to carry chains, and how far that has come. */
struct PlacementReport {
  /** On so many nodes each chain is to be; 0: on all, then nothing is placed and no node is listed. */
  1: required i32 replicas
  /** Those that are registered, that are to carry something, or that are drained; in the order of their ids. */
  2: required list<PlacedNode> nodes
  /** So many chains are not on exactly the nodes on which they are to be. */
  3: required i32 moving
}

/** For what a placement is to be worked out. */
struct PlacementQuestion {
  /** Ids of nodes that are to carry nothing, beside those that are drained. */
  1: optional list<string> without
  /** True: nodes that are not registered are not waited for. */
  2: optional bool withoutAbsent
}

/** A node in a placement that was worked out. */
struct PlannedNode {
  1: required string nodeId
  /** As in PlacedNode. */
  2: optional string host
  3: optional i32 port
  /** In so many chains it is to be a member, and in so many of these the head, as long as nothing is changed. */
  4: required i32 chainsBefore
  5: required i32 headsBefore
  /** And as it was worked out. */
  6: required i32 chainsAfter
  7: required i32 headsAfter
  /** So many replicas are to be made on it: chains that it is not to carry now. */
  8: required i32 replicasToMake
}

/** A placement that was worked out. */
struct PlacementPlan {
  /** Those that have something before or after, in the order of their ids. */
  1: required list<PlannedNode> nodes
  /** So many chains get other nodes, or another order. */
  2: required i32 chains
  /** So many replicas are to be made on all nodes together. */
  3: required i32 replicasToMake
  /** Ids of nodes that are to carry something and are not registered, and for which the placement does not wait. */
  4: required list<string> absent
}

/** What an operator's tool needs. */
service CatenaAdmin {
  NodeStatus status() throws (1: Forbidden forbidden)

  /**
   * Ends the process. Refused without `force` if it is the last member, or if reads or writes would stand without it. Clean: it flushes, leaves the chain in order and exits; its data is kept for a quick return.
   * Not clean: it halts on the spot; the reply may never arrive. Clean also if that is left out.
   */
  void die(1: bool clean, 2: bool force, 3: string token) throws (1: Refused refused, 2: Forbidden forbidden)

  /**
   * Ends the membership. Clean: it hands over, deregisters, marks its data directory as retired and exits.
   * Not clean: it drops its registration and halts; the reply may never arrive. Clean also if that is left out.
   */
  void leave(1: bool clean, 2: bool force, 3: string token) throws (1: Refused refused, 2: Forbidden forbidden)

  /** Reads all of the replica's data; compare replicas whose `applied` is equal. */
  DataDigest digest(1: i32 chain) throws (1: InvalidRequest invalid, 2: Unavailable unavailable, 3: Forbidden forbidden)

  /** Reads what the cluster is to have, and what each of its chains has, from ZooKeeper. */
  SettingsReport settings() throws (1: Unavailable unavailable, 2: Forbidden forbidden)

  /**
   * Writes down what the cluster is to have. It takes effect on all members by itself, as soon as the chain can change its
   * configuration; `settings` tells when.
   */
  SettingsReport changeSettings(1: SettingsChange change, 2: string token)
    throws (1: Refused refused, 2: InvalidRequest invalid, 3: Unavailable unavailable, 4: OutcomeUnknown unknown,
      5: Forbidden forbidden)

  /** Reads who may do what from ZooKeeper. */
  AccessReport access() throws (1: Unavailable unavailable, 2: Forbidden forbidden)

  /**
   * Writes down who may do what, in place of what was there. All nodes go by it as soon as they have heard of it, most often
   * within a second.
   *
   * @param rules as in `AccessReport`
   * @param version of the report that this replaces; Refused if another change came between. -1: whatever is there
   * @param token as for `die`
   */
  AccessReport changeAccess(1: string rules, 2: i64 version, 3: string token)
    throws (1: Refused refused, 2: InvalidRequest invalid, 3: Unavailable unavailable, 4: OutcomeUnknown unknown,
      5: Forbidden forbidden)

  /** What the rules by which the answering node goes at present say of a principal and a key. */
  AccessAnswer testAccess(1: string principal, 2: binary key)
    throws (1: InvalidRequest invalid, 2: Unavailable unavailable, 3: Forbidden forbidden)

  /** Reads from ZooKeeper where the chains are to be and where they are. */
  PlacementReport placement() throws (1: Unavailable unavailable, 2: Forbidden forbidden)

  /**
   * Writes down that a node is to carry nothing, until `undrain`; also over restarts of all nodes. Its chains move to other nodes by
   * themselves, each without having fewer complete replicas meanwhile; `placement` tells how far they are. Whatever becomes of the
   * node meanwhile is not waited for. If the node is drained already, nothing is changed.
   *
   * Refused if each chain is on all nodes (end the membership with `leave` there), and if fewer registered nodes would be left
   * than each chain is to be on.
   *
   * @param nodeId of a node that `placement` lists
   * @param token as for `die`
   */
  PlacementReport drain(1: string nodeId, 2: string token)
    throws (1: Refused refused, 2: InvalidRequest invalid, 3: Unavailable unavailable, 4: OutcomeUnknown unknown,
      5: Forbidden forbidden)

  /**
   * Works out what would move if the chains were placed anew now, and changes nothing. Nodes that are not registered count as
   * those that come back, unless the question says otherwise.
   */
  PlacementPlan planPlacement(1: PlacementQuestion question)
    throws (1: Refused refused, 2: InvalidRequest invalid, 3: Unavailable unavailable, 4: Forbidden forbidden)

  /**
   * Writes down of all nodes that are to carry something and are not registered that they do not come back: their chains are placed on
   * others at once, and not when these nodes have been away for 300 s. Of a node that comes back all the same it is forgotten. All
   * else that there is to be placed anew is so by itself. Answers what moves.
   *
   * Refused if each chain is on all nodes, and if fewer nodes are registered than each chain is to be on.
   *
   * @param token as for `die`
   */
  PlacementPlan rebalance(1: string token)
    throws (1: Refused refused, 2: InvalidRequest invalid, 3: Unavailable unavailable, 4: OutcomeUnknown unknown,
      5: Forbidden forbidden)

  /** Takes `drain` back: the node gets its share of the chains. If the node is not drained, nothing is changed. */
  PlacementReport undrain(1: string nodeId, 2: string token)
    throws (1: Refused refused, 2: InvalidRequest invalid, 3: Unavailable unavailable, 4: OutcomeUnknown unknown,
      5: Forbidden forbidden)
}

// --------------------------------------------------------------------------------------------------- node service

/** Who speaks, about which chain, in which epoch. A replica drops what comes from a lower epoch. */
struct Sender {
  1: required i32 chain
  2: required i64 epoch
  3: required string nodeId
  4: required i64 incarnation
}

/** Predecessor to successor: a new link begins; what came over older ones is void. */
struct Open {
  1: required string clusterId
  /** The format of the epoch, as the sender knows it. */
  2: required i32 formatVersion
  3: required i64 lineage
  /** The number of the link, rising with each opening by the same sender. Every message of the link carries it. */
  4: required i64 link
  /** How long leases are in this epoch, as the sender knows it. */
  5: optional i32 leaseMillis
}

/** A snapshot that a replica has received in part. */
struct Installing {
  /** The log continues behind this seq once the snapshot is complete. */
  1: required i64 seq
  /** The highest key that has arrived. */
  2: required binary cursor
}

/** Successor to predecessor: where the successor's log ends. */
struct Opened {
  1: required i64 link
  2: required i64 logEnd
  /** The checksum of the record at logEnd; 0 if the log is empty or the record is not at hand. */
  3: required i32 lastChecksum
  4: optional Installing installing
}

/** Predecessor to successor: records, and the watermarks that ride along. Without records it is a heartbeat. */
struct Append {
  1: required i64 link
  /** The seq of the first record; the sender's next one if there are no records. */
  2: required i64 firstSeq
  /** Each as the head encoded it, its checksum included. */
  3: required list<binary> records
  4: required i64 commitPoint
  /** The newest round that comes with this; 0 while records are still missing that older epochs may have committed. */
  5: required i64 round
  /** The highest round of this epoch that every member is known to have acknowledged; renews leases. */
  6: i64 completedRound = 0
}

/** Successor to predecessor. */
struct Ack {
  1: required i64 link
  /** Durable on this replica and on all behind it. */
  2: required i64 seq
  /** The highest round that has reached the tail. */
  3: required i64 round
  /** The node, this one or one behind it, whose disk has less free space than its reserve. */
  4: optional string lowOnSpace
  /** Whether leases were of use recently, to this replica or to one behind it. A replica that does not say so may have used them. */
  5: optional bool leasesUsed = true
  /**
   * How long that round was under way behind this replica, until it was back here; 0 at the tail, absent if not measured. By
   * this the predecessor knows what the hop between the two takes.
   */
  6: optional i64 behindNanos
  /** The node, this one or one behind it, that has less than a quarter of its reserve: not even deletes are to be taken. */
  7: optional string outOfSpace
}

struct SnapshotEntry {
  1: required binary key
  2: required binary value
  3: required i64 version
}

/** Predecessor to joining replica: the keys behind `after`, in order, none left out up to the last entry. */
struct SnapshotChunk {
  1: required i64 link
  2: required i64 seq
  3: required binary after
  4: required list<SnapshotEntry> entries
  /** CRC32C of all entries. */
  5: required i32 checksum
  /** No key is behind the last entry. */
  6: required bool last
  /** The client sessions, with the last chunk only. */
  7: optional binary sessions
  /** How much of the snapshot has been sent with this chunk, estimated. */
  8: required i32 percent
  /** What the sender had applied when it read the chunk; nothing in it is newer. Left out by senders that do not know it. */
  9: optional i64 readAt
}

/** Joining replica to predecessor: the chunk is durable; send the next. */
struct ChunkInstalled {
  1: required i64 link
  2: required i64 seq
  3: required binary cursor
}

/** Member to head: up to where is committed? Answered under the head's lease, or after a round that began later. */
struct Query {
  1: required i64 id
}

struct QueryAnswer {
  1: required i64 id
  2: required i64 commitPoint
}

/** What nodes tell each other. No reply on the wire: answers are messages of their own, so that no node waits for one. */
service CatenaNode {
  oneway void open(1: Sender sender, 2: Open message)
  oneway void opened(1: Sender sender, 2: Opened message)
  oneway void append(1: Sender sender, 2: Append message)
  oneway void ack(1: Sender sender, 2: Ack message)
  oneway void snapshotChunk(1: Sender sender, 2: SnapshotChunk message)
  oneway void chunkInstalled(1: Sender sender, 2: ChunkInstalled message)
  oneway void query(1: Sender sender, 2: Query message)
  oneway void queryAnswer(1: Sender sender, 2: QueryAnswer message)
  /** Predecessor to successor: the sender lives, and may not open the link yet. Whoever does not know it closes the connection, and gets another. */
  oneway void waiting(1: Sender sender)
}
