package io.catena.simulation;

/** Rules of design.md that a run can break on purpose, to see that the simulator notices. Each in one sentence. */
enum PlantedFault {
    NONE("every rule is kept"),
    ACK_BEFORE_DISK("a replica takes for durable what it has only given to its disk"),
    ACK_WITHOUT_SUCCESSOR("a member acknowledges what its successor has not acknowledged"),
    ACCEPT_LOWER_EPOCH("a replica takes messages of lower epochs for messages of its own"),
    COMMIT_POINT_TOO_HIGH("a member takes what it receives for committed"),
    ADOPT_LEFTOVER("a restarted node takes over the registration, and the incarnation, that it left behind"),
    REMOVED_COMES_BACK("a removed life registers again under its old incarnation, and nobody remembers its removal"),
    FORGET_AT_RESTART("a restarted node forgets what is pending before a predecessor's handshake"),
    FORGET_AT_REMOVAL("a removed node forgets what is pending as soon as it learns of its removal"),
    REFORM_FROM_ANY("the controller forms the chain again from any node that is there"),
    REMOVE_LAST_ACTIVATED("the controller removes without keeping a member of the last activated epoch"),
    JOIN_BEFORE_CAUGHT_UP("the tail reports a joining replica as caught up before it is"),
    UNCONDITIONAL_PUBLISH("the controller publishes without looking at version and term"),
    ACTIVATE_EARLY("the head activates its epoch before anybody has acknowledged anything"),
    NO_SESSIONS_IN_SNAPSHOT("a snapshot comes without the client sessions"),
    SNAPSHOT_WITHOUT_TAIL("a snapshot ends before the last key"),
    NO_CONDITIONS("the head does not look at conditions"),
    NO_REQUEST_IDS("the head does not look at request ids"),
    SKIP_ROUND("a replica answers reads from its store without a round"),
    ANSWER_IN_DOUBT("a new head answers reads before it has committed what it found in its log"),
    DUPLICATE_APPEND("the network delivers records twice"),
    REORDER("the network lets a message overtake others of its connection"),
    SILENT_LOSS("a connection loses messages and goes on"),
    NO_TRUNCATION("forgotten records stay on the disk");

    private final String sentence;

    PlantedFault(String sentence) {
        this.sentence = sentence;
    }

    String sentence() {
        return sentence;
    }
}
