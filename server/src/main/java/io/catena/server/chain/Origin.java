package io.catena.server.chain;

/**
 * Where a request came from, as the node that took it from the client saw it. Scarce resources are shared among sources, and what
 * one source gets among its connections, so that no client uses up what others need (Q1, Q2).
 *
 * @param address of the client's machine: the same text for all addresses that count as one machine
 * @param connection tells the client's connection from all others of the cluster
 * @param principal the name of the client; empty if it is not known
 */
public record Origin(String address, long connection, String principal) {
    /** Of a client that is not known. */
    public Origin(String address, long connection) {
        this(address, connection, "");
    }

    /** The principal, wherever it calls from; the machine if no principal is known. */
    public String source() {
        return principal.isEmpty() ? address : principal;
    }
}
