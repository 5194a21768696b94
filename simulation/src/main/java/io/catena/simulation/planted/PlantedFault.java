package io.catena.simulation.planted;

import java.util.EnumSet;
import java.util.Set;

/** Rules of docs/protocol.md that a run can break on purpose, to see that the simulator notices. Each in one sentence. */
public enum PlantedFault {
    NONE("every rule is kept"),
    ACK_BEFORE_DISK("a replica takes for durable what it has only given to its disk"),
    APPEND_NOT_SYNCED("a write that adds records and applies others is not synced, like one that only applies"),
    BLOCK_NOT_SYNCED("a block of the log is taken for durable before it is synced"),
    TORN_BLOCK_TAKEN_FOR_WHOLE("a returning replica takes for its own what a crash has torn off its log"),
    REPLAY_SKIPPED("a returning replica does not do again what its LevelDB lacks"),
    LEVELDB_NOT_SYNCED("files of the log go as soon as LevelDB has been told what they hold, durable or not"),
    EPOCH_NOT_ON_DISK("a replica acknowledges in an epoch that it has only given to its disk"),
    ACK_WITHOUT_SUCCESSOR("a member acknowledges what its successor has not acknowledged"),
    ACCEPT_LOWER_EPOCH("a replica takes messages of lower epochs, whatever life and link they are of, for its own"),
    EPOCH_NOT_CHECKED("a replica takes messages of lower epochs for messages of its own"),
    COMMIT_POINT_TOO_HIGH("a member takes what it receives for committed"),
    ADOPT_LEFTOVER("a restarted node goes on as the life that its earlier process left registered"),
    REMOVED_COMES_BACK(
            "a removed replica registers again under the number of its old life, and no configuration remembers its removal"),
    FORGET_AT_RESTART("a restarted node forgets what is pending before a predecessor's handshake"),
    FORGET_AT_REMOVAL("a removed node forgets what is pending as soon as it learns of its removal"),
    REFORM_FROM_ANY("the controller forms the chain again from any node that is there"),
    REFORM_FROM_HALF_A_SNAPSHOT(
            "the controller forms the chain again from a node of the line that has received it in part"),
    UNHEARD_COUNTS("the controller leaves the chain to members of which nothing is heard"),
    UNANSWERED_FORMS("the controller forms the chain from nodes that are registered and have not answered it"),
    OLD_EPOCH_TAKEN("the controller forms the chain again from data of an epoch before the last activated one"),
    OLD_COPY_TAKEN("the controller forms the chain again from a log that ends before what is known to be committed"),
    REMOVE_LAST_ACTIVATED("the controller removes without keeping a member of the last activated epoch"),
    JOIN_BEFORE_CAUGHT_UP("the tail reports a joining replica as caught up before it is"),
    UNCONDITIONAL_PUBLISH("the controller publishes without looking at version and term"),
    ACTIVATE_EARLY("the head activates its epoch before any member has acknowledged anything"),
    NO_SESSIONS_IN_SNAPSHOT("a snapshot comes without the client sessions"),
    SESSIONS_IN_OWN_BOUNDS("some nodes keep one client session more than the others"),
    SNAPSHOT_WITHOUT_TAIL("a snapshot ends before the last key"),
    NO_CONDITIONS("the head does not look at conditions"),
    NO_REQUEST_IDS("the head does not look at request ids"),
    SKIP_ROUND("a replica answers reads from its store without a round"),
    READ_PENDING("a replica answers reads with what is on its disk, committed or not"),
    DOUBT_IS_DENIED("a head says of what is in its log that it was not done"),
    LOST_CALL_IS_DENIED("a node says of a write that was lost on its way to another node that it was not done"),
    REFUSED_IS_DONE("a head does later what it has refused for want of room"),
    FORGOTTEN_SESSION_WRITES("a head takes writes of a session that is forgotten"),
    SESSIONS_OF_FORGOTTEN_RECORDS("a replica that forgets records goes on to know what they say of client sessions"),
    ANSWER_IN_DOUBT("a new head answers reads before it has committed what it found in its log"),
    DUPLICATE_APPEND("the network delivers records twice"),
    REORDER("the network lets a message overtake others of its connection"),
    SILENT_LOSS("a connection loses messages and goes on"),
    NO_FENCE("a new head commits while a removed member may still hold a lease"),
    FENCE_FORGETS_MISSED_EPOCHS("a head that missed an epoch goes by the last change alone when it decides on a fence"),
    FENCE_TRUSTS_EVERY_CHANGE("a head takes every change that it has not missed another before for clean"),
    FENCE_FROM_NOTHING("a new life does not fence for rounds that its node may have acknowledged before"),
    LEASE_OUTLIVES_EPOCH("a lease won in an older epoch is used in a newer one"),
    LEASE_FROM_NEWS("a lease counts from the news that a round is complete, not from the round's receipt"),
    LEASE_WITHOUT_COMPLETION("a round gives a lease as soon as it is received"),
    LEASE_KEPT_WHEN_LEAVING("a replica that has said that it gave up its lease goes on using it"),
    AGE_IN_DOUBT("a copy seems as young as the last round while older epochs may have acknowledged more than it shows"),
    LEASE_REMEMBERED("a read goes by what the lease was when the replica last did anything, however long ago"),
    ONE_LOOK_AT_THE_LEASE("a read is answered though the lease has run out while the store was asked"),
    LEASE_THOUGH_NONE("a replica uses leases of 300 ms in a chain that has none"),
    CLOCK_STOPS("clocks stand still while their machines do, and there are leases"),
    QUERY_ANSWERED_AT_ONCE("the head tells its commit point without a lease and without a round"),
    GONE_AT_ONCE("a head says that it has gone while its fence stands, and its successor has none of its own"),
    GONE_UNANSWERED("a head says that it has gone before it has answered what it took"),
    ROUND_OVERTAKES_RECORDS("a round goes down before the records that older epochs may have committed"),
    DRIFT_BEYOND_MARGIN("clocks run at a fifth to nine fifths of the speed of time"),
    FENCE_BY_OWN_LEASE("a fence lasts as long as leases are now, whatever they were before"),
    OLDER_LEASES_FORGOTTEN("an epoch of shorter leases is activated while longer ones of older epochs may be in use"),
    LENGTH_OF_FIRST_EPOCH("a member goes on using leases of the length that it was first told of"),
    WANTED_SETTINGS_TAKEN("a replica goes by what the cluster is to have, and not by the settings of its epoch"),
    OWN_FORMAT_WRITTEN("a node writes in the newest format that it knows, and not in that of its epoch"),
    FORMAT_RAISED_TOO_EARLY("the controller raises the format though a member does not know it"),
    PRIOR_LEASES_NOT_CARRIED("the controller publishes a fence by the new lease alone"),
    OLDER_LINK_TAKEN("a replica takes a handshake of an older link for the newest"),
    NO_TRUNCATION("forgotten records stay on the disk"),
    ANY_COPY_PASSES_FOR_WHOLE("whatever copy an operator chooses passes for one that holds everything"),
    OLD_LINEAGE_KEPT("a replica of an older lineage takes what it holds for the chain's"),
    SILENT_WHILE_WAITING("a replica that may not open its link yet says nothing to its successor"),
    SLOW_STAYS("the controller leaves members in their places that are far slower than all others"),
    HUNG_DISK_STAYS("a node says nothing of a disk that hangs"),
    NO_PATIENCE("the controller gives nodes no time to register again"),
    TOO_FEW_STAY("the controller removes members that live though fewer than the least number of replicas stay"),
    LEADER_NOT_EVICTED("no node takes the place of a dead controller in the election away"),
    RECORDS_OF_ANOTHER_CHAIN("a returning replica takes the last record of another chain for its own"),
    SESSION_OF_ANOTHER_CHAIN("a head takes writes of a session that was opened in another chain"),
    PARTLY_DONE_IS_DENIED("a node says of a request of which some chains have done their parts that it was not done"),
    TERM_OF_THE_FIRST_CHAIN("the controller looks at its term only when it publishes for the first chain"),
    DROPPED_CONNECTION_UNTOLD("no replica is told that the replica of another chain has dropped their connection"),
    DISK_OF_EACH_CHAIN("each replica of a node knows of the disk only what it has found itself"),
    ANY_NODE_JOINS("the controller lets nodes join on which the chain is not placed"),
    PLACED_WITHOUT_CONDITION("the controller publishes a placement without looking at version and term"),
    LEAVES_INCOMPLETE(
            "a member that is to be elsewhere leaves, or gives its data up, when one of those is still missing"),
    LEAVES_AT_ONCE("a member that is to be elsewhere leaves as soon as it knows that, whoever is there instead"),
    GIVEN_UP_UNREAD("a node gives a replica up by what it has heard of the chain, without reading that once more"),
    LOOKED_UP_ONCE("a node that has looked a chain up never looks it up again"),
    HANDOVER_UNKNOWN("a head that is to make no more records goes on to make them"),
    HANDOVER_NOT_AWAITED("the controller lets members change places before all logs are equal");

