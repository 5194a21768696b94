package io.catena.server.rpc;

/** Whose place a connection takes. */
enum ConnectionSlot {
    /** Of those who have said nothing yet, while there is no other place: for a short time. */
    WAITING,
    /** One of those for everybody. */
    CLIENT,
    /** One of those for nodes, probes and operators. */
    RESERVED
}
