package io.catena.server.chain;

/** Why a replica cannot answer a request. */
public enum Failure {
    /** This replica is not the one for it; nothing was done. */
    WRONG_REPLICA,
    /** The membership changed before anything was done. */
    CHANGING,
    /** Another member has become the head before anything was done: the request is for that one (C17). */
    HANDED_OVER,
    /** Too much is waiting already; nothing was done. */
    OVERLOADED,
    /** The deadline passed before anything was done. */
    DEADLINE,
    /** The chain has fewer members than it must have to take writes; nothing was done. */
    TOO_FEW_MEMBERS,
    /** A member's disk is nearly full; nothing was done. */
    NO_SPACE,
    /** The session is forgotten; this attempt did nothing, an earlier one may have. */
    SESSION_EXPIRED,
    /** The write is in the log and may be committed, now or later (W12). */
    UNKNOWN
}
