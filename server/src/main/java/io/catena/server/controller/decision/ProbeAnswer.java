package io.catena.server.controller.decision;

/** What the controller's probe of a node found (H1). */
public enum ProbeAnswer {
    /** The node answered, in this very life. */
    ALIVE,
    /** The connection was refused, or another life of the node, or another node, answered: this life is over. */
    GONE,
    /** Nothing can be said: no answer in time. */
    SILENT
}