    private static final Set<PlantedFault> OF_SEVERAL_CHAINS = EnumSet.of(
            RECORDS_OF_ANOTHER_CHAIN,
            SESSION_OF_ANOTHER_CHAIN,
            PARTLY_DONE_IS_DENIED,
            TERM_OF_THE_FIRST_CHAIN,
            DROPPED_CONNECTION_UNTOLD,
            DISK_OF_EACH_CHAIN);
    private static final Set<PlantedFault> OF_PLACEMENT = EnumSet.of(
            ANY_NODE_JOINS,
            PLACED_WITHOUT_CONDITION,
            LEAVES_INCOMPLETE,
            LEAVES_AT_ONCE,
            GIVEN_UP_UNREAD,
            LOOKED_UP_ONCE,
            HANDOVER_UNKNOWN,
            HANDOVER_NOT_AWAITED);

    private final String sentence;

    PlantedFault(String sentence) {
        this.sentence = sentence;
    }

    /** Whether only a run with several chains can show it. */
    public boolean needsSeveralChains() {
        return OF_SEVERAL_CHAINS.contains(this);
    }

    /** Whether only a run whose chains are on some of the machines can show it. */
    public boolean needsPlacement() {
        return OF_PLACEMENT.contains(this);
    }

    public String sentence() {
        return sentence;
    }
}
