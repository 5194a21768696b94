package io.catena.server.rpc.inbound;

/** The kind of place that a connection has. */
enum ConnectionSlot {
    /** For a short time only: its caller has not said who it is. */
    UNKNOWN,
    /** For a short time only: there is no other place, and the connection has not shown what it is. */
    WAITING,
    /** A place for any client. */
    CLIENT,
    /** A place for nodes, probes and operators. */
    RESERVED
}
