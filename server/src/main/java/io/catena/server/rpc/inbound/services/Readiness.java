package io.catena.server.rpc.inbound.services;

/** Whether requests are carried out. On the event loop. */
public interface Readiness {
    /**
     * If not, nothing is done, whoever asks for it: each request is answered with an error that says why. What a caller may do
     * is not known yet.
     */
    default boolean isReady() {
        return true;
    }
}
