package io.catena.server.rpc.inbound.services;

/** The requests of operators, also those that callers may not make. */
public interface AuditedRequests extends AdminRequests {
    /**
     * A request was refused because the caller is no operator. It is answered already.
     *
     * @param what the name of the method
     */
    void forbidden(String what, RemoteCaller caller, String why);
}
